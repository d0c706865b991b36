import { isSameContent, Refusal } from '@xiezhi/decider';
import { mechanismOf } from '@xiezhi/stage-chart';
import { type Calendar, type ClockRule, dateOf, type LocalDate, type Period } from '@xiezhi/statutory-time';
import type { ClockRules } from '../clock/clock-rules.ts';
import { countedAnew, type Counting, countingVersion } from '../clock/clock.plan.ts';
import type { ClockTerms, ExistingClock, Plan, RecountedRow } from '../clock/clock.state.ts';
import { type ChangedDay, changedDays, inWords } from './changed-days.ts';
import type { ReplanTarget } from './replan.decider.ts';

/** What a re-plan would make of one clock. `stays`: it is meant, and cannot be counted by what the re-plan is for. */
export type Recount =
  | { is: 'same' }
  | { is: 'stays'; reason: string }
  | { is: 'changes'; row?: RecountedRow | undefined; plan: Plan; reason: string };

/** The rows a process has loaded, by version. */
export interface LoadedRules extends Counting {
  under(packVersion: string): ClockRules;
}

const same: Recount = { is: 'same' };

/** Counts clocks for one re-plan: pure, and the same whether a list is made or a confirmed one carried out. */
export class Recounter {
  readonly #target: ReplanTarget;
  readonly #rules: LoadedRules;
  readonly #calendarBefore: Calendar | undefined;
  readonly #changedDays = new Map<Calendar, Map<Calendar, readonly ChangedDay[]>>();

  /** @param calendarBefore what the clocks were counted with, where it is known: it gives the reason its words */
  constructor(target: ReplanTarget, rules: LoadedRules, calendarBefore?: Calendar) {
    this.#target = target;
    this.#rules = rules;
    this.#calendarBefore = calendarBefore;
  }

  of(clock: ExistingClock): Recount {
    return this.#target.kind === 'calendar' ? this.#byCalendar(clock) : this.#byVersion(clock, this.#target.packVersion);
  }

  #byCalendar(clock: ExistingClock): Recount {
    const rules = loaded(this.#rules, countingVersion(clock.terms));
    if (rules === undefined) return notLoaded(countingVersion(clock.terms));
    const counted = countedAnew(clock, this.#rules);
    if (counted === undefined) return same;
    const words = [...this.#days(this.#calendarBefore, rules.calendar, clock, counted.plan), ...certainty(clock.plan, counted.plan)];
    return { is: 'changes', plan: counted.plan, reason: `历法更新：${reasonOf(words, clock.plan, counted.plan)}` };
  }

  #byVersion(clock: ExistingClock, packVersion: string): Recount {
    const version = countingVersion(clock.terms);
    if (version === packVersion || mechanismOf(version) !== mechanismOf(packVersion)) return same;
    const [old, fresh] = [loaded(this.#rules, version), this.#rules.under(packVersion)];
    if (old === undefined) return notLoaded(version);
    if (old.validFrom >= fresh.validFrom) return same;
    const row = rowIn(fresh, old, clock.terms);
    if (row === undefined) return { is: 'stays', reason: `${packVersion}没有期限表第${clock.terms.ruleId}行，仍按${version}计算。` };
    if (row === 'ambiguous')
      return { is: 'stays', reason: `${packVersion}期限表第${clock.terms.ruleId}行的起算情形已变，无法对应，仍按${version}计算。` };
    const counted = countedAnew(clock, this.#rules, { period: row, countedBy: packVersion });
    if (counted === undefined) return same;
    const words = [
      ...periodWords(clock.terms.period, row),
      ...this.#days(old.calendar, fresh.calendar, clock, counted.plan),
      ...certainty(clock.plan, counted.plan),
    ];
    const reason = `改按${packVersion}期限表第${clock.terms.ruleId}行计算：${reasonOf(words, clock.plan, counted.plan)}`;
    return { is: 'changes', row: { period: row, countedBy: packVersion }, plan: counted.plan, reason };
  }

  /** Days that changed within the period, as it was or as it will be. */
  #days(before: Calendar | undefined, now: Calendar, { triggeredAt, terms, plan: old }: ExistingClock, plan: Plan): string[] {
    if (before === undefined || before === now) return [];
    const ends = [old, plan].flatMap((one) => (one.state === 'due' ? [one.dueOn] : []));
    const days = [dateOf(triggeredAt), ...ends, ...[terms.lastDay, terms.before].filter((day): day is LocalDate => day !== undefined)];
    const sorted = days.toSorted();
    return inWords(this.#between(before, now), sorted[0]!, sorted.at(-1)!);
  }

  #between(before: Calendar, now: Calendar): readonly ChangedDay[] {
    const known = this.#changedDays.get(before)?.get(now);
    if (known !== undefined) return known;
    const found = changedDays(before, now);
    this.#changedDays.set(before, (this.#changedDays.get(before) ?? new Map<Calendar, readonly ChangedDay[]>()).set(now, found));
    return found;
  }
}

function loaded(rules: LoadedRules, packVersion: string): ClockRules | undefined {
  try {
    return rules.under(packVersion);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'PACK_VERSION_NOT_LOADED') return undefined;
    throw error;
  }
}

const notLoaded = (version: string): Recount => ({ is: 'stays', reason: `机制包版本${version}未装载，无法重新计算。` });

/**
 * The period that a newer version has for what this clock was started by. A row with several starts of different lengths is asked for the
 * start that reads as the old one did; where none does, nobody can say which was meant.
 */
function rowIn(fresh: ClockRules, old: ClockRules, terms: ClockTerms): Period | 'ambiguous' | undefined {
  const row = fresh.rules.find(({ id }) => id === terms.ruleId);
  if (row === undefined) return undefined;
  if (terms.lastDay !== undefined) return { unit: row.unit, roll: row.roll };
  const periods = distinct(row.start.map((start) => periodAt(row, start)));
  if (periods.length === 1) return periods[0];
  const before = old.rules.find(({ id }) => id === terms.ruleId);
  const meant = before?.start.filter((start) => isSameContent(periodAt(before, start), terms.period)) ?? [];
  const matching = row.start.filter((start) =>
    meant.some(({ event, where }) => event === start.event && isSameContent(where, start.where)),
  );
  const found = distinct(matching.map((start) => periodAt(row, start)));
  return found.length === 1 ? found[0]! : 'ambiguous';
}

function periodAt(row: ClockRule, start: ClockRule['start'][number]): Period | undefined {
  const length = start.length ?? row.length;
  return length === undefined ? undefined : { length, unit: start.unit ?? row.unit, roll: row.roll };
}

function distinct(periods: readonly (Period | undefined)[]): Period[] {
  const found: Period[] = [];
  for (const period of periods) if (period !== undefined && !found.some((one) => isSameContent(one, period))) found.push(period);
  return found;
}

const units: Record<Period['unit'], string> = { hour: '小时', 'calendar-day': '日', 'working-day': '个工作日', month: '个月', year: '年' };
const lengthOf = ({ length, unit }: Period): string => (length === undefined ? `以${units[unit]}计` : `${length}${units[unit]}`);
const rollOf = ({ roll }: Period): string => (roll === 'forward' ? '期间末日遇休息日顺延' : '期间末日遇休息日不顺延');

function periodWords(before: Period, now: Period): string[] {
  return [
    ...(lengthOf(before) === lengthOf(now) ? [] : [`期间由${lengthOf(before)}改为${lengthOf(now)}`]),
    ...(before.roll === now.roll ? [] : [`改为${rollOf(now)}`]),
  ];
}

function certainty(before: Plan, now: Plan): string[] {
  if (before.state !== 'due' || now.state !== 'due' || before.isProvisional === now.isProvisional) return [];
  return [now.isProvisional ? '所涉年度的放假安排尚未公布，期限改为暂定' : '所涉年度的放假安排已经公布，期限由暂定转为确定'];
}

function reasonOf(words: readonly string[], before: Plan, now: Plan): string {
  if (words.length > 0) return `${words.join('；')}。`;
  const dueOf = (plan: Plan) => (plan.state === 'due' ? plan.dueAt : undefined);
  return dueOf(before) === dueOf(now) ? '预警时点随之变动。' : '按现行历法和规则重新计算。';
}
