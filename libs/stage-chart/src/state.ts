import type { StageChart } from './chart.ts';
import type { Fields } from './field.ts';

/** One step as it was recorded. A fact of the matter; nothing ever removes one (G5). */
export interface TakenStep {
  transition: string;
  from: string;
  to: string;
  /** The agency and account that took it; absent when an event moved the matter. */
  by?: string | undefined;
  account?: string | undefined;
  /** Legal day, Asia/Shanghai. */
  on: string;
  fields: Fields;
  /** Why a judicial organ departed from the chart; its presence is the deviation mark. */
  deviation?: string | undefined;
  /** Limits this step set and ended, as the chart said at the time: a later version of the chart changes no running limit. */
  sets?: Readonly<Record<string, string>> | undefined;
  clears?: readonly string[] | undefined;
  /** Document that makes the step. */
  document?: string | undefined;
  /** A paper of the acting party: others are not told, until a later step makes the same document. */
  internal?: true | undefined;
  /** Party that owns the matter from here on; absent: as before. */
  owner?: string | undefined;
  /** What others are told of its contents, by the chart's marks: days, organs, codes. */
  announced?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** The file whose step this one follows, and the agency that keeps it. */
  after?: { fileId: string; agency: string } | undefined;
  /** Follows the last of several files: `on` is its day, whichever of them was heard last. */
  gathered?: true | undefined;
}

/** Where a matter stands on its chart. */
export interface StageState {
  stage: string;
  taken: readonly TakenStep[];
  /** What the steps recorded, the latest under each name. */
  values: Fields;
  /** Named limits by their last day. */
  limits: Readonly<Record<string, string>>;
}

export const initialStage = (chart: StageChart): StageState => standingIn(chart.initial);

/** At a stage, with nothing behind it. For folding, which has no chart. */
export const standingIn = (stage: string): StageState => ({ stage, taken: [], values: {}, limits: {} });

/** What a recorded step changes. Needs no chart, so that facts of every version fold alike. */
export function taken(state: StageState, step: TakenStep): StageState {
  const limits = Object.entries({ ...state.limits, ...step.sets }).filter(([name]) => !(step.clears ?? []).includes(name));
  return { stage: step.to, taken: [...state.taken, step], values: { ...state.values, ...step.fields }, limits: Object.fromEntries(limits) };
}

/**
 * The steps one agency may read: its own and all that are not internal, and a draft once the document it became is made (the unit
 * reads the reminder that was signed, never one that was not).
 */
export function readableBy(agency: string, steps: readonly TakenStep[]): TakenStep[] {
  const isMade = (place: number, { document }: TakenStep) =>
    document !== undefined && steps.slice(place + 1).some((later) => later.document === document && later.internal === undefined);
  return steps.filter((step, place) => step.internal === undefined || step.by === agency || isMade(place, step));
}
