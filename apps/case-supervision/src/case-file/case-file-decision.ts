import { Refusal } from '@xiezhi/decider';
import type { Fields, StageChart, TakenStep } from '@xiezhi/stage-chart';
import type { OpenedFile } from './case-file.decider.ts';

/** Result that a step records; a step that records one decides. */
export const resultOf = ({ resultCode }: Fields): string | undefined => (typeof resultCode === 'string' ? resultCode : undefined);

/** The step by which the file was decided last; undefined while it is undecided. */
export function decisionStanding({ isDecided, road }: Pick<OpenedFile, 'isDecided' | 'road'>): TakenStep | undefined {
  return isDecided ? road.taken.findLast(({ fields }) => resultOf(fields) !== undefined) : undefined;
}

/**
 * What a second decision, or a return that comes too late, is told: that the file was decided, with which result, when and by whom.
 * Whoever gets this answer keeps the file and may read all of it; reasons are not repeated, since an answer may end up in a log.
 */
export function alreadyDecided(file: Pick<OpenedFile, 'isDecided' | 'road'>): Refusal {
  const standing = decisionStanding(file);
  if (standing === undefined) return new Refusal('CASE_FILE_ALREADY_DECIDED');
  const { fields, on, by } = standing;
  const result = resultOf(fields) ?? '';
  return new Refusal('CASE_FILE_ALREADY_DECIDED', { result, decidedOn: on, ...(by !== undefined && { decidedBy: by }) });
}

/** Whether a file at this stage is past the stages from which its chart foresees a return. */
export const isDecisive = (chart: StageChart, stage: string): boolean =>
  !chart.transitions.some(({ driven, from }) => driven === 'hand-off-returned' && from.includes(stage));

/** After it was handed over a file goes on only where its chart says how, such as asking the police for reconsideration. */
export const isAtWork = (chart: StageChart, file: OpenedFile): boolean =>
  file.status === 'handed-over'
    ? chart.transitions.some(({ driven, from }) => driven === undefined && from.includes(file.road.stage))
    : file.status !== 'returned';
