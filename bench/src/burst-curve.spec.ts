import { describe, expect, it } from 'vitest';
import { beginnings } from './burst-curve.ts';

describe('a load curve', () => {
  it('spreads the lives of each level evenly over its time', () =>
    expect(beginnings([1, 4], 2)).toEqual([0, 1000, 2000, 2250, 2500, 2750, 3000, 3250, 3500, 3750]));
  it('has none at a level of nothing', () => expect(beginnings([0, 1], 1)).toEqual([1000]));
});
