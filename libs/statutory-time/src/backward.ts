import type { Calendar } from './calendar.ts';
import { addDays, addMonths, endOf, type LocalDate } from './local-date.ts';

export type BackwardUnit = 'calendar-day' | 'working-day' | 'month';

export interface Backward {
  on: LocalDate;
  at: string;
  isProvisional: boolean;
  /** Rest days that were passed over, backwards. */
  rests: { on: LocalDate; name: string }[];
  /** Days whose kind the calendar was asked for. */
  consulted: LocalDate[];
}

/**
 * Latest moment "n days or months before" a date: the date itself is not counted, a rest day moves earlier, months clamp
 * (COUNTING 9). K05: ten working days before 1 December 2026 is 17 November.
 */
export function latestBefore(date: LocalDate, length: number, unit: BackwardUnit, calendar: Calendar): Backward {
  const consulted: LocalDate[] = [];
  const rests: Backward['rests'] = [];
  const isRest = (day: LocalDate): boolean => {
    consulted.push(day);
    const kind = calendar.dayKind(day);
    if (kind.kind === 'rest') rests.push({ on: day, name: kind.name ?? '' });
    return kind.kind === 'rest';
  };
  let on = unit === 'month' ? addMonths(date, -length) : addDays(date, unit === 'calendar-day' ? -length : 0);
  if (unit === 'working-day')
    for (let left = length; left > 0;) {
      on = addDays(on, -1);
      if (!isRest(on)) left--;
    }
  else while (isRest(on)) on = addDays(on, -1);
  return { on, at: endOf(on), isProvisional: consulted.some((day) => !calendar.isConfirmed(day)), rests, consulted };
}

/** The same day again from the rest days alone, without a calendar. @throws Error when they do not lie where they were passed over */
export function recountBefore(date: LocalDate, length: number, unit: BackwardUnit, rests: readonly { on: LocalDate }[]): LocalDate {
  const passed = new Set(rests.map(({ on }) => on));
  let on = unit === 'month' ? addMonths(date, -length) : addDays(date, unit === 'calendar-day' ? -length : 0);
  if (unit === 'working-day')
    for (let left = length; left > 0;) {
      on = addDays(on, -1);
      if (!passed.delete(on)) left--;
    }
  else while (passed.delete(on)) on = addDays(on, -1);
  if (passed.size > 0) throw new Error(`${[...passed].join(', ')} is not passed over on the way to ${on}`);
  return on;
}
