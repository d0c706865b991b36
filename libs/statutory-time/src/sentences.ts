import type { PeriodUnit } from './clock-rule.ts';
import type { CountedDay, DerivationLine } from './derivation.ts';
import { addDays, inChinese, momentInChinese, type LocalDate } from './local-date.ts';

const unitNames: Record<PeriodUnit, string> = { hour: '小时', 'calendar-day': '日', 'working-day': '个工作日', month: '个月', year: '年' };

/** The derivation as an officer reads it, one sentence per line, each with the counting rule it follows. */
export function inSentences(lines: readonly DerivationLine[]): string[] {
  return lines.map(sentenceOf);
}

function sentenceOf(line: DerivationLine): string {
  switch (line.step) {
    case 'trigger':
      return `起算事由发生于${momentInChinese(line.at)}；开始的时和日不计算在内（CR-1）。`;
    case 'budget':
      return `期间为${line.length}${unitNames[line.unit]}${line.parts.length === 1 ? '' : `（${line.parts.map((part) => `${part.reason} ${part.length}${unitNames[line.unit]}`).join('，')}）`}。`;
    case 'days':
      return `逐日计算：${runs(line.days).join('；')}。`;
    case 'corresponding-day':
      return `${line.months}个月后的对应日为${inChinese(line.on)}${line.clamped ? '，该月没有对应日，以月末日为期间的最后一日' : ''}（CR-4）。`;
    case 'set-by-document':
      return `文书确定的最后一日为${inChinese(line.on)}。`;
    case 'on-the-day':
      return `法律规定立即办理，没有规定期间；平台按当日即${inChinese(line.on)}计（约定）。`;
    case 'before':
      return `应在${inChinese(line.date)}的${line.length}${unitNames[line.unit]}以前；当日不计，自其前一日起向前数${line.rests.length === 0 ? '' : `，${line.rests.map(({ on, name }) => `${inChinese(on)}为${name}`).join('，')}，再向前`}，最后一日为${inChinese(line.on)}。`;
    case 'paused-days':
      return `其间中止、扣除${line.days.length}日，期间届满日顺延至${inChinese(line.on)}（先顺延，后遇休息日再顺延一次）。`;
    case 'hours':
      return `自起算时起${line.hours}小时${line.pausedMs === 0 ? '' : `，扣除中止的${Math.round(line.pausedMs / 60_000)}分钟`}，至${momentInChinese(line.at)}；开始的小时不计，${momentInChinese(line.lateAfter)}起为逾期（CR-1）；按小时计算的期间不因休息日顺延（CR-11）。`;
    case 'roll':
      return `${line.skipped.map(({ on, name }) => `${inChinese(on)}为${name}`).join('，')}，顺延至休息日后的第一个工作日${inChinese(line.on)}（CR-2）。`;
    case 'no-roll':
      return `${inChinese(line.on)}为${line.name}，但本项期间不因休息日顺延。`;
    case 'provisional':
      return `${inChinese(line.days[0]!)}${line.days.length > 1 ? '等' : ''}${line.days.length}日的放假安排尚未公布，暂按周末休息计算；通知导入后重新计算，不得据此出具法律文书。`;
    case 'paused':
      return `自${inChinese(line.since)}起中止，尚未恢复，暂无届满日。`;
    case 'due':
      return line.at === line.lateAfter ? `届满日为${inChinese(line.on)}24时。` : `届满时为${momentInChinese(line.at)}。`;
  }
}

/** Runs of days that count alike: three sentences instead of thirty. */
function runs(days: readonly CountedDay[]): string[] {
  const texts: string[] = [];
  for (let start = 0; start < days.length;) {
    let end = start;
    while (end + 1 < days.length && isSameRun(days[start]!, days[end + 1]!)) end++;
    texts.push(runText(days[start]!, days[end]!));
    start = end + 1;
  }
  return texts;
}

const isSameRun = (one: CountedDay, other: CountedDay): boolean => one.counts === other.counts && one.name === other.name;

function runText(first: CountedDay, last: CountedDay): string {
  const span = first.on === last.on ? inChinese(first.on) : `${inChinese(first.on)}至${inChinese(last.on)}`;
  if (first.counts === 'paused') return `${span}中止，不计`;
  if (first.counts === 'rest') return `${span}为${first.name ?? '休息日'}，不计`;
  const numbers = first.n === last.n ? `第${first.n}日` : `第${first.n}日至第${last.n}日`;
  return `${span}${first.name === undefined ? '' : `（${first.name}）`}为${numbers}`;
}

/** 24:00 of a day is what an officer calls an end; the exclusive bound is what machines compare with. */
export function lastDayOf(dueAt: string): LocalDate {
  return dueAt.slice(11, 19) === '00:00:00' ? addDays(dueAt.slice(0, 10), -1) : dueAt.slice(0, 10);
}
