import { describe, expect, it } from 'vitest';
import { linearScale, logarithmicScale, niceStep } from './plot-scale.ts';

describe('an axis', () => {
  it('is marked at round numbers', () => {
    expect([0.13, 7, 20, 210].map(niceStep)).toEqual([0.2, 10, 20, 500]);
    expect(linearScale([0, 1000], [0, 1]).ticks).toEqual([0, 200, 400, 600, 800, 1000]);
  });
  it('has its ends where it was told', () => {
    const { place } = linearScale([0, 10], [100, 0]);
    expect([place(0), place(5), place(10)]).toEqual([100, 50, 0]);
  });
  it('of magnitudes puts each ten times as far', () => {
    const { place, ticks } = logarithmicScale([1, 100], [0, 100]);
    expect([place(1), place(10), place(100)]).toEqual([0, 50, 100]);
    expect(ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });
  it('of a single value does not divide by nothing', () => expect(linearScale([3, 3], [0, 1]).place(3)).toBe(0));
});
