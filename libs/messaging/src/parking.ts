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

/** Why a row waits whose handler left with this error. A refusal of this code is no answer but a wish to be asked again (DESIGN 8). */
export function parkReasonOf(fault: Error): ParkReason {
  return 'code' in fault && fault.code === 'PACK_VERSION_NOT_LOADED' ? 'AWAITED_VERSION' : 'HANDLER_FAULT';
}

/**
 * When a parked row is tried again. A gap or a predecessor releases by itself. What waits for a version of the rules is never dead: it is
 * tried when one arrives (`releaseAwaited`), and by the clock for the case that nobody told. A handler's fault is retried with back-off. Poison
 * and process killers are not retried: the first cannot change before an upgrade, the second would take its neighbours down.
 *
 * @param attempts tries so far, not counting the one that parked it
 */
export function timingOf(reason: ParkReason, attempts: number): ParkedTiming {
  if (reason === 'GAP' || reason === 'BEHIND') return { state: 'waiting', retryInMs: null };
  if (reason === 'AWAITED_VERSION') return { state: 'waiting', retryInMs: retryDelaysMs[attempts] ?? retryDelaysMs.at(-1)! };
  const delay = reason === 'HANDLER_FAULT' ? retryDelaysMs[attempts] : undefined;
  return delay === undefined ? { state: 'dead', retryInMs: null } : { state: 'waiting', retryInMs: delay };
}

/** Reasons that a new build may see differently: tried once whenever a consumer starts. */
export const reasonsToTryAtStart: readonly ParkReason[] = poisonReasons;

/** What is written about the chunk at the head of a partition: it was begun by processes that died before they finished it. */
export interface Suspicion {
  /** How often it was begun and left unfinished. */
  begun: number;
  /** How often of these nothing else of its process was under way: a death that points at nobody else. */
  alone: number;
}

export const unsuspected: Suspicion = { begun: 0, alone: 0 };

/** Deaths that point at one record alone, until it is parked. */
export const deathsAloneMax = 3;

/**
 * How the first chunk of an assignment is taken: `chunks` as ever; `tested` whole, but with nothing else of its process under way;
 * `single` record by record, each tested; `park-first` not at all for its first record.
 */
export type StartMode = 'chunks' | 'tested' | 'single' | 'park-first';

/**
 * A record that kills the process (out of memory, endless loop) leaves no error to catch, only a begun chunk. So does every innocent one
 * that was under way in the same process, and whoever kills from outside leaves nothing but innocent ones. Therefore a death makes
 * suspects of all that were begun, suspects are tested one at a time, and only a death that nobody shared counts against one.
 */
export function startMode({ begun, alone }: Suspicion): StartMode {
  if (begun === 0) return 'chunks';
  if (alone === 0) return 'tested';
  return alone < deathsAloneMax ? 'single' : 'park-first';
}

/** What is written before a try, so that the death of the process leaves it. */
export function begunOnceMore({ begun, alone }: Suspicion, isAlone: boolean): Suspicion {
  return { begun: begun + 1, alone: alone + (isAlone ? 1 : 0) };
}
