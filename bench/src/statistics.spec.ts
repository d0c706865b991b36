import { describe, expect, it } from 'vitest';
import { isMet, quantile, spreadOf } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle between two neighbours', () => expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 }));
  it('knows the ends', () => {
    expect(quantile([1, 2, 3], 0)).toBe(1);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });
  it('has no figure for nothing', () => expect(spreadOf([]).median).toBeNaN());
  it('holds a goal against the median', () => {
    const figure = { name: 'x', unit: '×', parts: {}, value: { median: 0.5, min: 0.4, max: 0.6 } };
    expect(isMet({ ...figure, goal: { atLeast: 0.5 } })).toBe(true);
    expect(isMet({ ...figure, goal: { atMost: 0.49 } })).toBe(false);
  });
});
