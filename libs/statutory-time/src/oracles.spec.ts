import { readFileSync } from 'node:fs';
import chineseDays from 'chinese-days';
import * as chineseWorkday from 'chinese-workday';
import { describe, expect, it } from 'vitest';
import { calendar, calendarYears } from './calendars.fixture.ts';
import { Calendar } from './calendar.ts';
import { addDays, isWeekend, type LocalDate } from './local-date.ts';

interface Listed {
  dates: { date: LocalDate; type: 'public_holiday' | 'transfer_workday' }[];
}

/** holiday-calendar keeps its data as files; a notice's days before New Year stand in the following year's file. */
const listed = new Map(
  calendarYears
    .map(({ year }) => new URL(`../../../node_modules/holiday-calendar/data/CN/${year}.json`, import.meta.url))
    .flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as Listed).dates)
    .map(({ date, type }) => [date, type]),
);

const oracles: Record<string, (date: LocalDate) => boolean> = {
  'chinese-days': (date) => chineseDays.isHoliday(date),
  'chinese-workday': (date) => chineseWorkday.isHoliday(date),
  'holiday-calendar': (date) => (listed.has(date) ? listed.get(date) === 'public_holiday' : isWeekend(date)),
};

/** Explained one by one in the README. */
const explained: Record<string, LocalDate[]> = {
  'chinese-days': [],
  'chinese-workday': ['2018-01-01', '2020-01-31', '2020-02-01', '2023-01-03'],
  'holiday-calendar': ['2018-06-16', '2018-09-22'],
};

describe('every day from 2018 to 2026', () => {
  it.each(Object.keys(oracles))('is rested on as %s says, but for what the README explains', (oracle) => {
    const different: LocalDate[] = [];
    for (let day = '2018-01-01'; day <= '2026-12-31'; day = addDays(day, 1))
      if (oracles[oracle]!(day) !== calendar.isRest(day)) different.push(day);
    expect(different).toEqual(explained[oracle]);
  });

  it('is confirmed by a notice but for the last days of 2026', () => {
    expect(calendar.years).toEqual([2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]);
    expect([calendar.isConfirmed('2018-12-31'), calendar.isConfirmed('2026-12-25'), calendar.isConfirmed('2026-12-26')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('was known otherwise before a later notice of the same year', () => {
    const before = new Calendar(calendarYears, '2020-01-25');
    expect([before.isRest('2020-01-31'), before.isRest('2020-02-01')]).toEqual([false, false]);
    expect([calendar.isRest('2020-01-31'), calendar.isRest('2020-02-01')]).toEqual([true, true]);
  });
});
