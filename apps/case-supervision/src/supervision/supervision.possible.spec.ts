import type { Role } from '@xiezhi/contracts';
import { fold } from '@xiezhi/decider';
import { describe, expect, it } from 'vitest';
import { supervisionDecider, type ProposedSupervision, type SupervisionEvent } from './supervision.decider.ts';
import { possibleWith, type Situation } from './supervision.possible.ts';
import { ladders } from './ladders.samples.ts';
import * as samples from './supervision.samples.ts';
import { table } from './supervision.table.ts';

const { calendar, customs, facts, fishery, harbour, listed, organs, water } = samples;
const { states } = table;

const post = (agency: string, account: string, ...roles: Role[]) => ({ agency, account, roles });
const handler = post(harbour.id, 'harbour.handler', 'handler');
const approver = post(harbour.id, 'harbour.approver', 'approver');
const joint = post(customs.id, 'customs.approver', 'approver');
const unit = post(fishery.id, 'fishery.handler', 'handler');
const observer = post(water.id, 'water.handler', 'handler');
const inspector = post(harbour.id, 'harbour.inspector', 'inspector');

const supervisionId = '01920000-0000-7000-8000-0000000000f1';
function verbsOf(history: readonly SupervisionEvent[], caller: Situation['caller'], more: Partial<Situation> = {}) {
  const supervision = fold(supervisionDecider, [...history]) as ProposedSupervision;
  return possibleWith({ supervisionId, supervision, caller, on: '2026-10-20', ladders, calendar, organs, ...more });
}
const possible = (...asked: Parameters<typeof verbsOf>) =>
  verbsOf(...asked)
    .filter(({ isPossible }) => isPossible)
    .map(({ verb }) => verb);
const whyNot = (verb: string, ...asked: Parameters<typeof verbsOf>) => verbsOf(...asked).find((one) => one.verb === verb);

describe('what is possible with a supervision for me now', () => {
  it.each([
    ['a proposal, for its proposer’s chief', states['proposed 拟督办'], approver, ['approve', 'reject']],
    ['an approved one, for whoever types the order', states['approved 已批准'], handler, ['issue']],
    ['an approved one, for the chief who approved it', states['approved 已批准'], approver, ['reject']],
    ['an order, for the unit', states['issued 已下达'], unit, ['sign']],
    ['an order, for the board', states['issued 已下达'], handler, ['escalate']],
    ['an order, for a joint member', states['issued 已下达'], joint, ['escalate']],
    ['an order, for who only observes', states['issued 已下达'], observer, []],
    ['a signed order, for the unit', states['signed 已签收'], unit, ['progress', 'report', 'ask-extension']],
    ['an asked extension, for the chief', states['handling 已申请延期'], approver, ['extend', 'decline-extension', 'escalate']],
    ['a failed order, for the unit', states['failed 逾期'], unit, ['progress', 'report', 'ask-extension']],
    ['a report, for the board', states['reported 已报结果'], handler, ['check', 'escalate']],
    ['a passed check, for a joint member', states['checked 核查合格'], joint, ['sign-off', 'escalate']],
    ['a passed check without the joint member, for the chief', states['checked 核查合格'], approver, ['escalate']],
    ['a passed check signed by all, for the chief', states['checked 联合单位已签字'], approver, ['lift', 'escalate']],
    ['what was lifted', states['lifted 已解除'], approver, []],
    ['what a higher one took the place of', states['escalated 已升级'], handler, []],
  ])('%s', (_name, history, caller, expected) => expect(possible(history, caller)).toEqual(expected));

  it('and why the rest is not, with advice', () => {
    expect(whyNot('lift', states['checked 核查合格'], approver)).toMatchObject({
      isPossible: false,
      code: 'SIGN_OFF_MISSING',
      advice: expect.any(String),
      missing: [customs.id],
    });
    expect(whyNot('sign', states['issued 已下达'], handler)).toMatchObject({ code: 'NOT_THE_SUPERVISED_UNIT' });
    expect(whyNot('issue', states['approved 已批准'], { ...handler, account: facts.approved.account })).toMatchObject({
      code: 'APPROVER_IS_DRAFTER',
    });
    expect(whyNot('sign', states['signed 已签收'], unit)).toMatchObject({ code: 'SUPERVISION_ALREADY_SIGNED' });
    expect(whyNot('approve', states['approved 已批准'], approver)).toMatchObject({ code: 'SUPERVISION_STEP_ALREADY_TAKEN' });
    expect(whyNot('escalate', states['lifted 已解除'], handler)).toMatchObject({ code: 'SUPERVISION_ENDED' });
    expect(whyNot('escalate', states['issued 已下达'], unit)).toMatchObject({ code: 'NOT_THE_ISSUER' });
  });
  it('an extension that would be asked for too late is not offered', () =>
    expect(whyNot('ask-extension', states['signed 已签收'], unit, { on: '2026-11-18' })).toMatchObject({
      code: 'EXTENSION_ASKED_TOO_LATE',
    }));
  it('what the approval’s own form can still answer stands against nothing', () =>
    expect(
      possible([{ type: 'SupervisionProposed', proposal: { ...listed, issuer: harbour.id, level: 'S3', coIssuers: [] } }], approver),
    ).toContain('approve'));
  it('a place on the ladder that is taken is told before the button is pressed', () =>
    expect(whyNot('approve', states['proposed 拟督办'], approver, { height: 2 })).toMatchObject({ code: 'SUPERVISION_LEVEL_NOT_HIGHER' }));
  it('an order is issued as the document of its rung, by code and name', () => {
    const approved = (level: 'S2' | 'S4') => [
      { type: 'SupervisionProposed' as const, proposal: { ...listed, issuer: harbour.id, level } },
      facts.approved,
    ];
    expect(whyNot('issue', approved('S2'), handler)).toMatchObject({ document: 'F-20', documentName: '督办单' });
    expect(whyNot('issue', approved('S4'), handler)).toMatchObject({ document: 'F-22', documentName: '挂牌督办通知书' });
    expect(whyNot('sign', approved('S2'), handler)).not.toHaveProperty('document');
  });
  it('above the highest rung there is none', () => {
    const history = [{ type: 'SupervisionProposed' as const, proposal: { ...listed, level: 'S6' as const } }, facts.approved, facts.issued];
    expect(whyNot('escalate', history, post(listed.issuer, 'city.handler', 'handler'))).toMatchObject({
      code: 'SUPERVISION_LEVEL_NOT_HIGHER',
    });
  });
});

describe('permissions', () => {
  it('a post that may only read is offered nothing, and told that it is the post', () => {
    expect(possible(states['proposed 拟督办'], inspector)).toEqual([]);
    expect(whyNot('approve', states['proposed 拟督办'], inspector)).toMatchObject({ code: 'ACTION_NOT_PERMITTED' });
  });
  it('a handler does not approve', () =>
    expect(whyNot('approve', states['proposed 拟督办'], post(harbour.id, 'harbour.second', 'handler'))).toMatchObject({
      code: 'ACTION_NOT_PERMITTED',
    }));
});
