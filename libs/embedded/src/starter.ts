import { join } from 'node:path';
import { isAlive, type ProcessRecord, readJson, readRecord, thisProcess } from './running-process.ts';
import { StartFailure } from './start-failure.ts';

/**
 * The pid file of a server also names who started it. A server that runs while its starter is dead is an orphan and may be stopped;
 * one whose starter lives belongs to that starter. A starter may start its own server again: it alone knows that the old one is gone.
 */
export function refuseIfStarterLives(home: string, name: 'postgres' | 'kafka'): void {
  const file = join(home, 'run', `${name}.pid`);
  const server = readRecord(file);
  const starter = starterIn(readJson(file));
  if (server === undefined || starter === undefined || !isAlive(server) || !isAlive(starter)) return;
  const own = starter.pid === thisProcess().pid;
  throw new StartFailure('ALREADY_RUNNING', {
    what: `${name} runs already on ${home}`,
    why: `process ${server.pid} was started by process ${starter.pid}${own ? ' (this one)' : ''}, which is alive`,
    advice: own ? 'stop it before starting it again' : 'stop that one first (`npm run xiezhi stop`), or use another --home',
  });
}

function starterIn(value: unknown): ProcessRecord | undefined {
  if (typeof value !== 'object' || value === null || !('starter' in value)) return undefined;
  const { starter } = value;
  if (typeof starter !== 'object' || starter === null || !('pid' in starter) || !('startedAt' in starter)) return undefined;
  return typeof starter.pid === 'number' && typeof starter.startedAt === 'string'
    ? { pid: starter.pid, startedAt: starter.startedAt }
    : undefined;
}
