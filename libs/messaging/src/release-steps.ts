import type { TopicPartition } from './broker-port.ts';
import { decideRelease, type GateView, type Lane, movedGates, type ParkReason, streamLane } from './gate.ts';
import { type InboxSteps, laneOf, type ParkedRecord, runAlone } from './inbox-steps.ts';
import { faultText } from './log.ts';
import type { ParkedRow } from './parked-table.ts';
import { parkReasonOf, timingOf } from './parking.ts';
import type { ReceivedEvent } from './received-event.ts';

/** Rows released in one transaction; the rest follows in the next, since the partition waits meanwhile. */
export const releasedAtOnceMax = 200;

/** `alone`: each event behind a savepoint. An array collects the events for the chunk's own call of the effect. */
export type ReleaseHow = 'alone' | ReceivedEvent[];

/** A gap of this lane was closed: what waited behind it follows in the same transaction, in order. Answers how many were applied. */
export function* releaseBehind(lane: Lane, view: Pick<GateView, 'last'>, how: ReleaseHow): InboxSteps<number> {
  return yield* releaseRows(lane, yield* laneOf(lane, releasedAtOnceMax), view, how);
}

/** A lane whose first row is tried again, in a transaction of its own. Answers how many were applied. */
export function* retryLaneSteps(lane: Lane, at: TopicPartition): InboxSteps<number> {
  yield { do: 'lock', at };
  const records = yield* laneOf(lane, releasedAtOnceMax);
  const last = new Map<Lane, number>();
  for (const { decoded } of records) {
    const { source, subject } = 'event' in decoded ? decoded.event : decoded.unreadable;
    if (source === undefined || subject === undefined || last.has(streamLane(source, subject))) continue;
    last.set(streamLane(source, subject), (yield { do: 'gate', source, subject }) as number);
  }
  const before = new Map(last);
  const applied = yield* releaseRows(lane, records, { last }, 'alone');
  const gates = movedGates(last, before);
  if (gates.length > 0) yield { do: 'settle', gates, counts: [] };
  return applied;
}

function* releaseRows(lane: Lane, records: ParkedRecord[], view: Pick<GateView, 'last'>, how: ReleaseHow): InboxSteps<number> {
  const through: number[] = [];
  let applied = 0;
  for (const record of records) {
    const step = yield* releaseOne(lane, record, view, how);
    if (step === 'stop') break;
    if (step === 'applied') applied++;
    if (step === 'applied' || step === 'passed') through.push(record.row.id);
  }
  if (through.length > 0) yield { do: 'unpark', ids: through };
  const wasWholePage = records.length === releasedAtOnceMax && through.length === records.length;
  const [further] = wasWholePage ? yield* laneOf(lane, 1) : [];
  if (further !== undefined) yield { do: 'make due', id: further.row.id };
  return applied;
}

function* releaseOne(
  lane: Lane,
  { row, decoded }: ParkedRecord,
  view: Pick<GateView, 'last'>,
  how: ReleaseHow,
): InboxSteps<'applied' | 'passed' | 'moved' | 'skipped' | 'stop'> {
  const verdict = decideRelease(decoded, lane, view);
  switch (verdict.kind) {
    case 'remove':
      return 'passed';
    case 'move':
      yield { do: 'move', id: row.id, lane: verdict.lane };
      return 'moved';
    case 'wait':
      yield* waitOn(row, verdict.reason, verdict.detail);
      // An unreadable of unknown sequence holds up its family, but not the stream it may not even count in.
      return lane.startsWith('stream:') && 'unreadable' in decoded && decoded.unreadable.sequence === undefined ? 'skipped' : 'stop';
    case 'apply': {
      if (how !== 'alone') {
        how.push(verdict.event);
        return 'applied';
      }
      const fault = yield* runAlone(verdict.event, false);
      if (fault === undefined) return 'applied';
      view.last.set(streamLane(verdict.event.source, verdict.event.subject), verdict.event.meta.sequence - 1);
      yield* waitOn(row, parkReasonOf(fault), faultText(fault));
      return 'stop';
    }
  }
}

/** Writes why a row waits; a new reason begins a new count of tries. */
function* waitOn(row: ParkedRow, reason: ParkReason, detail: string): InboxSteps<void> {
  const attempts = reason === row.reason ? row.attempts : 0;
  yield { do: 'keep waiting', id: row.id, reason, detail, timing: timingOf(reason, attempts), attempts };
}
