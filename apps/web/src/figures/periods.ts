/** Periods an officer chooses from: this year and the last, newest first; nothing that has not begun. */
export interface PeriodChoice {
  value: string;
  /** Key of the catalogue and what it is filled with. */
  kind: 'ytd' | 'year' | 'half' | 'quarter' | 'month';
  year: number;
  n: number;
}

const offsetMs = 8 * 3_600_000;

/** @param now legal now; days are of Asia/Shanghai */
export function periodChoices(now: Date): PeriodChoice[] {
  const today = new Date(now.getTime() + offsetMs);
  const [thisYear, thisMonth] = [today.getUTCFullYear(), today.getUTCMonth() + 1];
  return [thisYear, thisYear - 1].flatMap((year) => {
    const months = year === thisYear ? thisMonth : 12;
    const down = (most: number) => Array.from({ length: most }, (_unused, index) => most - index);
    const part = (kind: PeriodChoice['kind'], letter: string, size: number) =>
      down(Math.ceil(months / size)).map((n): PeriodChoice => ({ value: `${year}-${letter}${n}`, kind, year, n }));
    const whole: PeriodChoice =
      year === thisYear ? { value: `${year}-YTD`, kind: 'ytd', year, n: 0 } : { value: String(year), kind: 'year', year, n: 0 };
    const ofMonth = down(months).map((n): PeriodChoice => ({ value: `${year}-${String(n).padStart(2, '0')}`, kind: 'month', year, n }));
    return [whole, ...part('half', 'H', 6), ...part('quarter', 'Q', 3), ...ofMonth];
  });
}
