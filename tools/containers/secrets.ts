// Makes the secrets of docker-compose.yml: one file each in .xiezhi/containers, what is there stays as it is.
//   node tools/start/run.mjs tools/containers/secrets.ts [folder]
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolesOf, schemaOf, services } from '@xiezhi/contracts';

/** The account inside our images and inside apache/kafka. */
const containerUid = 1000;

export const defaultFolder = resolve(import.meta.dirname, '../../.xiezhi/containers');

/** File name → how its content is made. A service's database passwords are named after the role, `database-directory_app`. */
export function secretNames(): Record<string, () => string> {
  const names: Record<string, () => string> = { 'database-admin': password, 'broker-admin': password, 'broker-reader': password };
  for (const service of services) {
    for (const role of Object.values(rolesOf(schemaOf(service)))) names[`database-${role}`] = password;
    names[`broker-${service}`] = password;
  }
  return {
    ...names,
    'clue-transfer-master-key': () => randomBytes(32).toString('base64'),
    'portal-signing-key': signingKey,
    'portal-development-token-secret': password,
    'oidc-client-secret': password,
    'identity-development-password': password,
  };
}

/**
 * Writes what is missing and answers the names written. Never replaces a file: the database and the broker took these passwords
 * when their volumes were made. A crash in between leaves some files written; the next run writes the others.
 */
export function prepareSecrets(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const missing = Object.entries(secretNames()).filter(([name]) => !existsSync(join(folder, name)));
  for (const [name, make] of missing) write(join(folder, name), make());
  return missing.map(([name]) => name);
}

/**
 * Compose mounts a secret file as it is, owner and mode included, and the containers do not run as root. Where the file's owner can
 * be the containers' account it is 0600; another account of Linux cannot give a file away, so there the folder (0700) alone keeps
 * others out.
 */
function write(path: string, content: string): void {
  const uid = process.getuid?.() ?? containerUid;
  const readableInside = uid === 0 || uid === containerUid || process.platform !== 'linux';
  const draft = `${path}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  if (uid === 0) chownSync(draft, containerUid, containerUid);
  if (!readableInside) chmodSync(draft, 0o444);
  renameSync(draft, path);
}

// Letters and digits: the strictest reader, the broker's configuration, allows no quotes, spaces or commas.
function password(): string {
  return randomBytes(24).toString('hex');
}

function signingKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = resolve(process.argv[2] ?? defaultFolder);
  const written = prepareSecrets(folder);
  process.stdout.write(written.length === 0 ? `${folder}: every secret is there\n` : `${folder}: ${written.length} secrets made\n`);
}
