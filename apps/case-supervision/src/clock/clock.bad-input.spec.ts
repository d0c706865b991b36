import { randomUUID } from 'node:crypto';
import { HandOffReceivedV1, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { agencies, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { clockDecider, type ClockCommand, type ClockEvent } from './clock.decider.ts';
import { clockRules, handOffStory, on, PureClocks, story } from './clock.fixture.ts';
import { nextPoint } from './clock.plan.ts';

const { given, stateAfter } = specFor(clockDecider);
const { harbour, customs } = agencies;

// Five working days from 12 October: the receiver's answer is due on the 19th (H09b).
const received = handOffStory(harbour, customs);
const [started] = new PureClocks().hear(received.received(on('2026-10-12'))).facts.filter((fact) => fact.type === 'ClockStarted') as [
  ClockEvent & { type: 'ClockStarted' },
];
const said = { familyId: received.familyId, parties: [harbour, customs], counting: clockRules };
const heard = (what: 'stop' | 'cancel', at: string): ClockCommand => ({ type: 'HearOfClock', heard: { what, at }, ...said });
const pause = (reason: string, at: string): ClockCommand => ({ type: 'HearOfClock', heard: { what: 'pause', at, reason }, ...said });
const resume = (reason: string, at: string): ClockCommand => ({ type: 'HearOfClock', heard: { what: 'resume', at, reason }, ...said });

/** What a clock comes to when it hears all of these, one after the other. */
function after(commands: readonly ClockCommand[], ...before: ClockEvent[]) {
  const events = [...before];
  for (const command of commands) events.push(...clockDecider.decide(command, stateAfter(...events)));
  return { events, clock: stateAfter(...events) };
}

describe('a pause inside a pause', () => {
  it('under the same reason is the same pause told again', () => {
    const paused = after([pause('补正', on('2026-10-13'))], started).events;
    given(...paused)
      .when(pause('补正', on('2026-10-14')))
      .thenNothing();
  });
  it('under another reason is united with it: what they share is counted once, and the last to end ends both (COUNTING 4)', () => {
    const inside = [pause('补正', on('2026-10-13')), pause('鉴定', on('2026-10-14')), resume('鉴定', on('2026-10-15'))];
    expect(after(inside, started).clock).toMatchObject({ plan: { state: 'paused', since: '2026-10-13' } });
    const { clock } = after([...inside, resume('补正', on('2026-10-16'))], started);
    const { clock: outerAlone } = after([pause('补正', on('2026-10-13')), resume('补正', on('2026-10-16'))], started);
    expect(clock).toMatchObject({ plan: { state: 'due', dueOn: '2026-10-22' } });
    expect(outerAlone).toMatchObject({ plan: { dueOn: '2026-10-22' } });
  });
  it('that outlasts the other goes on', () => {
    const crossing = [pause('补正', on('2026-10-13')), pause('鉴定', on('2026-10-14')), resume('补正', on('2026-10-15'))];
    expect(after(crossing, started).clock).toMatchObject({ plan: { state: 'paused' } });
    expect(after([...crossing, resume('鉴定', on('2026-10-19'))], started).clock).toMatchObject({ plan: { dueOn: '2026-10-23' } });
  });
});

describe('an end of a pause', () => {
  it('without its beginning records nothing', () =>
    given(started)
      .when(resume('补正', on('2026-10-14')))
      .thenNothing());
  it('of another reason leaves the pause as it is', () => {
    const paused = after([pause('补正', on('2026-10-13'))], started).events;
    given(...paused)
      .when(resume('鉴定', on('2026-10-14')))
      .thenNothing();
  });
  it('dated before its beginning ends it where it began: nothing is gained', () => {
    const { clock } = after([pause('补正', on('2026-10-14')), resume('补正', on('2026-10-13'))], started);
    expect(clock).toMatchObject({ plan: { dueOn: '2026-10-19' } });
  });
});

describe('a pause too late', () => {
  it('after the last day changes nothing, and does not take back that it is overdue (COUNTING 4)', () => {
    const overdue: ClockEvent = { type: 'ClockBreached', point: 'overdue', at: '2026-10-20T00:00:00+08:00', turnsRed: false };
    const { clock } = after([pause('补正', on('2026-10-21'))], started, overdue);
    expect(clock).toMatchObject({ plan: { state: 'due', dueOn: '2026-10-19' }, fired: ['overdue'] });
  });
  it('after the end of the clock is none', () => {
    const ended = after([heard('stop', on('2026-10-14'))], started).events;
    given(...ended)
      .when(pause('补正', on('2026-10-15')))
      .thenNothing();
  });
});

describe('a stop before a start', () => {
  it('told before it is kept and meets the clock when its start comes (DESIGN 3)', () => {
    const early = after([heard('stop', on('2026-10-14'))]);
    expect(early.clock).toMatchObject({ status: 'awaited' });
    const { type: _, ...start } = { ...started, type: undefined };
    const { clock } = after(
      [{ type: 'StartClock', terms: start.terms, triggeredAt: start.triggeredAt, counting: clockRules }],
      ...early.events,
    );
    expect(clock).toMatchObject({ status: 'ended', outcome: 'met', endedAt: on('2026-10-14') });
  });
  it('dated before it, such as an answer recorded before the signature, is met too and fires nothing', () => {
    const { clock } = after([heard('stop', on('2026-10-09'))], started);
    expect(clock).toMatchObject({ status: 'ended', outcome: 'met' });
    expect(nextPoint(clock)).toBeUndefined();
  });
  it('of a row that recurs ends nothing when nothing is open', () => {
    const told = story([harbour, customs]);
    const board = { supervisionId: randomUUID(), matterKind: 'problem' as const, matterId: randomUUID(), title: '督办' };
    const parties = { issuer: harbour, coIssuers: [], observers: [], unit: customs };
    const reported = told.event(
      SupervisionStageEnteredV1,
      `supervision/${board.supervisionId}`,
      { ...board, ...parties, level: 'S2', from: 'handling', to: 'reported', signedOffBy: [] },
      on('2026-09-01'),
    );
    expect(new PureClocks().hear(reported).facts).toEqual([]);
  });
  it('and a second stop, and a stop after a cancellation, record nothing', () => {
    for (const first of [heard('stop', on('2026-10-14')), heard('cancel', on('2026-10-14'))]) {
      const ended = after([first], started).events;
      given(...ended)
        .when(heard('stop', on('2026-10-15')))
        .thenNothing();
      given(...ended)
        .when(heard('cancel', on('2026-10-15')))
        .thenNothing();
    }
  });
});

describe('a date that cannot be', () => {
  const told = story([harbour, customs]);
  const board = { supervisionId: randomUUID(), matterKind: 'problem', matterId: randomUUID(), title: '督办', level: 'S2' };
  const issued = {
    ...board,
    issuer: harbour,
    coIssuers: [],
    observers: [],
    unit: customs,
    from: 'approved',
    to: 'issued',
    signedOffBy: [],
  };

  it.each(['2026-02-30', '2026-13-01', '2025-02-29', '2026-2-3', '二月三十日'])(
    '%s is no last day: the event is parked as bad data',
    (limitOn) => expect(SupervisionStageEnteredV1.data.safeParse({ ...issued, limitOn }).success).toBe(false),
  );
  it('before its own trigger, as a last day, is overdue from the beginning', () => {
    const late = told.event(
      SupervisionStageEnteredV1,
      `supervision/${board.supervisionId}`,
      SupervisionStageEnteredV1.data.parse({ ...issued, limitOn: '2026-08-31' }),
      on('2026-09-02'),
    );
    const clock = new PureClocks({ [customs]: 'WAT' }).hear(late).of('S02');
    expect(clock.plan).toMatchObject({ dueOn: '2026-08-31', lateAfter: '2026-09-01T00:00:00+08:00' });
  });
  it('to come is no trigger that a service lets through, and if one does, the period counts from it and not from today', () => {
    const data = HandOffReceivedV1.data.parse(received.data);
    const ahead = received.event(HandOffReceivedV1, `hand-off/${randomUUID()}`, { ...data, handOffId: randomUUID() }, on('2099-10-12'));
    expect(new PureClocks().hear(ahead).of('H09b').plan).toMatchObject({ dueOn: '2099-10-19', isProvisional: true });
  });
});
