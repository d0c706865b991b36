import { addDays, addMonths, type LocalDate } from '@xiezhi/statutory-time';

export const periodKinds = ['month', 'quarter', 'half-year', 'year', 'year-to-date'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Legal days, both ends included (SC-1). */
export interface Period {
  /** As it was asked for: `2026-10`, `2026-Q4`, `2026-H2`, `2026`, `2026-YTD`. */
  text: string;
  kind: PeriodKind;
  from: LocalDate;
  to: LocalDate;
}

/** A year outside of these is a slip of the keyboard: the platform has no record of before, and nobody plans for after. */
const years = { first: 2000, last: 2199 };

/** Month, quarter and half-year by name: its first month and how many there are. */
const parts: [pattern: RegExp, kind: PeriodKind, months: number, most: number][] = [
  [/^(\d{4})-(\d{2})$/, 'month', 1, 12],
  [/^(\d{4})-Q(\d)$/, 'quarter', 3, 4],
  [/^(\d{4})-H(\d)$/, 'half-year', 6, 2],
];

/**
 * @param today legal day: the cut-off of a year to date
 * @returns undefined for what is no period
 */
export function periodOf(text: string, today: LocalDate): Period | undefined {
  const year = Number(/^\d{4}/.exec(text)?.[0]);
  if (!(year >= years.first && year <= years.last)) return undefined;
  const firstDay = `${text.slice(0, 4)}-01-01`;
  if (text.length === 4) return { text, kind: 'year', from: firstDay, to: addDays(addMonths(firstDay, 12), -1) };
  if (/^\d{4}-YTD$/.test(text)) return { text, kind: 'year-to-date', from: firstDay, to: toDateOf(firstDay, today) };
  for (const [pattern, kind, months, most] of parts) {
    const n = Number(pattern.exec(text)?.[2]);
    if (!(n >= 1 && n <= most)) continue;
    const from = addMonths(firstDay, (n - 1) * months);
    return { text, kind, from, to: addDays(addMonths(from, months), -1) };
  }
  return undefined;
}

/** A year that is over ends on its last day, whatever today is; one that has not begun has nothing yet. */
function toDateOf(firstDay: LocalDate, today: LocalDate): LocalDate {
  const lastDay = addDays(addMonths(firstDay, 12), -1);
  if (today < firstDay) return firstDay;
  return today < lastDay ? today : lastDay;
}

/** The same days of the year before: what SC-10 compares with. 29 February becomes 28 February, and a month stays a whole month. */
export function yearBefore(period: Period): Period {
  const from = addMonths(period.from, -12);
  const to = period.kind === 'year-to-date' ? addMonths(period.to, -12) : addDays(addMonths(addDays(period.to, 1), -12), -1);
  return { ...period, text: `${Number(period.text.slice(0, 4)) - 1}${period.text.slice(4)}`, from, to };
}

export const isWithin = (day: LocalDate | undefined, { from, to }: Pick<Period, 'from' | 'to'>): boolean =>
  day !== undefined && day >= from && day <= to;
