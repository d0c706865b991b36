import type { ErrorCode } from '@xiezhi/contracts';
import { z } from 'zod';
import { FieldName, type Fields, type FieldValue } from './field.ts';
import type { StageState } from './state.ts';
import { Sum, sumOf } from './sum.ts';

const TransitionId = z.string().regex(/^[A-Z][A-Za-z0-9-]{0,39}$/);
const Scalar = z.union([z.string().min(1).max(60), z.boolean(), z.number()]);

/**
 * What must hold before a step: structured data that a lawyer reads in the chart, never a language of ours (DESIGN 8). A field means
 * what this step records under the name, else what an earlier one did.
 */
const Simple = z.union([
  z.strictObject({ field: FieldName, in: z.array(Scalar).min(1).max(20) }).describe('The field has one of these values'),
  z
    .strictObject({ field: FieldName, atLeast: z.number().min(0).max(1e9) })
    .describe('The field holds a number not less than this, such as two officers'),
  z.strictObject({ known: FieldName }).describe('The field is recorded, by this step or an earlier one'),
  z.strictObject({ checklist: FieldName }).describe('Every item of the checklist in this field is true'),
  z.strictObject({ differsFrom: TransitionId }).describe('Another account than the one that last took this step (G2)'),
  z.strictObject({ history: TransitionId, since: TransitionId.optional() }).describe('This step was taken before, after the last `since`'),
  z.strictObject({ limitPassed: z.string().max(40) }).describe('The named limit is set and its day is over'),
  z.strictObject({ limitOpen: z.string().max(40) }).describe('The named limit is not set, or its day is not over'),
  z.strictObject({ documents: z.array(z.string().max(10)).min(1).max(10) }).describe('Documents of these codes were recorded'),
  z
    .strictObject({ total: Sum, atMost: Sum })
    .describe('What was recorded under the first, over all steps, is no more than under the second'),
]);
export type SimpleCondition = z.infer<typeof Simple>;

export const Condition = z.union([
  Simple,
  z.strictObject({ anyOf: z.array(Simple).min(2).max(6) }),
  z.strictObject({ when: Simple, must: z.array(Simple).min(1).max(6) }).describe('Asked only where `when` holds'),
]);
export type Condition = z.infer<typeof Condition>;

/** All a condition may look at. */
export interface Circumstances {
  state: StageState;
  /** What this step records. */
  fields: Fields;
  account: string;
  /** Legal day of the step, Asia/Shanghai. */
  on: string;
  itemsOf: (field: string) => readonly string[];
}

export interface Unmet {
  code: ErrorCode;
  /** Names of fields, items, steps or limits, never what a field says. */
  missing: string[];
}

/** @returns what is missing, or undefined when the condition holds */
export function unmet(condition: Condition, now: Circumstances): Unmet | undefined {
  if ('anyOf' in condition) {
    const answers = condition.anyOf.map((one) => unmetSimple(one, now));
    if (answers.some((answer) => answer === undefined)) return undefined;
    // The first is what the chart's author meant as the usual way.
    return { code: answers[0]!.code, missing: answers.flatMap((answer) => answer?.missing ?? []) };
  }
  if ('when' in condition) {
    if (unmetSimple(condition.when, now) !== undefined) return undefined;
    return condition.must.map((one) => unmetSimple(one, now)).find((answer) => answer !== undefined);
  }
  return unmetSimple(condition, now);
}

function unmetSimple(condition: SimpleCondition, now: Circumstances): Unmet | undefined {
  const lacks = (isMet: boolean, code: ErrorCode, ...missing: string[]) => (isMet ? undefined : { code, missing });
  if ('atLeast' in condition) {
    const value = valueOf(condition.field, now);
    return lacks(typeof value === 'number' && value >= condition.atLeast, 'STEP_CONDITION_UNMET', condition.field);
  }
  if ('field' in condition) {
    const value = valueOf(condition.field, now);
    return lacks(isScalar(value) && condition.in.includes(value), 'STEP_CONDITION_UNMET', condition.field);
  }
  if ('known' in condition) return lacks(valueOf(condition.known, now) !== undefined, 'STEP_FIELDS_MISSING', condition.known);
  if ('checklist' in condition) {
    const value = valueOf(condition.checklist, now);
    const open = now.itemsOf(condition.checklist).filter((item) => !isTrue(value, item));
    return lacks(open.length === 0, 'CHECKLIST_INCOMPLETE', ...open);
  }
  if ('differsFrom' in condition) {
    const before = lastTaken(condition.differsFrom, now.state);
    return lacks(before?.account !== now.account, 'STEP_SAME_PERSON', condition.differsFrom);
  }
  if ('history' in condition) return lacks(hasHistory(condition, now.state), 'HISTORY_STEP_MISSING', condition.history);
  if ('limitPassed' in condition) {
    const limit = now.state.limits[condition.limitPassed];
    return lacks(limit !== undefined && now.on > limit, 'LIMIT_NOT_PASSED', condition.limitPassed);
  }
  if ('limitOpen' in condition) {
    const limit = now.state.limits[condition.limitOpen];
    return lacks(limit === undefined || now.on <= limit, 'LIMIT_PASSED', condition.limitOpen);
  }
  if ('total' in condition) {
    const [total, most] = [condition.total, condition.atMost].map((sum) => sumOf(sum, now.fields, now.state));
    return lacks(total! <= most!, 'STEP_CONDITION_UNMET', ...fieldsOf(condition.total));
  }
  const recorded = now.state.taken.filter(({ internal }) => internal === undefined).map(({ document }) => document);
  const missing = condition.documents.filter((code) => !recorded.includes(code));
  return lacks(missing.length === 0, 'HISTORY_STEP_MISSING', ...missing);
}

const valueOf = (field: string, { fields, state }: Circumstances): FieldValue | undefined => fields[field] ?? state.values[field];
const lastTaken = (transition: string, { taken }: StageState) => taken.findLast((step) => step.transition === transition);
function hasHistory({ history, since }: { history: string; since?: string | undefined }, { taken }: StageState): boolean {
  const of = (transition: string) => taken.findLastIndex((step) => step.transition === transition);
  return of(history) >= 0 && (since === undefined || of(history) > of(since));
}

export const isScalar = (value: FieldValue | undefined): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';

function isTrue(value: FieldValue | undefined, item: string): boolean {
  return typeof value === 'object' && !Array.isArray(value) && value[item] === true;
}

const fieldsOf = ({ plus, minus }: Sum): string[] => [...new Set([...plus, ...minus].map((path) => path.split('.')[0]!))];

/** What a condition names, for the check of the whole chart. */
export interface Names {
  fields: string[];
  checklists: string[];
  transitions: string[];
  limits: string[];
  documents: string[];
  /** Amounts: a number field, or a member of a records field. */
  amounts: string[];
}

export function namesIn(condition: Condition): Names {
  const names: Names = { fields: [], checklists: [], transitions: [], limits: [], documents: [], amounts: [] };
  for (const one of simpleOnes(condition)) {
    if ('field' in one) names.fields.push(one.field);
    else if ('known' in one) names.fields.push(one.known);
    else if ('checklist' in one) {
      names.fields.push(one.checklist);
      names.checklists.push(one.checklist);
    } else if ('differsFrom' in one) names.transitions.push(one.differsFrom);
    else if ('history' in one) names.transitions.push(one.history, ...(one.since === undefined ? [] : [one.since]));
    else if ('limitPassed' in one) names.limits.push(one.limitPassed);
    else if ('limitOpen' in one) names.limits.push(one.limitOpen);
    else if ('total' in one) {
      names.fields.push(...fieldsOf(one.total), ...fieldsOf(one.atMost));
      names.amounts.push(...[one.total, one.atMost].flatMap(({ plus, minus }) => [...plus, ...minus]));
    } else names.documents.push(...one.documents);
  }
  return names;
}

/** The values that a condition asks of fields. */
export const valuesIn = (condition: Condition): { field: string; value: string | number | boolean }[] =>
  simpleOnes(condition).flatMap((one) => ('in' in one ? one.in.map((value) => ({ field: one.field, value })) : []));

function simpleOnes(condition: Condition): SimpleCondition[] {
  if ('anyOf' in condition) return condition.anyOf;
  return 'when' in condition ? [condition.when, ...condition.must] : [condition];
}
