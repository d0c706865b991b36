import { describe, expect, it } from 'vitest';
import { quantile, spreadOf } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle between two neighbours', () => expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 }));
  it('knows the ends', () => {
    expect(quantile([1, 2, 3], 0)).toBe(1);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });
  it('has no figure for nothing', () => expect(spreadOf([]).median).toBeNaN());
});
