import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { directoryPack } from './environment.ts';

const agenciesSchema = z.array(
  z.object({ name: z.string(), slug: z.string(), posts: z.array(z.object({ id: z.string(), role: z.string(), name: z.string() })) }),
);

export type Agencies = z.infer<typeof agenciesSchema>;

/** The posts of the directory pack: each is an account of the same name at the development issuer. */
export function agenciesOfPack(folder = directoryPack): Agencies {
  const file = join(folder, 'agencies.json');
  try {
    return agenciesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`could not read the agencies and their posts from ${file}`, { cause });
  }
}
