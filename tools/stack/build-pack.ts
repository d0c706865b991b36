import { execFile } from 'node:child_process';
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exclusive, readJson, writeWhole } from '@xiezhi/embedded';
import { mark } from './build.ts';
import { checkedPack, mechanismPack } from './environment.ts';
import { repository } from './services.ts';

const inputsFile = checkedPack.replace(/\.json$/, '.inputs.json');
const buildWithinMs = 60_000;

/**
 * Reads and checks the mechanism pack once for all services that start with it, when a file of it, or of the code that reads it, changed
 * since. In a process of its own: the launcher stays, and needs no pack.
 */
export async function buildPack(): Promise<void> {
  const turn = await exclusive(join(repository, '.xiezhi', 'build-pack'), buildWithinMs);
  try {
    const now = JSON.stringify(inputs());
    if (existsSync(checkedPack) && JSON.stringify(readJson(inputsFile)) === now) return;
    rmSync(inputsFile, { force: true }); // a check that dies halfway must not look fresh
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'check-pack.ts'), mechanismPack, checkedPack], {
      timeout: buildWithinMs,
    });
    writeWhole(inputsFile, now);
  } catch (cause) {
    throw new Error(`the mechanism pack ${mechanismPack} cannot be used:\n${reasonOf(cause)}`, { cause });
  } finally {
    turn.release();
  }
}

function inputs(): Record<string, string> {
  const readers = ['mechanism-pack', 'stage-chart', 'statutory-time', 'contracts', 'decider'].map((name) => `libs/${name}/src/**/*.ts`);
  const files = [...globSync(readers, { cwd: repository }), 'tools/stack/check-pack.ts', 'package-lock.json']
    .filter((name) => !/\.(spec|fixture)\.ts$/.test(name))
    .map((name) => join(repository, name));
  const packed = globSync('**/*.yaml', { cwd: mechanismPack }).map((name) => join(mechanismPack, name));
  return Object.fromEntries([...files, ...packed].toSorted().map((file) => [file, mark(file)]));
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '' ? error.stderr : String(error);
