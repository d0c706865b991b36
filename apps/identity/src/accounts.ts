import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const agenciesSchema = z.array(z.object({ posts: z.array(z.object({ id: z.string().regex(/^[a-z0-9.-]+$/), name: z.string() })) }));

/** Account id → what the post is called. Nobody signs in here as a person: posts are the accounts. */
export type Accounts = ReadonlyMap<string, string>;

export function readAccounts(packFolder: string): Accounts {
  const file = join(packFolder, 'agencies.json');
  try {
    const agencies = agenciesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(agencies.flatMap(({ posts }) => posts.map(({ id, name }) => [id, name])));
  } catch (cause) {
    throw new Error(`could not read the accounts from ${file}`, { cause });
  }
}
