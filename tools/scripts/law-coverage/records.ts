import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Executed } from '@xiezhi/testing';

/** What the workers of a run noted. @throws Error when nobody noted anything: then there was no run */
export function recordsIn(folder: string): Executed[] {
  const files = existsSync(folder) ? globSync('*.jsonl', { cwd: folder }).toSorted() : [];
  if (files.length === 0) throw new Error(`${folder} holds no records: run \`npm test\` first, whole`);
  return files.flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Executed),
  );
}
