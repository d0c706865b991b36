import { describe, expect, it } from 'vitest';
import { fieldOfMoment, formatDay, formatDue, formatMoment, momentOfField } from './moment.ts';

describe('a moment on the screen', () => {
  it('is that of Asia/Shanghai', () => expect(formatMoment('2026-11-23T01:05:00Z')).toBe('2026年11月23日 09:05'));
  it('is the day itself when it is a legal day', () => expect(formatDay('2026-11-06')).toBe('2026年11月6日'));
  it('is 24:00 of the day before when a period ends at midnight', () =>
    expect(formatDue('2026-11-24T16:00:00Z')).toBe('2026年11月24日 24:00'));
  it('is told to the minute when a period of hours ends', () => expect(formatDue('2026-10-13T02:00:00Z')).toBe('2026年10月13日 10:00'));
  it('goes into a field and comes back', () => {
    expect(fieldOfMoment(new Date('2026-11-23T01:05:00Z'))).toBe('2026-11-23T09:05');
    expect(momentOfField('2026-11-23T09:05')).toBe('2026-11-23T09:05:00+08:00');
  });
});
