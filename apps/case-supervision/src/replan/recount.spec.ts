import { randomUUID } from 'node:crypto';
import { type MechanismPack, PackShelf } from '@xiezhi/mechanism-pack';
import { Calendar, type CalendarYear } from '@xiezhi/statutory-time';
import { agencies } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { ClockRuleBook } from '../clock/clock-rules.ts';
import { handOffStory, on, pack, PureClocks } from '../clock/clock.fixture.ts';
import { clocks } from '../clock/clock.announce.ts';
import { clockDecider } from '../clock/clock.decider.ts';
import type { ExistingClock } from '../clock/clock.state.ts';
import { changedDays, inWords } from './changed-days.ts';
import { Recounter } from './recount.ts';

const { harbour, customs } = agencies;
const year2035: CalendarYear = {
  year: 2035,
  notices: [
    {
      document: '国办发明电〔2034〕1号',
      title: '测试通知',
      issuedOn: '2034-11-01',
      off: [{ name: '测试假', from: '2035-03-06', to: '2035-03-07' }],
      makeUp: ['2035-03-10'],
    },
  ],
};
const noticed: MechanismPack = { ...pack, calendars: [...pack.calendars, year2035] };
const newer = (change: Partial<MechanismPack>): MechanismPack => ({
  ...pack,
  ...change,
  header: { ...pack.header, version: '2035.1', validFrom: '2035-01-01' },
});
const version = `${pack.header.name}@2035.1`;
type Row = MechanismPack['clocks'][number]['rules'][number];
const withRow = (id: string, change: (row: Row) => Row | undefined) =>
  pack.clocks.map((file) => ({ ...file, rules: file.rules.flatMap((row) => (row.id === id ? (change(row) ?? []) : [row])) }));

/** H06: signed for within one working day of being sent. */
function sentOn(day: string): { all: PureClocks; clock: ExistingClock; id: string } {
  const all = new PureClocks().hear(handOffStory(harbour, customs).sent(on(day)));
  return { all, clock: all.of('H06'), id: all.idOf('H06') };
}
const bookOf = (home: MechanismPack, ...published: MechanismPack[]) => {
  const shelf = new PackShelf(home);
  for (const one of published) shelf.put(one);
  return new ClockRuleBook(shelf);
};
const byCalendar = (home: MechanismPack, before?: Calendar) => new Recounter({ kind: 'calendar', digest: 'x' }, bookOf(home), before);
const byVersion = (published: MechanismPack) => new Recounter({ kind: 'pack-version', packVersion: version }, bookOf(pack, published));

describe('counted by another calendar', () => {
  it('moves with the days that changed, and says which', () =>
    expect(byCalendar(noticed, new Calendar(pack.calendars)).of(sentOn('2035-03-05').clock)).toMatchObject({
      is: 'changes',
      plan: { dueOn: '2035-03-08', isProvisional: false },
      reason:
        '历法更新：2035年3月6日（星期二）至2035年3月7日（星期三）由工作日改为休息日（测试假）；所涉年度的放假安排已经公布，期限由暂定转为确定。',
    }));
  it('is confirmed where the date stands', () =>
    expect(byCalendar(noticed, new Calendar(pack.calendars)).of(sentOn('2035-05-07').clock)).toMatchObject({
      is: 'changes',
      plan: { dueOn: '2035-05-08', isProvisional: false },
      reason: '历法更新：所涉年度的放假安排已经公布，期限由暂定转为确定。',
    }));
  it('stands where nothing changed, in whatever order its facts come back from the database', () => {
    const { clock } = sentOn('2026-03-09');
    const reversed = (value: object) => Object.fromEntries(Object.entries(value).toReversed()) as never;
    expect(byCalendar(noticed).of(clock)).toEqual({ is: 'same' });
    expect(byCalendar(noticed).of({ ...clock, plan: reversed(clock.plan) })).toEqual({ is: 'same' });
  });
  it('is told with the re-plan and its reason', () => {
    const { clock } = sentOn('2035-03-05');
    const [replanId, reason] = [randomUUID(), '历法更新：暂定转为确定。'];
    const [fact] = clockDecider.decide(
      { type: 'ReplanClock', at: on('2035-03-05', '12:00'), counting: bookOf(noticed), replanId, reason },
      clock,
    );
    expect(clocks.announce(randomUUID(), fact!, clockDecider.evolve(clock, fact!))).toMatchObject([
      { type: 'case-supervision.clock-changed.v1', data: { change: 'replanned', replanId, reason, dueOn: '2035-03-08' } },
    ]);
  });
  it('says less where nobody knows what it was counted with', () =>
    expect(byCalendar(noticed).of(sentOn('2035-03-05').clock)).toMatchObject({
      reason: '历法更新：所涉年度的放假安排已经公布，期限由暂定转为确定。',
    }));
  it('stays when its version is not there', () => {
    const { clock } = sentOn('2035-03-05');
    const old = { ...clock, terms: { ...clock.terms, packVersion: 'river-chief-procurator@2019.1' } };
    expect(byCalendar(noticed).of(old)).toEqual({
      is: 'stays',
      reason: '机制包版本river-chief-procurator@2019.1未装载，无法重新计算。',
    });
  });
});

describe('counted by a newer version', () => {
  const slower = newer({ clocks: withRow('H06', (row) => ({ ...row, length: 3 })) });
  it('has the length of the newer row, once', () => {
    const { all, clock, id } = sentOn('2026-03-09');
    const recount = byVersion(slower).of(clock);
    expect(recount).toMatchObject({
      is: 'changes',
      plan: { dueOn: '2026-03-12' },
      reason: `改按${version}期限表第H06行计算：期间由1个工作日改为3个工作日。`,
    });
    if (recount.is !== 'changes') throw new Error('it would not change');
    const { row, reason } = recount;
    const counting = bookOf(pack, slower);
    const command = { type: 'ReplanClock', at: on('2026-03-09', '12:00'), counting, replanId: randomUUID(), reason, row } as const;
    expect(all.do(id, command)).toHaveLength(1);
    expect(all.do(id, command)).toEqual([]);
    expect(all.of('H06')).toMatchObject({ terms: { countedBy: version, packVersion: `${pack.header.name}@${pack.header.version}` } });
    expect(byVersion(slower).of(all.of('H06'))).toEqual({ is: 'same' });
  });
  it('is still ended by what its own version hears', () => {
    const hand = handOffStory(harbour, customs);
    const book = bookOf(pack, slower);
    const all = new PureClocks({}, book).hear(hand.sent(on('2026-03-09')));
    const recount = byVersion(slower).of(all.of('H06'));
    if (recount.is !== 'changes') throw new Error('it would not change');
    const { row, reason } = recount;
    all.do(all.idOf('H06'), {
      type: 'ReplanClock',
      at: on('2026-03-09', '12:00'),
      counting: book,
      replanId: randomUUID(),
      reason,
      row,
    });
    expect(all.hear(hand.received(on('2026-03-12'))).of('H06')).toMatchObject({ status: 'ended', outcome: 'met' });
  });
  it('takes the roll and the calendar of the newer one', () => {
    const rolled = newer({ clocks: withRow('H06', (row) => ({ ...row, roll: row.roll === 'none' ? 'forward' : 'none' })) });
    expect(byVersion(rolled).of(sentOn('2026-03-09').clock)).toMatchObject({ is: 'changes', plan: { dueOn: '2026-03-10' } });
    expect(byVersion(newer({ calendars: noticed.calendars })).of(sentOn('2035-03-05').clock)).toMatchObject({
      plan: { dueOn: '2035-03-08' },
    });
  });
  it('stays when its row is not there any more', () =>
    expect(byVersion(newer({ clocks: withRow('H06', () => undefined) })).of(sentOn('2026-03-09').clock)).toMatchObject({
      is: 'stays',
      reason: expect.stringContaining('没有期限表第H06行'),
    }));
  it('stays when nobody can say which start of the row was meant', () => {
    const twofold = (row: Row): Row => {
      const [start] = row.start;
      const split = ['A', 'B'].map((title, index) => ({ ...start!, where: { title }, length: index + 2 }));
      return { ...row, start: split };
    };
    expect(byVersion(newer({ clocks: withRow('H06', twofold) })).of(sentOn('2026-03-09').clock)).toMatchObject({
      is: 'stays',
      reason: expect.stringContaining('无法对应'),
    });
  });
  it('leaves alone what is not older, and other mechanisms', () => {
    const { clock } = sentOn('2026-03-09');
    const forest = { ...clock, terms: { ...clock.terms, packVersion: 'forest-chief-procurator@2026.1' } };
    expect(byVersion(slower).of(forest)).toEqual({ is: 'same' });
    const back = new Recounter({ kind: 'pack-version', packVersion: clock.terms.packVersion }, bookOf(pack, slower));
    expect(back.of({ ...clock, terms: { ...clock.terms, countedBy: version } })).toEqual({ is: 'same' });
  });
  it('gives a paused clock the newer row, and says so', () => {
    const { clock } = sentOn('2026-03-09');
    const paused: ExistingClock = {
      ...clock,
      pauses: [{ from: on('2026-03-09'), reason: '补正' }],
      plan: { state: 'paused', since: '2026-03-09' },
    };
    expect(byVersion(slower).of(paused)).toMatchObject({ is: 'changes', row: { period: { length: 3 } }, plan: { state: 'paused' } });
  });
});

describe('days that changed', () => {
  const days = changedDays(new Calendar(pack.calendars), new Calendar(noticed.calendars));
  it('are found once, ascending, and named in runs', () => {
    expect(days.map(({ on: day }) => day)).toEqual(['2035-03-06', '2035-03-07', '2035-03-10']);
    expect(inWords(days, '2035-03-07', '2035-12-31')).toEqual([
      '2035年3月7日（星期三）由工作日改为休息日（测试假）',
      '2035年3月10日（星期六）由休息日改为工作日（调休上班）',
    ]);
  });
  it('outside a period are none of its business', () => expect(inWords(days, '2035-04-01', '2035-12-31')).toEqual([]));
});
