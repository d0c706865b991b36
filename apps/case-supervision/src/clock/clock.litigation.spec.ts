import { randomUUID } from 'node:crypto';
import { CaseFileStageEnteredV1, ClockExpiredV1 } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { clockRules, on, PureClocks, story } from './clock.fixture.ts';
import { clocks } from './clock.announce.ts';
import { nextPoint } from './clock.plan.ts';

const [keeper, respondent, court] = ['a1', 'a2', 'a3'].map((end) => `01920000-0000-7000-8000-0000000000${end}`) as [string, string, string];

function suit(chart = 'case-file') {
  const told = story([keeper]);
  const caseFileId = randomUUID();
  const file = { caseFileId, matterKind: 'clue' as const, matterId: randomUUID(), agency: keeper, title: '岸线违建' };
  const step = (transition: string, at: string, fields: Record<string, string | number | boolean> = {}, road = { from: 'A', to: 'B' }) =>
    told.event(
      CaseFileStageEnteredV1,
      `case-file/${caseFileId}`,
      { ...file, chart, packVersion: 'river-chief-procurator@2026.1', transition, ...road, deviation: false, fields },
      at,
    );
  return { ...told, step, all: new PureClocks({ [keeper]: 'PRO', [respondent]: 'WAT', [court]: 'COU' }) };
}

const fire = (all: PureClocks, rule: string, now: string) =>
  all.do(all.idOf(rule), { type: 'FirePoint', now, turnsRed: true, counting: clockRules });

describe('a period that runs out by itself', () => {
  it('is met by its end, late for nobody, and opens what is counted from it: thirty days of announcement, three months of review', () => {
    const { step, event, all } = suit();
    all.hear(step('C1', on('2026-03-23'), { publishedOn: '2026-03-23' }));
    expect(all.of('A09').plan).toMatchObject({ dueOn: '2026-04-22' });
    expect(nextPoint(all.of('A09'))).toEqual({ point: 'expiry', at: '2026-04-23T00:00:00+08:00' });
    const facts = fire(all, 'A09', on('2026-04-23'));
    expect(facts.map(({ type }) => type)).toEqual(['ClockExpired', 'ClockStopped']);
    expect(all.of('A09')).toMatchObject({ status: 'ended', outcome: 'met' });
    expect(fire(all, 'A09', on('2026-06-01'))).toEqual([]);

    const [told] = clocks.announce(randomUUID(), facts[0]!, all.of('A09'));
    all.hear(event(ClockExpiredV1, 'clock/a09', ClockExpiredV1.data.parse(told!.data), on('2026-04-23', '00:00')));
    expect(all.of('A08')).toMatchObject({ plan: { dueOn: '2026-07-22' }, terms: { holder: keeper } });
  });
  it('warns who has a right before it lapses, and calls nobody overdue who did not use it', () => {
    const { step, all } = suit();
    all.hear(step('A17j', on('2026-11-12'), { rulingKind: '判决', rulingReceivedOn: '2026-11-12' }));
    expect(all.of('A19').plan).toMatchObject({ dueOn: '2026-11-27', warningAt: '2026-11-24T00:00:00+08:00' });
    const said = ['2026-11-20', '2026-11-25', '2026-11-28', '2026-12-30'].flatMap((day) =>
      fire(all, 'A19', on(day)).map(({ type }) => type),
    );
    expect(said).toEqual(['ClockWarned', 'ClockWarned', 'ClockExpired', 'ClockStopped']);
  });
  it('is used up by an appeal, and still ends on its day: the other side may have let it pass', () => {
    const { step, all } = suit();
    const ruled = { rulingKind: '裁定', rulingReceivedOn: '2026-11-12' };
    all.hear(step('A17j', on('2026-11-12'), ruled), step('A18', on('2026-11-16'), { appealedOn: '2026-11-16' }));
    expect(all.of('A19')).toMatchObject({ outcome: 'met', plan: { dueOn: '2026-11-23' } });
    expect(fire(all, 'A19', on('2026-11-24')).map(({ type }) => type)).toEqual(['ClockExpired']);
  });
});

describe('a period before a date', () => {
  it('is owed by the court, moves earlier from a rest day, and anew where the hearing is put off', () => {
    const { step, all } = suit();
    all.hear(step('A16h', on('2026-11-02'), { hearingOn: '2026-11-25', court }));
    expect(all.of('A13a')).toMatchObject({ plan: { dueOn: '2026-11-20' }, terms: { holder: court, before: '2026-11-25' } });
    all.hear(step('A16h', on('2026-11-10'), { hearingOn: '2026-12-09', court }));
    expect([all.of('A13a'), all.of('A13a', 1)]).toMatchObject([{ outcome: 'cancelled' }, { plan: { dueOn: '2026-12-04' } }]);
    all.hear(step('A16s', on('2026-12-07'), { noticeReceivedOn: '2026-12-07' }));
    expect(all.of('A13a', 1)).toMatchObject({ outcome: 'met-late' });
    expect(all.of('A13b').plan).toMatchObject({ dueOn: '2026-12-10' });
  });
  it('begins with nothing where the date is not said', () => {
    const { step, all } = suit();
    all.hear(step('A16h', on('2026-11-02'), { court }));
    expect(all.rules()).not.toContain('A13a');
  });
});

describe('the review for suit', () => {
  const reviewing = () => {
    const made = suit();
    made.all.hear(made.step('A15r', on('2026-11-10'), { suitKind: '行政公益诉讼', receivedOn: '2026-11-10' }));
    return made;
  };
  it('loses no day to an appraisal, and none twice where a suspension lies over it', () => {
    const { step, all } = reviewing();
    all.hear(
      step('A10r', on('2026-11-20'), {}, { from: 'REVIEW', to: 'SUSPENDED' }),
      step('EX1', on('2026-11-25'), { exclusionKind: '鉴定' }),
    );
    expect(all.of('A06').plan).toMatchObject({ state: 'paused', since: '2026-11-20' });
    all.hear(step('A11r', on('2026-11-30'), {}, { from: 'SUSPENDED', to: 'REVIEW' }));
    expect(all.of('A06').plan).toMatchObject({ state: 'paused' });
    all.hear(step('EX2', on('2026-12-02'), { exclusionKind: '鉴定' }));
    expect(all.of('A06').plan).toMatchObject({ dueOn: '2026-12-22' });
  });
  it('does not take the end of one appraisal for the end of another', () => {
    const { step, all } = reviewing();
    all.hear(step('EX1', on('2026-11-16'), { exclusionKind: '鉴定' }), step('EX2', on('2026-11-18'), { exclusionKind: '翻译' }));
    expect(all.of('A06').plan).toMatchObject({ state: 'paused', since: '2026-11-16' });
  });
  it('is prolonged by its holder, A07: a month, and further with the superior’s approval', () => {
    const { all } = reviewing();
    const extend = (reason: string) =>
      all.do(all.idOf('A06'), { type: 'ExtendClock', by: keeper, account: 'chief', reason, at: on('2026-11-30'), counting: clockRules });
    extend('检察长批准延长一个月');
    expect(all.of('A06').plan).toMatchObject({ dueOn: '2027-01-11', isProvisional: true });
    extend('上级院批准再延长一个月');
    expect(all.of('A06').plan).toMatchObject({ dueOn: '2027-02-10' });
  });
});
