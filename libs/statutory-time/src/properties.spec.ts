import { assert, constantFrom, integer, array, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendar } from './calendars.fixture.ts';
import { afterUnpaused } from './count.ts';
import { derive, type Period } from './derive.ts';
import type { Ledger, Pause } from './ledger.ts';
import { addDays, dateOf, daysBetween, epochOf, instantOf } from './local-date.ts';
import { recompute } from './recompute.ts';
import { daysAfter, pausedDays, unitedIntervals } from './pauses.ts';

const hourMs = 3_600_000;
const base = epochOf('2018-03-01T00:00:00+08:00');
const hours = (max: number) => integer({ min: 0, max });
const unit = constantFrom('hour', 'calendar-day', 'working-day', 'month');
const periods = record({ length: integer({ min: 1, max: 40 }), unit }).map(({ length, unit: of }): Period => ({
  length: of === 'month' ? Math.min(length, 12) : length,
  unit: of,
  roll: of === 'hour' ? 'none' : 'forward',
}));
const pausesAfter = array(record({ after: integer({ min: 1, max: 2000 }), length: hours(400) }), { maxLength: 5 });
const ledgers = record({ start: hours(55_000), pauses: pausesAfter }).map(({ start, pauses }): Ledger => ({
  triggeredAt: instantOf(base + start * hourMs),
  extensions: [],
  pauses: pauses.map(({ after, length }): Pause => {
    const from = base + (start + after) * hourMs;
    return { from: instantOf(from), to: instantOf(from + length * hourMs), reason: '中止' };
  }),
}));
const due = (period: Period, ledger: Ledger) => {
  const derivation = derive(period, ledger, calendar);
  if (derivation.state === 'paused') throw new Error('no pause here is open');
  return derivation;
};
const runs = { numRuns: 500 };

describe('whatever the period and its pauses', () => {
  it('the lines give the due moment again', () =>
    assert(
      property(periods, ledgers, (period, ledger) => {
        const derivation = due(period, ledger);
        expect(recompute(derivation.lines)).toBe(derivation.dueAt);
      }),
      runs,
    ));

  it('pausing and resuming neither gains nor loses: the unpaused days are the budget', () =>
    assert(
      property(periods, ledgers, (period, ledger) => {
        const { lines } = due(period, ledger);
        const days = lines.find((line) => line.step === 'days')?.days.filter(({ counts }) => counts === 'counted');
        expect(days?.length ?? period.length).toBe(period.length);
      }),
      runs,
    ));

  it('months that are paused move on by exactly their paused days, no more and no less', () =>
    assert(
      property(ledgers, integer({ min: 1, max: 24 }), (ledger, length) => {
        const months: Period = { length, unit: 'month', roll: 'none' };
        const [end, unpaused] = [due(months, ledger).rawEndOn, due(months, { ...ledger, pauses: [] }).rawEndOn];
        const { isPaused } = pausedDays(ledger.pauses);
        const paused = [...daysAfter(dateOf(ledger.triggeredAt), end)].filter(isPaused);
        expect(daysBetween(unpaused, end)).toBe(paused.length);
      }),
      runs,
    ));

  it('hours that are paused are given back to the millisecond', () =>
    assert(
      property(ledgers, integer({ min: 1, max: 900 }), (ledger, budget) => {
        const intervals = unitedIntervals(ledger.pauses);
        const from = epochOf(ledger.triggeredAt);
        const end = afterUnpaused(from, budget * hourMs, intervals)!;
        const paused = intervals.reduce((sum, { from: start, to }) => sum + Math.max(0, Math.min(to!, end) - Math.max(start, from)), 0);
        expect(end - from - paused).toBe(budget * hourMs);
      }),
      runs,
    ));

  it('a pause split in two, or told twice, is the same pause', () =>
    assert(
      property(periods, ledgers, hours(400), (period, ledger, at) => {
        const split = ledger.pauses.flatMap((pause): Pause[] => {
          const middle = Math.min(epochOf(pause.from) + at * hourMs, epochOf(pause.to!));
          return [pause, { ...pause, to: instantOf(middle) }, { ...pause, from: instantOf(middle) }];
        });
        expect(due(period, { ...ledger, pauses: split }).dueAt).toBe(due(period, ledger).dueAt);
      }),
      runs,
    ));

  it('a pause after the raw end, or inside one day, changes nothing of a day row', () =>
    assert(
      property(periods, ledgers, (period, ledger) => {
        if (period.unit === 'hour') return;
        const plain = due(period, ledger);
        const idle = [
          { from: `${addDays(plain.rawEndOn, 1)}T00:00:00+08:00`, reason: '逾期后' },
          { from: `${plain.rawEndOn}T09:00:00+08:00`, to: `${plain.rawEndOn}T17:00:00+08:00`, reason: '当日' },
        ];
        expect(due(period, { ...ledger, pauses: [...ledger.pauses, ...idle] }).dueAt).toBe(plain.dueAt);
      }),
      runs,
    ));

  it('a later start never ends earlier', () =>
    assert(
      property(periods, hours(55_000), hours(2000), (period, start, later) => {
        const at = (offset: number): Ledger => ({ triggeredAt: instantOf(base + offset * hourMs), pauses: [], extensions: [] });
        const [one, other] = [due(period, at(start)), due(period, at(start + later))];
        expect(epochOf(other.dueAt)).toBeGreaterThanOrEqual(epochOf(one.dueAt));
        expect(epochOf(other.lateAfter)).toBeGreaterThanOrEqual(epochOf(one.lateAfter));
      }),
      runs,
    ));

  it('an extension never shortens, and is the same as a longer row', () =>
    assert(
      property(periods, ledgers, integer({ min: 1, max: 10 }), (period, ledger, length) => {
        const extended = due(period, { ...ledger, extensions: [{ length, reason: '批准延长' }] });
        expect(extended.dueAt).toBe(due({ ...period, length: period.length! + length }, ledger).dueAt);
      }),
      runs,
    ));
});
