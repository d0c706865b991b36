import { describe, expect, it } from 'vitest';
import { cpuUsOf, inTurn, leastDisturbed, rateOf, roundText } from './rounds.ts';

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
    const side = (name: string) => () => Promise.resolve({ count: order.push(name), seconds: 1 });
    for (const round of [0, 1]) await inTurn(round, side('ours'), side('ceiling'));
    expect(order).toEqual(['ours', 'ceiling', 'ceiling', 'ours']);
  });
  it('are told with what they cost', () => {
    const [ours, ceiling] = [
      { count: 100, seconds: 2, cpuSeconds: 0.02 },
      { count: 100, seconds: 1, cpuSeconds: 0.01 },
    ];
    expect([rateOf(ours), cpuUsOf(ours)]).toEqual([50, 200]);
    expect(roundText(['handle', 'pgbench'], [ours, ceiling])).toBe(
      'handle 50/s at 200 µs of CPU, pgbench 100/s at 100 µs of CPU: 0.50 (by CPU 0.50)',
    );
  });
});
