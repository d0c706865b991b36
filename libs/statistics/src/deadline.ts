import { epochOf } from '@xiezhi/statutory-time';
import { isCounted } from './counted-day.ts';
import type { Judgement, Window } from './definition.ts';
import type { ClockItem } from './items.ts';

/**
 * Whether a deadline was met in time, as of the cut-off (SC-5, SC-6). Undefined for what cannot be said yet or any more: not due, paused,
 * cancelled. Met in time and learnt late counts as in time (COUNTING 13).
 */
export function isInTime(clock: ClockItem, window: Window): boolean | undefined {
  const { due, stopped, isPaused } = clock;
  if (due === undefined || stopped?.outcome === 'cancelled') return undefined;
  if (stopped === undefined && isPaused) return undefined;
  if (epochOf(due.before) > epochOf(window.cutOff.at)) return undefined;
  return isDone(clock, window) && stopped?.outcome !== 'met-late';
}

/** Done at all by the cut-off, in time or not. */
export function isDone({ stopped }: ClockItem, { cutOff }: Window): boolean {
  return stopped !== undefined && stopped.outcome !== 'cancelled' && epochOf(stopped.at) <= epochOf(cutOff.at);
}

/** Against the limit before any extension or pause: so that an extension cannot hide a delay (SC-5). */
export function isInOriginalTime({ original, stopped }: ClockItem): boolean {
  if (original === undefined || stopped === undefined) return false;
  return epochOf(stopped.at) < epochOf(original.before);
}

/** Deadlines that fell due in the period: those met in time over all (SC-5, SC-6). */
export function inTime(clock: ClockItem, window: Window): Judgement | undefined {
  if (!isCounted(clock.due?.on, window)) return undefined;
  const met = isInTime(clock, window);
  if (met === undefined) return undefined;
  return {
    numerator: met ? 1 : 0,
    denominator: 1,
    original: isDone(clock, window) && isInOriginalTime(clock) ? 1 : 0,
    splits: { row: clock.class, nature: clock.nature },
  };
}

/** Deadlines that fell due in the period: those met at any time over all. */
export function everMet(clock: ClockItem, window: Window): Judgement | undefined {
  if (!isCounted(clock.due?.on, window) || isInTime(clock, window) === undefined) return undefined;
  return { numerator: isDone(clock, window) ? 1 : 0, denominator: 1 };
}
