import { createHash } from 'node:crypto';
import { addDays, type LocalDate } from '@xiezhi/statutory-time';
import type { Period } from './period.ts';
import type { Figure } from './tally.ts';

/** Working days after the end of a month on which its figures are frozen (SC-11). */
const frozenOnWorkingDay = 5;

/**
 * The 5th working day of the next month. A cohort is not published before its last-born item has had its time (SC-2), and what is not
 * published cannot be frozen: its day is then the first on which every item of the month is mature.
 *
 * @param maturityDays calendar days; 0 for what happened in the month
 * @returns undefined for what is no month: only months are frozen
 */
export function freezeDayOf({ kind, to }: Period, isRest: (day: LocalDate) => boolean, maturityDays = 0): LocalDate | undefined {
  if (kind !== 'month') return undefined;
  let [day, worked] = [to, 0];
  while (worked < frozenOnWorkingDay) {
    day = addDays(day, 1);
    if (!isRest(day)) worked += 1;
  }
  const mature = addDays(to, maturityDays);
  return mature > day ? mature : day;
}

/** The same, where members may be absent or undefined, as in what was stored or answered. */
type Said<Value> = Value extends readonly (infer Member)[]
  ? readonly Said<Member>[]
  : Value extends object
    ? { [Name in keyof Value]?: Said<Value[Name]> | undefined }
    : Value;

/** What of a figure is hashed: its numbers, not what they are called and not what they are compared with. */
export type Digested = Said<Pick<Figure, 'id' | 'numerator' | 'denominator' | 'shown' | 'original' | 'gross' | 'net' | 'groups'>>;

/**
 * SHA-256 over what a figure says, whatever the order of its members, so that it can be made again from what was stored or answered.
 * A later one with another digest is shown as restated, never in its place (SC-11).
 */
export function figureDigest({ id, numerator, denominator, shown, original, gross, net, groups = [] }: Digested): string {
  const said = { id, numerator, denominator, shown, original, gross, net, groups: groups.map(numbersOf) };
  return createHash('sha256')
    .update(JSON.stringify(ordered(said)), 'utf8')
    .digest('hex');
}

const numbersOf = ({ split, key, share, original }: NonNullable<Digested['groups']>[number]) => ({ split, key, share, original });

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}
