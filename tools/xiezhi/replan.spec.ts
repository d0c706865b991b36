import { describe, expect, it } from 'vitest';
import { progressOf } from './replan.ts';

const counted = { total: 100_000, looked: 4500, changes: 12, stays: 3, done: 5, moved: 4 };
const replan = {
  id: '01920000-0000-7000-8000-0000000000d1',
  kind: 'calendar' as const,
  target: 'ab'.repeat(32),
  reason: '放假安排已经公布。',
  proposedBy: 'platform.one',
  proposedAt: '2026-11-10T01:00:00.000Z',
  confirmedBy: null,
  progress: counted,
};

describe('how far a re-plan is', () => {
  it.each([
    ['computing', '4500 of 100000 looked at, 12 would change, 3 stay'],
    ['awaiting-confirmation', '4500 looked at, 12 would change, 3 stay'],
    ['applying', '5 of 12 carried out, 4 moved'],
    ['applied', '4 moved of 12, 3 stay'],
    ['withdrawn', '4 moved of 12, 3 stay'],
  ] as const)('%s: %s', (status, says) => expect(progressOf({ ...replan, status })).toBe(says));
  it('is told before the running deadlines were counted', () =>
    expect(progressOf({ ...replan, status: 'computing', progress: { ...counted, total: null, looked: 0 } })).toContain('0 of ? looked at'));
});
