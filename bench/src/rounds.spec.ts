import { describe, expect, it } from 'vitest';
import { inTurn, leastDisturbed } from './rounds.ts';

describe('rounds', () => {
  it('keep those that others disturbed least, in their order', () => {
    const played = [0.9, 0.1, 0.7, 0.2].map((foreign) => ({ foreign }));
    expect(leastDisturbed(played, 2)).toEqual([{ foreign: 0.1 }, { foreign: 0.2 }]);
  });
  it('keep all where nobody can tell who disturbed them', () => {
    expect(leastDisturbed([{ foreign: undefined }, { foreign: undefined }], 2).length).toBe(2);
  });
  it('let the other side begin every other time', async () => {
    const order: string[] = [];
    const side = (name: string) => () => Promise.resolve(order.push(name));
    for (const round of [0, 1]) await inTurn(round, side('ours'), side('ceiling'));
    expect(order).toEqual(['ours', 'ceiling', 'ceiling', 'ours']);
  });
});
