import type { ErrorCode, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Driver, Source, StageChart, Transition } from './chart.ts';
import { namesIn, unmet } from './condition.ts';
import { type Fields, type FieldValue, isValueOf } from './field.ts';
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
  if (impossible !== undefined) return { refused: { code: impossible, rule, missing: [] } };

  const refused = rule === undefined ? { code: 'TRANSITION_UNKNOWN' as const, rule, missing: [] } : refusalOf(chart, state, rule, request);
  const to = rule?.to ?? request.to!;
  const by = { by: who.agency, account: who.account, on, fields };
  if (refused === undefined) return { step: { transition: rule!.id, from: state.stage, to, ...by, ...limitsOf(rule!, fields) } };
  if (!mayDeviate(chart, who)) return { refused };
  if (request.deviation === undefined) return { refused };
  const limits = rule === undefined ? {} : limitsOf(rule, fields);
  return { step: { transition: request.transition, from: state.stage, to, ...by, ...limits, deviation: request.deviation } };
}

/** The same as `step`, as deciders want it: facts, none for a repetition, or a Refusal that names rule and source. */
export function stepOrRefuse(chart: StageChart, state: StageState, request: StepRequest): TakenStep[] {
  const answer = step(chart, state, request);
  if ('refused' in answer) throw refusalFrom(answer.refused);
  return 'step' in answer ? [answer.step] : [];
}

/**
 * Moves the matter after an event: ownership has moved already, so nothing is refused. Where the chart foresees no such step from
 * here, it is recorded as a deviation that leaves the stage as it is.
 */
export function follow(chart: StageChart, state: StageState, driver: Driver, on: string, fields: Fields = {}): TakenStep {
  const driven = chart.transitions.filter((transition) => transition.driven === driver);
  const foreseen = driven.find(({ from }) => from.includes(state.stage));
  if (foreseen !== undefined)
    return {
      transition: foreseen.id,
      from: state.stage,
      to: foreseen.to,
      on,
      fields,
      ...limitsOf(foreseen, { ...state.values, ...fields }),
    };
  const known = driven[0];
  const deviation = known === undefined ? `图上没有由“${driver}”带动的步骤` : `当前阶段不能办理“${known.name}”`;
  return { transition: known?.id ?? unforeseen, from: state.stage, to: state.stage, on, fields, deviation };
}

export function refusalFrom({ code, rule, missing }: Refused): Refusal {
  return new Refusal(code, {
    ...(rule === undefined ? {} : { rule: rule.id, ruleName: rule.name, source: rule.source.map(sourceText).join('；') }),
    ...(missing.length === 0 ? {} : { missing: missing.join(',') }),
  });
}

export const sourceText = ({ text, article, evidence }: Source): string => `${text} ${article}〔${evidence}〕`;

const mayDeviate = (chart: StageChart, who: Who): boolean => chart.deviation === 'recorded' && who.isJudicial;

/** The same party says the same again in the stage it led to: nothing happens (DESIGN 3). */
function isRepetition({ taken: steps, stage }: StageState, { transition, who, fields, to }: StepRequest): boolean {
  const last = steps.at(-1);
  if (last === undefined || last.transition !== transition || last.by !== who.agency || last.account !== who.account) return false;
  return stage === last.to && (to === undefined || to === last.to) && isSame(last.fields, fields);
}

/** What not even a judicial organ can have done: a step by a stranger, to a stage that is none, on a day to come. */
function whatIsImpossible(chart: StageChart, rule: Transition | undefined, request: StepRequest): ErrorCode | undefined {
  const { who, fields, on } = request;
  if (who.parties.length === 0) return 'TRANSITION_NOT_YOURS';
  if (rule === undefined) {
    if (request.transition !== unforeseen || !mayDeviate(chart, who)) return 'TRANSITION_UNKNOWN';
    if (!chart.stages.some(({ id }) => id === request.to)) return 'STAGE_UNKNOWN';
    if (request.deviation === undefined) return 'DEVIATION_REASON_MISSING';
  } else {
    if (rule.driven !== undefined) return 'TRANSITION_FOLLOWS_AN_EVENT';
    if (!rule.actors.some(({ party }) => who.parties.includes(party))) return 'TRANSITION_NOT_YOURS';
  }
  const isAhead = ([name, value]: [string, FieldValue]) => chart.fields[name]?.kind === 'day' && typeof value === 'string' && value > on;
  return Object.entries(fields).some(isAhead) ? 'ACTED_AT_IN_FUTURE' : undefined;
}

/**
 * Why the chart says no, in the order an officer would ask: here? you? complete? allowed?
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
  if (!rule.from.includes(state.stage)) return no('TRANSITION_NOT_FROM_HERE');
  if (request.isInFlight === true && rule.inFlight === 'refused') return no('MATTER_IN_FLIGHT');
  const mine = rule.actors.filter(({ party }) => who.parties.includes(party));
  if (mine.length === 0) return no('TRANSITION_NOT_YOURS');
  if (!mine.some(({ roles }) => roles.some((role) => who.roles.includes(role)))) return no('TRANSITION_NOT_FOR_YOUR_ROLE');

  const incomplete = form === 'filled' ? formRefusal(chart, rule, fields, on) : undefined;
  if (incomplete !== undefined) return no(incomplete.code, incomplete.missing);
  const now = {
    state,
    fields,
    account: who.account,
    on,
    documentOf: (id: string) => chart.transitions.find((one) => one.id === id)?.document,
    itemsOf: (field: string) => itemsOf(chart, field),
  };
  const asked = form === 'filled' ? [] : [...rule.requires, ...rule.allows];
  const open = rule.conditions.filter((condition) => !namesIn(condition).fields.some((name) => asked.includes(name)));
  const answer = open.map((condition) => unmet(condition, now)).find((one) => one !== undefined);
  if (answer !== undefined) return no(answer.code, answer.missing);
  const hidden = asked.includes(criminalTransferField) ? undefined : refuseHiddenCrime(rule, { ...state.values, ...fields });
  return hidden === undefined ? undefined : no(hidden.code, hidden.missing);
}

function formRefusal(chart: StageChart, rule: Transition, fields: Fields, on: string): { code: ErrorCode; missing: string[] } | undefined {
  const given = Object.keys(fields);
  const foreign = given.filter((name) => !rule.requires.includes(name) && !rule.allows.includes(name));
  if (foreign.length > 0) return { code: 'STEP_FIELDS_UNKNOWN', missing: foreign.slice(0, 10) };
  const missing = rule.requires.filter((name) => fields[name] === undefined);
  if (missing.length > 0) return { code: 'STEP_FIELDS_MISSING', missing };
  const isBehind = (name: string) => {
    const value = fields[name];
    return chart.fields[name]?.kind === 'planned-day' && typeof value === 'string' && value < on;
  };
  const wrong = given.filter((name) => isBehind(name) || !isValueOf(chart.fields[name]!, fields[name]!, chart.checklists));
  return wrong.length > 0 ? { code: 'STEP_FIELDS_INVALID', missing: wrong } : undefined;
}

function itemsOf(chart: StageChart, field: string): readonly string[] {
  const definition = chart.fields[field];
  return definition?.kind === 'checklist' ? (chart.checklists[definition.checklist] ?? []).map(({ id }) => id) : [];
}

function limitsOf(rule: Transition, fields: Fields): Pick<TakenStep, 'sets' | 'clears'> {
  const sets = rule.sets.flatMap(({ limit, field }) => (typeof fields[field] === 'string' ? [[limit, fields[field]]] : []));
  return {
    ...(sets.length === 0 ? {} : { sets: Object.fromEntries(sets) as Record<string, string> }),
    ...(rule.clears.length === 0 ? {} : { clears: rule.clears }),
  };
}

/** Order of members does not matter, order of lists does. */
function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  if (names.length !== others.length || Array.isArray(left) !== Array.isArray(right)) return false;
  return names.every((name) => isSame((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]));
}
