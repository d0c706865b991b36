import { type Lane, streamLane } from './gate.ts';
import type { Decoded } from './received-event.ts';

/** What skipping the first record of a lane changes. */
export interface Skip {
  /** The record is thrown away; false where only missing predecessors are jumped over and the record itself is kept. */
  dropsRecord: boolean;
  /** Gate of the stream afterwards; undefined where the stream or its sequence cannot be read. */
  gate: { source: string; subject: string; sequence: number } | undefined;
  /** Announcements that are given up although they never came: from now on they count as received. */
  jumped: number;
}

/**
 * What an operator's skip means. A record whose predecessors are missing is kept and the gap is jumped over; any other first record of
 * its lane is dropped and its stream goes on after it.
 *
 * @param last last sequence the consumer has applied of the record's stream
 */
export function decideSkip(decoded: Decoded, lane: Lane, last: number): Skip {
  const known = 'event' in decoded ? { ...decoded.event, sequence: decoded.event.meta.sequence } : decoded.unreadable;
  const { source, subject, sequence } = known;
  const isOwnLane = source !== undefined && subject !== undefined && lane === streamLane(source, subject);
  if (!isOwnLane || sequence === undefined) return { dropsRecord: true, gate: undefined, jumped: 0 };
  const missing = sequence - last - 1;
  if (missing > 0) return { dropsRecord: false, gate: { source, subject, sequence: sequence - 1 }, jumped: missing };
  return { dropsRecord: true, gate: { source, subject, sequence }, jumped: 0 };
}
