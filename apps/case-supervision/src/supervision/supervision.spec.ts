import { derivedId } from '@xiezhi/aggregate';
import { actionsOf, ClockBreachedV1, roles, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { supervisions } from './supervision.announce.ts';
import { supervisionDecider, type SupervisionEvent } from './supervision.decider.ts';
import { ladders, pack } from './ladders.samples.ts';
import * as samples from './supervision.samples.ts';
import { supervisionSubscriptions } from './supervision.subscriptions.ts';

const { by, bySystem, city, commands, customs, facts, fishery, harbour, limitOn, listed, organs, police, proposal, propose, water } =
  samples;
const { given, stateAfter } = specFor(supervisionDecider);
const { proposed, proposedBySystem, approved, rejected, issued, signed, progressed, reported, checked, defective } = facts;
const { signedOff, lifted, extensionAsked, extended, extensionDeclined, failed, escalated } = facts;
const running = [proposed, approved, issued] as const;
const handling = [...running, signed, progressed] as const;
const id = '01920000-0000-8000-8000-0000000000b1';

describe('a supervision', () => {
  it('is proposed, approved by another person, and issued with a limit', () => {
    given().when(commands.propose).then(proposed);
    given(proposed).when(commands.approve).then(approved);
    given(proposed, approved).when(commands.issue).then(issued);
  });
  it('is not approved by who proposed it, nor issued by who approved it', () => {
    given(proposed)
      .when({ ...commands.approve, ...by(harbour, 'harbour.handler') })
      .thenRefused('APPROVER_IS_DRAFTER');
    given(proposed, approved)
      .when({ ...commands.issue, ...by(harbour, 'harbour.approver') })
      .thenRefused('APPROVER_IS_DRAFTER');
  });
  it('may be rejected until it is issued', () => {
    given(proposed).when(commands.reject).then(rejected);
    given(proposed, approved).when(commands.reject).then(rejected);
    given(...running)
      .when(commands.reject)
      .thenRefused('SUPERVISION_ALREADY_ISSUED');
    given(proposed, rejected).when(commands.approve).thenRefused('SUPERVISION_NOT_PROPOSED');
  });
  it('is signed, worked on, reported, checked, signed off and lifted', () => {
    given(...running)
      .when(commands.sign)
      .then(signed);
    given(...running, signed)
      .when(commands.progress)
      .then(progressed);
    given(...handling)
      .when(commands.report)
      .then(reported);
    given(...handling, reported)
      .when(commands.check)
      .then(checked);
    given(...handling, reported, checked)
      .when(commands.signOff)
      .then(signedOff);
    given(...handling, reported, checked, signedOff)
      .when(commands.lift)
      .then(lifted);
  });
  it('is reported only once it is signed', () =>
    given(...running)
      .when(commands.report)
      .thenRefused('SUPERVISION_NOT_SIGNED'));
  it('goes back to the unit when the check finds defects, with a limit that lies ahead', () => {
    given(...handling, reported)
      .when(commands.checkFailed)
      .then(defective);
    given(...handling, reported)
      .when({ ...commands.checkFailed, on: '2026-12-02' })
      .thenRefused('LIMIT_NOT_AHEAD');
    given(...handling, reported)
      .when({ ...commands.checkFailed, on: '2026-12-02', limitOn: '2026-12-20' })
      .then({ ...defective, limitOn: '2026-12-20' });
    given(...handling, reported, defective)
      .when(commands.report)
      .then(reported);
  });
  it('closes only with every joint member’s sign-off, and on what was checked last', () => {
    given(...handling, reported, checked)
      .when(commands.lift)
      .thenRefused('SIGN_OFF_MISSING');
    given(...handling, reported, checked, signedOff)
      .when({ ...commands.signOff })
      .thenNothing();
    given(...handling, reported)
      .when(commands.signOff)
      .thenRefused('SUPERVISION_NOT_CHECKED');
    expect(stateAfter(...handling, reported, checked, signedOff, reported, checked)).toMatchObject({ signedOff: [] });
  });
  it('records nothing when the same is said again', () => {
    given(proposed, approved).when(commands.approve).thenNothing();
    given(proposed, rejected).when(commands.reject).thenNothing();
    given(...running)
      .when(commands.issue)
      .thenNothing();
    given(...running, signed)
      .when(commands.sign)
      .thenNothing();
    given(...handling)
      .when(commands.progress)
      .thenNothing();
    given(...handling, reported)
      .when(commands.report)
      .thenNothing();
    given(...handling, reported, checked)
      .when(commands.check)
      .thenNothing();
    given(...handling, reported, checked, signedOff, lifted)
      .when(commands.lift)
      .thenNothing();
  });
  it('sets no limit behind its issue', () =>
    given(proposed, approved)
      .when({ ...commands.issue, on: limitOn })
      .thenRefused('LIMIT_NOT_AHEAD'));
  it('cannot have facts before it was proposed', () => {
    expect(() => stateAfter(approved)).toThrow(/before any SupervisionProposed/);
    expect(() => stateAfter(proposed, signed)).toThrow(/before SupervisionIssued/);
  });
});

describe('the limit of an order', () => {
  it('has failed when it passes unanswered', () => {
    for (const before of [[], [signed], [signed, progressed]])
      given(...running, ...before)
        .when(commands.fail)
        .then(failed);
  });
  it('has not failed once a result or a longer limit is there, however late that is told', () => {
    given(...handling, reported)
      .when(commands.fail)
      .thenNothing();
    given(...handling, extensionAsked, extended)
      .when(commands.fail)
      .thenNothing();
    given(...handling, failed)
      .when(commands.fail)
      .thenNothing();
  });
  it('does not keep a late report out, which is marked', () => {
    given(...handling, failed)
      .when(commands.report)
      .then({ ...reported, isLate: true });
    given(...handling)
      .when({ ...commands.report, on: '2026-12-02' })
      .then({ ...reported, on: '2026-12-02', isLate: true });
  });
  it('does not keep a unit from signing late', () =>
    given(...running, failed)
      .when(commands.sign)
      .then(signed));
});

describe('an extension', () => {
  it('is asked for with progress and plan, ten working days before the limit (K05: by 17 November for 1 December)', () => {
    given(...handling)
      .when(commands.askExtension)
      .then(extensionAsked);
    given(...handling)
      .when({ ...commands.askExtension, on: samples.askBy })
      .then({ ...extensionAsked, on: samples.askBy });
    given(...handling)
      .when({ ...commands.askExtension, on: '2026-11-18' })
      .thenRefused('EXTENSION_ASKED_TOO_LATE');
  });
  it('is granted or declined by the issuer, once', () => {
    given(...handling, extensionAsked)
      .when(commands.extend)
      .then(extended);
    given(...handling, extensionAsked)
      .when(commands.declineExtension)
      .then(extensionDeclined);
    given(...handling, extensionAsked, extended)
      .when(commands.extend)
      .thenNothing();
    given(...handling, extensionAsked, extensionDeclined)
      .when(commands.declineExtension)
      .thenNothing();
    given(...handling, extensionAsked, extended)
      .when({ ...commands.askExtension, asked: { ...commands.askExtension.asked, requestedOn: '2027-03-31' }, on: '2026-12-20' })
      .thenRefused('EXTENSION_USED_UP');
  });
  it('is not granted unasked', () =>
    given(...handling)
      .when(commands.extend)
      .thenRefused('EXTENSION_NOT_ASKED'));
  it('lengthens the limit, by three months at most', () => {
    given(...handling, extensionAsked)
      .when({ ...commands.extend, limitOn: '2027-03-02' })
      .thenRefused('LIMIT_TOO_LONG');
    given(...handling, extensionAsked)
      .when({ ...commands.extend, limitOn })
      .thenRefused('LIMIT_NOT_AHEAD');
    expect(stateAfter(...handling, extensionAsked, extended)).toMatchObject({ status: 'handling', order: { limitOn: '2027-01-31' } });
  });
});

describe('the ladder', () => {
  it('has no rung over a judicial organ', () => {
    for (const judicial of [customs, police])
      given()
        .when(propose({ unit: judicial.id, coIssuers: [water.id], observers: [] }))
        .thenRefused('UNIT_NOT_SUPERVISABLE');
  });
  it('asks for a joint member where the order is joint', () =>
    given()
      .when(propose({ coIssuers: [] }))
      .thenRefused('JOINT_MEMBER_MISSING'));
  it('asks for city level, a condition and a site visit where the order is listed', () => {
    const ask = (more: Partial<typeof listed>) => given().when(propose({ ...listed, ...more }));
    ask({}).then({ type: 'SupervisionProposed', proposal: listed });
    ask({ issuer: harbour.id }).thenRefused('ISSUER_NOT_ENTITLED');
    ask({ conditions: [] }).thenRefused('LISTING_CONDITION_MISSING');
    ask({ conditions: ['G16'] }).thenRefused('LISTING_CONDITION_UNKNOWN');
    ask({ siteVisitOn: undefined }).thenRefused('SITE_VISIT_MISSING');
  });
  it('knows fifteen conditions', () => expect(pack.ladder?.conditions.map(({ code }) => code)).toHaveLength(15));
  it('lets a listed order run three months at most and lifts it with look-back and public notice', () => {
    const before = [{ type: 'SupervisionProposed', proposal: listed }, approved] as const;
    const issuing = { ...commands.issue, ...by(city, 'city.handler') };
    given(...before)
      .when({ ...issuing, order: { ...issuing.order, limitOn: '2026-12-02' } })
      .thenRefused('LIMIT_TOO_LONG');
    const lifting = { ...commands.lift, ...by(city, 'city.approver') };
    const done = given(...before, issued, signed, reported, checked, signedOff);
    done.when(lifting).thenRefused('LOOK_BACK_MISSING');
    done.when({ ...lifting, lifting: { ...lifting.lifting, lookBackOn: ['2027-03-01'] } }).thenRefused('PUBLIC_NOTICE_MISSING');
  });
  it('is climbed upward only, from what runs, by its board', () => {
    const rung = { supervisionId: id, level: 'S3', isRunning: true, board: [harbour.id] } as const;
    const climbing = { ...proposal, follows: id };
    given()
      .when(propose({ ...climbing, level: 'S5' }, rung))
      .then({ type: 'SupervisionProposed', proposal: { ...climbing, level: 'S5' } });
    for (const level of ['S2', 'S3'] as const)
      given()
        .when(propose({ ...climbing, level }, rung))
        .thenRefused('SUPERVISION_LEVEL_NOT_HIGHER');
    given()
      .when(propose({ ...climbing, level: 'S5' }, { ...rung, isRunning: false }))
      .thenRefused('SUPERVISION_ENDED');
    given()
      .when(propose({ ...climbing, level: 'S5' }, { ...rung, board: [water.id] }))
      .thenRefused('NOT_THE_ISSUER');
  });
  it('ends the lower rung when the higher one is issued, whatever it waits for', () => {
    for (const before of [running, handling, [...handling, failed], [...handling, reported]])
      given(...before)
        .when(commands.escalate)
        .then(escalated);
    given(...handling, reported, checked, signedOff, lifted)
      .when(commands.escalate)
      .thenNothing();
  });
  it('has no urging as an order, and nobody twice on a board', () => {
    given()
      .when(propose({ level: 'S1' }))
      .thenRefused('SUPERVISION_LEVEL_IS_URGING');
    given()
      .when(propose({ observers: [harbour.id] }))
      .thenRefused('BOARD_MEMBER_TWICE');
    given()
      .when(propose({ unit: harbour.id }))
      .thenRefused('SUPERVISION_OF_ITSELF');
    given()
      .when(propose({ unit: '01920000-0000-7000-8000-00000000aaff' }))
      .thenRefused('AGENCY_NOT_FOUND');
  });
});

describe('a proposal of the system', () => {
  it('leaves open who joins, and is completed by who approves it', () => {
    given()
      .when({ ...commands.propose, proposal: bySystem })
      .then(proposedBySystem);
    given(proposedBySystem).when(commands.approve).thenRefused('JOINT_MEMBER_MISSING');
    const completion = { coIssuers: [customs.id] };
    given(proposedBySystem)
      .when({ ...commands.approve, completion })
      .then({ ...approved, completion });
  });
  it('is made once', () =>
    given(proposedBySystem, rejected)
      .when({ ...commands.propose, proposal: bySystem })
      .thenNothing());
});

describe('permissions', () => {
  it('of the issuer: nobody else approves, rejects, issues, checks, extends or lifts', () => {
    for (const command of [commands.approve, commands.reject])
      given(proposed)
        .when({ ...command, ...by(customs, 'customs.approver') })
        .thenRefused('NOT_THE_ISSUER');
    for (const command of [commands.check, commands.extend, commands.declineExtension, commands.lift, commands.issue])
      given(...handling, reported)
        .when({ ...command, ...by(fishery, 'fishery.approver') })
        .thenRefused('NOT_THE_ISSUER');
  });
  it('of the unit: nobody else signs, reports or asks', () => {
    for (const command of [commands.sign, commands.progress, commands.report, commands.askExtension])
      given(...handling)
        .when({ ...command, ...by(harbour, 'harbour.handler') })
        .thenRefused('NOT_THE_SUPERVISED_UNIT');
  });
  it('of joint members: nobody else signs off', () =>
    given(...handling, reported, checked)
      .when({ ...commands.signOff, ...by(water, 'water.approver') })
      .thenRefused('NOT_A_JOINT_MEMBER'));
  it('to a third agency there is no supervision, and before its issue none to the unit', () => {
    for (const command of Object.values(commands))
      if ('by' in command)
        given(...handling)
          .when({ ...command, ...by(police, 'police.approver') })
          .thenRefused('SUPERVISION_NOT_FOUND');
    given(proposed, approved).when(commands.sign).thenRefused('SUPERVISION_NOT_FOUND');
    given().when(commands.approve).thenRefused('SUPERVISION_NOT_FOUND');
  });
  it('to approve belong to approvers', () =>
    expect(roles.filter((role) => actionsOf[role].includes('supervision:approve'))).toEqual(['approver']));
});

describe('what a supervision announces', () => {
  const announced = (...events: SupervisionEvent[]) => supervisions.announce(id, events.at(-1)!, stateAfter(...events));
  it('is its proposal with the grounds, and whose it is', () =>
    expect(announced(proposedBySystem)).toMatchObject([
      { type: 'case-supervision.supervision-proposed.v1', data: { isBySystem: true, unit: fishery.id } },
    ]));
  it('is each stage, with the limit once there is one', () => {
    expect(announced(proposed, approved)[0]?.data).toMatchObject({ from: 'proposed', to: 'approved' });
    expect(announced(...running)[0]?.data).toMatchObject({ to: 'issued', limitOn, signedOffBy: [] });
    expect(announced(...handling, reported, checked, signedOff)[0]?.data).toMatchObject({ to: 'signed-off', signedOffBy: [customs.id] });
  });
  it('says of an extension that the old limit has ended and the new one runs', () =>
    expect(announced(...handling, extensionAsked, extended).map(({ data }) => data)).toMatchObject([
      { to: 'extended', limitOn: '2027-01-31' },
      { from: 'extended', to: 'handling', limitOn: '2027-01-31' },
    ]));
  it('carries neither reports nor findings', () => {
    const told = JSON.stringify([announced(...handling), announced(...handling, reported), announced(...handling, reported, checked)]);
    expect(told).not.toContain('拆除');
  });
  it('is seen by the board alone until it is issued, then by unit and observers too', () => {
    expect(supervisions.scopeOf(stateAfter(proposed, approved)).parties).toEqual([harbour.id, customs.id]);
    expect(supervisions.scopeOf(stateAfter(...running)).parties).toEqual([harbour.id, customs.id, fishery.id, water.id]);
  });
});

describe('what a broken rung of a clock leads to', () => {
  const clock = {
    clockId: bySystem.clockId!,
    ruleId: 'H04',
    ruleName: '整改',
    subject: `problem/${proposal.matterId}`,
    matterKind: 'problem' as const,
    matterId: proposal.matterId,
    holder: fishery.id,
    watchers: [customs.id, harbour.id],
    title: proposal.title,
    rung: 'overdue' as const,
    dueAt: '2026-03-25T00:00:00+08:00',
    turnsRed: false,
  };
  const meta = { familyId: proposal.familyId, parties: [fishery.id, harbour.id] };
  const planned = (
    more: Partial<Omit<typeof clock, 'rung'>> & { rung?: 'overdue' | 'long-overdue' } = {},
    heights = new Map<string, number>(),
  ) =>
    supervisionSubscriptions({ ladders, organs, heights })
      .filter(({ type }) => type === ClockBreachedV1.type)
      .flatMap((on) => on.plan(integrationEvent(ClockBreachedV1, `clock/${clock.clockId}`, { ...clock, ...more }, meta)))
      .map(({ subject }) => subject);

  it('is one proposal, whose id follows from clock and rung', () => {
    expect(planned()).toEqual([`supervision/${derivedId(clock.clockId, 'supervision/overdue')}`]);
    expect(planned({ rung: 'long-overdue' })).toEqual([`supervision/${derivedId(clock.clockId, 'supervision/long-overdue')}`]);
  });
  it('is nothing over a judicial organ, an unknown one, or where nobody entitled watches', () => {
    for (const holder of [customs.id, police.id, '01920000-0000-7000-8000-00000000aaff']) expect(planned({ holder })).toEqual([]);
    expect(planned({ watchers: [water.id] })).toEqual([]);
  });
  it('is nothing where one as high runs already', () =>
    expect(planned({}, new Map([[`${proposal.matterId}/${fishery.id}`, 2]]))).toEqual([]));
  it('is the failure of an order whose limit it was', () =>
    expect(planned({ subject: `supervision/${id}` })).toEqual([`supervision/${id}`]));
  it('leads from a failed order to a proposal of the next rung, and from an issued one to the end of the lower', () => {
    const entered = (to: string, follows?: string) => {
      const board = { issuer: harbour.id, coIssuers: [], observers: [], unit: fishery.id };
      const data = { supervisionId: id, matterKind: 'problem' as const, matterId: proposal.matterId, level: 'S3' as const, ...board };
      const stage = { title: proposal.title, from: 'handling', to, signedOffBy: [], limitOn, ...(follows !== undefined && { follows }) };
      return supervisionSubscriptions({ ladders, organs: new Map([...organs, [harbour.id, city]]), heights: new Map() })
        .filter(({ type }) => type === SupervisionStageEnteredV1.type)
        .flatMap((on) => on.plan(integrationEvent(SupervisionStageEnteredV1, `supervision/${id}`, { ...data, ...stage }, meta)))
        .map(({ subject }) => subject);
    };
    expect(entered('failed')).toEqual([`supervision/${derivedId(id, 'supervision/next')}`]);
    expect(entered('issued', proposal.matterId)).toEqual([`supervision/${proposal.matterId}`]);
    expect(entered('signed')).toEqual([]);
  });
});
