import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess, isAlive, openLog, processesWith, processNow, removeRecord, StartFailure, writeWhole } from '@xiezhi/embedded';
import { type Home, logFile, pidFile, recordedProcess } from './home.ts';
import type { Running } from './keep-running.ts';
import type { App } from './services.ts';

// A service with pool, producer and consumers keeps some 40 MB of JavaScript alive; a leak is to be found at 256, not at 4 000.
const heapMegabytes = 256;
// Young generation: with 8 MB a seventh of the processor time of a busy service went into short collections; 32 MB a service are too much at rest.
const youngMegabytes = 16;

const bundleOf = (app: App): string => join(app.folder, 'dist', 'main.mjs');

/** Starts one of our processes, in a process group of its own, logging to its own file. */
export async function startApp(home: Home, app: App, env: Record<string, string>): Promise<Running> {
  const log = openLog(logFile(home, app.name));
  // The home is an argument only so that an orphan is found by its command line when no pid file names it.
  const words = [`--max-old-space-size=${heapMegabytes}`, `--max-semi-space-size=${youngMegabytes}`, bundleOf(app), home.path];
  const child = spawn(process.execPath, words, {
    cwd: app.folder,
    detached: true, // Ctrl-C in a terminal goes to the launcher alone, which stops things in order
    env: { ...inherited(process.env), ...env, NODE_COMPILE_CACHE: join(home.path, 'compile-cache') },
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  await once(child, 'spawn');
  log.close();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const record = child.pid === undefined ? undefined : processNow(child.pid);
  if (record === undefined) return { pid: child.pid ?? 0, exited, stop: () => exited };
  writeWhole(pidFile(home, app.name), JSON.stringify(record));
  const stop = async (): Promise<void> => {
    await endProcess(record, { graceMs: 12_000 }); // a service promises to end within 10 s
    await exited;
    removeRecord(pidFile(home, app.name), record);
  };
  return { pid: record.pid, exited, stop };
}

/** A process sees of our environment what is not ours: settings come from the launcher alone, and an unknown one would stop it. */
export function inherited(env: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(env).filter(
    ([name]) => !/^(XIEZHI_|npm_|INIT_CWD$|NODE_COMPILE_CACHE$)/.test(name) || name === 'XIEZHI_LOG_LEVEL',
  );
  return Object.fromEntries(passed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Stops what a killed launcher left of this app; answers whether there was something. */
export async function stopOrphanedApp(home: Home, app: App): Promise<boolean> {
  const recorded = recordedProcess(home, app.name);
  const found = processesWith((words) => words.includes(bundleOf(app)) && words.includes(home.path));
  const unseen = recorded !== undefined && isAlive(recorded) && !found.some(({ pid }) => pid === recorded.pid) ? [recorded] : [];
  for (const orphan of [...unseen, ...found]) await endProcess(orphan, { graceMs: 12_000 });
  rmSync(pidFile(home, app.name), { force: true });
  return unseen.length + found.length > 0;
}

export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // not listening yet, or starting
  }
}

const readyWithinMs = 90_000; // migrations of a first start on a slow disk; a warm start needs 2 s
const deathsMax = 5;
/** It is only asked once the broker is there, when it may be any moment now. */
const askAgainMs = 40;

/** Waits until it answers 200; gives up early on one that dies again and again. */
export async function untilReady(home: Home, app: App, url: string, deaths: () => number, cancelled: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + readyWithinMs; Date.now() < deadline && deaths() < deathsMax; await delay(askAgainMs)) {
    if (cancelled.aborted || (await isReady(url))) return;
  }
  throw new StartFailure('NOT_ANSWERING', {
    what:
      deaths() >= deathsMax
        ? `${app.name} ended ${deaths()} times without ever becoming ready`
        : `${app.name} is not ready after ${readyWithinMs / 1000} s`,
    why: lastErrors(logFile(home, app.name)),
    advice: `read ${logFile(home, app.name)}; everything that was started is stopped again, and no data are lost`,
  });
}

function lastErrors(path: string): string {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines
    .slice(-6)
    .map((line) => line.slice(0, 300))
    .join('\n        ');
}
