import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../matter/flight.ts';
import { handOffs } from './hand-off.announce.ts';
import type { CommandOf } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import {
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
  reactions,
  route,
  sent,
  states,
  successor,
} from './hand-off.samples.ts';
import type { Forwarded } from './hand-off.samples.ts';
import type { HandOffEvent } from './hand-off.state.ts';
import type { KnownRoute } from './route.ts';

const { given, stateAfter } = specFor(handOffDecider);
const received = states['received 已签收'];
const pending = states['pending-approval 待审批'];
const halfSigned = states['half signed 已签一级'];
const onRoute = (change: Partial<KnownRoute>) => ({ ...draft, route: { ...route, ...change } });
/** The same story under other terms of sending. */
const receivedWith = (change: Partial<typeof sent>) => [{ ...sent, ...change }, facts.received];
const withVerbs = (verbs: Partial<KnownRoute['verbs']>) =>
  receivedWith({ draft: { ...sent.draft, verbs: { ...sent.draft.verbs, ...verbs } } });

describe('a draft', () => {
  it('is not made of another agency’s matter', () =>
    given()
      .when({ ...draft, matter: { ...draft.matter, owner: customs.id } })
      .thenRefused('MATTER_NOT_OWNED'));
  it('does not go to an unknown agency', () =>
    given()
      .when({ ...draft, receiver: undefined })
      .thenRefused('RECEIVER_UNKNOWN'));
  it('does not go to an abolished agency, but does on its last day', () => {
    given()
      .when({ ...draft, receiver: { ...customs, abolishedOn: '2026-10-11' } })
      .thenRefused('RECEIVER_ABOLISHED');
    given()
      .when({ ...draft, receiver: { ...customs, abolishedOn: '2026-10-12' } })
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
    given().when(demanding).thenRefused('HISTORY_MISSING');
    const history = { 'reminder-number': '湖河长办提函〔2026〕1号', 'study-minutes': '会商纪要' };
    expect(handOffDecider.decide({ ...demanding, matter: { ...draft.matter, history } }, { status: 'undrafted' })).toHaveLength(1);
  });
  it('takes only parts that are there', () => {
    const parts = { content: ['description'], materials: ['c'.repeat(64)] };
    expect(handOffDecider.decide({ ...draft, parts }, { status: 'undrafted' })).toMatchObject([{ draft: { parts } }]);
    given()
      .when({ ...draft, parts: { ...parts, content: ['secrets'] } })
      .thenRefused('PART_UNKNOWN');
  });
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

describe('the signing chain', () => {
  const [head, chief] = [commands.sign, commands.approve];
  it('is signed in its order, and the last signature sends', () => {
    given(...pending)
      .when(head)
      .then(facts.signed);
    given(...halfSigned)
      .when(chief)
      .then(sent);
  });
  it('is not signed by whoever wrote, revised or submitted (G2)', () => {
    for (const history of [pending, [facts.drafted, { ...facts.submitted, account: 'harbour.handler' }]])
      given(...history)
        .when({ ...head, account: 'harbour.intake' })
        .thenRefused('APPROVER_IS_DRAFTER');
    given(facts.drafted, { ...facts.submitted, account: 'harbour.handler' })
      .when({ ...head, account: 'harbour.handler' })
      .thenRefused('APPROVER_IS_DRAFTER');
  });
  it('is not signed twice by one account, whatever its roles', () => {
    const three = states['half signed 已签一级'].map((fact) =>
      fact.type === 'HandOffDrafted'
        ? { ...fact, draft: { ...fact.draft, signingChain: ['section-head' as const, 'approver' as const, 'approver' as const] } }
        : fact,
    );
    const second: HandOffEvent = { ...facts.signed, account: chief.account, role: 'approver' };
    given(...three, second)
      .when({ ...head, roles: ['section-head', 'approver'] })
      .thenRefused('SIGNER_HAS_SIGNED');
  });
  it('signs what was submitted and nothing else', () =>
    given(...pending)
      .when({ ...head, package: { ...frozen, sha256: 'f'.repeat(64) } })
      .thenRefused('PACKAGE_CHANGED'));
  it('signs what the signer saw and nothing else', () => {
    given(...pending)
      .when({ ...head, expectedSha256: 'f'.repeat(64) })
      .thenRefused('PACKAGE_CHANGED');
    given(...pending)
      .when({ ...head, expectedSha256: frozen.sha256 })
      .then(facts.signed);
  });
  it('begins anew after the draft was given back', () => {
    const again = [...halfSigned, facts.sentBack, facts.submitted];
    expect(stateAfter(...again)).toMatchObject({ status: 'pending-approval', signatures: [] });
    given(...again)
      .when(chief)
      .thenRefused('SIGNATURE_OF_OTHER_ROLE_AWAITED');
  });
  it('sends nothing to an agency abolished meanwhile', () =>
    given(...halfSigned)
      .when({ ...chief, receiver: { ...customs, abolishedOn: '2026-10-11' } })
      .thenRefused('RECEIVER_ABOLISHED'));
  it('sends nothing without the matter it is about', () =>
    given(...halfSigned)
      .when({ ...chief, package: undefined })
      .thenRefused('HAND_OFF_NOT_FOUND'));
});

describe('after three bounces', () => {
  const bounce = { handOffId, receiver: customs.id };
  const bounced = { ...heldBy(harbour.id), bounces: [bounce, bounce, bounce] };
  const named = { disputeId: successor, units: [customs.id] };
  it('nothing is sent before the coordinator has named a receiver', () =>
    given(...halfSigned)
      .when({ ...commands.approve, flight: bounced })
      .thenRefused('MATTER_AWAITS_COORDINATOR'));
  it('the way leads to the named receiver, who cannot say no', () => {
    const [sending] = handOffDecider.decide({ ...commands.approve, flight: { ...bounced, named } }, stateAfter(...halfSigned));
    expect(sending).toMatchObject({ type: 'HandOffSent', bounces: 3, isNamed: true });
    given(sending!, facts.received).when(commands.refuse).thenRefused('NAMED_RECEIVER_MUST_ACCEPT');
    given(sending!, facts.received).when(commands.forward).thenRefused('NAMED_RECEIVER_MUST_ACCEPT');
    given(sending!, facts.received).when(commands.accept).then(facts.accepted);
  });
  it('the way leads to nobody else', () =>
    given(...halfSigned)
      .when({ ...commands.approve, flight: { ...bounced, named: { ...named, units: [police.id] } } })
      .thenRefused('RECEIVER_NOT_NAMED'));
  it('a shared copy still goes where it is needed', () => {
    const shared = halfSigned.map((fact) =>
      fact.type === 'HandOffDrafted' ? { ...fact, draft: { ...fact.draft, kind: 'share' as const } } : fact,
    );
    expect(handOffDecider.decide({ ...commands.approve, flight: bounced }, stateAfter(...shared))).toHaveLength(1);
  });
});

describe('a no', () => {
  it('is not said on a route that forbids it', () =>
    given(...withVerbs({ refuse: 'never' }))
      .when(commands.refuse)
      .thenRefused('REFUSAL_NOT_PERMITTED'));
  it('never rests on a missing item', () => {
    for (const history of [received, states['lapsed 补正期满']])
      given(...history)
        .when({ ...commands.refuse, reasonCode: 'INCOMPLETE' })
        .thenRefused('MISSING_ITEM_IS_NO_GROUND');
  });
  it('names its ground after a lapsed supplement', () =>
    given(...states['lapsed 补正期满'])
      .when({ ...commands.refuse, reasonCode: 'OTHER' })
      .thenRefused('GROUND_MUST_BE_NAMED'));
});

describe('a supplement', () => {
  const round = (n: number): HandOffEvent[] => [
    { ...facts.supplementRequested, round: n },
    { ...facts.supplemented, round: n },
  ];
  it('is asked for three times at most', () =>
    given(...received, ...round(1), ...round(2), ...round(3))
      .when(commands.requestSupplement)
      .thenRefused('SUPPLEMENT_ROUNDS_USED_UP'));
  it('makes a new version of the frozen package, of which the old one is not the base any more', () => {
    const { package: next } = stateAfter(...states['supplemented 已补正']) as Forwarded;
    expect(next.sha256).not.toBe(frozen.sha256);
    given(...states['supplemented 已补正'], { ...facts.supplementRequested, round: 2 })
      .when(commands.supplement)
      .thenRefused('STALE_VERSION');
  });
  it('leaves the package as it is when it is objectively impossible', () => {
    const statement = {
      type: 'SupplementHandOff',
      outcome: 'impossible',
      statement: '样品已灭失',
      by: harbour.id,
      account: 'harbour.intake',
    } as const;
    expect(handOffDecider.decide(statement, stateAfter(...states['supplement 待补正']))).toMatchObject([
      { package: frozen, outcome: 'impossible' },
    ]);
  });
  it('does not lapse by the limit of an earlier round', () =>
    given(...states['supplement 待补正'])
      .when({ ...reactions.lapse, dueAt: '2026-10-12T16:00:00Z' })
      .thenNothing());
});

describe('forwarding', () => {
  const { forward } = commands;
  it('is closed where the route says never', () =>
    given(...withVerbs({ forward: 'never' }))
      .when(forward)
      .thenRefused('FORWARD_NOT_PERMITTED'));
  it('is never the third bounce, for its successor could not be sent', () => {
    given(...receivedWith({ bounces: 2 }))
      .when(forward)
      .thenRefused('FORWARD_WOULD_BE_THIRD_BOUNCE');
    given(...receivedWith({ bounces: 1 }))
      .when(forward)
      .then(facts.forwarded);
  });
  it('goes neither back nor to oneself', () => {
    for (const receiver of [harbour, customs])
      given(...received)
        .when({ ...forward, receiver })
        .thenRefused('RECEIVER_IS_SENDER');
  });
  it('needs a next route that fits', () => {
    given(...received)
      .when({ ...forward, route: { ...onward, fromKind: 'POL' } })
      .thenRefused('ROUTE_NOT_FOR_THESE_PARTIES');
    given(...received)
      .when({ ...forward, route: { ...onward, kind: 'share' } })
      .thenRefused('ROUTE_NOT_FOR_THIS_MATTER');
    given(...received)
      .when({ ...forward, receiver: { ...lighthouse, abolishedOn: '2026-01-01' } })
      .thenRefused('RECEIVER_ABOLISHED');
  });
  it('adds what the next route demands', () => {
    const demanding = { ...forward, route: { ...onward, requiredMaterial: ['DOCUMENT'] } };
    given(...received)
      .when(demanding)
      .thenRefused('MATERIAL_MISSING');
    const notice = { name: '移送案件线索通知书', kind: 'DOCUMENT', mediaType: 'application/pdf', bytes: 9, sha256: 'f'.repeat(64) };
    expect(handOffDecider.decide({ ...demanding, materials: [notice] }, stateAfter(...received))).toHaveLength(1);
  });
  it('opens a successor that the first sender sends and the forwarder answers for', () => {
    const from = stateAfter(...states['forwarded 已转送']) as Forwarded;
    const open = { type: 'OpenForwarded', predecessor: handOffId, from, package: frozen } as const;
    const [opened, ...others] = handOffDecider.decide(open, { status: 'undrafted' });
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      type: 'HandOffSent',
      draft: { sender: harbour.id, receiver: lighthouse.id, routeId: onward.slug },
      forwardedBy: customs.id,
      predecessor: handOffId,
      bounces: 1,
    });
    given(opened!).when(open).thenNothing();
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

describe('taking back', () => {
  it('is closed where the route says never, but a draft is always the sender’s own', () => {
    given(...withVerbs({ recall: 'never' }))
      .when(commands.recall)
      .thenRefused('RECALL_NOT_PERMITTED');
    given({ ...facts.drafted, draft: { ...sent.draft, verbs: { ...sent.draft.verbs, recall: 'never' } } })
      .when(commands.recall)
      .then(facts.givenUp);
  });
  it('is never recorded of a shared copy as a return', () =>
    given(...receivedWith({ draft: { ...sent.draft, kind: 'share' } }), facts.accepted)
      .when(reactions.return)
      .thenRefused('HAND_OFF_NOT_ACCEPTED'));
});

describe('what others are told', () => {
  const told = (history: readonly HandOffEvent[]) => handOffs.announce(handOffId, history.at(-1)!, stateAfter(...history));
  it('a draft is told to nobody', () => {
    expect(told([facts.drafted])).toEqual([]);
    expect(told([facts.drafted, facts.revised])).toEqual([]);
  });
  it('whose signature is awaited', () => {
    expect(told(pending)).toMatchObject([{ type: 'clue-transfer.hand-off-submitted.v1', data: { signingRole: 'section-head' } }]);
    expect(told(halfSigned)).toMatchObject([{ type: 'clue-transfer.hand-off-submitted.v1', data: { signingRole: 'approver' } }]);
  });
  it('a sent hand-off names its package by two digests', () =>
    expect(told(states['sent 已移送'])).toMatchObject([
      { type: 'clue-transfer.hand-off-sent.v1', data: { packageSha256: frozen.sha256, packageSm3: frozen.sm3 } },
    ]));
  it('an acceptance tells the file what the route says of returning, a shared copy’s does not', () => {
    const history = states['accepted 已受理'];
    expect(told(history)).toMatchObject([{ data: { returnTerms: { verb: 'by-consent', receivedAt: commands.receive.at } } }]);
    const [copy] = told([{ ...sent, draft: { ...sent.draft, kind: 'share' } }, facts.received, facts.accepted]);
    expect(copy?.data).not.toHaveProperty('returnTerms');
  });
  it('every later fact is told once', () => {
    const silent = ['HandOffDrafted', 'HandOffRevised'];
    for (const history of Object.values(states).filter(({ length }) => length > 0))
      expect(told(history)).toHaveLength(silent.includes(history.at(-1)!.type) ? 0 : 1);
  });
  it('while it is unsent it is seen by its sender alone, then by both, the receiver from the sending on', () => {
    expect(handOffs.scopeOf(stateAfter(...pending))).toMatchObject({ parties: [harbour.id], pastStays: true });
    expect(handOffs.scopeOf(stateAfter(...states['given up 草稿已撤'])).parties).toEqual([harbour.id]);
    expect(handOffs.scopeOf(stateAfter(...states['sent 已移送']))).toMatchObject({ parties: [harbour.id, customs.id], pastStays: true });
    expect(stateAfter(sent)).toEqual(stateAfter(...states['sent 已移送']));
  });
});

describe('the claim on the matter', () => {
  const claims = (history: readonly HandOffEvent[]) => handOffs.claimsOf?.(history.at(-1)!, stateAfter(...history));
  const claim = [`owning-hand-off/${draft.matter.matterId}`];
  it('is taken by sending and given back by every end', () => {
    expect(claims(states['sent 已移送'])).toEqual({ take: claim });
    for (const end of ['accepted 已受理', 'refused 不予受理', 'recalled 已撤回', 'recalled by consent 同意撤回'] as const)
      expect(claims(states[end])).toEqual({ release: claim });
  });
  it('is passed on by forwarding', () => expect(claims(states['forwarded 已转送'])).toEqual({ pass: { keys: claim, heir: successor } }));
  it('is none for a shared copy', () => expect(claims([{ ...sent, draft: { ...sent.draft, kind: 'share' } }])).toEqual({}));
});
