import { describe, expect, it } from 'vitest';
import { AskedTogether } from './asked-together.ts';

const doubling = () => {
  const asked: number[][] = [];
  const together = new AskedTogether<number, number>(async (items) => {
    asked.push(items);
    return new Map(items.map((item) => [item, item * 2]));
  });
  return { asked, together };
};

describe('questions asked together', () => {
  it('are one question, and each gets its own answer', async () => {
    const { asked, together } = doubling();
    expect(await Promise.all([together.of(1), together.of(2), together.of(1)])).toEqual([2, 4, 2]);
    expect(asked).toEqual([[1, 2]]);
  });

  it('are a second one when the first is under way', async () => {
    const { asked, together } = doubling();
    await together.of(1);
    expect(await together.of(2)).toBe(4);
    expect(asked).toEqual([[1], [2]]);
  });

  it('fail together, and the next one is asked anew', async () => {
    let isAway = true;
    const together = new AskedTogether<number, number>(async (items) => {
      if (isAway) throw new Error('away');
      return new Map(items.map((item) => [item, item]));
    });
    const outcomes = await Promise.allSettled([together.of(1), together.of(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    expect(await together.of(1)).toBe(1);
  });
});
