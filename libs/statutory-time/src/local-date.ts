import { z } from 'zod';

/**
 * A legal day `YYYY-MM-DD` in Asia/Shanghai. Days are counted as whole numbers since 1970-01-01, so that no time zone of a machine
 * can move one. Shanghai has had a fixed offset of eight hours since 1992; nothing here reckons with an earlier year.
 */
export const LocalDate = z.iso.date();
export type LocalDate = z.infer<typeof LocalDate>;

const dayMs = 86_400_000;
const shanghaiOffsetMs = 8 * 3_600_000;

const dayNumber = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`) / dayMs;
const dateOfDayNumber = (day: number): LocalDate => new Date(day * dayMs).toISOString().slice(0, 10);

/** @param days may be negative */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The corresponding day of the target month, or that month's last day when it has none (CR-4). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const target = year * 12 + (month - 1) + months;
  const [targetYear, targetMonth] = [Math.floor(target / 12), target % 12];
  const lastDay = new Date(Date.UTC(targetYear, targetMonth + 1, 0)).getUTCDate();
  return dateOfDayNumber(Date.UTC(targetYear, targetMonth, Math.min(day, lastDay)) / dayMs);
}

/** 0 is Sunday. */
export function weekdayOf(date: LocalDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

export function isWeekend(date: LocalDate): boolean {
  return weekdayOf(date) === 0 || weekdayOf(date) === 6;
}

/** The legal day of an instant. @throws RangeError when it is none */
export function dateOf(instant: string): LocalDate {
  return dateOfDayNumber(Math.floor((epochOf(instant) + shanghaiOffsetMs) / dayMs));
}

/** 00:00 of the day, as an instant. The 24:00 of COUNTING 1 is the start of the next day: an exclusive bound. */
export function startOf(date: LocalDate): string {
  return `${date}T00:00:00+08:00`;
}

export function endOf(date: LocalDate): string {
  return startOf(addDays(date, 1));
}

/** Milliseconds since 1970. @throws RangeError */
export function epochOf(instant: string): number {
  const epoch = Date.parse(instant);
  if (Number.isNaN(epoch)) throw new RangeError(`${instant} is not an instant`);
  return epoch;
}

/** An instant as Shanghai reads it: `2026-10-13T11:00:00+08:00`, with milliseconds only where there are some. */
export function instantOf(epochMs: number): string {
  const text = new Date(epochMs + shanghaiOffsetMs).toISOString();
  return `${text.slice(0, 19)}${text.slice(19, 23) === '.000' ? '' : text.slice(19, 23)}+08:00`;
}

const weekdays = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'] as const;

/** 2026年10月8日（星期四） */
export function inChinese(date: LocalDate): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${year}年${month}月${day}日（${weekdays[weekdayOf(date)]}）`;
}

/** 2026年10月13日（星期二）11:00 */
export function momentInChinese(instant: string): string {
  return `${inChinese(dateOf(instant))}${instantOf(epochOf(instant)).slice(11, 16)}`;
}
