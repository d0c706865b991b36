import type { LocalDate } from '@xiezhi/statutory-time';
import type { Window } from './definition.ts';
import { isWithin } from './period.ts';

/** A day of the period that is not after the cut-off: nothing that lies ahead is counted. */
export function isCounted(day: LocalDate | undefined, { period, cutOff }: Window): day is LocalDate {
  return day !== undefined && day <= cutOff.on && isWithin(day, period);
}

/** Has happened by the cut-off. */
export const isPast = (day: LocalDate | undefined, { cutOff }: Window): day is LocalDate => day !== undefined && day <= cutOff.on;
