import { describe, expect, it } from 'vitest';
import { openLoop, schedule } from './open-loop.ts';

describe('an open loop', () => {
  it('begins as often as told', () => expect(schedule(4, 1)).toEqual([0, 250, 500, 750]));
  it('begins at least once', () => expect(schedule(0.1, 1)).toEqual([0]));
  it('waits for none before it begins the next, and names the moment each was meant for', async () => {
    const intended: number[] = [];
    const all = Promise.withResolvers<void>();
    await openLoop([0, 1, 2], (n, intendedAt) => {
      intended.push(intendedAt);
      if (n === 2) all.resolve();
      return all.promise; // none ends before the last has begun
    });
    expect(intended.map((at) => Math.round(at - intended[0]!))).toEqual([0, 1, 2]);
  });
});
