import { followClock, followFile, type StageChart } from '@xiezhi/stage-chart';
import { isDecisive } from './case-file-decision.ts';
import type { CaseFileCommand, CaseFileEvent, OpenedFile } from './case-file.decider.ts';

type CommandOf<Type extends CaseFileCommand['type']> = CaseFileCommand & { type: Type };

/** Files that one file may have sprung into; a matter that needs more is several matters. */
const offspringMax = 39;

/** Files that hear of this one's steps: the one it came from and those that came from it. */
export function relatedTo(id: string, { matterKind, matterId, offspring }: OpenedFile): string[] {
  return matterKind === 'case-file' && matterId !== id ? [matterId, ...offspring] : [...offspring];
}

/** Remembers a file that came from this one. More than the bound are opened all the same, and no longer told. */
export function relate({ fileId }: CommandOf<'RelateCaseFile'>, { offspring }: OpenedFile): CaseFileEvent[] {
  return offspring.includes(fileId) || offspring.length >= offspringMax ? [] : [{ type: 'CaseFileRelated', fileId }];
}

/**
 * What happened elsewhere, on this file: another organ took a step in its own file, or a period counted for this one ran out. No organ
 * writes into another's file, and each follows by its own chart. What this chart does not wait for is nothing to it; a returned file has
 * ended.
 */
export function followElsewhere(chart: StageChart, command: CommandOf<'FollowFile' | 'FollowClock'>, file: OpenedFile): CaseFileEvent[] {
  if (file.status === 'returned') return [];
  const { on } = command;
  const step =
    command.type === 'FollowFile' ? followFile(chart, file.road, command.step, on) : followClock(chart, file.road, command.row, on);
  if (step === undefined) return [];
  return [{ type: 'CaseFileStepTaken', step, isDecision: !file.isDecided && isDecisive(chart, step.to) }];
}
