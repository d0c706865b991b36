import { describe, expect, it } from 'vitest';
import { calendar, clockRows, warningPolicy } from './calendars.fixture.ts';
import { type ClockRule, ClockRule as Schema, complaintsAboutRows } from './clock-rule.ts';
import { derive } from './derive.ts';
import type { Ledger } from './ledger.ts';
import { lightAt, turnsRed, warningPoints, weakerMark } from './warning.ts';

const rules = clockRows();
const rule = (id: string): ClockRule => rules.find((row) => row.id === id)!;
const policy = warningPolicy();

function points(id: string, triggeredAt: string, more: Partial<Ledger> = {}) {
  const row = rule(id);
  const ledger: Ledger = { triggeredAt, pauses: [], extensions: [], ...more };
  const due = derive(row, ledger, calendar);
  if (due.state === 'paused') throw new Error('not paused');
  return { ...warningPoints(row, ledger, due, row.nature, calendar, policy), lateAfter: due.lateAfter };
}

describe('the rows of the pack', () => {
  it('are named once and name each other rightly', () => {
    expect(complaintsAboutRows(rules)).toEqual([]);
    expect(complaintsAboutRows([rule('H06'), rule('H06'), rule('H03')])).toEqual([
      'H06 stands twice',
      'H03: cap names H07, which is not there',
    ]);
    const shown = { id: 'H06', name: '签收', text: '一个工作日', source: '约定', mark: 'D', reason: '无' } as const;
    expect(complaintsAboutRows([rule('H06')], [shown])).toEqual(['H06 stands twice']);
  });
  it('has every row of the stories, and every H row that events can start', () =>
    expect(rules.map(({ id }) => id)).toEqual(
      expect.arrayContaining(
        'H01 H02 H03 H04 H05 H06 H07 H08 H09b H09c H09d H09e H09f H09g H10 H11 H12 H13 H14 H15 H16 H17 A01 A02 A03 A04 A05 A06 A24 E04 E06'.split(
          ' ',
        ),
      ),
    ));
  it.each([
    ['nothing ends it', { stop: [], cancel: [] }],
    ['neither length nor until', { length: undefined }],
    ['hours never roll (CR-11)', { unit: 'hour' }],
    ['only calendar days are counted from naught', { length: 0 }],
    ['what runs out by itself tells its end', { bound: 'earliest' }],
    ['a period before a date has a length in days or months', { before: 'hearingOn', unit: 'year' }],
    ['a pause without a cap has no resumption', { pause: [{ event: 'a.b.v1', reason: '鉴定' }], resume: [] }],
  ])('refuses a row where %s', (message, change) => {
    const { error } = Schema.safeParse({ ...rule('H06'), ...change });
    expect(error?.issues.map((issue) => issue.message)).toContainEqual(expect.stringContaining(message));
  });
  it('cites only what was read: no row of ours without an article is marked V', () => {
    const verified = rules.filter(({ mark }) => weakerMark(mark) === 'V');
    expect(verified.length).toBeGreaterThan(5);
    expect(verified.filter(({ source }) => !/第.+条/.test(source))).toEqual([]);
  });
});

describe('lights', () => {
  it('a statutory row warns with three working days left: K02’s reply, due 10 November', () =>
    expect(points('A04', '2026-09-10T10:00:00+08:00')).toMatchObject({
      attentionAt: '2026-10-23T00:00:00+08:00',
      warningAt: '2026-11-05T00:00:00+08:00',
      longOverdueAt: '2026-11-25T00:00:00+08:00',
    }));
  it('K09: due 24 November, three working days left on the 19th', () =>
    expect(points('A05', '2026-11-09T10:00:00+08:00')).toMatchObject({ warningAt: '2026-11-19T00:00:00+08:00' }));
  it('another row warns with one working day left: K02’s reminder, due 17 August', () => {
    const { longOverdueAt, ...rest } = points('H05', '2026-08-03T10:00:00+08:00');
    expect(rest).toMatchObject({ attentionAt: '2026-08-12T00:00:00+08:00', warningAt: '2026-08-14T00:00:00+08:00' });
    expect(longOverdueAt).toBeUndefined();
  });
  it('a short row warns by percent only: five working days from 12 October', () =>
    expect(points('H09b', '2026-10-12T10:00:00+08:00')).toMatchObject({
      attentionAt: '2026-10-15T00:00:00+08:00',
      warningAt: '2026-10-16T00:00:00+08:00',
      lateAfter: '2026-10-20T00:00:00+08:00',
    }));
  it('a row of one working day warns at half past two of its last day', () =>
    expect(points('H06', '2026-10-12T10:00:00+08:00')).toMatchObject({ warningAt: '2026-10-13T14:30:00+08:00' }));
  it('a day set by a document warns as its row does', () =>
    expect(points('E06', '2026-11-02T10:00:00+08:00', { lastDay: '2026-11-30' })).toMatchObject({
      warningAt: '2026-11-25T00:00:00+08:00',
    }));
  it('a period before a date warns by the time until its last day', () => {
    const row = { length: 3, unit: 'calendar-day', roll: 'none' } as const;
    const ledger: Ledger = { triggeredAt: '2026-10-12T10:00:00+08:00', before: '2026-11-25', pauses: [], extensions: [] };
    const due = derive(row, ledger, calendar);
    if (due.state === 'paused') throw new Error('not paused');
    expect(due.dueOn).toBe('2026-11-20');
    expect(warningPoints(row, ledger, due, 'statutory', calendar, policy)).toMatchObject({
      attentionAt: '2026-11-09T00:00:00+08:00',
      warningAt: '2026-11-17T00:00:00+08:00',
    });
  });
  it('hours warn with a quarter left', () => {
    const row = { length: 24, unit: 'hour', roll: 'none' } as const;
    const ledger: Ledger = { triggeredAt: '2026-10-12T10:00:00+08:00', pauses: [], extensions: [] };
    const due = derive(row, ledger, calendar);
    if (due.state === 'paused') throw new Error('not paused');
    expect(warningPoints(row, ledger, due, 'statutory', calendar, policy)).toEqual({ warningAt: '2026-10-13T04:00:00+08:00' });
  });
  it('turn red for others by D rows, for judicial organs only by law, for nobody by memory', () => {
    expect([turnsRed('D', false), turnsRed('D', true), turnsRed('V2', true), turnsRed('V', true), turnsRed('U', false)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(weakerMark({ length: 'V', dayType: 'D' })).toBe('D');
  });
  it('change at their moments and not before', () => {
    const of = points('H05', '2026-08-03T10:00:00+08:00');
    expect(
      ['2026-08-11', '2026-08-12', '2026-08-14', '2026-08-17', '2026-08-18'].map((day) => lightAt(of, `${day}T08:00:00+08:00`)),
    ).toEqual(['normal', 'attention', 'warning', 'warning', 'overdue']);
  });
});
