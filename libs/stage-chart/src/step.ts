import type { ErrorCode, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { announcedBy } from './announced.ts';
import { same, type Source, type StageChart, type Transition } from './chart.ts';
import { type Circumstances, namesIn, unmet } from './condition.ts';
import { type Fields, isValueOf } from './field.ts';
import { criminalTransferField, refuseHiddenCrime } from './guards.ts';
import type { StageState, TakenStep } from './state.ts';

/** Who asks, as far as a chart compares it. */
export interface Who {
  agency: string;
  account: string;
  roles: readonly Role[];
  /** Parties of this matter the agency is. None: to it the matter does not exist (G1). */
  parties: readonly string[];
  /** A procuratorate, court or police organ: recorded, not steered (G3). */
  isJudicial: boolean;
}

export interface StepRequest {
  /** Name of a transition, or `unforeseen` for a judicial organ’s step the chart has no name for. */
  transition: string;
  who: Who;
  /** Legal day of the step, Asia/Shanghai. */
  on: string;
  fields: Fields;
  /** Why the chart is departed from; read only where it is. */
  deviation?: string | undefined;
  /** Stage reached by an unforeseen step. */
  to?: string | undefined;
  /** A hand-off of the matter is on its way. */
  isInFlight?: boolean | undefined;
}

export interface Refused {
  code: ErrorCode;
  /** Transition that refuses; absent when there is none of that name. */
  rule?: Transition | undefined;
  /** Names of what is missing, never contents. */
  missing: readonly string[];
}

export type StepAnswer = { step: TakenStep } | { isRepetition: true } | { refused: Refused };

/** The name under which a judicial organ records a step the chart has no name for. */
export const unforeseen = 'unforeseen';

/**
 * Takes one step on a chart, or says which rule stands against it. Pure: the day, the roles and the parties arrive in the request.
 * Where the chart records deviations, a judicial organ that gives its reason is refused only what is impossible.
 */
export function step(chart: StageChart, state: StageState, request: StepRequest): StepAnswer {
  const { who, on, fields } = request;
  if (isRepetition(state, request)) return { isRepetition: true };
  const rule = chart.transitions.find(({ id }) => id === request.transition);
  const impossible = whatIsImpossible(chart, rule, request);
  if (impossible !== undefined) return { refused: { rule, ...impossible } };

  const refused = rule === undefined ? { code: 'TRANSITION_UNKNOWN' as const, rule, missing: [] } : refusalOf(chart, state, rule, request);
  const { deviation } = request;
  if (refused !== undefined && (!mayDeviate(chart, who) || deviation === undefined)) return { refused };
  const marks = rule === undefined ? {} : marksOf(rule, { ...state.values, ...fields }, on);
  const to = rule === undefined ? request.to! : targetOf(rule, state);
  const by = { by: who.agency, account: who.account };
  // An explanation given where nothing was departed from says nothing and is not recorded.
  const mark = refused === undefined ? {} : { deviation };
  const told = announcedBy(chart, state, request.transition, fields);
  return { step: { transition: request.transition, from: state.stage, to, ...by, on, fields, ...marks, ...told, ...mark } };
}

/** The same as `step`, as deciders want it: facts, none for a repetition, or a Refusal that names rule and source. */
export function stepOrRefuse(chart: StageChart, state: StageState, request: StepRequest): TakenStep[] {
  const answer = step(chart, state, request);
  if ('refused' in answer) throw refusalFrom(answer.refused);
  return 'step' in answer ? [answer.step] : [];
}

export function refusalFrom({ code, rule, missing }: Refused): Refusal {
  return new Refusal(code, {
    ...(rule === undefined ? {} : { rule: rule.id, ruleName: rule.name, source: rule.source.map(sourceText).join('；') }),
    ...(missing.length === 0 ? {} : { missing: missing.join(',') }),
  });
}

/** Stage a transition leads to from here. */
export const targetOf = (rule: Transition, { stage }: StageState): string => (rule.to === same ? stage : rule.to);

export const sourceText = ({ text, article, evidence }: Source): string => `${text} ${article}〔${evidence}〕`;

const mayDeviate = (chart: StageChart, who: Who): boolean => chart.deviation === 'recorded' && who.isJudicial;

/** The same party says the same again in the stage it led to: nothing happens (DESIGN 3). */
function isRepetition({ taken: steps, stage }: StageState, { transition, who, fields, to }: StepRequest): boolean {
  const last = steps.at(-1);
  if (last === undefined || last.transition !== transition || last.by !== who.agency || last.account !== who.account) return false;
  return stage === last.to && (transition !== unforeseen || to === last.to) && isSame(last.fields, fields);
}

/**
 * What not even a judicial organ can have done: a step by a stranger or by a post that may not speak for the organ, to a stage that
 * is none, on a day to come, with contents that are no contents of the form.
 */
function whatIsImpossible(
  chart: StageChart,
  rule: Transition | undefined,
  request: StepRequest,
): { code: ErrorCode; missing: readonly string[] } | undefined {
  const { who, fields, on } = request;
  const no = (code: ErrorCode) => ({ code, missing: [] });
  if (who.parties.length === 0) return no('TRANSITION_NOT_YOURS');
  if (rule === undefined) {
    if (request.transition !== unforeseen || !mayDeviate(chart, who)) return no('TRANSITION_UNKNOWN');
    if (!chart.stages.some(({ id }) => id === request.to)) return no('STAGE_UNKNOWN');
    if (request.deviation === undefined) return no('DEVIATION_REASON_MISSING');
  } else {
    const stranger = whoMayNot(rule, who);
    if (stranger !== undefined) return no(stranger);
  }
  const asked = rule === undefined ? Object.keys(chart.fields) : [...rule.requires, ...rule.allows];
  const wrong = misfilled(chart, asked, fields, on);
  if (wrong !== undefined) return wrong;
  const ahead = Object.keys(fields).filter((name) => isDay(chart, 'day', name, fields, (day) => day > on));
  return ahead.length > 0 ? { code: 'ACTED_AT_IN_FUTURE', missing: ahead } : undefined;
}

function whoMayNot(rule: Transition, who: Who): ErrorCode | undefined {
  if (rule.driven !== undefined) return 'TRANSITION_FOLLOWS_AN_EVENT';
  const mine = rule.actors.filter(({ party }) => who.parties.includes(party));
  if (mine.length === 0) return 'TRANSITION_NOT_YOURS';
  return mine.some(({ roles }) => roles.some((role) => who.roles.includes(role))) ? undefined : 'TRANSITION_NOT_FOR_YOUR_ROLE';
}

/**
 * Why the chart says no, in the order an officer would ask: you? here? complete? allowed?
 *
 * @param form `empty` asks before the form is filled in: what the form itself could still answer stands against nothing
 */
export function refusalOf(
  chart: StageChart,
  state: StageState,
  rule: Transition,
  request: Omit<StepRequest, 'transition'>,
  form: 'filled' | 'empty' = 'filled',
): Refused | undefined {
  const { who, fields, on } = request;
  const no = (code: ErrorCode, missing: readonly string[] = []) => ({ code, rule, missing });
  const stranger = whoMayNot(rule, who);
  if (stranger !== undefined) return no(stranger);
  if (!rule.from.includes(state.stage)) return no('TRANSITION_NOT_FROM_HERE');
  if (request.isInFlight === true && rule.inFlight === 'refused') return no('MATTER_IN_FLIGHT');

  const absent = form === 'filled' ? rule.requires.filter((name) => fields[name] === undefined) : [];
  if (absent.length > 0) return no('STEP_FIELDS_MISSING', absent);
  const now = circumstances(chart, state, { fields, account: who.account, on });
  const asked = form === 'filled' ? [] : [...rule.requires, ...rule.allows];
  const open = rule.conditions.filter((condition) => !namesIn(condition).fields.some((name) => asked.includes(name)));
  const answer = open.map((condition) => unmet(condition, now)).find((one) => one !== undefined);
  if (answer !== undefined) return no(answer.code, answer.missing);
  const hidden = asked.includes(criminalTransferField) ? undefined : refuseHiddenCrime(rule, { ...state.values, ...fields });
  return hidden === undefined ? undefined : no(hidden.code, hidden.missing);
}

export function circumstances(chart: StageChart, state: StageState, now: Pick<Circumstances, 'fields' | 'account' | 'on'>): Circumstances {
  return {
    ...now,
    state,
    itemsOf: (field) => itemsOf(chart, field),
  };
}

/** Fields the form does not have, and contents that are not what it asks for. */
function misfilled(
  chart: StageChart,
  asked: readonly string[],
  fields: Fields,
  on: string,
): { code: ErrorCode; missing: string[] } | undefined {
  const given = Object.keys(fields);
  const foreign = given.filter((name) => !asked.includes(name));
  if (foreign.length > 0) return { code: 'STEP_FIELDS_UNKNOWN', missing: foreign.slice(0, 10) };
  const isBehind = (name: string) => isDay(chart, 'planned-day', name, fields, (day) => day < on);
  const wrong = given.filter((name) => isBehind(name) || !isValueOf(chart.fields[name]!, fields[name]!, chart.checklists));
  return wrong.length > 0 ? { code: 'STEP_FIELDS_INVALID', missing: wrong } : undefined;
}

function isDay(chart: StageChart, kind: 'day' | 'planned-day', name: string, fields: Fields, holds: (day: string) => boolean): boolean {
  const value = fields[name];
  return chart.fields[name]?.kind === kind && typeof value === 'string' && holds(value);
}

function itemsOf(chart: StageChart, field: string): readonly string[] {
  const definition = chart.fields[field];
  return definition?.kind === 'checklist' ? (chart.checklists[definition.checklist] ?? []).map(({ id }) => id) : [];
}

/**
 * What the chart says of a step on the day it is taken; recorded with it, so that a later version changes nothing that has happened.
 * For a limit a field recorded earlier counts too, such as the limit in a draft that is signed now.
 */
export function marksOf(
  rule: Transition,
  values: Fields,
  on: string,
): Pick<TakenStep, 'sets' | 'clears' | 'document' | 'internal' | 'owner'> {
  const sets = rule.sets.flatMap((set): [string, string][] => {
    if ('months' in set) return [[set.limit, monthsAfter(on, set.months)]];
    const day = values[set.field];
    return typeof day === 'string' ? [[set.limit, day]] : [];
  });
  return {
    ...(sets.length > 0 && { sets: Object.fromEntries(sets) }),
    ...(rule.clears.length > 0 && { clears: rule.clears }),
    ...(rule.document !== undefined && { document: rule.document }),
    ...(rule.internal && { internal: true as const }),
    ...(rule.owner !== undefined && { owner: rule.owner }),
  };
}

/** The same day of a later month, or that month’s last day where it has no such day. */
function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

/** Order of members does not matter, order of lists does. */
function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  if (names.length !== others.length || Array.isArray(left) !== Array.isArray(right)) return false;
  return names.every((name) => isSame((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]));
}
