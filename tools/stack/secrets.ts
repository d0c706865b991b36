import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rolesOf, schemaOf } from '@xiezhi/contracts';
import { dataFolderOf, StartFailure, writeWhole } from '@xiezhi/embedded';
import { join } from 'node:path';
import { type Home, type Keys, readKeys, readSecrets, type Secrets, signingKeyFile, writeKeys, writeSecrets } from './home.ts';
import { brokerReader, provisioned } from './services.ts';

export interface AllSecrets {
  secrets: Secrets;
  keys: Keys;
}

/**
 * Reads the secrets of this home and makes what is missing. Each file is written whole before anything uses it, so a crash never leaves
 * data under a password that nobody knows. Roles and users that came later are added; those present keep their passwords.
 */
export function ensureSecrets(home: Home): AllSecrets {
  const known = readSecrets(home);
  refuseLostSecrets(home, known);
  const secrets: Secrets = {
    database: withPasswords(known?.database, ['postgres', ...provisioned.flatMap((service) => Object.values(rolesOf(schemaOf(service))))]),
    broker: withPasswords(known?.broker, ['admin', brokerReader, ...provisioned]),
  };
  if (JSON.stringify(secrets) !== JSON.stringify(known)) writeSecrets(home, secrets);
  return { secrets, keys: ensureKeys(home) };
}

function withPasswords(known: Record<string, string> | undefined, users: string[]): Record<string, string> {
  return { ...Object.fromEntries(users.map((user) => [user, newPassword()])), ...known };
}

// Letters and digits: passwords stand in properties files, URLs and command lines of psql.
const newPassword = (): string => randomBytes(24).toString('hex');

function ensureKeys(home: Home): Keys {
  if (!existsSync(signingKeyFile(home))) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeWhole(signingKeyFile(home), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  }
  const known = readKeys(home);
  if (known !== undefined) return known;
  const keys = {
    masterKey: randomBytes(32).toString('base64'),
    oidcClientSecret: newPassword(),
    oidcMachineSecret: newPassword(),
    developmentTokenSecret: newPassword(),
    developmentPassword: readablePassword(),
  };
  writeKeys(home, keys);
  return keys;
}

/** For a person to type into a sign-in page: no letters that look alike. 12 of 31 signs are 59 bits. */
export function readablePassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  const sign = (): string => signs.charAt(randomInt(signs.length));
  return Array.from({ length: 3 }, () => Array.from({ length: 4 }, sign).join('')).join('-');
}

function refuseLostSecrets(home: Home, known: Secrets | undefined): void {
  const keysLost = readKeys(home) === undefined;
  const hasData =
    existsSync(join(dataFolderOf(home.path), 'PG_VERSION')) || existsSync(join(home.path, 'kafka', 'data', 'meta.properties'));
  if (!hasData || (known !== undefined && !keysLost)) return;
  throw new StartFailure('WRONG_PASSWORD', {
    what: `${home.path} holds data, but ${known === undefined ? 'run/secrets.json' : 'run/keys.json'} is gone or unreadable`,
    why: 'the passwords of the data, or the key of its sealed tables, were in it, and new ones would not open them',
    advice: 'put the file back from a copy, or begin anew with `npm run reset`',
  });
}
