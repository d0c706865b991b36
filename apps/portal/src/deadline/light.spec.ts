import { resolve } from 'node:path';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { Calendar } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import { lightOf, type Lit } from './light.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
const calendar = new Calendar(pack.calendars);
const at = (text: string) => new Date(`${text}+08:00`);
// K09: due at the end of 24 November; attention five days, warning three working days before.
const running: Lit = {
  state: 'running',
  change: null,
  dueAt: at('2026-11-25T00:00:00'),
  lateAfter: at('2026-11-25T00:00:00'),
  attentionAt: at('2026-11-17T00:00:00'),
  warningAt: at('2026-11-19T00:00:00'),
  unit: 'working-day',
  turnsRed: true,
};
const lightAt = (moment: string, change: Partial<Lit> = {}) => lightOf({ ...running, ...change }, at(moment), calendar);

describe('the light of a deadline', () => {
  const workingDays = (tone: string, count: number) => ({ tone, count, unit: 'working-day' });
  it.each([
    ['2026-11-10T09:00:00', workingDays('normal', 10)],
    ['2026-11-17T09:00:00', workingDays('attention', 5)],
    // K09 itself: three left on 19, one left on 23 November.
    ['2026-11-19T00:00:00', workingDays('warning', 3)],
    ['2026-11-22T12:00:00', workingDays('warning', 2)],
    ['2026-11-23T23:59:59', workingDays('warning', 1)],
    ['2026-11-24T21:30:00', { tone: 'warning', count: 0, unit: 'calendar-day' }],
    ['2026-11-24T23:59:59', { tone: 'warning', count: 0, unit: 'calendar-day' }],
    ['2026-11-25T00:00:00', workingDays('overdue', 1)],
    ['2026-11-30T10:00:00', workingDays('overdue', 4)],
  ])('of working days at %s is %o', (now, light) => expect(lightAt(now)).toEqual(light));

  it('counts the days that are worked: swapped Saturdays do, holidays do not', () => {
    const due = { dueAt: at('2026-10-09T00:00:00'), lateAfter: at('2026-10-09T00:00:00'), attentionAt: null, warningAt: null };
    // 20 September is worked in place of a holiday; 25–27 September and 1–7 October are rest days.
    expect(lightAt('2026-09-19T09:00:00', due)).toEqual(workingDays('normal', 9));
    expect(lightAt('2026-09-30T09:00:00', due)).toEqual(workingDays('normal', 1));
    expect(lightAt('2026-10-03T09:00:00', due)).toEqual(workingDays('normal', 1));
  });

  it('tells days where no working day lies between: over the weekend after a due Friday', () => {
    const friday = { dueAt: at('2026-11-28T00:00:00'), lateAfter: at('2026-11-28T00:00:00') };
    expect(lightAt('2026-11-28T08:00:00', friday)).toEqual({ tone: 'overdue', count: 1, unit: 'calendar-day' });
    expect(lightAt('2026-11-30T08:00:00', friday)).toEqual(workingDays('overdue', 1));
    // What does not roll may fall due on a Sunday, which is not today.
    const sunday = { dueAt: at('2026-11-30T00:00:00'), lateAfter: at('2026-11-30T00:00:00'), warningAt: null, attentionAt: null };
    expect(lightAt('2026-11-27T08:00:00', sunday)).toEqual({ tone: 'normal', count: 2, unit: 'calendar-day' });
  });

  it.each(['calendar-day', 'month', 'year', null])('of a period in %s tells natural days', (unit) => {
    expect(lightAt('2026-11-17T09:00:00', { unit })).toEqual({ tone: 'attention', count: 7, unit: 'calendar-day' });
    expect(lightAt('2026-11-27T10:00:00', { unit })).toEqual({ tone: 'overdue', count: 3, unit: 'calendar-day' });
  });

  it('of an hour row tells hours, and is not late before the starting hour is over too', () => {
    const hours = {
      dueAt: at('2026-10-13T10:00:00'),
      lateAfter: at('2026-10-13T11:00:00'),
      attentionAt: null,
      warningAt: at('2026-10-13T04:00:00'),
      unit: 'hour',
    };
    expect(lightAt('2026-10-11T10:00:00', hours)).toEqual({ tone: 'normal', count: 48, unit: 'hour' });
    expect(lightAt('2026-10-13T07:30:00', hours)).toEqual({ tone: 'warning', count: 2, unit: 'hour' });
    expect(lightAt('2026-10-13T10:30:00', hours)).toEqual({ tone: 'warning', count: 0, unit: 'hour' });
    expect(lightAt('2026-10-13T11:00:00', hours)).toEqual({ tone: 'overdue', count: 1, unit: 'hour' });
  });

  it('never turns red where the row only reminds', () =>
    expect(lightAt('2026-12-01T00:00:00', { turnsRed: false })).toEqual(workingDays('past', 5)));

  it('of a paused one has no days', () =>
    expect(lightAt('2026-12-01T00:00:00', { state: 'paused', dueAt: null })).toEqual({ tone: 'paused' }));

  it.each([
    ['met', 'met'],
    ['met-learnt-late', 'met'],
    ['met-late', 'met-late'],
    ['cancelled', 'cancelled'],
  ])('of one that ended %s is %s', (change, tone) =>
    expect(lightAt('2026-12-01T00:00:00', { state: 'stopped', change })).toEqual({ tone }),
  );
});
