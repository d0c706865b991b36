import type { Calendar } from './calendar.ts';
import type { PeriodUnit } from './clock-rule.ts';
import type { CountedDay, DerivationLine } from './derivation.ts';
import { addDays, addMonths, epochOf, type LocalDate } from './local-date.ts';
import { daysAfter, type Interval, type pausedDays } from './pauses.ts';

type PausedDays = ReturnType<typeof pausedDays>;

/** Where a period of days, months or years ends before it is rolled; undefined while a pause is open before that. */
export interface RawEnd {
  on: LocalDate;
  lines: DerivationLine[];
  /** Days that used up the budget, in order: what "n % left" is measured by. */
  counted: LocalDate[];
  /** Days whose kind the calendar was asked for. */
  consulted: LocalDate[];
}

/** The n-th day after the trigger's day that is not paused and, for working days, no rest day (CR-1, COUNTING 3). */
export function endOfDays(
  from: LocalDate,
  length: number,
  unit: 'calendar-day' | 'working-day',
  paused: PausedDays,
  calendar: Calendar,
): RawEnd | undefined {
  const days: CountedDay[] = [];
  const counted: LocalDate[] = [];
  for (let on = addDays(from, 1); ; on = addDays(on, 1)) {
    if (paused.openFrom !== undefined && on >= paused.openFrom) return undefined;
    const kind = calendar.dayKind(on);
    if (paused.isPaused(on)) days.push({ on, counts: 'paused' });
    else if (unit === 'working-day' && kind.kind === 'rest') days.push({ on, counts: 'rest', name: kind.name });
    else {
      counted.push(on);
      const name = unit === 'working-day' && kind.name !== undefined ? { name: kind.name } : {};
      days.push({ on, counts: 'counted', n: counted.length, ...name });
      if (counted.length === length)
        return {
          on,
          lines: [{ step: 'days', rule: 'CR-1', days }],
          counted,
          consulted: unit === 'working-day' ? days.map((day) => day.on) : [],
        };
    }
  }
}

/** The end as months or a document set it, moved on by the paused days after the trigger's day until nothing more is added. */
export function endMovedByPauses(from: LocalDate, unpaused: LocalDate, paused: PausedDays): Omit<RawEnd, 'consulted'> | undefined {
  const pausedOnes: LocalDate[] = [];
  const counted: LocalDate[] = [];
  let on = unpaused;
  for (let end = unpaused, seen = from; seen < end; seen = end, end = addDays(unpaused, pausedOnes.length)) {
    for (const day of daysAfter(seen, end)) (paused.isPaused(day) ? pausedOnes : counted).push(day);
    if (paused.openFrom !== undefined && paused.openFrom <= end) return undefined;
    on = addDays(unpaused, pausedOnes.length);
  }
  return { on, counted, lines: pausedOnes.length === 0 ? [] : [{ step: 'paused-days', days: pausedOnes, on }] };
}

const monthsOf = { month: 1, year: 12 } as const;

/** Corresponding day of the target month, clamped to its end (CR-4). */
export function correspondingDay(from: LocalDate, length: number, unit: 'month' | 'year') {
  const months = length * monthsOf[unit];
  const on = addMonths(from, months);
  return { step: 'corresponding-day', rule: 'CR-4', months, on, clamped: on.slice(8) !== from.slice(8) } as const;
}

/** A day moved on by an extension in the row's own unit. */
export function extended(on: LocalDate, length: number, unit: PeriodUnit, calendar: Calendar): LocalDate {
  if (length === 0) return on;
  if (unit === 'working-day') return calendar.nthWorkingDayAfter(on, length);
  if (unit === 'month' || unit === 'year') return addMonths(on, length * monthsOf[unit]);
  return addDays(on, length);
}

const hourMs = 3_600_000;

/** The moment at which so many unpaused milliseconds have passed; undefined while a pause is open before that. */
export function afterUnpaused(fromMs: number, budgetMs: number, pauses: readonly Interval[]): number | undefined {
  let [at, left] = [fromMs, budgetMs];
  for (const { from, to } of pauses) {
    if (to !== undefined && to <= at) continue;
    if (from >= at + left) break;
    if (to === undefined) return undefined;
    left -= Math.max(0, from - at);
    at = to;
  }
  return at + left;
}

/** Hours: exact, and late only when the hours after the trigger's own hour have passed (CR-1, COUNTING 2). */
export function endOfHours(triggeredAt: string, hours: number, pauses: readonly Interval[]) {
  const from = epochOf(triggeredAt);
  const nextHour = (Math.floor(from / hourMs) + 1) * hourMs;
  const due = afterUnpaused(from, hours * hourMs, pauses);
  const late = afterUnpaused(nextHour, hours * hourMs, pauses);
  return due === undefined || late === undefined ? undefined : { due, late, pausedMs: due - from - hours * hourMs };
}
