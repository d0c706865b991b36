import { daysBetween, type LocalDate } from '@xiezhi/statutory-time';
import type { Pause } from './items.ts';

/** End date minus start date, in calendar days (SC-8). */
export const grossDays = (from: LocalDate, to: LocalDate): number => Math.max(0, daysBetween(from, to));

/** Gross minus the days that lay in a pause: half-open, overlapping pauses counted once (SC-8, COUNTING 4). */
export function netDays(from: LocalDate, to: LocalDate, pauses: readonly Pause[] = []): number {
  const within = pauses
    .map((pause) => ({ from: pause.from > from ? pause.from : from, to: pause.to !== undefined && pause.to < to ? pause.to : to }))
    .filter((pause) => pause.from < pause.to)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  let paused = 0;
  let until = from;
  for (const pause of within) {
    const start = pause.from > until ? pause.from : until;
    if (start < pause.to) {
      paused += daysBetween(start, pause.to);
      until = pause.to;
    }
  }
  return grossDays(from, to) - paused;
}

export interface Spread {
  n: number;
  median: number;
  p90: number;
  mean: number;
}

/**
 * Whole days, however many: kept as how often each number occurred, so that a million durations cost no more memory than the number of
 * different ones.
 */
export class Durations {
  readonly #times = new Map<number, number>();
  #n = 0;
  #sum = 0;

  add(days: number): void {
    this.#times.set(days, (this.#times.get(days) ?? 0) + 1);
    this.#n += 1;
    this.#sum += days;
  }

  /** @returns undefined when there is none: an average of nothing is not 0 */
  spread(): Spread | undefined {
    if (this.#n === 0) return undefined;
    return { n: this.#n, median: this.#nearestRank(0.5), p90: this.#nearestRank(0.9), mean: Math.round((this.#sum / this.#n) * 10) / 10 };
  }

  /** Value at position ceil(p·n) of the ascending list (SC-8). */
  #nearestRank(p: number): number {
    // 0.9 · 10 must be position 9, whatever the last bit of a double says.
    const position = Math.ceil(Number((p * this.#n).toFixed(6)));
    let passed = 0;
    for (const [days, times] of [...this.#times].toSorted(([one], [other]) => one - other)) {
      passed += times;
      if (passed >= position) return days;
    }
    throw new Error('a position beyond the end of the list');
  }
}
