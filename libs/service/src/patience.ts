import { setTimeout as pause } from 'node:timers/promises';
import { isTransient, sqlStateOf } from '@xiezhi/postgres';
import type { ServiceLog } from './log.ts';

const firstMs = 250;
const mostMs = 5000;
/** A name that does not resolve yet: its container is not there yet. */
const nameCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Tries until the database answers; whoever starts first waits for the others. A wrong password, a missing database or a failing
 * migration is not waited for.
 */
export async function untilDatabaseAnswers<Result>(
  what: string,
  log: ServiceLog,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let waitMs = firstMs; ; waitMs = Math.min(waitMs * 2, mostMs)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) && !nameCodes.has(sqlStateOf(error))) throw error;
      log.warn({ error, waitMs }, `waiting for the database: ${what}`);
      await pause(waitMs, undefined, { signal });
    }
  }
}
