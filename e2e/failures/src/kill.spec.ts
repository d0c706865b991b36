import { sharedStack } from '@xiezhi/testing/shared-stack';
import { stackProcesses } from '@xiezhi/testing/stack';
import { describe, expect, it } from 'vitest';
import { type Blow, expectStoryDespite, isLong, storyWithinMs } from './blows.ts';

/** Each process once, in one story: while it is needed most, or between steps. Together where waiting for them takes one wait. */
const once: Blow[] = [
  { process: 'clue-transfer', during: '/clues' },
  { process: 'postgres', during: '/approve' },
  { process: 'portal', after: '签收' },
  { process: 'identity', after: '签收' },
  { process: 'directory', after: '签收' },
  { process: 'kafka', during: '/accept' },
  { process: 'case-supervision', during: '/accept' },
  { process: 'audit', after: '评估' },
  { process: 'feedback', during: '/decide' },
];

/** One process again and again: in the three steps after which another service must act, and between them. */
const every = stackProcesses.map((process): [string, Blow[]] => [
  `${process} in three steps and between three others`,
  [
    { process, after: '登记线索' },
    { process, during: '/approve' },
    { process, after: '签收' },
    { process, during: '/accept' },
    { process, during: '/decide' },
    { process, after: '反馈' },
  ],
]);

const scenarios: [string, Blow[]][] = [['every process once', once], ...(isLong ? every : [])];

describe('kill -9 in the middle of the story', () => {
  it('meets every process the stack consists of', () =>
    expect([...new Set(once.map(({ process }) => process))].toSorted()).toEqual([...stackProcesses].toSorted()));

  it.each(scenarios)('of %s: it completes, nothing is lost, nothing happens twice', { timeout: storyWithinMs }, async (_which, blows) =>
    expectStoryDespite(sharedStack(), blows),
  );
});
