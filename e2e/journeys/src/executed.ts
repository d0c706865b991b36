import { noteExecuted } from '@xiezhi/testing';
import type { Scene, Story } from '@xiezhi/tools/story';

/** Notes for docs/coverage.md which steps a scene was found to have led where its story says. */
export function noteStages({ stages }: Pick<Scene, 'stages'>, file: string): void {
  for (const { chart, transition, stage } of stages)
    noteExecuted({ kind: 'transition', machine: chart, step: transition, stage, by: storyOf(file) });
}

const ends: Readonly<Record<string, 'met' | 'breached'>> = { 按期: 'met', 逾期完成: 'met', 补录按期: 'met', 逾期: 'breached' };

/**
 * Notes which deadlines of a story that was told to its end were due on the day it says, and later met or breached as it says. A deadline
 * is the same one where row and object are.
 */
export function noteDeadlines({ 步骤 }: Story, file: string): void {
  const due = new Map<string, string>();
  for (const { 规则, 对象, 应于, 状态 } of 步骤.flatMap(({ 期限 }) => 期限)) {
    const which = `${规则} ${对象 ?? ''}`;
    if (应于 !== undefined && 应于 !== '无') due.set(which, 应于);
    const end = 状态 === undefined ? undefined : ends[状态];
    const day = due.get(which);
    if (end !== undefined && day !== undefined) noteExecuted({ kind: 'clock', row: 规则, due: day, end, by: storyOf(file) });
  }
}

/** `packs/huzhou/stories/K02.yaml` is the story K02. */
const storyOf = (file: string): string => `story ${/([^/]+)\.yaml$/.exec(file)?.[1] ?? file}`;
