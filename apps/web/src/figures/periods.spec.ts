import { describe, expect, it } from 'vitest';
import { periodChoices } from './periods.ts';

describe('the periods to choose from', () => {
  it('begin with the year to date and end with the first month of last year', () => {
    const values = periodChoices(new Date('2026-10-12T01:00:00Z')).map(({ value }) => value);
    expect(values.slice(0, 6)).toEqual(['2026-YTD', '2026-H2', '2026-H1', '2026-Q4', '2026-Q3', '2026-Q2']);
    expect(values).toContain('2025');
    expect(values.at(-1)).toBe('2025-01');
  });

  it('hold nothing that has not begun, by the day in Shanghai', () => {
    const values = (now: string) => periodChoices(new Date(now)).map(({ value }) => value);
    expect(values('2026-09-30T15:59:00Z')).not.toContain('2026-10');
    expect(values('2026-09-30T16:00:00Z')).toContain('2026-10');
    expect(values('2026-09-30T16:00:00Z')).toContain('2026-Q4');
  });
});
