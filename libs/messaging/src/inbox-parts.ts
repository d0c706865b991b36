import type { Pool, PoolClient } from 'pg';
import type { Effect } from './effect.ts';
import type { EventCatalogue } from './event-catalogue.ts';
import type { InboxTables } from './inbox-tables.ts';
import { isPassing, isTimeout } from './passing-fault.ts';
import type { ReceivedEvent } from './received-event.ts';

/** What one consumer works with. */
export interface InboxParts {
  consumer: string;
  pool: Pool;
  tables: InboxTables;
  catalogue: EventCatalogue;
  effect: Effect;
}

/**
 * Runs the effect on one event behind a savepoint.
 *
 * @param timeoutsPass whether a statement time-out is still taken for somebody else's lock
 * @returns the fault of an effect that was undone, or undefined when it went through
 * @throws what passes by itself: the whole chunk is tried again
 */
export async function runAlone(tx: PoolClient, effect: Effect, event: ReceivedEvent, timeoutsPass: boolean): Promise<Error | undefined> {
  await tx.query('savepoint event');
  try {
    await effect(tx, [event]);
    await tx.query('release savepoint event');
    return undefined;
  } catch (error) {
    if (isPassing(error) && (timeoutsPass || !isTimeout(error))) throw error;
    await tx.query('rollback to savepoint event');
    return error instanceof Error ? error : new Error(String(error));
  }
}
