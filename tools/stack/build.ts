import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exclusive, readJson } from '@xiezhi/embedded';
import { z } from 'zod';
import { type App, repository } from './services.ts';

const buildWithinMs = 120_000;
const toldBytesMax = 4000;

/**
 * Builds what changed since its last build and answers how many there were. One build at a time per clone. It happens in a process
 * of its own, so that the launcher, which stays, does not keep the compiler in memory.
 */
export async function buildApps(apps: App[]): Promise<number> {
  const turn = await exclusive(join(repository, '.xiezhi', 'build'), buildWithinMs);
  try {
    const stale = apps.filter((app) => !isFresh(app));
    if (stale.length > 0) await runBuild(stale);
    return stale.length;
  } finally {
    turn.release();
  }
}

async function runBuild(stale: App[]): Promise<void> {
  const words = [join(import.meta.dirname, 'build-apps.ts'), ...stale.map(({ name }) => name)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: buildWithinMs });
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (told = (told + part.toString()).slice(-toldBytesMax)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`could not build ${stale.map(({ name }) => name).join(', ')}:\n${told}`);
}

export const inputsFile = (app: App): string => join(app.folder, 'dist', '.inputs.json');
const inputsSchema = z.record(z.string(), z.string());

export function isFresh(app: App): boolean {
  const { data } = inputsSchema.safeParse(readJson(inputsFile(app)));
  if (data === undefined || !existsSync(join(app.folder, 'dist', 'main.mjs'))) return false;
  return Object.entries(data).every(([file, before]) => mark(file) === before);
}

export function mark(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.size} ${found.mtimeMs}`;
}
