import type { Comparison } from '../beacon.ts';
import { type TopicPartition, partitionKey } from '../broker-port.ts';
import { type Lane, streamLane } from '../gate.ts';
import type { ChunkPlace, InboxCommand, ParkedRecord } from '../inbox-steps.ts';
import type { ChunksTaken } from '../inbox-tables.ts';
import type { ParkedRow, ToPark } from '../parked-table.ts';
import { type ParkedTiming, type Suspicion, timingOf, unsuspected } from '../parking.ts';
import type { Decoded } from '../received-event.ts';

/**
 * The tables of one consumer as a reducer: `answer` does to the model what the statement behind a command does to Postgres
 * (`model-equivalence.int.spec.ts`). A transaction is a copy that takes the place of the model when it commits.
 */
export interface InboxModel {
  offsets: Map<string, { next: number; counted: number | null }>;
  seen: Set<string>;
  gates: Map<Lane, number>;
  parked: ParkedModelRow[];
  beacons: Map<string, Comparison>;
  begun: Map<string, Suspicion & { at: number }>;
  nextId: number;
}

export interface ParkedModelRow {
  row: ParkedRow;
  decoded: Decoded;
  sequence: number | undefined;
  eventId: string | undefined;
  state: 'waiting' | 'dead';
  nextAttemptAt: number | null;
}

export function emptyInbox(): InboxModel {
  return { offsets: new Map(), seen: new Set(), gates: new Map(), parked: [], beacons: new Map(), begun: new Map(), nextId: 1 };
}

export function copyOf(model: InboxModel): InboxModel {
  return {
    offsets: new Map([...model.offsets].map(([key, row]) => [key, { ...row }])),
    seen: new Set(model.seen),
    gates: new Map(model.gates),
    parked: model.parked.map((parked) => ({ ...parked, row: { ...parked.row } })),
    beacons: new Map(model.beacons),
    begun: new Map(model.begun),
    nextId: model.nextId,
  };
}

/** Commands of the tables; effects are the world's. */
export type TableCommand = Exclude<InboxCommand, { do: 'effect' | 'effect alone' }>;

export function answer(model: InboxModel, command: TableCommand, now: number): unknown {
  switch (command.do) {
    case 'take':
      return take(model, command);
    case 'park':
      return park(model, command.what, now);
    case 'lane':
      return laneRows(model, command.lane)
        .slice(0, command.countMax)
        .map(({ row, decoded }): ParkedRecord => ({ row: { ...row }, decoded }));
    case 'unpark':
      model.parked = model.parked.filter(({ row }) => !command.ids.includes(row.id));
      return undefined;
    case 'move':
      return change(model, command.id, { state: 'waiting', nextAttemptAt: null }, { lane: command.lane, reason: 'GAP' });
    case 'keep waiting':
      return change(model, command.id, at(command.timing, now), { reason: command.reason, attempts: command.attempts });
    case 'make due':
      return change(model, command.id, { state: 'waiting', nextAttemptAt: now }, {});
    case 'lock':
      return undefined;
    case 'gate':
      return model.gates.get(streamLane(command.source, command.subject)) ?? 0;
    case 'settle':
      return settle(model, command);
    case 'note beacon':
      model.beacons.set(partitionKey(command.at), command.comparison);
      return undefined;
  }
}

function take(model: InboxModel, { chunks, ids, streams, families }: Extract<InboxCommand, { do: 'take' }>): ChunksTaken {
  const stored = chunks.map((place) => fence(model, place));
  const fresh = ids.filter(({ id, chunk }) => {
    const isFresh = stored[chunk] === null && !model.seen.has(id);
    if (isFresh) model.seen.add(id);
    return isFresh;
  });
  const lanes = streams.map(({ source, subject }) => streamLane(source, subject));
  const isParked = (lane: Lane): boolean => model.parked.some(({ row }) => row.lane === lane);
  return {
    stored,
    counted: chunks.map((place, n) => (stored[n] === null ? (model.offsets.get(partitionKey(place))?.counted ?? null) : null)),
    fresh: fresh.map(({ id }) => id),
    last_sequences: lanes.map((lane) => model.gates.get(lane) ?? 0),
    parked_streams: lanes.map(isParked),
    parked_families: families.filter(isParked),
  };
}

/** Moves the stored offset on; answers it instead where it was not what was expected. */
function fence(model: InboxModel, place: ChunkPlace): number | null {
  const key = partitionKey(place);
  const stored = model.offsets.get(key);
  if (stored === undefined) {
    if (!place.isFirst) return 0;
    model.offsets.set(key, { next: place.next, counted: 0 });
    return null;
  }
  if (stored.next !== place.from) return stored.next;
  stored.next = place.next;
  return null;
}

function park(model: InboxModel, { record, where, decoded, lane, reason }: ToPark, now: number): undefined {
  const { topic, partition } = where;
  if (model.parked.some(({ row }) => row.topic === topic && row.partition === partition && row.record_offset === record.offset)) return;
  const known = 'event' in decoded ? { ...decoded.event, sequence: decoded.event.meta.sequence } : decoded.unreadable;
  model.parked.push({
    row: {
      id: model.nextId++,
      lane,
      topic,
      partition,
      record_offset: record.offset,
      reason,
      attempts: 0,
      key: record.key,
      value: record.value,
      headers: {},
    },
    decoded,
    sequence: known.sequence,
    eventId: known.id,
    ...at(timingOf(reason, 0), now),
  });
}

const at = ({ state, retryInMs }: ParkedTiming, now: number) => ({ state, nextAttemptAt: retryInMs === null ? null : now + retryInMs });

/** In the order of release: by sequence in a stream's lane, an unknown one first; else as the records came. */
export function laneRows(model: InboxModel, lane: Lane): ParkedModelRow[] {
  const rank = ({ sequence }: ParkedModelRow): number => (lane.startsWith('stream:') ? (sequence ?? 0) : 0);
  return model.parked
    .filter(({ row }) => row.lane === lane)
    .toSorted((a, b) => rank(a) - rank(b) || a.row.record_offset - b.row.record_offset);
}

function change(
  model: InboxModel,
  id: number,
  timing: Pick<ParkedModelRow, 'state' | 'nextAttemptAt'>,
  row: Partial<ParkedRow>,
): undefined {
  const found = model.parked.find((parked) => parked.row.id === id);
  if (found !== undefined) Object.assign(Object.assign(found, timing).row, row);
}

function settle(model: InboxModel, { gates, counts }: Extract<InboxCommand, { do: 'settle' }>): undefined {
  for (const { source, subject, sequence } of gates) {
    const lane = streamLane(source, subject);
    model.gates.set(lane, Math.max(sequence, model.gates.get(lane) ?? 0));
  }
  for (const { counted, ...place } of counts) {
    const stored = model.offsets.get(partitionKey(place));
    if (stored !== undefined) stored.counted = counted;
  }
}

/** What earlier lives left unfinished at this very offset. */
export function suspicionOf(model: InboxModel, where: TopicPartition, offset: number): Suspicion {
  const known = model.begun.get(partitionKey(where));
  return known === undefined || known.at !== offset ? unsuspected : { begun: known.begun, alone: known.alone };
}

export function begin(model: InboxModel, where: TopicPartition, offset: number, suspicion: Suspicion): void {
  model.begun.set(partitionKey(where), { at: offset, ...suspicion });
}

export function forgetBegun(model: InboxModel, where: TopicPartition): void {
  model.begun.delete(partitionKey(where));
}

export function storedOffset(model: InboxModel, where: TopicPartition): number | undefined {
  return model.offsets.get(partitionKey(where))?.next;
}

/** The row whose time came first. */
export function oneDue(model: InboxModel, now: number): ParkedModelRow | undefined {
  const due = model.parked.filter(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= now);
  return due.toSorted((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))[0];
}

export function claim(model: InboxModel, row: ParkedRow, timing: ParkedTiming, now: number): boolean {
  const found = model.parked.find((parked) => parked.row.id === row.id);
  if (found === undefined || found.row.attempts !== row.attempts || found.nextAttemptAt === null || found.nextAttemptAt > now) return false;
  found.row.attempts++;
  Object.assign(found, at(timing, now));
  return true;
}

/** Poison of an earlier build, tried once when a new one starts. */
export function makePoisonDue(model: InboxModel, reasons: readonly string[], now: number): void {
  for (const parked of model.parked)
    if (parked.state === 'dead' && reasons.includes(parked.row.reason)) Object.assign(parked, { state: 'waiting', nextAttemptAt: now });
}

/** Forgets ids that are not of parked records; which of them are old enough is the caller's. */
export function forget(model: InboxModel, ids: readonly string[]): void {
  for (const id of ids) if (!model.parked.some(({ eventId }) => eventId === id)) model.seen.delete(id);
}
