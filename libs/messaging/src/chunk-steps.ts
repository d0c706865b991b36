import { type Beacon, compare } from './beacon.ts';
import type { IncomingRecord } from './broker-port.ts';
import { decide, type DuplicateLayer, familyLane, type GateView, type Lane, movedGates, type ParkReason, streamLane } from './gate.ts';
import { type ChunkPlace, type ChunksAsked, type Count, type InboxSteps, runAlone, take } from './inbox-steps.ts';
import { faultText } from './log.ts';
import { parkReasonOf } from './parking.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';
import { releaseBehind } from './release-steps.ts';

/** `beacon` where the record is one; `unknown` is passed over. */
export type ChunkRecord = { record: IncomingRecord } & (
  | { decoded: Decoded; beacon?: never }
  | { beacon: Beacon | 'unknown'; decoded?: never }
);

/** Records of one partition that are taken in one transaction, alone or with those of other partitions. */
export interface Chunk extends ChunkPlace {
  records: readonly ChunkRecord[];
}

export interface ChunkOutcome {
  /** Where to read on. After a lost fence: where the consumer really is. */
  next: number;
  fenced: boolean;
  applied: number;
  released: number;
  dropped: Record<DuplicateLayer, number>;
  parked: ParkReason[];
  /** Announcements that never came, as of the last beacon in this chunk; undefined without a beacon. */
  missing: number | undefined;
}

/**
 * `whole`: one call of the effect for all; whatever it throws undoes all of it.
 * `alone`: each effect behind a savepoint; what it throws parks its event in this same transaction, unless it passes by itself.
 * `park-first`: nothing is tried; the event that would be applied is parked as one that kills the process.
 */
export type ChunkMode = 'whole' | 'alone' | 'park-first';

/** What chunks that are taken in one transaction have in common. */
interface Common {
  mode: ChunkMode;
  timeoutsPass: boolean;
  /** A stream lies in one partition and counts alone, so one view serves all. */
  view: GateView;
  /** Waiting for the one call of the effect; used in mode `whole` only. */
  collected: ReceivedEvent[];
  /** Streams with parked rows: whoever closes their gap releases them. */
  lanesWithParked: Set<Lane>;
}

/** What has become of a chunk so far. */
interface Taking extends Common {
  chunk: Chunk;
  /** Different announcements of the partition, this chunk's included; null before counting began. */
  counted: number | null;
  outcome: ChunkOutcome;
}

export interface TakeHow {
  mode: ChunkMode;
  timeoutsPass: boolean;
  /** See ChunksAsked. */
  lockTimeoutMs?: number;
}

/**
 * The chunk transaction (MESSAGING 3.1), for one chunk or for several of different partitions: fences, ids and gates in one call, then
 * the effect, then the gates, one commit. A crash before the commit leaves nothing and the chunks are read again; a crash after it leaves
 * the broker's offsets behind, which nobody asks.
 *
 * @returns an outcome for each chunk, in their order
 */
export function* takeChunksSteps(chunks: readonly Chunk[], how: TakeHow): InboxSteps<ChunkOutcome[]> {
  const asked = askedOf(chunks);
  const taken = yield* take({ do: 'take', ...asked, lockTimeoutMs: how.lockTimeoutMs });
  const lanes = asked.streams.map(({ source, subject }) => streamLane(source, subject));
  const view: GateView = {
    fresh: new Set(taken.fresh),
    last: new Map(lanes.map((lane, n) => [lane, taken.last_sequences[n] ?? 0])),
    parkedFamilies: new Set(taken.parked_families),
  };
  const lanesWithParked = new Set(lanes.filter((_lane, n) => taken.parked_streams[n] === true));
  const common: Common = { mode: how.mode, timeoutsPass: how.timeoutsPass, view, collected: [], lanesWithParked };
  const before = new Map(view.last);
  const outcomes: ChunkOutcome[] = [];
  const counts: Count[] = [];
  for (const [n, chunk] of chunks.entries()) {
    const stored = taken.stored[n] ?? null;
    if (stored !== null) {
      outcomes.push({ ...untouched(stored), fenced: true });
      continue;
    }
    const countedBefore = taken.counted[n] ?? null;
    const taking: Taking = { ...common, chunk, counted: countedBefore, outcome: untouched(chunk.next) };
    for (const one of chunk.records) yield* takeRecord(taking, one);
    const { counted } = taking;
    if (counted !== null && counted !== countedBefore) counts.push({ topic: chunk.topic, partition: chunk.partition, counted });
    outcomes.push(taking.outcome);
  }
  if (common.collected.length > 0) yield { do: 'effect', events: common.collected };
  const gates = movedGates(view.last, before);
  if (gates.length > 0 || counts.length > 0) yield { do: 'settle', gates, counts };
  return outcomes;
}

const untouched = (next: number): ChunkOutcome => ({
  next,
  fenced: false,
  applied: 0,
  released: 0,
  dropped: { id: 0, gate: 0 },
  parked: [],
  missing: undefined,
});

function* takeRecord(taking: Taking, one: ChunkRecord): InboxSteps<void> {
  if (one.decoded === undefined) return yield* meetBeacon(taking, one.beacon);
  const { record, decoded } = one;
  const { topic, partition } = taking.chunk;
  const { view } = taking;
  const verdict = decide(decoded, { topic, partition, offset: record.offset }, view);
  if (verdict.kind === 'drop') {
    taking.outcome.dropped[verdict.layer]++;
    return;
  }
  // Only what an id tells apart is counted; a publisher sends nothing else.
  const { id } = 'event' in decoded ? decoded.event : decoded.unreadable;
  if (taking.counted !== null && id !== undefined) taking.counted++;
  if (verdict.kind === 'park') return yield* park(taking, record, decoded, verdict);
  const { event } = verdict;
  const fault = yield* apply(taking, event);
  if (fault === undefined) return yield* releaseAfter(taking, event);
  const lane = streamLane(event.source, event.subject);
  view.last.set(lane, event.meta.sequence - 1); // not applied after all: the gate stands where it stood
  yield* park(taking, record, decoded, { lane, ...fault });
}

function* apply(taking: Taking, event: ReceivedEvent): InboxSteps<{ reason: ParkReason; detail: string } | undefined> {
  if (taking.mode === 'park-first') return { reason: 'PROCESS_KILLER', detail: 'begun again and again, never finished' };
  if (taking.mode === 'whole') {
    taking.collected.push(event);
    return undefined;
  }
  const fault = yield* runAlone(event, taking.timeoutsPass);
  return fault === undefined ? undefined : { reason: parkReasonOf(fault), detail: faultText(fault) };
}

function* releaseAfter(taking: Taking, event: ReceivedEvent): InboxSteps<void> {
  taking.outcome.applied++;
  const lane = streamLane(event.source, event.subject);
  if (!taking.lanesWithParked.has(lane)) return;
  taking.outcome.released += yield* releaseBehind(lane, taking.view, taking.mode === 'whole' ? taking.collected : 'alone');
}

/** Written at once, not at the end: the record that closes the gap may be the next one of this very chunk. */
function* park(
  taking: Taking,
  record: IncomingRecord,
  decoded: Decoded,
  { lane, reason, detail }: { lane: Lane; reason: ParkReason; detail: string },
): InboxSteps<void> {
  yield { do: 'park', what: { record, where: taking.chunk, decoded, lane, reason, detail } };
  taking.lanesWithParked.add(lane);
  taking.outcome.parked.push(reason);
}

function* meetBeacon(taking: Taking, beacon: Beacon | 'unknown'): InboxSteps<void> {
  if (beacon === 'unknown') return;
  const comparison = compare(beacon, taking.counted);
  taking.counted = comparison.counted;
  taking.outcome.missing = comparison.missing;
  yield { do: 'note beacon', at: taking.chunk, comparison };
}

function askedOf(chunks: readonly Chunk[]): Omit<ChunksAsked, 'lockTimeoutMs'> {
  const ids = new Map<string, { id: string; chunk: number }>();
  const families = new Set<Lane>();
  const streams = new Map<Lane, { source: string; subject: string }>();
  for (const [chunk, { topic, records }] of chunks.entries())
    for (const { decoded } of records) {
      if (decoded === undefined) continue;
      const { id, source, subject } = 'event' in decoded ? decoded.event : decoded.unreadable;
      const key = 'event' in decoded ? decoded.event.received.key : decoded.unreadable.key;
      if (id !== undefined) ids.set(`${chunk} ${id}`, { id, chunk });
      if (key !== undefined) families.add(familyLane(topic, key));
      if (source !== undefined && subject !== undefined) streams.set(streamLane(source, subject), { source, subject });
    }
  const places = chunks.map(({ topic, partition, from, next, isFirst }) => ({ topic, partition, from, next, isFirst }));
  return { chunks: places, ids: [...ids.values()], streams: [...streams.values()], families: [...families] };
}
