import { transaction } from '@xiezhi/postgres';
import type { PoolClient } from 'pg';
import { decode } from './cloud-event.ts';
import { decideRelease, type GateView, type Lane, movedGates, type ParkReason, streamLane } from './gate.ts';
import { type InboxParts, runAlone } from './inbox-parts.ts';
import { type ParkedRow, recordOf } from './parked-table.ts';
import { faultText } from './log.ts';
import { timingOf } from './parking.ts';
import { isPassing } from './passing-fault.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';

/** Rows released in one transaction; the rest follows in the next, since the partition waits meanwhile. */
export const releasedAtOnceMax = 200;

/** `alone`: each event behind a savepoint. An array collects the events for the chunk's own call of the effect. */
export type ReleaseHow = 'alone' | ReceivedEvent[];

/** A gap was closed by `filler`: what waited behind it follows in the same transaction, in order. Answers how many were applied. */
export async function releaseAfter(
  tx: PoolClient,
  parts: InboxParts,
  filler: ReceivedEvent,
  view: Pick<GateView, 'last'>,
  how: ReleaseHow,
): Promise<number> {
  const lane = streamLane(filler.source, filler.subject);
  const rows = await parts.tables.parked.laneRows(tx, parts.consumer, lane, releasedAtOnceMax);
  return releaseRows(tx, parts, lane, rows, view, how);
}

async function releaseRows(
  tx: PoolClient,
  parts: InboxParts,
  lane: Lane,
  rows: ParkedRow[],
  view: Pick<GateView, 'last'>,
  how: ReleaseHow,
): Promise<number> {
  const { tables, consumer } = parts;
  const through: number[] = [];
  let applied = 0;
  for (const row of rows) {
    const step = await releaseOne(tx, parts, lane, row, view, how);
    if (step === 'stop') break;
    if (step === 'applied') applied++;
    if (step === 'applied' || step === 'passed') through.push(row.id);
  }
  await tables.parked.unpark(tx, through);
  const wasWholePage = rows.length === releasedAtOnceMax && through.length === rows.length;
  const [further] = wasWholePage ? await tables.parked.laneRows(tx, consumer, lane, 1) : [];
  if (further !== undefined) await tables.parked.makeDue(tx, consumer, { id: further.id });
  return applied;
}

async function releaseOne(
  tx: PoolClient,
  parts: InboxParts,
  lane: Lane,
  row: ParkedRow,
  view: Pick<GateView, 'last'>,
  how: ReleaseHow,
): Promise<'applied' | 'passed' | 'moved' | 'skipped' | 'stop'> {
  const decoded = decodeRow(parts, row);
  const verdict = decideRelease(decoded, lane, view);
  switch (verdict.kind) {
    case 'remove':
      return 'passed';
    case 'move':
      await parts.tables.parked.moveToLane(tx, row.id, verdict.lane);
      return 'moved';
    case 'wait':
      await waitOn(tx, parts, row, verdict.reason, verdict.detail);
      // An unreadable of unknown sequence holds up its family, but not the stream it may not even count in.
      return lane.startsWith('stream:') && 'unreadable' in decoded && decoded.unreadable.sequence === undefined ? 'skipped' : 'stop';
    case 'apply': {
      if (how !== 'alone') {
        how.push(verdict.event);
        return 'applied';
      }
      const fault = await runAlone(tx, parts.effect, verdict.event, false);
      if (fault === undefined) return 'applied';
      view.last.set(streamLane(verdict.event.source, verdict.event.subject), verdict.event.meta.sequence - 1);
      await waitOn(tx, parts, row, 'HANDLER_FAULT', faultText(fault));
      return 'stop';
    }
  }
}

/** Writes why a row waits; a new reason begins a new count of tries. */
async function waitOn(tx: PoolClient, { tables }: InboxParts, row: ParkedRow, reason: ParkReason, detail: string): Promise<void> {
  const attempts = reason === row.reason ? row.attempts : 0;
  await tables.parked.keepWaiting(tx, row.id, reason, detail, timingOf(reason, attempts), attempts);
}

function decodeRow({ catalogue }: InboxParts, row: ParkedRow): Decoded {
  return catalogue.check(decode(recordOf(row), row));
}

/**
 * One bounded round of retries: rows whose time has come, each lane in a transaction of its own. A crash in the middle of one
 * leaves a counted try and nothing else.
 *
 * @returns how many events were applied
 */
export async function retryDue(parts: InboxParts, lanesMax: number): Promise<number> {
  const { tables, pool, consumer } = parts;
  let applied = 0;
  for (let lanes = 0; lanes < lanesMax; lanes++) {
    const row = await tables.parked.oneDue(pool, consumer);
    if (row === undefined) break;
    // Counted first, so that an event that kills the process is not tried for ever.
    if (await tables.parked.claim(pool, row, timingOf('HANDLER_FAULT', row.attempts + 1))) applied += await retryLane(parts, row);
  }
  return applied;
}

async function retryLane(parts: InboxParts, claimed: ParkedRow): Promise<number> {
  const { tables, consumer } = parts;
  try {
    return await transaction(parts.pool, async (tx) => {
      await tables.lockPartition(tx, consumer, claimed);
      const rows = await tables.parked.laneRows(tx, consumer, claimed.lane, releasedAtOnceMax);
      const view = { last: await gatesOf(tx, parts, rows) };
      const before = new Map(view.last);
      const applied = await releaseRows(tx, parts, claimed.lane, rows, view, 'alone');
      await tables.moveGates(tx, consumer, movedGates(view.last, before));
      return applied;
    });
  } catch (error) {
    // A try that failed for a passing reason does not count; if even this cannot be written it does, and the row waits longer.
    if (isPassing(error)) await tables.parked.unclaim(parts.pool, claimed).catch(() => undefined);
    throw error;
  }
}

async function gatesOf(tx: PoolClient, parts: InboxParts, rows: ParkedRow[]): Promise<Map<Lane, number>> {
  const last = new Map<Lane, number>();
  for (const row of rows) {
    const decoded = decodeRow(parts, row);
    const { source, subject } = 'event' in decoded ? decoded.event : decoded.unreadable;
    if (source === undefined || subject === undefined || last.has(streamLane(source, subject))) continue;
    last.set(streamLane(source, subject), await parts.tables.gateOf(tx, parts.consumer, source, subject));
  }
  return last;
}
