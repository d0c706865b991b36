import { addDays, type Calendar, inChinese, type LocalDate } from '@xiezhi/statutory-time';

/** A day that one calendar calls a working day and the other a day of rest. */
export interface ChangedDay {
  on: LocalDate;
  isRestNow: boolean;
  /** What the day is called now, such as 国庆节 or 调休上班. */
  name?: string | undefined;
}

/** Days named one by one in a reason; more are counted. */
const runsMax = 6;

/** Days that differ between two calendars, ascending. Only years that one of them has a notice for can differ: elsewhere both know weekends. */
export function changedDays(before: Calendar, now: Calendar): ChangedDay[] {
  const years = [...new Set([...before.years, ...now.years])].toSorted((one, other) => one - other);
  return years.flatMap((year) => daysOf(year).flatMap((on) => changedDay(on, before, now)));
}

function changedDay(on: LocalDate, before: Calendar, now: Calendar): ChangedDay[] {
  const [was, is] = [before.dayKind(on), now.dayKind(on)];
  return was.kind === is.kind ? [] : [{ on, isRestNow: is.kind === 'rest', name: is.name ?? was.name }];
}

function daysOf(year: number): LocalDate[] {
  const days: LocalDate[] = [];
  // A notice of a year moves the last days of the year before as well (COUNTING 12).
  for (let day = `${year - 1}-12-25`; day <= `${year}-12-31`; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Those between two days, both included, in words: “2026年10月1日（星期四）至2026年10月7日（星期三）由工作日改为休息日（国庆节）”. */
export function inWords(days: readonly ChangedDay[], from: LocalDate, to: LocalDate): string[] {
  const runs = runsOf(days.filter(({ on }) => from <= on && on <= to));
  const said = runs.slice(0, runsMax).map(({ first, last, isRestNow, name }) => {
    const when = first === last ? inChinese(first) : `${inChinese(first)}至${inChinese(last)}`;
    return `${when}由${isRestNow ? '工作日改为休息日' : '休息日改为工作日'}${name === undefined ? '' : `（${name}）`}`;
  });
  return runs.length > runsMax ? [...said, `另有${runs.length - runsMax}处日期变动`] : said;
}

interface Run {
  first: LocalDate;
  last: LocalDate;
  isRestNow: boolean;
  name?: string | undefined;
}

function runsOf(days: readonly ChangedDay[]): Run[] {
  const runs: Run[] = [];
  // Two years' lists overlap in late December: a day is named once.
  let seen = '';
  for (const { on, isRestNow, name } of days) {
    if (on <= seen) continue;
    seen = on;
    const open = runs.at(-1);
    if (open !== undefined && addDays(open.last, 1) === on && open.isRestNow === isRestNow && open.name === name) open.last = on;
    else runs.push({ first: on, last: on, isRestNow, name });
  }
  return runs;
}
