import type { Made } from './made.ts';
import { subjectOf } from './made.ts';
import type { Officer } from './stage.ts';
import { type ClockWord, clockStates, type Deadline, lights } from './story.ts';

/** One deadline as case-supervision tells it. */
export interface Clock {
  clockId: string;
  ruleId: string;
  ruleName: string;
  subject: string;
  matterId: string;
  holder: string;
  dueAt?: string;
  state: string;
  light: string;
  isProvisional: boolean;
}

export async function clocksOf(officer: Officer, matterId: string, world: string): Promise<Clock[]> {
  const { items } = await officer.query<{ items: Clock[] }>(`/api/case-supervision/clocks?matterId=${matterId}&limit=200`, { world });
  return items;
}

/** @returns what is wrong with an expected deadline, as found among these; undefined when it is as expected */
export function faultOf(expected: Deadline, clocks: readonly Clock[], made: Made): string | undefined {
  const object = expected.对象 === undefined ? undefined : made.thing(expected.对象);
  const ofRule = clocks.filter(({ ruleId }) => ruleId === expected.规则);
  // A deadline of a matter may stand on any stream about it; one of a hand-off or file stands on that one.
  const ofObject = ofRule.filter((clock) => object === undefined || clock.subject === subjectOf(object) || clock.matterId === object.id);
  if (expected.应于 === '无')
    return ofObject.length === 0
      ? undefined
      : `${asked(expected)}：不应有此期限，却有 ${ofObject.map((clock) => told(clock, made)).join('；')}`;
  if (ofObject.some((clock) => isAsExpected(expected, clock, made))) return undefined;
  const found = ofRule.length === 0 ? `没有规则 ${expected.规则} 的期限` : ofRule.map((clock) => told(clock, made)).join('；');
  return `${asked(expected)}；实有：${found}`;
}

function isAsExpected(expected: Deadline, clock: Clock, made: Made): boolean {
  return (
    (expected.应于 === undefined || dueOf(clock, expected.应于.length) === expected.应于) &&
    (expected.状态 === undefined || clock.state === clockStates[expected.状态]) &&
    (expected.义务单位 === undefined || clock.holder === made.agency(expected.义务单位)) &&
    (expected.暂定 === undefined || clock.isProvisional === expected.暂定) &&
    (expected.灯 === undefined || clock.light === lights[expected.灯])
  );
}

const asked = ({ 规则, 对象, 应于, 状态, 义务单位, 灯 }: Deadline): string =>
  [`期限 ${规则}`, 对象, 应于 === undefined ? undefined : `应于 ${应于}`, 状态, 义务单位, 灯 === undefined ? undefined : `${灯}灯`]
    .filter((part) => part !== undefined)
    .join(' ');

function told(clock: Clock, made: Made): string {
  const state = Object.entries(clockStates).find(([, code]) => code === clock.state)?.[0] ?? clock.state;
  const colour = Object.entries(lights).find(([, code]) => code === clock.light)?.[0];
  return `${made.nameOf(clock.subject) ?? clock.subject} 应于 ${dueOf(clock, 16) ?? '—'}（${state}${colour === undefined ? '' : `，${colour}灯`}）`;
}

const beijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });

/** The legal day of a due moment, or the moment: 24:00 is the exclusive bound of its day (COUNTING 1). */
export function dueOf({ dueAt }: Clock, length: number): string | undefined {
  if (dueAt === undefined) return undefined;
  if (length > 10) return beijing.format(new Date(dueAt));
  return beijing.format(new Date(Date.parse(dueAt) - 1)).slice(0, 10);
}

/** How a deadline ended, for the table at the end. */
export const stateWord = (state: string): ClockWord | undefined =>
  (Object.entries(clockStates) as [ClockWord, string][]).find(([, code]) => code === state)?.[0];
