import type { Calendar } from './calendar.ts';
import { addDays, addMonths, endOf, type LocalDate } from './local-date.ts';

/**
 * Latest moment "n days or months before" a date: the date itself is not counted, a rest day moves earlier, months clamp
 * (COUNTING 9). K05: ten working days before 1 December 2026 is 17 November.
 */
export function latestBefore(
  date: LocalDate,
  length: number,
  unit: 'calendar-day' | 'working-day' | 'month',
  calendar: Calendar,
): { on: LocalDate; at: string; isProvisional: boolean } {
  const consulted: LocalDate[] = [];
  let on = unit === 'month' ? addMonths(date, -length) : addDays(date, unit === 'calendar-day' ? -length : 0);
  if (unit === 'working-day')
    for (let left = length; left > 0;) {
      on = addDays(on, -1);
      consulted.push(on);
      if (!calendar.isRest(on)) left--;
    }
  const working = calendar.workingDayFrom(on, -1);
  return { on: working, at: endOf(working), isProvisional: [...consulted, on, working].some((day) => !calendar.isConfirmed(day)) };
}
