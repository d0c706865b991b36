import type { Pause } from './ledger.ts';
import { addDays, dateOf, epochOf, type LocalDate } from './local-date.ts';

/** Half-open; `to` is undefined while the pause lasts. */
export interface Interval {
  from: number;
  to: number | undefined;
}

/** Exact time, overlapping reasons united (COUNTING 4). */
export function unitedIntervals(pauses: readonly Pause[]): Interval[] {
  const sorted = pauses
    .map(({ from, to }) => ({ from: epochOf(from), to: to === undefined ? undefined : epochOf(to) }))
    .filter(({ from, to }) => to === undefined || to > from)
    .toSorted((one, other) => one.from - other.from);
  const united: Interval[] = [];
  for (const next of sorted) {
    const last = united.at(-1);
    if (last === undefined || (last.to !== undefined && next.from > last.to)) united.push({ ...next });
    else if (last.to !== undefined) last.to = next.to === undefined ? undefined : Math.max(last.to, next.to);
  }
  return united;
}

/** Whether a legal day is paused: pauses are measured in half-open local dates, so several inside one day cost nothing. */
export function pausedDays(pauses: readonly Pause[]): { isPaused(date: LocalDate): boolean; openFrom: LocalDate | undefined } {
  const spans = pauses.map(({ from, to }) => ({ from: dateOf(from), to: to === undefined ? undefined : dateOf(to) }));
  const openFrom = spans
    .filter(({ to }) => to === undefined)
    .map(({ from }) => from)
    .toSorted()
    .at(0);
  return {
    openFrom,
    isPaused: (date) => spans.some(({ from, to }) => from <= date && (to === undefined || date < to)),
  };
}

/** Days in (after, until]. */
export function* daysAfter(after: LocalDate, until: LocalDate): Generator<LocalDate> {
  for (let day = addDays(after, 1); day <= until; day = addDays(day, 1)) yield day;
}
