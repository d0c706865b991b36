import { z } from 'zod';
import { addDays, daysBetween, isWeekend, LocalDate } from './local-date.ts';

const Notice = z.strictObject({
  document: z.string().min(1).max(60).describe('文号'),
  title: z.string().min(1).max(120),
  issuedOn: LocalDate,
  off: z.array(z.strictObject({ name: z.string().min(1).max(40), from: LocalDate, to: LocalDate })).max(40),
  makeUp: z.array(LocalDate).max(40).describe('调休上班: weekend days that are worked'),
});

/** One file `calendars/<year>.yaml` of a mechanism pack: the yearly notice and whatever changed it later. Later notices win. */
export const CalendarYear = z
  .strictObject({ year: z.int().min(1992).max(2200), notices: z.array(Notice).min(1).max(10) })
  .superRefine(({ notices }, context) => {
    notices.forEach(({ off, makeUp }, notice) => {
      off.forEach(({ from, to }, block) => {
        if (to < from || daysBetween(from, to) > 30)
          context.addIssue({ code: 'custom', path: ['notices', notice, 'off', block], message: `off days ${from} to ${to} are no block` });
      });
      makeUp.forEach((day, place) => {
        if (!isWeekend(day))
          context.addIssue({ code: 'custom', path: ['notices', notice, 'makeUp', place], message: `make-up day ${day} is no weekend day` });
      });
    });
  });
export type CalendarYear = z.infer<typeof CalendarYear>;

export type DayKind = { kind: 'working'; name?: string; notice?: string } | { kind: 'rest'; name: string; notice?: string };

/** What is known of rest days: the notices that were loaded, and weekends for everything else. */
export class Calendar {
  readonly #days = new Map<LocalDate, DayKind>();
  readonly #years = new Set<number>();
  /** Years with a notice, ascending: what a clock was counted with. */
  readonly years: readonly number[];

  /** @param knownOn only notices issued up to this day, as somebody who counted then knew them; absent: all */
  constructor(years: readonly CalendarYear[], knownOn?: LocalDate) {
    const notices = years
      .flatMap(({ year, notices: ofYear }) => ofYear.map((notice) => ({ year, ...notice })))
      .filter(({ issuedOn }) => knownOn === undefined || issuedOn <= knownOn)
      .toSorted((one, other) => (one.issuedOn < other.issuedOn ? -1 : 1));
    for (const notice of notices) {
      this.#years.add(notice.year);
      for (const { name, from, to } of notice.off)
        for (let day = from; day <= to; day = addDays(day, 1)) this.#days.set(day, { kind: 'rest', name, notice: notice.document });
      for (const day of notice.makeUp) this.#days.set(day, { kind: 'working', name: '调休上班', notice: notice.document });
    }
    this.years = [...this.#years].toSorted((one, other) => one - other);
  }

  dayKind(date: LocalDate): DayKind {
    return this.#days.get(date) ?? (isWeekend(date) ? { kind: 'rest', name: '周末' } : { kind: 'working' });
  }

  isRest(date: LocalDate): boolean {
    return this.dayKind(date).kind === 'rest';
  }

  /**
   * Whether a notice has settled what this day is. After 25 December it takes the following year's notice too: the one for 2019
   * moved 29 and 31 December 2018 (COUNTING 12).
   */
  isConfirmed(date: LocalDate): boolean {
    const year = Number(date.slice(0, 4));
    return this.#years.has(year) && (date.slice(5) <= '12-25' || this.#years.has(year + 1));
  }

  /** The date itself, or the first working day after it (CR-2); `backward`: before it (COUNTING 9). */
  workingDayFrom(date: LocalDate, step: 1 | -1): LocalDate {
    let day = date;
    while (this.isRest(day)) day = addDays(day, step);
    return day;
  }

  /** Working days in (after, until]: COUNTING 26. */
  workingDaysAfter(after: LocalDate, until: LocalDate): number {
    let count = 0;
    for (let day = addDays(after, 1); day <= until; day = addDays(day, 1)) if (!this.isRest(day)) count++;
    return count;
  }

  /** The n-th working day after (n > 0) a date. */
  nthWorkingDayAfter(date: LocalDate, n: number): LocalDate {
    let day = date;
    for (let left = n; left > 0;) {
      day = addDays(day, 1);
      if (!this.isRest(day)) left--;
    }
    return day;
  }
}
