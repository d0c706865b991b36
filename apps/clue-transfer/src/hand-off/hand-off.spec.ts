import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { handOffs } from './hand-off.announce.ts';
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
  reactions,
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
/** The same story under other terms of sending. */
const receivedWith = (change: Partial<typeof sent>) => [{ ...sent, ...change }, facts.received];
const withVerbs = (verbs: Partial<KnownRoute['verbs']>) =>
  receivedWith({ draft: { ...sent.draft, verbs: { ...sent.draft.verbs, ...verbs } } });

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
      .when({ ...forward, receiver: { ...lighthouse, abolished } })
      .thenRefused('RECEIVER_ABOLISHED');
  });
  it('adds what the next route demands', () => {
    const demanding = { ...forward, route: { ...onward, requiredMaterial: ['DOCUMENT'] } };
    given(...received)
      .when(demanding)
      .thenRefused('MATERIAL_MISSING');
    const notice = {
      name: '移送案件线索通知书',
      kind: 'DOCUMENT' as const,
      mediaType: 'application/pdf',
      bytes: 9,
      sha256: 'f'.repeat(64),
    };
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
  it('an acceptance by a named receiver grants no return without consent, whatever the route says to others', () => {
    const termsToNamed = (verb: KnownRoute['verbs']['return']) =>
      told([...receivedWith({ isNamed: true, draft: { ...sent.draft, verbs: { ...sent.draft.verbs, return: verb } } }), facts.accepted])[0]
        ?.data;
    expect(termsToNamed({ unilateralWithinHours: 24 })).toMatchObject({ returnTerms: { verb: 'by-consent' } });
    expect(termsToNamed('never')).toMatchObject({ returnTerms: { verb: 'never' } });
    const [unnamed] = told([...withVerbs({ return: { unilateralWithinHours: 24 } }), facts.accepted]);
    expect(unnamed?.data).toMatchObject({ returnTerms: { verb: { unilateralWithinHours: 24 } } });
  });
  it('that it is urgent, by which its sign-in is counted in hours; why stays in the package', () => {
    expect(told(states['sent 已移送'])).toMatchObject([{ data: { urgency: 'ordinary' } }]);
    const [event] = told([{ ...sent, draft: { ...sent.draft, urgent: { reason: 'CANARY-WHY' } } }]);
    expect(event?.data).toMatchObject({ urgency: 'urgent' });
    expect(JSON.stringify(event)).not.toContain('CANARY-WHY');
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
