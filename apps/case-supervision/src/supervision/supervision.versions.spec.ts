import { ClockBreachedV1, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { fold } from '@xiezhi/decider';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { ladders, notArrived, ofDune, ofHome, ofLake } from './ladders.samples.ts';
import { factsOf } from './planned.fixture.ts';
import { supervisions } from './supervision.announce.ts';
import { type Proposal, type ProposedSupervision, supervisionDecider, type SupervisionEvent } from './supervision.decider.ts';
import { possibleWith } from './supervision.possible.ts';
import * as samples from './supervision.samples.ts';
import { supervisionSubscriptions } from './supervision.subscriptions.ts';

const { bySystem, calendar, commands, facts, fishery, harbour, on, organs, proposal, propose } = samples;
const { given, stateAfter } = specFor(supervisionDecider);
const id = '01920000-0000-8000-8000-0000000000b1';

/** Versions with what a written order or an admonition by the office may do under each; no name: facts of before. */
const proposedUnder = (packVersion: string | undefined, more: Partial<Proposal> = {}): SupervisionEvent => ({
  type: 'SupervisionProposed',
  proposal: { ...proposal, level: 'S2', coIssuers: [], observers: [], packVersion, ...more },
});
const issuedUnder = (packVersion: string | undefined, more: Partial<Proposal> = {}) => [
  proposedUnder(packVersion, more),
  facts.approved,
  { ...facts.issued, order: { ...facts.issued.order, limitOn: '2026-10-01' } },
];
const signedUnder = (...of: Parameters<typeof issuedUnder>) => [...issuedUnder(...of), facts.signed];

describe('a supervision stands on the ladder of its own version', () => {
  it('when it is proposed: a level that its ladder has not is none, whatever the setting’s has', () => {
    given()
      .when(propose({ packVersion: ofHome }))
      .then({ type: 'SupervisionProposed', proposal: { ...proposal, packVersion: ofHome } });
    given()
      .when(propose({ packVersion: ofLake }))
      .thenRefused('SUPERVISION_LEVEL_UNKNOWN');
  });
  it('when it is approved', () => {
    const completion = { conditions: ['G16'] };
    given(proposedUnder(ofLake))
      .when({ ...commands.approve, completion })
      .then({ ...facts.approved, completion });
    for (const version of [ofHome, undefined])
      given(proposedUnder(version))
        .when({ ...commands.approve, completion })
        .thenRefused('LISTING_CONDITION_UNKNOWN');
  });
  it('when it is issued: its own longest limit', () => {
    const issue = { ...commands.issue, order: { ...commands.issue.order, limitOn: '2026-10-02' }, on };
    given(proposedUnder(ofLake), facts.approved).when(issue).thenRefused('LIMIT_TOO_LONG', { months: 1 });
    for (const version of [ofHome, undefined])
      given(proposedUnder(version), facts.approved)
        .when(issue)
        .then({ type: 'SupervisionIssued', order: { account: issue.account, ...issue.order } });
  });
  it('when an extension is asked for and granted: its own last day, number and length', () => {
    const asked = { ...commands.askExtension, on: '2026-09-29', asked: { ...commands.askExtension.asked, requestedOn: '2026-11-01' } };
    given(...signedUnder(ofLake))
      .when(asked)
      .then({ type: 'ExtensionAsked', account: asked.account, on: asked.on, ...asked.asked });
    given(...signedUnder(ofHome))
      .when(asked)
      .thenRefused('EXTENSION_ASKED_TOO_LATE');
    const pending: SupervisionEvent = { type: 'ExtensionAsked', account: asked.account, on: asked.on, ...asked.asked };
    const extend = { ...commands.extend, limitOn: '2026-12-01' };
    given(...signedUnder(ofLake), pending)
      .when(extend)
      .thenRefused('LIMIT_TOO_LONG', { months: 1 });
    given(...signedUnder(ofHome), pending)
      .when(extend)
      .then({ ...facts.extended, limitOn: extend.limitOn });
  });
  it('when it is lifted: what its own ladder asks of a lifting', () => {
    const listed = { ...samples.listed, issuer: harbour.id, coIssuers: [] };
    const done = (version: string) => [...signedUnder(version, listed), facts.reported, facts.checked];
    given(...done(ofLake))
      .when(commands.lift)
      .then(facts.lifted);
    given(...done(ofHome))
      .when(commands.lift)
      .thenRefused('LOOK_BACK_MISSING');
  });
  it('when it is asked what is possible', () => {
    const whyNot = (verb: string, packVersion: string | undefined, level: Proposal['level'] = 'S2') => {
      const supervision = fold(supervisionDecider, signedUnder(packVersion, { level })) as ProposedSupervision;
      const caller = { agency: fishery.id, account: 'fishery.handler', roles: ['handler' as const] };
      const told = possibleWith({ supervisionId: id, supervision, caller, on: '2026-09-29', ladders, calendar, organs });
      return told.find((one) => one.verb === verb);
    };
    expect(whyNot('ask-extension', ofLake)).toMatchObject({ isPossible: true });
    expect(whyNot('ask-extension', ofHome)).toMatchObject({ code: 'EXTENSION_ASKED_TOO_LATE' });
    expect(whyNot('ask-extension', notArrived)).toMatchObject({ code: 'PACK_VERSION_NOT_LOADED' });
    expect(whyNot('report', notArrived)).toMatchObject({ isPossible: true });
  });
  it('and is refused by name where there is none, or where it has not arrived', () => {
    given()
      .when(propose({ packVersion: ofDune }))
      .thenRefused('LADDER_MISSING');
    given()
      .when(propose({ packVersion: notArrived }))
      .thenRefused('PACK_VERSION_NOT_LOADED');
    given(proposedUnder(notArrived)).when(commands.approve).thenRefused('PACK_VERSION_NOT_LOADED');
    given(proposedUnder(notArrived), facts.approved).when(commands.issue).thenRefused('PACK_VERSION_NOT_LOADED');
  });
});

describe('what the system proposes by itself', () => {
  const meta = { familyId: proposal.familyId, parties: [fishery.id, harbour.id] };
  const matter = { matterKind: 'problem' as const, matterId: proposal.matterId, title: proposal.title };
  const known = { ladders, organs: new Map([...organs, [harbour.id, { ...harbour, level: 'city' }]]), heights: new Map() };
  const named = (packVersion: string | undefined) => (packVersion === undefined ? {} : { packVersion });

  async function afterBreach(packVersion: string | undefined, rung: 'overdue' | 'long-overdue' = 'overdue') {
    const clockId = bySystem.clockId!;
    const clock = {
      clockId,
      ruleId: 'H04',
      ruleName: '整改',
      subject: `problem/${proposal.matterId}`,
      holder: fishery.id,
      watchers: [harbour.id],
    };
    const data = { ...matter, ...clock, rung, dueAt: '2026-03-25T00:00:00+08:00', turnsRed: false, ...named(packVersion) };
    const event = integrationEvent(ClockBreachedV1, `clock/${clockId}`, data, meta);
    return factsOfAll(ClockBreachedV1.type, (subscription) => subscription.plan(event));
  }
  async function afterFailure(packVersion: string | undefined, level: 'S2' | 'S5' = 'S2') {
    const board = { issuer: harbour.id, coIssuers: [], observers: [], unit: fishery.id };
    const stage = { supervisionId: id, level, from: 'handling', to: 'failed', signedOffBy: [], limitOn: '2026-10-01' };
    const data = { ...matter, ...board, ...stage, ...named(packVersion) };
    const event = integrationEvent(SupervisionStageEnteredV1, `supervision/${id}`, data, meta);
    return factsOfAll(SupervisionStageEnteredV1.type, (subscription) => subscription.plan(event));
  }
  async function factsOfAll(
    type: string,
    plan: (of: ReturnType<typeof supervisionSubscriptions>[number]) => Parameters<typeof factsOf>[0][],
  ) {
    const planned = supervisionSubscriptions(known)
      .filter((one) => one.type === type)
      .flatMap(plan);
    return (await Promise.all(planned.map((one) => factsOf(one)))).flat();
  }
  const proposed = (level: string, packVersion: string | undefined, more: object = {}) => [
    { type: 'SupervisionProposed', proposal: expect.objectContaining({ level, packVersion, ...more }) },
  ];

  it('after a breach is the level that the clock’s version names, which is kept', async () => {
    expect(await afterBreach(ofLake)).toEqual(proposed('S5', ofLake));
    expect(await afterBreach(ofLake, 'long-overdue')).toEqual(proposed('S6', ofLake));
    expect(await afterBreach(ofHome)).toEqual(proposed('S2', ofHome));
    expect(await afterBreach(undefined)).toEqual(proposed('S2', undefined));
  });
  it('after a failure is the next rung of the same ladder, which is kept', async () => {
    expect(await afterFailure(ofLake)).toEqual(proposed('S4', ofLake, { follows: id }));
    expect(await afterFailure(ofHome)).toEqual(proposed('S3', ofHome, { follows: id }));
    expect(await afterFailure(undefined)).toEqual(proposed('S3', undefined, { follows: id }));
  });
  it('is nothing where the mechanism has no ladder', async () => {
    expect(await afterBreach(ofDune)).toEqual([]);
    expect(await afterFailure(ofDune)).toEqual([]);
  });
  it('waits for a version that has not arrived, and is no refusal', async () => {
    await expect(afterBreach(notArrived)).rejects.toMatchObject({ code: 'PACK_VERSION_NOT_LOADED' });
    await expect(afterFailure(notArrived)).rejects.toMatchObject({ code: 'PACK_VERSION_NOT_LOADED' });
  });
});

describe('each stage tells the version, so that whoever hears it needs no other', () => {
  const told = (packVersion: string | undefined) => {
    const history = [...issuedUnder(packVersion), facts.failed];
    return supervisions.announce(id, facts.failed, stateAfter(...history)).map(({ data }) => data);
  };
  it('of a supervision that has one', () => expect(told(ofLake)).toMatchObject([{ to: 'failed', packVersion: ofLake }]));
  it('and none of one of before', () => expect(told(undefined)[0]).not.toHaveProperty('packVersion'));
});
