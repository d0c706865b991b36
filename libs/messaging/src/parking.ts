import { poisonReasons } from './received-event.ts';
import type { ParkReason } from './gate.ts';

/** Waits before the tries of a failing event. After the last it is dead: kept, shown, waiting for an operator or an upgrade. */
export const retryDelaysMs: readonly number[] = [1000, 5000, 30_000, 120_000, 600_000];

export type ParkedState = 'waiting' | 'dead';

export interface ParkedTiming {
  state: ParkedState;
  /** Until the next try; null when only an arrival, an upgrade or an operator moves it. */
  retryInMs: number | null;
}

/**
 * When a parked row is tried again. A gap or a predecessor releases by itself. A handler's fault is retried with back-off. Poison
 * and process killers are not retried: the first cannot change before an upgrade, the second would take its neighbours down.
 *
 * @param attempts tries so far, not counting the one that parked it
 */
export function timingOf(reason: ParkReason, attempts: number): ParkedTiming {
  if (reason === 'GAP' || reason === 'BEHIND') return { state: 'waiting', retryInMs: null };
  const delay = reason === 'HANDLER_FAULT' ? retryDelaysMs[attempts] : undefined;
  return delay === undefined ? { state: 'dead', retryInMs: null } : { state: 'waiting', retryInMs: delay };
}

/** Reasons that a new build may see differently: tried once whenever a consumer starts. */
export const reasonsToTryAtStart: readonly ParkReason[] = poisonReasons;

/** How a consumer goes on after a start, given how often a chunk was begun at this very offset without being finished. */
export type StartMode = 'chunks' | 'single' | 'park-first';

/**
 * A record that kills the process (out of memory, endless loop) leaves no error to catch, only a begun chunk. After one such death
 * the records are taken one by one, so that the next deaths point at one of them; begun three times alone, it is parked.
 *
 * @param begun how often a chunk at this offset was begun, this time included
 */
export function startMode(begun: number): StartMode {
  if (begun <= 1) return 'chunks';
  return begun <= 4 ? 'single' : 'park-first';
}
