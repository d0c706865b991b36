import { describe, expect, it } from 'vitest';
import { spreadText, standingOf } from './figure.ts';

const value = { median: 0.5, min: 0.4, max: 0.6 };
const profile = (outside: number) => ({ of: 'a round', outside, shares: {} });

describe('a figure', () => {
  it('is held against its goal by its median', () => {
    expect(standingOf({ value, goal: { atLeast: 0.5 } })).toBe('met');
    expect(standingOf({ value, goal: { atMost: 0.49 } })).toBe('missed');
  });
  it('without a goal is only told', () => expect(standingOf({ value })).toBe('told'));
  it('is at its limit when a profile puts the time outside our code', () => {
    expect(standingOf({ value, goal: { atLeast: 0.6 }, profile: profile(0.8) })).toBe('at its limit');
    expect(standingOf({ value, goal: { atLeast: 0.6 }, profile: profile(0.79) })).toBe('missed');
  });
  it('is written with its extremes, unless there is but one value', () => {
    expect(spreadText(value)).toBe('0.50 (0.40–0.60)');
    expect(spreadText({ median: 1234.5, min: 1234.5, max: 1234.5 })).toBe('1235');
  });
});
