import { mechanismOf, type StageChart } from '@xiezhi/stage-chart';
import { chartNamed, ownMechanism } from './charts.ts';
import type { Thing } from './made.ts';
import type { Officer } from './stage.ts';
import type { StageExpected } from './story.ts';

/** One step of a matter, as whoever keeps it reads it. */
interface Taken {
  transition: string;
  to: string;
}

/** How far a matter has come: the steps taken so far, on which chart. */
export interface Road {
  mechanism: string;
  chart: StageChart;
  stageName: string;
  taken: Taken[];
}

/** A step that was taken and led where the story says. */
export interface StageFound {
  /** Another mechanism's with its name before it, as forest-chief-procurator/problem: what was walked there was not walked here. */
  chart: string;
  transition: string;
  /** Name of the stage, as the story has it. */
  stage: string;
}

/** Kinds of things that follow a chart, and where they are read. */
const readAt: Partial<Record<Thing['word'], string>> = {
  问题: '/api/clue-transfer/problems',
  争议: '/api/clue-transfer/disputes',
  案卷: '/api/case-supervision/case-files',
};
const chartOf: Partial<Record<Thing['word'], string>> = { 问题: 'problem', 争议: 'dispute' };

export const hasStages = ({ word }: Thing): boolean => readAt[word] !== undefined;

interface View {
  packVersion?: string;
  chart?: string;
  stageName: string;
  steps?: Taken[];
  taken?: Taken[];
}

/** @throws what the portal says when the officer is no party to it */
export async function roadOf(officer: Officer, thing: Thing, options: { world: string; readToken?: string }): Promise<Road> {
  const view = await officer.query<View>(`${readAt[thing.word]}/${thing.id}`, options);
  const mechanism = view.packVersion === undefined ? ownMechanism : mechanismOf(view.packVersion);
  const chart = chartNamed(view.chart ?? chartOf[thing.word]!, mechanism);
  return { mechanism, chart, stageName: view.stageName, taken: view.steps ?? view.taken ?? [] };
}

/**
 * Whether the matter has taken the step of that name since it was last looked at, and where the step led.
 *
 * @param seen how many of its steps were there before this one of the story
 * @param own the transition a command asked for, where no step is named
 * @returns the step found, or what is wrong
 */
export function stageFound({ 经, 为 }: StageExpected, road: Road, seen: number, own?: string): StageFound | string {
  const { mechanism, chart, taken } = road;
  const asked = 经 === undefined ? own : chart.transitions.find(({ name }) => name === 经)?.id;
  if (经 !== undefined && asked === undefined) return `${chart.title}的图上没有步骤“${经}”`;
  if (!chart.stages.some(({ name }) => name === 为)) return `${chart.title}的图上没有阶段“${为}”`;
  const fresh = taken.slice(seen);
  const step = fresh.findLast(({ transition }) => asked === undefined || transition === asked);
  if (step === undefined)
    return `没有经过“${经 ?? asked ?? '任何步骤'}”；此间经过：${fresh.map(({ transition }) => nameOf(chart, transition)).join('、') || '无'}`;
  const reached = chart.stages.find(({ id }) => id === step.to)?.name ?? step.to;
  if (reached !== 为) return `经“${nameOf(chart, step.transition)}”应为 ${为}，实为 ${reached}`;
  if (step === taken.at(-1) && road.stageName !== 为) return `应为 ${为}，实为 ${road.stageName}`;
  const named = mechanism === ownMechanism ? chart.chart : `${mechanism}/${chart.chart}`;
  return { chart: named, transition: step.transition, stage: 为 };
}

const nameOf = ({ transitions }: StageChart, id: string): string => transitions.find((rule) => rule.id === id)?.name ?? id;
