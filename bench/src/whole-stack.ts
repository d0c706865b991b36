import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryHome } from '@xiezhi/embedded';
import type { Figure } from './figure.ts';
import { byName, processesOf, pssOf } from './stack-processes.ts';
import { spreadOf } from './statistics.ts';

const repository = resolve(import.meta.dirname, '..', '..');
/** Long enough for compilers and garbage collectors to come to rest. */
const restMs = 30_000;
const warmStarts = 3;
const readyWithinMs = 600_000;

/** What `npm start` costs: memory at rest of every process it brings up, and the time until it says ready, warm and cold. */
export async function wholeStack(options: { cold: boolean }): Promise<Figure[]> {
  const home = temporaryHome('xiezhi-bench-stack-');
  try {
    const first = await start(repository, home.path);
    console.log(`  first start ${first.seconds.toFixed(1)} s; resting ${restMs / 1000} s …`);
    await pause(restMs);
    const memory = memoryOf(home.path, first.launcher.pid!);
    await stop(first.launcher);
    const warm: number[] = [];
    for (let n = 0; n < warmStarts; n++) {
      const { launcher, seconds } = await start(repository, home.path);
      console.log(`  warm start ${seconds.toFixed(1)} s`);
      warm.push(seconds);
      await stop(launcher);
    }
    const figures = [memory, figure('warm start to ready', warm, 's', 5)];
    return options.cold ? [...figures, await coldStart()] : figures;
  } finally {
    home.remove();
  }
}

/** A fresh clone with nothing installed; downloads come from the caches of npm and Maven where they have them. */
async function coldStart(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-bench-clone-'));
  const home = temporaryHome('xiezhi-bench-cold-');
  try {
    const clone = spawnSync('git', ['clone', '-q', repository, join(folder, 'xiezhi')], { encoding: 'utf8' });
    if (clone.status !== 0) throw new Error(`could not clone: ${clone.stderr}`);
    const { launcher, seconds } = await start(join(folder, 'xiezhi'), home.path);
    await stop(launcher);
    return figure('cold start of a fresh clone to ready', [seconds], 's', 180);
  } finally {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const figure = (name: string, values: number[], unit: string, atMost: number): Figure => ({
  name,
  unit,
  value: spreadOf(values),
  goal: { atMost },
  parts: {},
});

/** Runs `npm start` as a user would, npm itself included. */
async function start(folder: string, home: string): Promise<{ launcher: ChildProcess; seconds: number }> {
  const startedAt = performance.now();
  const launcher = spawn('npm', ['start', '--', '--home', home, '--ports', 'auto'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const { promise: ready, resolve: isReady, reject } = Promise.withResolvers<void>();
  const take = (part: Buffer): void => {
    output += part.toString();
    if (/^ready in /m.test(output)) isReady();
  };
  launcher.stdout.on('data', take);
  launcher.stderr.on('data', take);
  launcher.once('exit', () => reject(new Error(`the stack did not come up:\n${output.slice(-2000)}`)));
  const late = setTimeout(() => reject(new Error(`not ready within ${readyWithinMs / 1000} s:\n${output.slice(-2000)}`)), readyWithinMs);
  await ready.finally(() => clearTimeout(late));
  return { launcher, seconds: (performance.now() - startedAt) / 1000 };
}

async function stop(launcher: ChildProcess): Promise<void> {
  const ended = once(launcher, 'exit');
  process.kill(-launcher.pid!, 'SIGINT');
  await ended;
}

/** PSS of all processes, by program. */
function memoryOf(home: string, launcher: number): Figure {
  const memory = byName(processesOf(home, launcher), ({ pid }) => pssOf(pid) / 1024 ** 3);
  const total = [...memory.values()].reduce((sum, part) => sum + part, 0);
  const parts = Object.fromEntries([...memory].map(([name, part]) => [`${name}, GB`, spreadOf([part])]));
  return { ...figure('idle memory of the whole stack (PSS)', [total], 'GB', 1.2), parts };
}
