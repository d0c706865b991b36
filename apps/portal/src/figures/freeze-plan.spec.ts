import { resolve } from 'node:path';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { periodOf } from '@xiezhi/statistics';
import { describe, expect, it } from 'vitest';
import { FreezePlan, monthsBackMax } from './freeze-plan.ts';

const plan = FreezePlan.of({ home: readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator')) });
const dayOf = (month: string, maturityDays?: number) =>
  plan.dayOf(periodOf(month, '2026-11-26')!, maturityDays === undefined ? {} : { maturityDays });
const dueOf = (today: string, month: string) =>
  plan.dueOn(today).flatMap(({ definition, period }) => (period.text === month ? [definition.id] : []));

describe('the plan of freezing', () => {
  it('leaves out the days off of the calendar and counts the weekend days that are worked', () => {
    // 国庆节 is off from 1 to 7 October 2026, Saturday 10 October is worked: 8, 9, 10, 12, 13.
    expect(dayOf('2026-09')).toBe('2026-10-13');
    expect(dayOf('2026-10')).toBe('2026-11-06');
  });

  it('says with which calendar it counted, and where no notice is there yet', () => {
    expect(plan.calendarName).toMatch(/^river-chief-procurator@/);
    expect([plan.isProvisional('2026-10-13'), plan.isProvisional('2027-01-08')]).toEqual([false, true]);
  });

  it('lets a figure of what happened come on the day and not before, and a cohort when it is mature', () => {
    expect(dueOf('2026-11-05', '2026-10')).toEqual([]);
    expect(dueOf('2026-11-06', '2026-10')).toContain('ST-01');
    expect(dueOf('2026-11-06', '2026-10')).not.toContain('ST-04b');
    expect(dueOf('2027-01-28', '2026-10')).not.toContain('ST-04b');
    expect(dueOf('2027-01-29', '2026-10')).toContain('ST-04b');
  });

  it('looks back on so many months and no more', () => {
    const months = new Set(plan.dueOn('2199-12-31').map(({ period }) => period.text));
    expect([months.size, [...months].at(0), [...months].at(-1)]).toEqual([monthsBackMax, '2197-12', '2199-11']);
  });

  it('freezes nothing but months', () => {
    for (const period of ['2026', '2026-Q3', '2026-H1', '2026-YTD']) expect([period, dayOf(period)]).toEqual([period, undefined]);
  });
});
