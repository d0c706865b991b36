import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

const keySchema = z.looseObject({ kty: z.literal('RSA'), kid: z.string(), n: z.string(), d: z.string() });

/** The RSA key that signs tokens, kept so that a restart does not make the portal doubt them. Anybody who reads it can be anybody. */
export async function signingKey(stateFolder: string | undefined): Promise<JWK> {
  if (stateFolder === undefined) return newKey();
  const file = join(stateFolder, 'signing-key.json');
  const kept = readKey(file);
  if (kept !== undefined) return kept;
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const key = await newKey();
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify(key), { mode: 0o600 });
  renameSync(draft, file);
  return key;
}

function readKey(file: string): JWK | undefined {
  try {
    return keySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // none yet, or unreadable: a new one costs a new sign-in, in development only
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const key = await exportJWK(privateKey);
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'RS256', use: 'sig' };
}
