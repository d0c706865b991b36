import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusive, readJson } from '@xiezhi/embedded';
import { mark } from './build.ts';
import { repository } from './services.ts';

const folder = join(repository, 'apps', 'web');
const inputsFile = join(folder, 'dist', '.inputs.json');
/** Alone it takes some 4 s; on a machine that starts a database and a broker beside it, more. */
const buildWithinMs = 180_000;
const toldBytesMax = 4000;

/**
 * Builds the browser client when a file of it changed since its last build. One build at a time per clone, in a process of its own:
 * the compiler's memory must not stay with the launcher.
 */
export async function buildWeb(): Promise<void> {
  const turn = await exclusive(join(repository, '.xiezhi', 'build-web'), buildWithinMs);
  try {
    const now = JSON.stringify(inputs());
    if (JSON.stringify(readJson(inputsFile)) === now) return;
    rmSync(inputsFile, { force: true }); // a build that dies halfway must not look fresh
    await runVite();
    writeFileSync(inputsFile, now);
  } finally {
    turn.release();
  }
}

function inputs(): Record<string, string> {
  const files = [
    ...globSync(['src/**/*', 'index.html', 'vite.config.ts', 'package.json'], { cwd: folder }).map((name) => join(folder, name)),
    join(repository, 'package-lock.json'),
  ];
  return Object.fromEntries(files.toSorted().map((file) => [file, mark(file)]));
}

async function runVite(): Promise<void> {
  const vite = realpathSync(join(repository, 'node_modules', '.bin', 'vite'));
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: buildWithinMs,
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (told = (told + part.toString()).slice(-toldBytesMax)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`could not build the browser client:\n${told}`);
}
