import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import type { CommandOf } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import {
  abolished,
  commands,
  customs,
  draft,
  facts,
  frozen,
  handOffId,
  harbour,
  lighthouse,
  onward,
  police,
  route,
  sent,
  successor,
} from './hand-off.samples.ts';
import type { KnownRoute } from './route.ts';

const { given, stateAfter } = specFor(handOffDecider);
const onRoute = (change: Partial<KnownRoute>) => ({ ...draft, route: { ...route, ...change } });

describe('a draft', () => {
  it('is not made of another agency’s matter', () =>
    given()
      .when({ ...draft, matter: { ...draft.matter, owner: customs.id } })
      .thenRefused('MATTER_NOT_OWNED'));
  it('does not go to an unknown agency', () =>
    given()
      .when({ ...draft, receiver: undefined })
      .thenRefused('RECEIVER_UNKNOWN'));
  it('does not go to an abolished agency, and names who took over; it does go on the last day', () => {
    given()
      .when({ ...draft, receiver: { ...customs, abolished } })
      .thenRefused('RECEIVER_ABOLISHED', { lastDay: '2026-10-11', successor: lighthouse.id, successorName: '灯塔检察院' });
    given()
      .when({ ...draft, receiver: { ...customs, abolished: { ...abolished, lastDay: '2026-10-12' } } })
      .then(facts.drafted);
  });
  it('does not go to its own agency', () =>
    given()
      .when({ ...draft, receiver: harbour })
      .thenRefused('RECEIVER_IS_SENDER'));
  it('needs a route', () =>
    given()
      .when({ ...draft, route: undefined })
      .thenRefused('ROUTE_UNKNOWN'));
  it('needs a route in force', () =>
    given()
      .when(onRoute({ validTo: '2026-10-11' }))
      .thenRefused('ROUTE_UNKNOWN'));
  it('finds its route in force on the last day', () =>
    given()
      .when(onRoute({ validTo: '2026-10-12' }))
      .then(facts.drafted));
  it('needs a route that has begun', () =>
    given()
      .when(onRoute({ validFrom: '2026-10-13' }))
      .thenRefused('ROUTE_UNKNOWN'));
  it('needs a route for its kind of matter', () =>
    given()
      .when(onRoute({ matterKind: 'problem' }))
      .thenRefused('ROUTE_NOT_FOR_THIS_MATTER'));
  it('goes only where the route leads', () =>
    given()
      .when({ ...draft, receiver: police })
      .thenRefused('ROUTE_NOT_FOR_THESE_PARTIES'));
  it('comes from every kind of organ the route names', () => {
    given()
      .when(onRoute({ fromKind: 'TRA', alsoFrom: ['AGR', 'RCO'] }))
      .then(facts.drafted);
    given()
      .when(onRoute({ fromKind: 'TRA', alsoFrom: ['AGR'] }))
      .thenRefused('ROUTE_NOT_FOR_THESE_PARTIES');
  });
  it('stays in its division where the route says so', () =>
    given()
      .when({ ...draft, receiver: { ...customs, division: '330502' } })
      .thenRefused('ROUTE_NOT_FOR_THESE_PARTIES'));
  it('stays on its level where the route says so', () =>
    given()
      .when({ ...onRoute({ relation: 'same-level' }), receiver: { ...customs, level: 'city' } })
      .thenRefused('ROUTE_NOT_FOR_THESE_PARTIES'));
  it('crosses divisions on a route of one level', () =>
    given()
      .when({ ...onRoute({ relation: 'same-level' }), receiver: { ...customs, division: '330502' } })
      .then(facts.drafted));
  it('goes the way of its source', () =>
    given()
      .when(onRoute({ sourceCodes: ['S11'] }))
      .thenRefused('ROUTE_NOT_FOR_THIS_SOURCE'));
  it('shows the history its route demands', () => {
    const demanding = onRoute({ requiredHistory: ['reminder-number', 'study-minutes'] });
    given().when(demanding).thenRefused('HISTORY_MISSING', { missing: 'reminder-number,study-minutes' });
    const history = { 'reminder-number': '湖河长办提函〔2026〕1号', 'study-minutes': '会商纪要' };
    expect(handOffDecider.decide({ ...demanding, matter: { ...draft.matter, history } }, { status: 'undrafted' })).toHaveLength(1);
  });
  it('takes only parts that are there', () => {
    const parts = { content: ['description'], materials: ['c'.repeat(64)] };
    expect(handOffDecider.decide({ ...draft, parts }, { status: 'undrafted' })).toMatchObject([{ draft: { parts } }]);
    given()
      .when({ ...draft, parts: { ...parts, content: ['secrets'] } })
      .thenRefused('PART_UNKNOWN', { unknown: 'secrets' });
  });
  it('of a problem is whole where it assigns it, and may be partial where it only tells of it', () => {
    const parts = { content: ['place'], materials: [] };
    const matter = { ...draft.matter, matterKind: 'problem' as const };
    const partial = { ...draft, matter, parts, route: { ...route, matterKind: 'problem' as const } };
    given().when(partial).thenRefused('ASSIGNMENT_IS_WHOLE');
    const copy = { ...partial, route: { ...partial.route, kind: 'share' as const } };
    expect(handOffDecider.decide(copy, { status: 'undrafted' })).toMatchObject([{ draft: { parts, kind: 'share' } }]);
  });
  it('is urgent for a reason, and becomes so by a revision', () => {
    const urgent = { reason: '下游为饮用水取水口' };
    expect(handOffDecider.decide({ ...draft, urgent }, { status: 'undrafted' })).toMatchObject([{ draft: { urgent } }]);
    const revised: CommandOf<'ReviseHandOff'> = { ...draft, type: 'ReviseHandOff', urgent };
    expect(handOffDecider.decide(revised, stateAfter(facts.drafted))).toMatchObject([{ type: 'HandOffRevised', draft: { urgent } }]);
  });
  it('is not made of a case file: the file asks by itself', () =>
    given()
      .when({ ...draft, matter: { ...draft.matter, matterKind: 'case-file' } })
      .thenRefused('HAND_OFF_ASKED_BY_FILE'));
  it('is revised to go elsewhere, but never with another matter', () => {
    const elsewhere: CommandOf<'ReviseHandOff'> = { ...commands.revise, receiver: lighthouse, route: { ...route, relation: 'any' } };
    expect(handOffDecider.decide(elsewhere, stateAfter(facts.drafted))).toMatchObject([{ draft: { receiver: lighthouse.id } }]);
    given(facts.drafted)
      .when({ ...commands.revise, matter: { ...draft.matter, matterId: successor } })
      .thenRefused('HAND_OFF_ALREADY_DRAFTED');
  });
  it('is not submitted while a required kind of material is missing, and the refusal names it', () => {
    given(facts.drafted)
      .when({ ...commands.submit, package: { ...frozen, materialKinds: ['DOCUMENT'] } })
      .thenRefused('MATERIAL_MISSING');
    const bare = { ...commands.submit, package: { ...frozen, materialKinds: [] } };
    const demanding = { ...facts.drafted, draft: { ...sent.draft, requiredMaterial: ['DOCUMENT', 'AUDIOVISUAL'] } };
    expect(() => handOffDecider.decide(bare, stateAfter(demanding))).toThrow(
      expect.objectContaining({ details: { missing: 'DOCUMENT,AUDIOVISUAL' } }),
    );
  });
});

describe('a hand-off that a case file asks for', () => {
  const { sender: _s, receiver: _r, kind: _k, verbs: _v, routeId: _i, requiredMaterial: _m, signingChain: _c, ...said } = sent.draft;
  const requested = { handOffId, eventId: successor };
  const ask: CommandOf<'OpenRequested'> = {
    type: 'OpenRequested',
    matter: { ...said, matterKind: 'case-file', requested },
    by: customs.id,
    to: lighthouse.id,
    routeId: onward.slug,
    sender: customs,
    receiver: lighthouse,
    route: { ...onward, matterKind: 'case-file' },
    on: '2026-10-20',
    account: 'customs.handler',
    package: frozen,
  };
  it('waits for the signing chain of the file’s agency, the asker not among the signers', () => {
    const opened = handOffDecider.decide(ask, { status: 'undrafted' });
    expect(opened.map(({ type }) => type)).toEqual(['HandOffDrafted', 'HandOffSubmitted']);
    const approve = { ...commands.approve, by: customs.id, receiver: lighthouse, flight: undefined };
    given(...opened)
      .when({ ...approve, account: 'customs.handler' })
      .thenRefused('APPROVER_IS_DRAFTER');
    expect(handOffDecider.decide({ ...approve, account: 'customs.approver' }, stateAfter(...opened))).toMatchObject([
      { type: 'HandOffSent' },
    ]);
    given(...opened)
      .when(ask)
      .thenNothing();
  });
  it('is given up at once, with the reason, where there is no such way: the file is not left waiting', () => {
    for (const unfit of [
      { route: undefined },
      { receiver: undefined },
      { receiver: police },
      { route: { ...onward, kind: 'share' as const } },
    ])
      expect(handOffDecider.decide({ ...ask, ...unfit }, { status: 'undrafted' })).toMatchObject([
        { type: 'HandOffDrafted' },
        { type: 'HandOffRecalled', basis: 'draft-given-up' },
      ]);
  });
  it('says what the file asked for: it is not revised', () => {
    const opened = handOffDecider.decide(ask, { status: 'undrafted' });
    given(opened[0]!)
      .when({ ...commands.revise, by: customs.id })
      .thenRefused('HAND_OFF_FIXED_BY_FILE');
  });
});
