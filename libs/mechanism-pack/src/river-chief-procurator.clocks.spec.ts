import { addDays, Calendar, derive, dateOf, type Extension, type Ledger, latestBefore, type Pause } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import { pack } from './river-chief-procurator.fixture.ts';

const calendar = new Calendar(pack.calendars);
const rows = new Map(pack.clocks.flatMap(({ rules }) => rules).map((row) => [row.id, row]));
const at = (day: string): string => `${day}T10:00:00+08:00`;
const pause = (from: string, to: string, reason = '鉴定'): Pause => ({ from: at(from), to: at(to), reason });
const month: Extension = { length: 1, reason: '检察长批准' };

interface Case {
  row: string;
  from: string;
  /** Due date by hand, from the law and the 2026 calendar. */
  due: string;
  why: string;
  /** Which of the row's starts, where their lengths differ. */
  start?: number;
  more?: Partial<Ledger>;
  isProvisional?: true;
}

/** Every row of public-interest litigation, damage claims and restoration, each date counted by hand; K02 and K09 with the dates of 8.6. */
const cases: Case[] = [
  { row: 'A24', from: '2026-08-24', due: '2026-09-14', why: 'fifteen working days' },
  {
    row: 'A24',
    from: '2026-08-24',
    due: '2026-10-10',
    why: 'and fifteen more: 20 September and 10 October are worked',
    more: { extensions: [{ length: 15, reason: '疑难' }] },
  },
  { row: 'A01', from: '2026-08-28', due: '2026-09-04', why: 'K02' },
  { row: 'A02', from: '2026-09-08', due: '2026-09-11', why: 'K02' },
  { row: 'A03', from: '2026-09-10', due: '2026-09-15', why: 'K02' },
  { row: 'A04', from: '2026-09-10', due: '2026-11-10', why: 'K02' },
  { row: 'A04', from: '2026-08-07', due: '2026-10-08', why: '7 October is a holiday' },
  { row: 'A05', from: '2026-11-09', due: '2026-11-24', why: 'K09' },
  { row: 'A06', from: '2026-11-10', due: '2026-12-10', why: 'K02' },
  {
    row: 'A06',
    from: '2026-11-10',
    due: '2026-12-24',
    why: 'fourteen days of appraisal',
    more: { pauses: [pause('2026-11-16', '2026-11-30')] },
  },
  {
    row: 'A06',
    from: '2026-11-10',
    due: '2026-12-22',
    why: 'suspended from the 20th, appraised from the 25th until 2 December: twelve days, not seventeen',
    more: { pauses: [pause('2026-11-20', '2026-11-30', '中止审查'), pause('2026-11-25', '2026-12-02')] },
  },
  { row: 'A06', from: '2026-06-10', due: '2026-08-10', why: 'A07: two months from the trigger', more: { extensions: [month] } },
  { row: 'A06', from: '2026-06-10', due: '2026-09-10', why: 'A07 twice', more: { extensions: [month, month] } },
  { row: 'A08', from: '2026-06-09', due: '2026-09-09', why: 'three months' },
  { row: 'A08', from: '2026-06-09', due: '2026-10-09', why: 'A07: and one more', more: { extensions: [month] } },
  { row: 'A08', from: '2026-10-08', due: '2027-01-08', why: '2027 has no calendar yet', isProvisional: true },
  { row: 'A09', from: '2026-09-02', due: '2026-10-08', why: '2 October is a holiday' },
  { row: 'A10', from: '2026-09-01', due: '2026-10-08', why: '1 October is a holiday' },
  { row: 'A11a', from: '2026-06-17', due: '2026-06-22', why: '20 June is a holiday' },
  { row: 'A11b', from: '2026-06-01', due: '2026-06-04', why: 'three days' },
  { row: 'A12', from: '2026-10-27', due: '2026-11-02', why: '1 November is a Sunday' },
  {
    row: 'A13a',
    from: '2026-11-02',
    due: '2026-11-20',
    why: 'three days before Wednesday the 25th is Sunday: Friday before',
    more: { before: '2026-11-25' },
  },
  { row: 'A13b', from: '2026-11-20', due: '2026-11-23', why: 'three days' },
  { row: 'A14', from: '2026-11-12', due: '2026-11-16', why: 'the 15th is a Sunday' },
  { row: 'A15', from: '2026-04-29', due: '2026-05-06', why: 'Labour Day' },
  { row: 'A16', from: '2026-09-22', due: '2026-09-28', why: 'Mid-Autumn' },
  { row: 'A17a', from: '2026-08-10', due: '2026-08-17', why: 'the 15th is a Saturday' },
  { row: 'A17b', from: '2026-02-11', due: '2026-02-24', why: 'Spring Festival' },
  { row: 'A17c', from: '2026-08-17', due: '2026-09-01', why: 'fifteen days' },
  { row: 'A18', from: '2026-03-02', due: '2026-09-02', why: 'six months' },
  { row: 'A19', from: '2026-11-12', due: '2026-11-27', why: 'a judgment: fifteen days', start: 0 },
  { row: 'A19', from: '2026-11-12', due: '2026-11-23', why: 'a ruling: ten days, the 22nd being a Sunday', start: 1 },
  { row: 'A20a', from: '2026-07-20', due: '2026-09-20', why: 'a Sunday that is worked' },
  { row: 'A20b', from: '2026-07-31', due: '2026-09-30', why: 'September has no 31st' },
  { row: 'A21', from: '2026-09-10', due: '2026-11-09', why: 'a day before the two months of A04' },
  { row: 'A22', from: '2026-09-20', due: '2026-12-06', why: 'the day of the plan, a Sunday, as promised', more: { lastDay: '2026-12-06' } },
  { row: 'A23a', from: '2026-08-10', due: '2026-08-20', why: 'ten days' },
  { row: 'A23b', from: '2026-08-13', due: '2026-09-14', why: '12 September is a Saturday' },
  { row: 'A23c', from: '2026-11-03', due: '2026-12-03', why: 'thirty days' },
  { row: 'CR15a', from: '2026-09-30', due: '2026-10-10', why: 'a Saturday that is worked' },
  { row: 'H12p', from: '2026-05-20', due: '2026-08-20', why: 'three months' },
  { row: 'H12p', from: '2026-05-20', due: '2026-11-20', why: 'six months', more: { occurrence: 2 } },
  { row: 'F01', from: '2026-09-08', due: '2026-10-08', why: 'thirty days' },
  { row: 'F02', from: '2026-06-15', due: '2026-07-15', why: 'thirty days' },
  { row: 'F03', from: '2026-06-15', due: '2026-09-14', why: '13 September is a Sunday' },
  { row: 'F04', from: '2026-06-15', due: '2026-10-31', why: 'the day of the agreement', more: { lastDay: '2026-10-31' } },
  { row: 'X01', from: '2026-06-15', due: '2026-11-30', why: 'the day of the plan', more: { lastDay: '2026-11-30' } },
  { row: 'X02', from: '2026-06-15', due: '2026-12-06', why: 'the day of the plan, rest day or not', more: { lastDay: '2026-12-06' } },
  { row: 'X03', from: '2026-06-15', due: '2026-07-04', why: 'the day of the judgment', more: { lastDay: '2026-07-04' } },
];

function dueOf({ row: id, from, start = 0, more }: Case) {
  const row = rows.get(id)!;
  const { length = row.length, unit = row.unit } = row.start[start]!;
  const due = derive({ length, unit, roll: row.roll }, { triggeredAt: at(from), pauses: [], extensions: [], ...more }, calendar);
  if (due.state === 'paused') throw new Error('not paused');
  return { row: id, due: due.dueOn, isProvisional: due.isProvisional };
}

describe('the deadlines of suits, claims and restorations', () => {
  it.each(cases.map((one) => [`${one.row} from ${one.from}: ${one.why}`, one] as const))('%s', (_name, one) =>
    expect(dueOf(one)).toEqual({ row: one.row, due: one.due, isProvisional: one.isProvisional ?? false }),
  );
  it('are all counted by hand once', () => {
    const own = pack.clocks.flatMap(({ rules }) => rules).filter(({ id }) => /^(A\d|F0|X0|CR15a|H12p)/.test(id));
    const counted = new Set(cases.map(({ row }) => row));
    expect(own.map(({ id }) => id).filter((id) => !counted.has(id))).toEqual([]);
    expect(own.length).toBeGreaterThan(30);
  });
  it('are those of DOMAIN 4.2, tables A and F: as rows, or shown with the reason why they are none', () => {
    const table =
      'A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11a A11b A12 A13a A13b A14 A15 A16 A17a A17b A18 A19 A20a A20b A21 A22 A23a A23b A23c A24 F01 F02 F03';
    const shown = new Set(pack.clocks.flatMap(({ information }) => information.map(({ id }) => id)));
    expect(table.split(' ').filter((id) => !rows.has(id) && !shown.has(id))).toEqual([]);
    expect(['A06', 'A08'].map((id) => rows.get(id)?.extension?.row)).toEqual(['A07', 'A07']);
  });
  it('K05: listed until 1 December, an extension to be asked for by 17 November', () => {
    const listed = rows.get('E04')!;
    expect(derive(listed, { triggeredAt: at('2026-09-01'), pauses: [], extensions: [] }, calendar)).toMatchObject({ dueOn: '2026-12-01' });
    expect(latestBefore('2026-12-01', 10, 'working-day', calendar).on).toBe('2026-11-17');
  });
  it('K02: a review counted from the end of the rectification period, though the reply came before', () =>
    expect(dueOf({ row: 'A06', from: dueOf({ row: 'A04', from: '2026-09-10', due: '', why: '' }).due, due: '', why: '' }).due).toBe(
      '2026-12-10',
    ));
  it('that a publication or a right to appeal opens: the day after the last is the first on which it may go on', () => {
    const published = derive(rows.get('A09')!, { triggeredAt: at('2026-09-02'), pauses: [], extensions: [] }, calendar);
    expect(published.state === 'due' && dateOf(published.dueAt)).toBe(addDays('2026-10-08', 1));
  });
});
