import type { Decoded, PoisonReason, ReceivedEvent, Unreadable } from './received-event.ts';

/**
 * Why a record waits: poison, a missing predecessor, an unreadable predecessor of its family, what its handler did, or a version of the
 * rules that has not arrived here yet.
 */
export type ParkReason = PoisonReason | 'GAP' | 'BEHIND' | 'HANDLER_FAULT' | 'PROCESS_KILLER' | 'AWAITED_VERSION';

/** A queue of parked records that wait for each other: one stream, one unreadable family, or one record nobody waits for. */
export type Lane = string;

/** Which defence recognised a duplicate (MESSAGING 3.1). The offset fence is the third; it works in `take_chunks`. */
export type DuplicateLayer = 'id' | 'gate';

export type Verdict =
  | { kind: 'apply'; event: ReceivedEvent }
  | { kind: 'drop'; layer: DuplicateLayer }
  | { kind: 'park'; lane: Lane; reason: ParkReason; detail: string };

/** What the database knows about a chunk before it is decided; `decide` moves it on as the events would. */
export interface GateView {
  /** Ids this consumer has not received before; each counts once. */
  fresh: Set<string>;
  /** Last announcement sequence taken per stream. A stream nobody has seen stands at 0. */
  last: Map<Lane, number>;
  /** Families behind an unreadable record. */
  parkedFamilies: Set<Lane>;
}

export const streamLane = (source: string, subject: string): Lane => `stream:${source}:${subject}`;
export const familyLane = (topic: string, key: string): Lane => `family:${topic}:${key}`;
export const recordLane = (topic: string, partition: number, offset: number): Lane => `record:${topic}:${partition}:${offset}`;

/**
 * The order gate (MESSAGING 3.2): the next announcement of a stream is applied, an earlier one is a duplicate, a later one waits
 * for the gap to close. Whatever caused duplicates, replays or wrong order upstream, nothing else gets past. Types that no handler
 * knows are counted like all others.
 */
export function decide(decoded: Decoded, at: { topic: string; partition: number; offset: number }, view: GateView): Verdict {
  return 'event' in decoded ? decideEvent(decoded.event, view) : decideUnreadable(decoded.unreadable, at, view);
}

function decideEvent(event: ReceivedEvent, view: GateView): Verdict {
  if (!view.fresh.delete(event.id)) return { kind: 'drop', layer: 'id' };
  const family = familyLane(event.received.topic, event.received.key);
  if (view.parkedFamilies.has(family)) return { kind: 'park', lane: family, reason: 'BEHIND', detail: '' };

  const lane = streamLane(event.source, event.subject);
  const last = view.last.get(lane) ?? 0;
  const { sequence } = event.meta;
  if (sequence <= last) return { kind: 'drop', layer: 'gate' };
  if (sequence > last + 1) return { kind: 'park', lane, reason: 'GAP', detail: `${last + 1} is missing` };
  view.last.set(lane, sequence);
  return { kind: 'apply', event };
}

function decideUnreadable(unreadable: Unreadable, at: { topic: string; partition: number; offset: number }, view: GateView): Verdict {
  const { id, source, subject, sequence, key, reason, detail } = unreadable;
  if (id !== undefined && !view.fresh.delete(id)) return { kind: 'drop', layer: 'id' };
  if (source !== undefined && subject !== undefined) {
    const lane = streamLane(source, subject);
    if (sequence !== undefined && sequence <= (view.last.get(lane) ?? 0)) return { kind: 'drop', layer: 'gate' };
    return { kind: 'park', lane, reason, detail };
  }
  if (key !== undefined) {
    const lane = familyLane(at.topic, key);
    view.parkedFamilies.add(lane);
    return { kind: 'park', lane, reason, detail };
  }
  return { kind: 'park', lane: recordLane(at.topic, at.partition, at.offset), reason, detail };
}

/** What to do with the parked row that is first in its lane, once its predecessors are through. */
export type ReleaseVerdict =
  | { kind: 'apply'; event: ReceivedEvent }
  | { kind: 'remove' }
  | { kind: 'wait'; reason: ParkReason; detail: string }
  | { kind: 'move'; lane: Lane };

/**
 * A parked row meets the gate again. In its stream's lane it is applied when its turn has come; out of a family's lane it may have
 * to wait on in its stream's. `view.last` moves on; ids were recorded when the row was parked and are not asked again.
 */
export function decideRelease(decoded: Decoded, lane: Lane, view: Pick<GateView, 'last'>): ReleaseVerdict {
  if ('unreadable' in decoded) {
    const { source, subject, sequence, reason, detail } = decoded.unreadable;
    const passed =
      source !== undefined &&
      subject !== undefined &&
      sequence !== undefined &&
      sequence <= (view.last.get(streamLane(source, subject)) ?? 0);
    return passed ? { kind: 'remove' } : { kind: 'wait', reason, detail };
  }
  const { event } = decoded;
  const own = streamLane(event.source, event.subject);
  const last = view.last.get(own) ?? 0;
  if (event.meta.sequence <= last) return { kind: 'remove' };
  if (event.meta.sequence > last + 1) {
    return lane === own ? { kind: 'wait', reason: 'GAP', detail: `${last + 1} is missing` } : { kind: 'move', lane: own };
  }
  view.last.set(own, event.meta.sequence);
  return { kind: 'apply', event };
}

/** Streams whose gate moved on, as rows to write. */
export function movedGates(
  last: ReadonlyMap<Lane, number>,
  before: ReadonlyMap<Lane, number>,
): { source: string; subject: string; sequence: number }[] {
  return [...last].flatMap(([lane, sequence]) => {
    // Neither a source nor a subject can hold a colon (cloud-event.ts).
    const [, source = '', subject = ''] = lane.split(':');
    return sequence > (before.get(lane) ?? 0) ? [{ source, subject, sequence }] : [];
  });
}
