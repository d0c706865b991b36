import { describe, expect, it } from 'vitest';
import { calendar } from './calendars.fixture.ts';
import type { PeriodUnit } from './clock-rule.ts';
import { derive, type Period } from './derive.ts';
import type { Ledger } from './ledger.ts';
import { latestBefore, recountBefore } from './backward.ts';
import { recompute } from './recompute.ts';
import { inSentences } from './sentences.ts';

const units: Record<string, PeriodUnit> = { h: 'hour', cal: 'calendar-day', wd: 'working-day', m: 'month', y: 'year' };

function period(text: string, roll: 'forward' | 'none' = 'forward'): Period {
  const [length, unit] = text.split(' ') as [string, string];
  return { length: Number(length), unit: units[unit]!, roll: unit === 'h' ? 'none' : roll };
}

const plain = (trigger: string): Ledger => ({
  triggeredAt: trigger.length === 10 ? `${trigger}T10:00:00+08:00` : trigger,
  pauses: [],
  extensions: [],
});

function dueOn(trigger: string, length: string, more: Partial<Ledger> = {}, roll: 'forward' | 'none' = 'forward') {
  const derivation = derive(period(length, roll), { ...plain(trigger), ...more }, calendar);
  if (derivation.state === 'paused') return { paused: derivation.since };
  // Whoever reads the lines comes to the same date, whatever the case.
  expect(recompute(derivation.lines)).toBe(derivation.dueAt);
  expect(inSentences(derivation.lines).every((sentence) => sentence.endsWith('。'))).toBe(true);
  return derivation;
}

describe('the vectors of DOMAIN 4.1', () => {
  it.each([
    ['suggestion, two months hitting National Day', '2026-08-07', '2 m', '2026-10-07', '2026-10-08'],
    ['15 days hitting National Day', '2026-09-16', '15 cal', '2026-10-01', '2026-10-08'],
    ['three calendar days into Spring Festival', '2026-02-13', '3 cal', '2026-02-16', '2026-02-24'],
    ['three working days across Spring Festival, 14 February is worked', '2026-02-12', '3 wd', '2026-02-24', '2026-02-24'],
    ['last day is a make-up Saturday', '2026-05-06', '3 cal', '2026-05-09', '2026-05-09'],
    ['last day Sunday in a holiday block, Monday works', '2026-09-24', '3 cal', '2026-09-27', '2026-09-28'],
    ['Labour Day, calendar days', '2026-04-30', '3 cal', '2026-05-03', '2026-05-06'],
    ['Labour Day, working days', '2026-04-30', '3 wd', '2026-05-08', '2026-05-08'],
    ['a make-up Sunday counts as working', '2026-09-17', '3 wd', '2026-09-21', '2026-09-21'],
    ['ten working days over both blocks', '2026-09-17', '10 wd', '2026-10-08', '2026-10-08'],
    ['seven working days over National Day, 10 October works', '2026-09-28', '7 wd', '2026-10-13', '2026-10-13'],
    ['month end, weekend roll', '2026-06-30', '2 m', '2026-08-30', '2026-08-31'],
  ])('%s', (_name, trigger, length, raw, due) => {
    expect(dueOn(trigger, length)).toMatchObject({ state: 'due', rawEndOn: raw, dueOn: due, isProvisional: false });
  });

  it('clamps to the month’s end, provisional while 2027 is unpublished', () =>
    expect(dueOn('2026-12-31', '2 m')).toMatchObject({ rawEndOn: '2027-02-28', dueOn: '2027-03-01', isProvisional: true }));

  it('lengthens the raw end by a pause and rolls once', () => {
    const pauses = [{ from: '2026-05-01T09:00:00+08:00', to: '2026-05-03T09:00:00+08:00', reason: '鉴定' }];
    expect(dueOn('2026-04-30', '3 cal', { pauses })).toMatchObject({ rawEndOn: '2026-05-05', dueOn: '2026-05-06' });
  });
});

describe('the decisions of COUNTING', () => {
  const day = (date: string): string => `${date}T09:00:00+08:00`;
  const paused = (from: string, to?: string) => ({ from: day(from), ...(to === undefined ? {} : { to: day(to) }), reason: '中止' });

  it('3: a pause over a weekend costs a working-day row only its working days', () =>
    expect(dueOn('2026-03-02', '10 wd', { pauses: [paused('2026-03-07', '2026-03-09')] })).toMatchObject({ dueOn: '2026-03-16' }));
  it('3: 15 days from 16 September, paused 21–24', () =>
    expect(dueOn('2026-09-16', '15 cal', { pauses: [paused('2026-09-21', '2026-09-24')] })).toMatchObject({
      rawEndOn: '2026-10-04',
      dueOn: '2026-10-08',
    }));
  it('3: a paused month moves on by its paused days, and again by what is paused beyond', () =>
    expect(dueOn('2026-03-10', '1 m', { pauses: [paused('2026-04-08', '2026-04-11'), paused('2026-04-12', '2026-04-14')] })).toMatchObject({
      rawEndOn: '2026-04-15',
      dueOn: '2026-04-15',
    }));
  it('4: overlapping reasons are united', () =>
    expect(
      dueOn('2026-03-02', '10 cal', { pauses: [paused('2026-03-04', '2026-03-06'), paused('2026-03-05', '2026-03-07')] }),
    ).toMatchObject({ rawEndOn: '2026-03-15' }));
  it('4: pauses inside one day cost nothing', () => {
    const pauses = ['09', '11', '15'].map((hour) => ({
      from: `2026-03-04T${hour}:00:00+08:00`,
      to: `2026-03-04T${hour}:40:00+08:00`,
      reason: '鉴定',
    }));
    expect(dueOn('2026-03-02', '10 cal', { pauses })).toMatchObject({ dueOn: '2026-03-12' });
  });
  it('4: an open pause has no due date; one after the raw end changes nothing', () => {
    expect(dueOn('2026-03-02', '10 cal', { pauses: [paused('2026-03-05')] })).toEqual({ paused: '2026-03-05' });
    expect(dueOn('2026-03-02', '10 cal', { pauses: [paused('2026-03-13')] })).toMatchObject({ dueOn: '2026-03-12' });
  });
  it('4: an open pause stops months and hours too', () => {
    expect(dueOn('2026-03-02', '1 m', { pauses: [paused('2026-03-05')] })).toEqual({ paused: '2026-03-05' });
    expect(dueOn('2026-03-02', '24 h', { pauses: [paused('2026-03-03')] })).toEqual({ paused: '2026-03-03' });
  });
  it.each([
    ['1 m', 1, '2026-11-10', '2026-11-10'],
    ['15 wd', 15, '2026-09-10', '2026-10-28'],
    ['30 cal', 30, '2026-09-10', '2026-11-09'],
  ])('6: an extension of %s lengthens the period before the roll', (length, extension, trigger, due) => {
    const start = length === '1 m' ? '2026-09-10' : trigger;
    expect(dueOn(start, length, { extensions: [{ length: extension, reason: '检察长批准' }] })).toMatchObject({ dueOn: due });
  });
  it('8: the k-th due is counted from the trigger, each rolled, without drift', () =>
    expect([1, 2, 3].map((occurrence) => dueOn('2026-08-04', '30 cal', { occurrence }))).toMatchObject([
      { dueOn: '2026-09-03' },
      { rawEndOn: '2026-10-03', dueOn: '2026-10-08' },
      { rawEndOn: '2026-11-02', dueOn: '2026-11-02' },
    ]));
  it('9: backward periods leave the date out and move a rest day earlier', () => {
    expect(latestBefore('2026-12-01', 10, 'working-day', calendar)).toMatchObject({ on: '2026-11-17' });
    expect(latestBefore('2026-10-09', 3, 'calendar-day', calendar)).toMatchObject({ on: '2026-09-30', isProvisional: false });
    expect(latestBefore('2026-05-31', 3, 'month', calendar)).toMatchObject({ on: '2026-02-28' });
    expect(latestBefore('2027-01-05', 3, 'calendar-day', calendar)).toMatchObject({ isProvisional: true });
  });
  it.each([
    ['three days before 9 October: National Day moves it back to 30 September', '2026-10-09', '3 cal', '2026-09-30'],
    ['three days before Wednesday 25 November is Sunday, so Friday 20', '2026-11-25', '3 cal', '2026-11-20'],
    ['ten working days before 1 December', '2026-12-01', '10 wd', '2026-11-17'],
    ['three months before 31 May is the last of February, a Saturday that is worked', '2026-05-31', '3 m', '2026-02-28'],
  ])('9: %s', (_name, before, length, due) =>
    expect(dueOn('2026-01-15', length, { before, pauses: [paused('2026-02-01')] })).toMatchObject({ dueOn: due, isProvisional: false }),
  );
  it('9: what was passed over is needed to come to the same day', () =>
    expect(() => recountBefore('2026-10-09', 3, 'calendar-day', [{ on: '2026-10-05' }])).toThrow('is not passed over'));
  it('9: hours and years are not counted backwards', () =>
    expect(() => dueOn('2026-01-15', '3 h', { before: '2026-10-09' })).toThrow(RangeError));
  it('10: years are twelve months each, and limitation does not roll', () =>
    expect(dueOn('2024-02-29', '2 y', {}, 'none')).toMatchObject({ dueOn: '2026-02-28', isProvisional: false }));
  it('a row without a number, where the law says 立即, ends on its own day, a rest day too', () => {
    const saturday = { triggeredAt: '2026-10-17T22:00:00+08:00' };
    expect(dueOn('2026-10-17', '0 cal', saturday, 'none')).toMatchObject({
      dueOn: '2026-10-17',
      lateAfter: '2026-10-18T00:00:00+08:00',
      isProvisional: false,
    });
  });
  it('12: after 25 December only the next year’s notice makes a day certain', () => {
    expect(dueOn('2026-12-18', '7 cal')).toMatchObject({ dueOn: '2026-12-25', isProvisional: false });
    expect(dueOn('2026-12-21', '7 cal')).toMatchObject({ dueOn: '2026-12-28', isProvisional: true });
    expect(dueOn('2025-12-21', '7 cal')).toMatchObject({ isProvisional: false });
  });
  it('12: what needs no calendar is never provisional', () => {
    expect(dueOn('2027-03-01T10:00:00+08:00', '24 h')).toMatchObject({ isProvisional: false });
    expect(dueOn('2027-03-01', '30 cal', {}, 'none')).toMatchObject({ isProvisional: false });
  });
  it('ends a period set by a document on its day, moved by pauses', () => {
    const limit = { lastDay: '2026-09-30', pauses: [paused('2026-09-10', '2026-09-12')] };
    expect(dueOn('2026-09-01', '1 cal', limit, 'none')).toMatchObject({ dueOn: '2026-10-02' });
  });
});

describe('hours', () => {
  it('2: K03 is due after 24 h and late an hour after that', () =>
    expect(dueOn('2026-10-12T10:00:00+08:00', '24 h')).toMatchObject({
      dueAt: '2026-10-13T10:00:00+08:00',
      lateAfter: '2026-10-13T11:00:00+08:00',
    }));
  it('2: the starting hour is not counted, however far it has gone', () =>
    expect(dueOn('2026-10-12T10:59:59+08:00', '24 h')).toMatchObject({
      dueAt: '2026-10-13T10:59:59+08:00',
      lateAfter: '2026-10-13T11:00:00+08:00',
    }));
  it('never roll and are paused to the minute', () => {
    const pauses = [{ from: '2026-10-02T10:00:00+08:00', to: '2026-10-02T10:20:00+08:00', reason: '补正' }];
    expect(dueOn('2026-10-01T20:00:00+08:00', '24 h', { pauses })).toMatchObject({
      dueAt: '2026-10-02T20:20:00+08:00',
      lateAfter: '2026-10-02T21:20:00+08:00',
    });
  });
});

describe('every due date of DOMAIN 8.6', () => {
  it.each([
    ['K01 triage', '2026-11-02', '1 wd', '2026-11-03'],
    ['K01 sign-in', '2026-11-03', '1 wd', '2026-11-04'],
    ['K01 rectification, minor', '2026-11-04', '5 wd', '2026-11-11'],
    ['K02 reminder', '2026-08-03', '10 wd', '2026-08-17'],
    ['K02 joint study', '2026-08-18', '7 wd', '2026-08-27'],
    ['K02 sign-in of the transfer', '2026-08-20', '1 wd', '2026-08-21'],
    ['K02 serve the opening decision', '2026-08-28', '7 cal', '2026-09-04'],
    ['K02 serve the suggestion', '2026-09-08', '3 cal', '2026-09-11'],
    ['K02 file with the superior', '2026-09-10', '5 cal', '2026-09-15'],
    ['K02 reply', '2026-09-10', '2 m', '2026-11-10'],
    ['K02 review, chained to the reply’s due date', '2026-11-10', '1 m', '2026-12-10'],
    ['K03 head decides', '2026-10-09', '3 cal', '2026-10-12'],
    ['K03 police decide', '2026-10-13', '3 cal', '2026-10-16'],
    ['K03 notify', '2026-10-16', '3 cal', '2026-10-19'],
    ['K03 hand over items', '2026-10-19', '3 cal', '2026-10-22'],
    ['K04 inner move', '2026-10-12', '3 wd', '2026-10-15'],
    ['K04 review', '2026-10-15', '10 wd', '2026-10-29'],
    ['K05 listed, three months', '2026-09-01', '3 m', '2026-12-01'],
    ['K07 penalty', '2026-06-15', '90 cal', '2026-09-14'],
    ['K08 first look-back', '2026-05-20', '3 m', '2026-08-20'],
    ['K08 second look-back', '2026-05-20', '6 m', '2026-11-20'],
    ['K09 urgent reply', '2026-11-09', '15 cal', '2026-11-24'],
    ['K11 sign-in', '2026-10-12', '1 wd', '2026-10-13'],
    ['K11 feedback on the decision', '2026-10-30', '2 wd', '2026-11-03'],
    ['K12 police decide', '2026-09-21', '3 cal', '2026-09-24'],
    ['K12 reconsideration, environment', '2026-09-24', '3 wd', '2026-09-30'],
    ['K12 reconsideration, general rule', '2026-09-24', '3 cal', '2026-09-28'],
    ['K12 police answer, environment', '2026-09-29', '3 wd', '2026-10-09'],
    ['K12 filing supervision', '2026-10-09', '3 cal', '2026-10-12'],
    ['K12 police explain', '2026-10-19', '7 cal', '2026-10-26'],
    ['K12 police file', '2026-11-02', '15 cal', '2026-11-17'],
  ])('%s', (_name, trigger, length, due) => expect(dueOn(trigger, length)).toMatchObject({ dueOn: due, isProvisional: false }));

  it('K04 reply: a day after Christmas waits for the notice of 2027', () =>
    expect(dueOn('2026-10-29', '2 m')).toMatchObject({ dueOn: '2026-12-29', isProvisional: true }));
  it('K09: three working days left on 19 November, one on the 23rd, none on the day itself (COUNTING 26)', () =>
    expect(['2026-11-19', '2026-11-23', '2026-11-24'].map((today) => calendar.workingDaysAfter(today, '2026-11-24'))).toEqual([3, 1, 0]));
  it('K05: the extension must be asked for by 17 November', () =>
    expect(latestBefore('2026-12-01', 10, 'working-day', calendar)).toMatchObject({ on: '2026-11-17', at: '2026-11-18T00:00:00+08:00' }));
});
