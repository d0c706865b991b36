import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Queryable, statement } from '@xiezhi/postgres';
import { z } from 'zod';

/** Who reported. Entered in typed fields only, sealed at once, and never part of a fact, an announcement, a log or an error. */
export const ReporterIdentity = z.strictObject({
  name: z.string().min(1).max(60),
  contact: z.string().max(60).optional(),
  remark: z.string().max(200).optional(),
});
export type ReporterIdentity = z.infer<typeof ReporterIdentity>;

const insertKey = statement(
  'reporter.insert_key',
  `insert into clue_transfer.family_key (family_id, wrapped_key, parties) values ($1, $2, $3) on conflict do nothing`,
);
const insertSealed = statement(
  'reporter.insert_sealed',
  `insert into clue_transfer.sealed_reporter (clue_id, family_id, ciphertext, parties) values ($1, $2, $3, $4)`,
);
const select = statement<{ ciphertext: Buffer; wrapped_key: Buffer; family_id: string }>(
  'reporter.select',
  `select r.ciphertext, k.wrapped_key, r.family_id from clue_transfer.sealed_reporter r
     join clue_transfer.family_key k on k.family_id = r.family_id where r.clue_id = $1`,
);

/**
 * Keeps reporter identities under a key per family, itself wrapped by the service's master key (AES-256-GCM, NIST SP 800-38D).
 * Destroying a family's key erases what it sealed, backups included. Only the registering agency's rows are within its reach.
 */
export class ReporterVault {
  readonly #masterKey: Buffer;

  /** @param masterKey 32 bytes */
  constructor(masterKey: Buffer) {
    if (masterKey.length !== 32) throw new RangeError(`a master key has 32 bytes, not ${masterKey.length}`);
    this.#masterKey = masterKey;
  }

  /** Seals an identity in the transaction that registers its clue. A new clue begins its family, so the key is new too. */
  async keep(tx: Queryable, clueId: string, agency: string, reporter: ReporterIdentity): Promise<void> {
    const familyId = clueId;
    const familyKey = randomBytes(32);
    await insertKey(tx, familyId, seal(this.#masterKey, familyKey, `family-key/${familyId}`), [agency]);
    await insertSealed(tx, clueId, familyId, seal(familyKey, Buffer.from(JSON.stringify(reporter), 'utf8'), `reporter/${clueId}`), [
      agency,
    ]);
  }

  /** @returns undefined when none was recorded, the key was destroyed, or the caller's agency may not see it */
  async open(tx: Queryable, clueId: string): Promise<ReporterIdentity | undefined> {
    const [row] = await select(tx, clueId);
    if (row === undefined) return undefined;
    const familyKey = unseal(this.#masterKey, row.wrapped_key, `family-key/${row.family_id}`);
    return ReporterIdentity.parse(JSON.parse(unseal(familyKey, row.ciphertext, `reporter/${clueId}`).toString('utf8')));
  }
}

// nonce (12) ‖ tag (16) ‖ ciphertext; the label binds a ciphertext to its place, so that rows cannot be exchanged.
function seal(key: Buffer, plain: Buffer, label: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

function unseal(key: Buffer, sealed: Buffer, label: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(label, 'utf8'))
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}
