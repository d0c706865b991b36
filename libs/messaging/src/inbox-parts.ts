import { transaction } from '@xiezhi/postgres';
import type { Pool, PoolClient } from 'pg';
import { decode } from './cloud-event.ts';
import type { Effect } from './effect.ts';
import type { EventCatalogue } from './event-catalogue.ts';
import type { InboxCommand, InboxSteps } from './inbox-steps.ts';
import type { InboxTables } from './inbox-tables.ts';
import { type ParkedRow, recordOf } from './parked-table.ts';
import { isPassing, isTimeout } from './passing-fault.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';
import { perform } from './steps.ts';

/** What one consumer works with. */
export interface InboxParts {
  consumer: string;
  pool: Pool;
  tables: InboxTables;
  catalogue: EventCatalogue;
  effect: Effect;
}

/** Runs steps in one transaction: all of it is committed, or nothing. */
export function inTransaction<Result>(parts: InboxParts, steps: InboxSteps<Result>): Promise<Result> {
  return transaction(parts.pool, (tx) => perform(steps, (command) => answerTo(tx, parts, command)));
}

async function answerTo(tx: PoolClient, parts: InboxParts, command: InboxCommand): Promise<unknown> {
  const { tables, consumer, effect } = parts;
  switch (command.do) {
    case 'take':
      return tables.takeChunks(tx, consumer, command);
    case 'effect':
      return effect(tx, command.events);
    case 'effect alone':
      return effectAlone(tx, effect, command.event, command.timeoutsPass);
    case 'park':
      return tables.parked.park(tx, consumer, command.what);
    case 'lane': {
      const rows = await tables.parked.laneRows(tx, consumer, command.lane, command.countMax);
      return rows.map((row) => ({ row, decoded: decodeRow(parts, row) }));
    }
    case 'unpark':
      return tables.parked.unpark(tx, command.ids);
    case 'move':
      return tables.parked.moveToLane(tx, command.id, command.lane);
    case 'keep waiting':
      return tables.parked.keepWaiting(tx, command.id, command.reason, command.detail, command.timing, command.attempts);
    case 'make due':
      return tables.parked.makeDue(tx, consumer, { id: command.id });
    case 'lock':
      return tables.lockPartition(tx, consumer, command.at);
    case 'gate':
      return tables.gateOf(tx, consumer, command.source, command.subject);
    case 'settle':
      return tables.settle(tx, consumer, command.gates, command.counts);
    case 'note beacon':
      return tables.noteBeacon(tx, consumer, command.at, command.comparison);
  }
}

/** Runs the effect on one event behind a savepoint; see `effect alone` of inbox-steps.ts. */
async function effectAlone(tx: PoolClient, effect: Effect, event: ReceivedEvent, timeoutsPass: boolean): Promise<Error | undefined> {
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

/** A parked record as this build reads it, which may be better than the build that parked it. */
export function decodeRow({ catalogue }: Pick<InboxParts, 'catalogue'>, row: ParkedRow): Decoded {
  return catalogue.check(decode(recordOf(row), row));
}
