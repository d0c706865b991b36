import { createHash } from 'node:crypto';
import { addDays, type LocalDate } from '@xiezhi/statutory-time';
import type { Period } from './period.ts';
import type { Figure } from './tally.ts';

/** Working days after the end of a month on which its figures are frozen (SC-11). */
const frozenOnWorkingDay = 5;

/** The 5th working day of the next month. @returns undefined for what is no month: only months are frozen */
export function freezeDayOf({ kind, to }: Period, isRest: (day: LocalDate) => boolean): LocalDate | undefined {
  if (kind !== 'month') return undefined;
  let [day, worked] = [to, 0];
  while (worked < frozenOnWorkingDay) {
    day = addDays(day, 1);
    if (!isRest(day)) worked += 1;
  }
  return day;
}

/** SHA-256 over what a frozen figure says: a later one with another digest is shown as restated, never in its place (SC-11). */
export function figureDigest({ id, numerator, denominator, shown, original, gross, net, groups }: Figure): string {
  const said = { id, numerator, denominator, shown, original, gross, net, groups };
  return createHash('sha256').update(JSON.stringify(said), 'utf8').digest('hex');
}
