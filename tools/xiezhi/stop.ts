import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessRecord, sendSignal, stopOrphanedKafka, stopOrphanedPostgres, tryExclusive } from '@xiezhi/embedded';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopOrphanedApp } from '../stack/app-process.ts';
import { type Home, homeAt, launcherLock, makeHome } from '../stack/home.ts';
import { apps } from '../stack/services.ts';
import { told } from './portal.ts';

export async function stop(wish: string | undefined): Promise<void> {
  const home = homeAt(wish);
  console.log((await stopStack(home)) ? 'everything is stopped; nothing is lost' : `nothing runs on ${home.path}`);
}

/** By way of the launcher where one lives, else by ourselves; answers whether there was anything. */
export async function stopStack(home: Home): Promise<boolean> {
  makeHome(home);
  const lock = tryExclusive(launcherLock(home));
  if (!('release' in lock)) return stopLauncher(lock.holder);
  try {
    return await stopOrphans(home);
  } finally {
    lock.release();
  }
}

const stopWithinMs = 75_000; // programs 12 s, broker 20 s, database 30 s, and some

async function stopLauncher(launcher: ProcessRecord): Promise<true> {
  sendSignal(launcher, 'SIGTERM');
  for (const deadline = Date.now() + stopWithinMs; isAlive(launcher); await delay(50)) {
    if (Date.now() > deadline)
      throw told(
        'the stack does not stop',
        `launcher ${launcher.pid} is still at it after ${stopWithinMs / 1000} s`,
        `look into the logs; kill -9 ${launcher.pid} and \`xiezhi stop\` stop the rest`,
      );
  }
  return true;
}

async function stopOrphans(home: Home): Promise<boolean> {
  const stopped = await Promise.all(apps.map((app) => stopOrphanedApp(home, app)));
  stopped.push(await stopOrphanedKafka(home.path), await stopOrphanedPostgres(home.path));
  rmSync(join(home.run, 'stack.json'), { force: true });
  return stopped.includes(true);
}
