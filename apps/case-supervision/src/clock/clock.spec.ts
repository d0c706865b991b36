import { randomUUID } from 'node:crypto';
import {
  CaseFileDecidedV1,
  CaseFileOpenedV1,
  CaseFileReturnedV1,
  CaseFileStageEnteredV1,
  ClockExpiredV1,
  DisputeBoundV1,
  DisputeRaisedV1,
  DisputeStageEnteredV1,
  FeedbackAnsweredV1,
  FeedbackConfirmedV1,
  FeedbackObjectedV1,
  FeedbackOwedV1,
  HandOffRecalledV1,
  HandOffRefusedV1,
  HandOffSupplementedV1,
  HandOffSupplementRequestedV1,
  ProblemReportedV1,
  SupervisionStageEnteredV1,
} from '@xiezhi/contracts';
import { allKnownEvents } from '@xiezhi/messaging';
import { agencies, specFor } from '@xiezhi/testing';
import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { clocks } from './clock.announce.ts';
import { clockDecider, type ClockEvent } from './clock.decider.ts';
import { clockRules, handOffStory, on, problemStory, PureClocks, story } from './clock.fixture.ts';
import { nextPoint } from './clock.plan.ts';

const { harbour, customs, police } = agencies;
const clueFile = () => {
  const told = story([customs]);
  const caseFileId = randomUUID();
  const file = {
    caseFileId,
    handOffId: randomUUID(),
    matterKind: 'clue' as const,
    matterId: randomUUID(),
    agency: customs,
    sender: harbour,
    title: '钢棚占用岸线',
  };
  const step = (transition: string, at: string, more: Record<string, unknown> = {}) =>
    told.event(
      CaseFileStageEnteredV1,
      `case-file/${caseFileId}`,
      {
        ...file,
        chart: 'case-file',
        packVersion: 'river-chief-procurator@2026.1',
        transition,
        from: 'A',
        to: 'B',
        deviation: false,
        ...more,
      },
      at,
    );
  const opened = { ...file, chart: 'case-file', packVersion: 'river-chief-procurator@2026.1', isOwning: true };
  return { ...told, file, opened, step, subject: `case-file/${caseFileId}` };
};
const due = (clocks_: PureClocks, rule: string, index = 0) => clocks_.of(rule, index).plan;

describe('the days of K01', () => {
  const { step, problem, event } = problemStory(harbour, customs, '轻微');
  const reported = { ...problem, reportedBy: harbour, categoryCode: 'Z3-01', divisionCode: '330503101', isNamedReport: false };
  const handOff = handOffStory(harbour, customs, { matterKind: 'problem' });
  const all = new PureClocks().hear(
    event(ProblemReportedV1, `problem/${problem.problemId}`, reported, on('2026-11-02')),
    step('P2', on('2026-11-03')),
    handOff.sent(on('2026-11-03', '10:30')),
    handOff.received(on('2026-11-04')),
    step('P5', on('2026-11-04')),
    handOff.accepted(on('2026-11-04', '09:30')),
    step('P7', on('2026-11-06')),
    step('P8', on('2026-11-09')),
  );
  it.each([
    ['H01', '2026-11-03'],
    ['H02', '2026-11-04'],
    ['H03', '2026-11-06'],
    ['H04', '2026-11-11'],
  ])('%s was due on %s and met', (rule, day) => {
    expect(due(all, rule)).toMatchObject({ dueOn: day });
    expect(all.of(rule)).toMatchObject({ status: 'ended', outcome: 'met' });
  });
  it('looks back after three and after six months, provisionally while 2027 is unpublished', () => {
    expect(due(all, 'H12')).toMatchObject({ dueOn: '2027-02-09', isProvisional: true });
    expect(due(all, 'H12', 1)).toMatchObject({ dueOn: '2027-05-10' });
  });
  it('owes an anonymous reporter no answer, and a hand-off of a problem no H06', () =>
    expect(all.rules()).not.toEqual(expect.arrayContaining(['H08', 'H06'])));
});

describe('an urgent assignment', () => {
  const assigned = (urgency: 'ordinary' | 'urgent', at: string) => {
    const handOff = handOffStory(harbour, customs, { matterKind: 'problem' });
    return { handOff, told: new PureClocks().hear(handOff.sent(at, urgency)) };
  };
  it('is signed for within two hours, the starting hour not counted and on a rest day as well', () => {
    // Saturday evening; 2026-11-07 is no day swapped with a working one.
    const { handOff, told } = assigned('urgent', on('2026-11-07', '19:20'));
    expect(due(told, 'H02')).toMatchObject({
      dueAt: '2026-11-07T21:20:00+08:00',
      lateAfter: '2026-11-07T22:00:00+08:00',
      warningAt: '2026-11-07T20:50:00+08:00',
    });
    told.hear(handOff.received(on('2026-11-07', '21:59')));
    expect(told.of('H02')).toMatchObject({ status: 'ended', outcome: 'met' });
    expect(due(told, 'H03')).toMatchObject({ dueOn: '2026-11-10' });
  });
  it('signed for after them is late, where an ordinary one is in time', () => {
    for (const [urgency, outcome] of [
      ['urgent', 'met-late'],
      ['ordinary', 'met'],
    ] as const) {
      const { handOff, told } = assigned(urgency, on('2026-11-03', '10:30'));
      told.hear(handOff.received(on('2026-11-03', '13:00')));
      expect(told.of('H02')).toMatchObject({ outcome });
    }
  });
});

describe('the days of K02', () => {
  const { step } = problemStory(harbour, customs, '一般');
  const file = clueFile();
  const all = new PureClocks().hear(
    step('P5', on('2026-07-10')),
    step('P10', on('2026-08-03'), { limitOn: '2026-08-17' }),
    step('P11', on('2026-08-18')),
    step('P11m', on('2026-08-19', '15:00')),
    file.event(CaseFileOpenedV1, file.subject, file.opened, on('2026-08-24')),
    file.event(CaseFileDecidedV1, file.subject, { ...file.file, resultCode: 'OPEN_ADMIN_PIL' }, on('2026-08-28')),
    file.step('A6', on('2026-09-08')),
    file.step('A7', on('2026-09-10'), { fields: { respondent: police } }),
    file.step('A8', on('2026-11-06')),
  );
  it.each([
    ['H04', '2026-07-31'],
    ['H05', '2026-08-17'],
    ['H13', '2026-08-27'],
    ['H14', '2026-08-24'],
    ['A24', '2026-09-14'],
    ['A01', '2026-09-04'],
    ['A02', '2026-09-11'],
    ['A03', '2026-09-15'],
    ['A04', '2026-11-10'],
  ])('%s is due on %s', (rule, day) => expect(due(all, rule)).toMatchObject({ dueOn: day, isProvisional: false }));

  it('a reply in time leaves the rectification period to expire on its day, and the review counts from there', () => {
    const reply = all.of('A04');
    expect(reply).toMatchObject({ outcome: 'met', terms: { holder: police, watchers: [customs] } });
    expect(nextPoint(reply)).toEqual({ point: 'expiry', at: '2026-11-11T00:00:00+08:00' });
    const [fact] = all.do(all.idOf('A04'), { type: 'FirePoint', now: on('2026-11-11'), turnsRed: true, counting: clockRules });
    const [told] = clocks.announce('00000000-0000-4000-8000-000000000001', fact!, all.of('A04'));
    expect(told).toMatchObject({ type: ClockExpiredV1.type, data: { expiredOn: '2026-11-10' } });
    all.hear(file.event(ClockExpiredV1, 'clock/a04', ClockExpiredV1.data.parse(told!.data), on('2026-11-11', '00:00')));
    expect(due(all, 'A06')).toMatchObject({ dueOn: '2026-12-10' });
    expect(all.of('A06').terms).toMatchObject({ holder: customs, turnsRed: true });
  });
  it('a suggestion counts from the day it was served and is met on the day of the reply, whenever either was recorded', () => {
    const late = clueFile();
    const served = late.step('A7', on('2026-09-14'), { fields: { respondent: police, servedOn: '2026-09-10' } });
    const heard = new PureClocks().hear(
      late.step('A6', on('2026-09-08')),
      served,
      late.step('A8', on('2026-11-13'), { fields: { repliedOn: '2026-11-06' } }),
    );
    expect(heard.of('A02')).toMatchObject({ outcome: 'met', endedAt: '2026-09-10T23:59:59+08:00', plan: { dueOn: '2026-09-11' } });
    expect(due(heard, 'A03')).toMatchObject({ dueOn: '2026-09-15' });
    expect(heard.of('A04')).toMatchObject({ outcome: 'met', plan: { dueOn: '2026-11-10' }, terms: { holder: police } });
    // Served and recorded on one day: the moment of the act says more than the day.
    const same = new PureClocks().hear({ ...served, data: { ...served.data, fields: { servedOn: '2026-09-14' } } });
    expect(same.of('A04')).toMatchObject({ triggeredAt: on('2026-09-14'), plan: { dueOn: '2026-11-16' } });
  });
  it('an urgent suggestion is owed by its addressee in fifteen days, met or late, and is filed with the superior too', () => {
    const urgent = clueFile();
    const heard = new PureClocks({ [police]: 'WAT' }).hear(
      urgent.step('A6', on('2026-11-06')),
      urgent.step('A7u', on('2026-11-09'), { fields: { respondent: police, servedOn: '2026-11-09' } }),
    );
    expect(heard.of('A02')).toMatchObject({ outcome: 'met' });
    expect(due(heard, 'A03')).toMatchObject({ dueOn: '2026-11-16' });
    expect(heard.of('A05')).toMatchObject({
      plan: { dueOn: '2026-11-24' },
      terms: { holder: police, watchers: [customs], turnsRed: true },
    });
    heard.hear(urgent.step('A8', on('2026-11-25'), { fields: { repliedOn: '2026-11-25' } }));
    expect(heard.of('A05')).toMatchObject({ outcome: 'met-late' });
  });
  it('a suspended review has no due day, and goes on with what is left of it', () => {
    const pausedAt = { from: 'REVIEW', to: 'SUSPENDED' };
    all.hear(file.step('A10', on('2026-11-20'), pausedAt));
    expect(due(all, 'A06')).toMatchObject({ state: 'paused', since: '2026-11-20' });
    all.hear(file.step('A11', on('2026-11-30'), { from: 'SUSPENDED', to: 'REVIEW' }));
    expect(due(all, 'A06')).toMatchObject({ dueOn: '2026-12-21' });
  });
});

it('K06: office coordination, then the justice bureau', () => {
  const told = story([harbour, customs]);
  const dispute = {
    disputeId: randomUUID(),
    matterKind: 'problem' as const,
    matterId: randomUUID(),
    parties: [harbour, customs],
    coordinator: police,
    title: '两县争议',
  };
  const subject = `dispute/${dispute.disputeId}`;
  const road = {
    chart: 'dispute',
    packVersion: 'river-chief-procurator@2026.1',
    transition: 'D3',
    from: 'OFFICE_COORDINATION',
    to: 'JUSTICE_COORDINATION',
    deviation: false,
  };
  const all = new PureClocks().hear(
    told.event(DisputeRaisedV1, subject, { ...dispute, cause: 'raised' }, on('2026-09-08')),
    told.event(DisputeStageEnteredV1, subject, { ...dispute, ...road }, on('2026-09-15')),
    told.event(DisputeBoundV1, subject, { ...dispute, competentUnits: [harbour], decisionNumber: '湖政办〔2026〕演1号' }, on('2026-09-22')),
  );
  expect(due(all, 'H16')).toMatchObject({ dueOn: '2026-09-15' });
  expect(due(all, 'H17')).toMatchObject({ dueOn: '2026-09-29' });
  expect([all.of('H16'), all.of('H17')]).toMatchObject([{ outcome: 'met' }, { outcome: 'met', terms: { holder: police } }]);
});

it('K08: each look-back meets the first that is open; a relapse ends the rest', () => {
  const { step } = problemStory(harbour, customs, '一般');
  const all = new PureClocks().hear(step('P8', on('2026-05-20')));
  expect([due(all, 'H12'), due(all, 'H12', 1)]).toMatchObject([{ dueOn: '2026-08-20' }, { dueOn: '2026-11-20' }]);
  all.hear(step('P14a', on('2026-08-19')));
  expect([all.of('H12'), all.of('H12', 1)]).toMatchObject([{ outcome: 'met' }, { status: 'running' }]);
  all.hear(step('P14b', on('2026-11-20')));
  expect(all.of('H12', 1)).toMatchObject({ outcome: 'met' });
});

it('K08: a relapse at the first look-back leaves no second one open', () => {
  const { step } = problemStory(harbour, customs, '一般');
  const all = new PureClocks().hear(step('P8', on('2026-05-20')), step('P14b', on('2026-08-19')));
  expect([all.of('H12'), all.of('H12', 1)]).toMatchObject([{ outcome: 'met' }, { outcome: 'cancelled' }]);
});

it('K11: sign-in by 13 October, the result told by 3 November, confirmed or objected to in five days', () => {
  const handOff = handOffStory(harbour, customs);
  const thread = {
    threadId: randomUUID(),
    kind: 'FILING' as const,
    debtor: customs,
    creditor: harbour,
    matterKind: 'clue' as const,
    matterId: handOff.matterId,
    title: '排水口异常排水',
  };
  const subject = `feedback-thread/${thread.threadId}`;
  const answered = (round: number, at: string) =>
    handOff.event(FeedbackAnsweredV1, subject, { ...thread, round, answer: '已依法履职。', items: [] }, at);
  const all = new PureClocks().hear(
    handOff.sent(on('2026-10-12')),
    handOff.event(FeedbackOwedV1, subject, { ...thread, owedSince: on('2026-10-30') }, on('2026-10-30')),
    answered(0, on('2026-11-02')),
    handOff.event(FeedbackObjectedV1, subject, { ...thread, round: 1, grounds: '未附监测数据' }, on('2026-11-03')),
    answered(1, on('2026-11-06')),
    handOff.event(FeedbackConfirmedV1, subject, thread, on('2026-11-09')),
  );
  expect([due(all, 'H06'), due(all, 'H09c'), due(all, 'H10'), due(all, 'H11'), due(all, 'H10', 1)]).toMatchObject(
    ['2026-10-13', '2026-11-03', '2026-11-09', '2026-11-10', '2026-11-13'].map((dueOn) => ({ dueOn })),
  );
  expect([all.of('H09c'), all.of('H10'), all.of('H11'), all.of('H10', 1)]).toMatchObject(
    Array.from({ length: 4 }, () => ({ outcome: 'met' })),
  );
});

describe('a supplement', () => {
  const begun = () => {
    const handOff = handOffStory(harbour, customs);
    const { event, data, frozen, subject } = handOff;
    const asked = (round: number, at: string) =>
      event(HandOffSupplementRequestedV1, subject, { ...data, round, items: ['监测报告'], reason: '材料不齐' }, at);
    const supplied = (round: number, at: string) =>
      event(HandOffSupplementedV1, subject, { ...data, ...frozen, round, outcome: 'supplied' }, at);
    return { handOff, asked, supplied, all: new PureClocks().hear(handOff.sent(on('2026-04-27')), handOff.received(on('2026-04-28'))) };
  };
  it('pauses the receiver, who goes on where it stood (V08)', () => {
    const { asked, supplied, all } = begun();
    expect(due(all, 'H09b')).toMatchObject({ dueOn: '2026-05-08' });
    all.hear(asked(1, on('2026-04-29')));
    expect(due(all, 'H09b')).toMatchObject({ state: 'paused', since: '2026-04-29', resumesAt: '2026-05-10T00:00:00+08:00' });
    expect(due(all, 'H07')).toMatchObject({ dueOn: '2026-05-09' });
    all.hear(supplied(1, on('2026-05-06')));
    expect(due(all, 'H09b')).toMatchObject({ dueOn: '2026-05-11' });
  });
  it('holds the receiver no longer than its own limit, even when nobody says that it lapsed', () => {
    const { asked, all } = begun();
    all.hear(asked(1, on('2026-04-29')));
    expect(nextPoint(all.of('H09b'))).toEqual({ point: 'pause-cap', at: '2026-05-10T00:00:00+08:00' });
    all.do(all.idOf('H09b'), { type: 'FirePoint', now: on('2026-05-10'), turnsRed: false, counting: clockRules });
    expect(due(all, 'H09b')).toMatchObject({ state: 'due', dueOn: '2026-05-15' });
  });
  it('asked for again is a clock of its own; asked for twice in one round is one pause', () => {
    const { asked, supplied, all } = begun();
    const first = asked(1, on('2026-04-29'));
    all.hear(first, first, supplied(1, on('2026-04-30')), asked(2, on('2026-05-06')));
    expect(all.rules()).toEqual(['H06', 'H07', 'H07', 'H09b']);
    expect(all.of('H09b').pauses).toHaveLength(2);
  });
});

describe('events in any order', () => {
  it('a stop before its start ends in a met clock', () => {
    const handOff = handOffStory(harbour, customs);
    const [sent, received] = [handOff.sent(on('2026-10-12')), handOff.received(on('2026-10-13'))];
    const late = new PureClocks().hear(received, sent);
    const inOrder = new PureClocks().hear(sent, received);
    expect(late.of('H06')).toEqual(inOrder.of('H06'));
    expect(late.of('H06')).toMatchObject({ status: 'ended', outcome: 'met', endedAt: on('2026-10-13') });
  });
  it('told again changes nothing', () => {
    const handOff = handOffStory(harbour, customs);
    const events = [handOff.sent(on('2026-10-12')), handOff.received(on('2026-10-13'))];
    const all = new PureClocks().hear(...events);
    const before = all.facts.length;
    all.hear(...events);
    expect(all.facts).toHaveLength(before);
  });
  it('a pause and its end before the start are counted from the start on', () => {
    const handOff = handOffStory(harbour, customs);
    const { event, data, frozen, subject } = handOff;
    const asked = event(
      HandOffSupplementRequestedV1,
      subject,
      { ...data, round: 1, items: ['监测报告'], reason: '材料不齐' },
      on('2026-04-29'),
    );
    const supplied = event(HandOffSupplementedV1, subject, { ...data, ...frozen, round: 1, outcome: 'supplied' }, on('2026-05-06'));
    const all = new PureClocks().hear(asked, supplied, handOff.received(on('2026-04-28')));
    expect(due(all, 'H09b')).toMatchObject({ dueOn: '2026-05-11' });
  });
  it('wherever the start comes among the others, it leads to the same clock', () => {
    const handOff = handOffStory(harbour, customs);
    const { event, data, frozen, subject } = handOff;
    const start = handOff.received(on('2026-04-28'));
    const others = [
      event(HandOffSupplementRequestedV1, subject, { ...data, round: 1, items: ['监测报告'], reason: '材料不齐' }, on('2026-04-29')),
      event(HandOffSupplementedV1, subject, { ...data, ...frozen, round: 1, outcome: 'supplied' }, on('2026-05-06')),
      handOff.accepted(on('2026-05-08')),
    ];
    const ways = [0, 1, 2, 3].map((place) => new PureClocks().hear(...others.toSpliced(place, 0, start)).of('H09b'));
    expect(ways[0]).toMatchObject({ outcome: 'met', plan: { dueOn: '2026-05-11' } });
    for (const way of ways) expect(way).toEqual(ways[0]);
  });
  it('a recall cancels, a returned file ends its evaluation', () => {
    const handOff = handOffStory(harbour, customs);
    const file = clueFile();
    const recalled = handOff.event(
      HandOffRecalledV1,
      handOff.subject,
      { ...handOff.data, reason: '误发', basis: 'before-receipt' },
      on('2026-10-12'),
    );
    const all = new PureClocks().hear(
      handOff.sent(on('2026-10-12')),
      recalled,
      file.event(CaseFileOpenedV1, file.subject, file.opened, on('2026-10-12')),
      file.event(
        CaseFileReturnedV1,
        file.subject,
        { ...file.file, basis: 'consent', returnedBy: customs, reason: '双方同意' },
        on('2026-10-14'),
      ),
    );
    expect([all.of('H06'), all.of('A24')]).toMatchObject([{ outcome: 'cancelled' }, { outcome: 'cancelled' }]);
    expect(nextPoint(all.of('H06'))).toBeUndefined();
  });
  it('a refusal opens the sender’s next step, which a new hand-off of the matter meets', () => {
    const handOff = handOffStory(harbour, customs);
    const refused = handOff.event(
      HandOffRefusedV1,
      handOff.subject,
      { ...handOff.data, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责' },
      on('2026-03-12'),
    );
    const all = new PureClocks().hear(handOff.sent(on('2026-03-09')), handOff.received(on('2026-03-10')), refused);
    expect(all.of('H15')).toMatchObject({ terms: { holder: harbour }, plan: { dueOn: '2026-03-17' } });
    const again = handOffStory(harbour, police);
    all.hear({ ...again.sent(on('2026-03-16')), data: { ...again.sent(on('2026-03-16')).data, matterId: handOff.matterId } });
    expect(all.of('H15')).toMatchObject({ outcome: 'met' });
  });
});

describe('a clock', () => {
  const { given, stateAfter } = specFor(clockDecider);
  const startedFacts = (): ClockEvent[] => {
    const handOff = handOffStory(harbour, customs);
    return new PureClocks().hear(handOff.received(on('2026-10-12'))).facts.filter((fact) => fact.type === 'ClockStarted');
  };
  const said = { familyId: randomUUID(), parties: [harbour], counting: clockRules };
  const [started] = startedFacts() as [ClockEvent & { type: 'ClockStarted' }];
  const fire = (now: string) => ({ type: 'FirePoint', now, turnsRed: false, counting: clockRules }) as const;
  const stop = (at: string) => ({ type: 'HearOfClock', heard: { what: 'stop', at }, ...said }) as const;
  const attention: ClockEvent = { type: 'ClockWarned', point: 'attention', at: '2026-10-15T00:00:00+08:00' };
  const warning: ClockEvent = { type: 'ClockWarned', point: 'warning', at: '2026-10-16T00:00:00+08:00' };
  const overdue: ClockEvent = { type: 'ClockBreached', point: 'overdue', at: '2026-10-20T00:00:00+08:00', turnsRed: false };

  it('says each point once, one at a time, at its own legal time however late', () => {
    given(started).when(fire('2026-11-30T00:00:00+08:00')).then(attention);
    given(started, attention).when(fire('2026-11-30T00:00:00+08:00')).then(warning);
    given(started, attention, warning).when(fire('2026-11-30T00:00:00+08:00')).then(overdue);
    given(started, attention, warning, overdue).when(fire('2026-11-30T00:00:00+08:00')).thenNothing();
  });
  it('says nothing before its moment', () => given(started).when(fire('2026-10-14T23:59:59+08:00')).thenNothing());
  it('is late at exactly 24:00', () => {
    given(started).when(stop('2026-10-19T23:59:59+08:00')).then({ type: 'ClockStopped', outcome: 'met', at: '2026-10-19T23:59:59+08:00' });
    given(started)
      .when(stop('2026-10-20T00:00:00+08:00'))
      .then({ type: 'ClockStopped', outcome: 'met-late', at: '2026-10-20T00:00:00+08:00' });
  });
  it('that was met in time and learnt late keeps its breach and says so', () =>
    given(started, overdue)
      .when(stop('2026-10-18T09:00:00+08:00'))
      .then({ type: 'ClockStopped', outcome: 'met-learnt-late', at: '2026-10-18T09:00:00+08:00' }));
  it('is met while paused, whatever the day', () => {
    const pause = { from: '2026-10-13T09:00:00+08:00', reason: '补正' };
    given(started, { type: 'ClockPaused', pause, plan: { state: 'paused', since: '2026-10-13' } })
      .when(stop('2026-12-01T09:00:00+08:00'))
      .then({ type: 'ClockStopped', outcome: 'met', at: '2026-12-01T09:00:00+08:00' });
  });
  it('that ended is not ended again', () =>
    given(started, { type: 'ClockStopped', outcome: 'met', at: '2026-10-13T09:00:00+08:00' })
      .when(stop('2026-10-14T09:00:00+08:00'))
      .thenNothing());
  it('is re-planned only where another calendar makes another day', () =>
    given(started)
      .when({ type: 'ReplanClock', at: '2026-10-13T09:00:00+08:00', counting: clockRules, replanId: randomUUID(), reason: '历法更新' })
      .thenNothing());
  it('warns anew of a due moment that an exclusion has moved', () => {
    const [excluded] = clockDecider.decide(
      { type: 'ExcludeSpan', from: on('2026-10-16'), to: on('2026-10-23'), reason: '鉴定', at: on('2026-10-16'), counting: clockRules },
      stateAfter(started, attention, warning),
    );
    const after = stateAfter(started, attention, warning, excluded!);
    // Attention was said of a day that stays past; the warning has a new day.
    expect(nextPoint(after)).toEqual({ point: 'warning', at: '2026-10-23T00:00:00+08:00' });
    expect(after).toMatchObject({ plan: { dueOn: '2026-10-26' } });
  });

  describe('permissions: extending', () => {
    const file = clueFile();
    const opened = new PureClocks().hear(file.event(CaseFileOpenedV1, file.subject, file.opened, on('2026-10-12'))).facts[0]!;
    const extend = (by: string, at = on('2026-10-20'), reason = '案情复杂') =>
      ({ type: 'ExtendClock', by, account: 'customs.approver', reason, at, counting: clockRules }) as const;
    it('lengthens the period before the roll, once', () => {
      const [extended] = clockDecider.decide(extend(customs), stateAfter(opened));
      expect(extended).toMatchObject({ type: 'ClockExtended', length: 15, plan: { dueOn: '2026-11-23' } });
      given(opened, extended!).when(extend(customs)).thenNothing();
      given(opened, extended!)
        .when(extend(customs, on('2026-10-21'), '另有理由'))
        .thenRefused('CLOCK_ALREADY_EXTENDED');
    });
    it('is for whom the row names, before the period is over', () => {
      given(opened).when(extend(police)).thenRefused('CLOCK_NOT_FOUND');
      given(started).when(extend(customs)).thenRefused('CLOCK_NOT_EXTENDABLE');
      given(opened)
        .when(extend(customs, on('2026-11-03')))
        .thenRefused('CLOCK_EXTENSION_TOO_LATE');
      given(opened, { type: 'ClockStopped', outcome: 'met', at: on('2026-10-19') })
        .when(extend(customs))
        .thenRefused('CLOCK_ENDED');
      given().when(extend(customs)).thenRefused('CLOCK_NOT_FOUND');
    });
    it('is not for a party that only watches', () => {
      const watched: ClockEvent = { ...(opened as typeof started), terms: { ...(opened as typeof started).terms, watchers: [harbour] } };
      given(watched).when(extend(harbour)).thenRefused('CLOCK_NOT_YOURS_TO_EXTEND');
    });
  });
});

describe('a limit that a document sets', () => {
  const told = story([harbour, customs]);
  const board = {
    supervisionId: randomUUID(),
    matterKind: 'problem' as const,
    matterId: randomUUID(),
    issuer: harbour,
    coIssuers: [],
    observers: [police],
    unit: customs,
    title: '督办',
  };
  const stage = (from: string, to: string, at: string, limitOn: string) =>
    told.event(
      SupervisionStageEnteredV1,
      `supervision/${board.supervisionId}`,
      { ...board, level: 'S2', from, to, limitOn, signedOffBy: [] },
      at,
    );
  it('is the last day, does not roll, and begins anew when it is extended', () => {
    const all = new PureClocks().hear(
      stage('approved', 'issued', on('2026-09-01'), '2026-09-26'),
      stage('issued', 'signed', on('2026-09-02'), '2026-09-26'),
      stage('extension-asked', 'extended', on('2026-09-20'), '2026-10-15'),
      stage('extended', 'handling', on('2026-09-20'), '2026-10-15'),
      stage('handling', 'reported', on('2026-10-14'), '2026-10-15'),
    );
    expect([all.of('S02'), all.of('S02', 1)]).toMatchObject([
      { outcome: 'cancelled', plan: { dueOn: '2026-09-26' } },
      { outcome: 'met', plan: { dueOn: '2026-10-15' }, terms: { holder: customs, watchers: [harbour, police] } },
    ]);
  });
  it('is owed by the unit that signed, before it has accepted', () => {
    const { step, problem } = problemStory(harbour, customs, '轻微');
    const { unit: _, ...unaccepted } = problem;
    const signed = step('P5', on('2026-11-04'), { signedBy: customs });
    const heard = new PureClocks().hear({ ...signed, data: { ...(signed.data as object), ...unaccepted, unit: undefined } });
    expect(heard.of('H04').terms).toMatchObject({ holder: customs, watchers: [harbour] });
  });
  it('comes before the row’s own length: an assignment that gives a minor problem until 30 November', () => {
    const { step } = problemStory(harbour, customs, '轻微');
    const all = new PureClocks().hear(step('P5', on('2026-11-04'), { limitOn: '2026-11-30' }));
    expect(all.of('H04').plan).toMatchObject({ dueOn: '2026-11-30' });
  });
});

describe('the pack', () => {
  const members = new Map(allKnownEvents().map(({ type, data }) => [type, new Set(Object.keys((data as z.ZodObject).shape))]));
  const matches = clockRules.rules.flatMap((rule) =>
    [...rule.start, ...rule.stop, ...rule.cancel, ...rule.pause, ...rule.resume].map((match) => ({ rule, match })),
  );
  it('names only events and members that are announced', () =>
    expect(
      matches.flatMap(({ rule, match }) => {
        const known = members.get(match.event);
        if (known === undefined) return [`${rule.id}: ${match.event}`];
        const at = 'at' in match && typeof match.at === 'string' ? [match.at] : [];
        return [...Object.keys(match.where), ...at]
          .filter((path) => !known.has(path.split('.')[0]!))
          .map((path) => `${rule.id}: ${match.event} has no ${path}`);
      }),
    ).toEqual([]));
  it('starts each row with an event that names its subject, its holder and its watchers', () =>
    expect(
      clockRules.rules.flatMap((rule) =>
        rule.start.flatMap(({ event, at, holder }) => {
          const known = members.get(event)!;
          const paths = [rule.subject.id, rule.watchers, at ?? [], holder ?? rule.holder, rule.subject.per ?? []].map((path) =>
            [path].flat(),
          );
          const isThere = (path: string) => path.startsWith('meta.') || known.has(path.split('.')[0]!);
          // The first that is present counts; of watchers each must be a member.
          return paths
            .flatMap((some, index) => (index === 1 ? some.map((path) => [path]) : some.length === 0 ? [] : [some]))
            .filter((some) => !some.some(isThere))
            .map((some) => `${rule.id}: ${event} has none of ${some.join()}`);
        }),
      ),
    ).toEqual([]));
});

describe('who turns red', () => {
  it('a judicial organ never by an internal row, another does, and one that is not known yet does not', () => {
    const handOff = handOffStory(harbour, customs);
    const red = (kinds: Record<string, string>) => new PureClocks(kinds).hear(handOff.sent(on('2026-10-12'))).of('H06').terms.turnsRed;
    expect([red({ [customs]: 'PRO' }), red({ [customs]: 'WAT' }), red({})]).toEqual([false, true, false]);
  });
});
