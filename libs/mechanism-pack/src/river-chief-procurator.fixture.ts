import { resolve } from 'node:path';
import {
  type FieldDefinition,
  type Fields,
  type FieldValue,
  followClock,
  followEvery,
  followFile,
  follow,
  type HandOffDriver,
  initialStage,
  type StageChart,
  type StageState,
  step,
  type StepAnswer,
  taken,
  type TakenStep,
  type Transition,
} from '@xiezhi/stage-chart';
import { readMechanismPack } from './read-mechanism-pack.ts';

/** The delivered pack: a wrong road in a spec is a wrong road of the product. */
export const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));

export function chartNamed(name: string): StageChart {
  const chart = pack.charts[name];
  if (chart === undefined) throw new Error(`no chart ${name}`);
  return chart;
}

/** The day on which everything of a road happens; only the order of steps counts here. */
export const today = '2026-11-20';
const later = '2027-01-15';
const agency = '01920000-0000-7000-8000-00000000aa01';

/**
 * One step of a road: its name, the stage it is said to lead to, and what its form must hold; whatever else the form asks is filled
 * with something valid.
 */
export type Walk = readonly [transition: string, stage: string, fields?: Fields];

/** @returns the state after a road, and where each step really led */
export function walk(chart: StageChart, road: readonly Walk[], from: StageState = initialStage(chart)) {
  const stages: string[] = [];
  const state = road.reduce((before, [id, , fields = {}]) => {
    const made = stepOn(chart, before, id, fields);
    stages.push(`${id} → ${made.to}`);
    return taken(before, made);
  }, from);
  return { state, stages };
}

export const said = (road: readonly Walk[]): string[] => road.map(([id, stage]) => `${id} → ${stage}`);

function stepOn(chart: StageChart, state: StageState, id: string, fields: Fields): TakenStep {
  const rule = ruleOf(chart, id);
  if (rule.driven !== undefined) return drivenBy(chart, state, rule, fields);
  const answer = answerTo(chart, state, id, fields);
  if ('step' in answer) return answer.step;
  const why = 'refused' in answer ? `${answer.refused.code} ${answer.refused.missing.join(', ')}` : 'a repetition';
  throw new Error(`${id} from ${state.stage}: ${why}`);
}

/** A step asked for by the post the chart names first; each kind of post is another account, as in a real unit. */
export function answerTo(chart: StageChart, state: StageState, id: string, fields: Fields = {}): StepAnswer {
  const rule = ruleOf(chart, id);
  const { party, roles } = rule.actors[0]!;
  const role = roles[0]!;
  const who = { agency, account: `${party}.${role}`, roles: [role], parties: [party], isJudicial: false };
  const filled = Object.fromEntries(rule.requires.map((name) => [name, sampleOf(chart, chart.fields[name]!)]));
  return step(chart, state, { transition: id, who, on: today, fields: { ...filled, ...fields } });
}

function drivenBy(chart: StageChart, state: StageState, { id, driven }: Transition, fields: Fields): TakenStep {
  const made = ((): TakenStep | undefined => {
    if (typeof driven === 'string') return follow(chart, state, driven satisfies HandOffDriver, today);
    if (driven !== undefined && 'clock' in driven) return followClock(chart, state, driven.clock[0]!, today);
    if (driven?.every) {
      const [fileId, transition] = ['the only one asked', driven.transitions[0]!];
      return followEvery(chart, state, () => [{ fileId, isOver: false }], [{ fileId, chart: driven.chart, transition, on: today }]);
    }
    return driven && followFile(chart, state, { chart: driven.chart, transition: driven.transitions[0]!, fields }, today);
  })();
  if (made?.transition !== id || made.deviation !== undefined) throw new Error(`${id} does not follow from ${state.stage}`);
  return made;
}

function ruleOf({ transitions }: StageChart, id: string): Transition {
  const rule = transitions.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no transition ${id}`);
  return rule;
}

/** Something valid for a field. */
function sampleOf({ checklists }: StageChart, field: FieldDefinition): FieldValue {
  switch (field.kind) {
    case 'day':
      return today;
    case 'planned-day':
      return later;
    case 'flag':
      return true;
    case 'number':
      return 2;
    case 'agency':
    case 'uuid':
      return agency;
    case 'account':
      return 'keeper.handler';
    case 'line':
    case 'text':
      return '情况属实';
    case 'lines':
      return ['情况属实'];
    case 'agencies':
      return [agency];
    case 'code':
      return field.values[0]!;
    case 'codes':
      return [field.values[0]!];
    case 'checklist':
      return Object.fromEntries((checklists[field.checklist] ?? []).map(({ id }) => [id, true]));
    case 'records': {
      const members = { line: '一', text: '一', day: today, digest: '0'.repeat(64), number: 1 };
      return [Object.fromEntries(Object.entries(field.members).map(([name, kind]) => [name, members[kind]]))];
    }
  }
}

/** Names of the steps of a chart that no road takes. */
export function unwalked(chart: StageChart, roads: readonly (readonly Walk[])[]): string[] {
  const walked = new Set(roads.flat().map(([id]) => id));
  return chart.transitions.map(({ id }) => id).filter((id) => !walked.has(id));
}
