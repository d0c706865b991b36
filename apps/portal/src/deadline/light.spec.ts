import { describe, expect, it } from 'vitest';
import { lightOf, type Lit } from './light.ts';

const at = (text: string) => new Date(`${text}+08:00`);
// K09: due at the end of 24 November; attention five days, warning three working days before.
const running: Lit = {
  state: 'running',
  change: null,
  dueAt: at('2026-11-25T00:00:00'),
  lateAfter: at('2026-11-25T00:00:00'),
  attentionAt: at('2026-11-17T00:00:00'),
  warningAt: at('2026-11-19T00:00:00'),
  turnsRed: true,
};

describe('the light of a deadline', () => {
  it.each([
    ['2026-11-10T09:00:00', { tone: 'normal', days: 14 }],
    ['2026-11-17T09:00:00', { tone: 'attention', days: 7 }],
    ['2026-11-19T00:00:00', { tone: 'warning', days: 5 }],
    ['2026-11-24T21:30:00', { tone: 'warning', days: 0, hours: 2 }],
    ['2026-11-24T23:59:59', { tone: 'warning', days: 0, hours: 0 }],
    ['2026-11-25T00:00:00', { tone: 'overdue', days: 1, hours: 0 }],
    ['2026-11-27T10:00:00', { tone: 'overdue', days: 3 }],
  ])('at %s is %o', (now, light) => expect(lightOf(running, at(now))).toEqual(light));

  it('of an hour row is not late before the starting hour is over too', () => {
    const hours = {
      ...running,
      dueAt: at('2026-10-13T10:00:00'),
      lateAfter: at('2026-10-13T11:00:00'),
      warningAt: at('2026-10-13T04:00:00'),
    };
    expect(lightOf(hours, at('2026-10-13T10:30:00'))).toMatchObject({ tone: 'warning' });
    expect(lightOf(hours, at('2026-10-13T11:00:00'))).toMatchObject({ tone: 'overdue', hours: 1 });
  });

  it('never turns red where the row only reminds', () =>
    expect(lightOf({ ...running, turnsRed: false }, at('2026-12-01T00:00:00'))).toMatchObject({ tone: 'past' }));

  it('of a paused one has no days', () =>
    expect(lightOf({ ...running, state: 'paused', dueAt: null }, at('2026-12-01T00:00:00'))).toEqual({ tone: 'paused' }));

  it.each([
    ['met', 'met'],
    ['met-learnt-late', 'met'],
    ['met-late', 'met-late'],
    ['cancelled', 'cancelled'],
  ])('of one that ended %s is %s', (change, tone) =>
    expect(lightOf({ ...running, state: 'stopped', change }, at('2026-12-01T00:00:00'))).toEqual({ tone }),
  );
});
