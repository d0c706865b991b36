import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { handOffs } from './hand-off.announce.ts';
import { handOffDecider, type HandOffCommand, type KnownRoute } from './hand-off.decider.ts';
import { commands, customs, draft, facts, frozen, harbour, police, refusal, route } from './hand-off.samples.ts';

const { given, stateAfter } = specFor(handOffDecider);
const { drafted, submitted, sent, received, accepted, refused } = facts;
const onRoute = (change: Partial<KnownRoute>) => ({ ...draft, route: { ...route, ...change } });

describe('a hand-off', () => {
  it('is drafted by the owner of the clue', () => given().when(draft).then(drafted));
  it('waits for another person once it is submitted', () => given(drafted).when(commands.submit).then(submitted));
  it('is sent by being approved, with the package frozen', () => given(drafted, submitted).when(commands.approve).then(sent));
  it('is signed for by the receiver', () =>
    given(drafted, submitted, sent)
      .when({ ...commands.receive, account: 'customs.liaison' })
      .then(received));
  it('is accepted by the agency it was sent to', () => given(drafted, submitted, sent, received).when(commands.accept).then(accepted));
  it('is refused with a reason', () => given(drafted, submitted, sent, received).when(commands.refuse).then(refused));
});

describe('a draft', () => {
  it('is not made of another agency’s clue', () =>
    given()
      .when({ ...draft, matter: { ...draft.matter, owner: customs.id } })
      .thenRefused('CLUE_NOT_OWNED'));
  it('does not go to an unknown agency', () =>
    given()
      .when({ ...draft, receiver: undefined })
      .thenRefused('RECEIVER_UNKNOWN'));
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
      .then(drafted));
  it('needs a route that has begun', () =>
    given()
      .when(onRoute({ validFrom: '2026-10-13' }))
      .thenRefused('ROUTE_UNKNOWN'));
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
      .then(drafted));
  it('goes the way of its source', () =>
    given()
      .when(onRoute({ sourceCodes: ['S11'] }))
      .thenRefused('ROUTE_NOT_FOR_THIS_SOURCE'));
  it('shows the history its route demands', () =>
    given()
      .when(onRoute({ requiredHistory: ['reminder-number'] }))
      .thenRefused('HISTORY_MISSING'));
  it('is not drafted twice under one id', () => given(drafted).when(draft).thenRefused('HAND_OFF_ALREADY_DRAFTED'));
  it('is not submitted while a required kind of material is missing', () =>
    given(drafted)
      .when({ ...commands.submit, package: { ...frozen, materialKinds: ['DOCUMENT'] } })
      .thenRefused('MATERIAL_MISSING'));
  it('is not approved by its drafter', () =>
    given(drafted, submitted)
      .when({ ...commands.approve, account: 'harbour.intake' })
      .thenRefused('APPROVER_IS_DRAFTER'));
  it('is not sent without the clue it is about', () =>
    given(drafted, submitted)
      .when({ ...commands.approve, package: undefined })
      .thenRefused('CLUE_NOT_FOUND'));
  it('is not approved before it is submitted', () => given(drafted).when(commands.approve).thenRefused('HAND_OFF_NOT_PENDING_APPROVAL'));
  it('does not exist for the receiver before it is sent', () =>
    given(drafted, submitted).when(commands.receive).thenRefused('HAND_OFF_NOT_FOUND'));
});

describe('an answer', () => {
  it('comes after the signature', () => {
    given(drafted, submitted, sent).when(commands.accept).thenRefused('HAND_OFF_NOT_RECEIVED');
    given(drafted, submitted, sent).when(commands.refuse).thenRefused('HAND_OFF_NOT_RECEIVED');
  });
  it('stands when it is repeated', () => {
    given(drafted, submitted, sent, received, accepted).when(commands.accept).thenNothing();
    given(drafted, submitted, sent, received, refused).when(commands.refuse).thenNothing();
    given(drafted, submitted, sent, received).when(commands.receive).thenNothing();
    given(drafted, submitted, sent).when(commands.approve).thenNothing();
    given(drafted, submitted).when(commands.submit).thenNothing();
  });
  it('is not given a second time with other content', () => {
    given(drafted, submitted, sent, received, refused)
      .when({ ...commands.refuse, reason: '另有理由' })
      .thenRefused('HAND_OFF_ALREADY_ANSWERED');
    given(drafted, submitted, sent, received, refused).when(commands.accept).thenRefused('HAND_OFF_ALREADY_ANSWERED');
    given(drafted, submitted, sent, received, accepted).when(commands.refuse).thenRefused('HAND_OFF_ALREADY_ANSWERED');
  });
  it('is never a no on a route that forbids it', () => {
    const mustAccept = { ...drafted, draft: { ...drafted.draft, verbs: { refuse: 'never' as const } } };
    given(mustAccept, submitted, sent, received).when(commands.refuse).thenRefused('REFUSAL_NOT_PERMITTED');
  });
});

describe('permissions', () => {
  const steps: [HandOffCommand, Parameters<typeof given>, 'NOT_THE_SENDER' | 'NOT_THE_RECEIVER'][] = [
    [commands.submit, [drafted], 'NOT_THE_SENDER'],
    [commands.approve, [drafted, submitted], 'NOT_THE_SENDER'],
    [commands.receive, [drafted, submitted, sent], 'NOT_THE_RECEIVER'],
    [commands.accept, [drafted, submitted, sent, received], 'NOT_THE_RECEIVER'],
    [{ ...commands.refuse, ...refusal }, [drafted, submitted, sent, received], 'NOT_THE_RECEIVER'],
  ];
  it.each(steps)('$type is not for a bystander', (command, history, code) =>
    given(...history)
      .when({ ...command, by: police.id })
      .thenRefused(code),
  );
  it('the sender does not answer for the receiver', () =>
    given(drafted, submitted, sent, received)
      .when({ ...commands.accept, by: harbour.id })
      .thenRefused('NOT_THE_RECEIVER'));
});

describe('what others are told', () => {
  const told = (...history: Parameters<typeof given>) =>
    handOffs.announce('01920000-0000-7000-8000-0000000000f1', history.at(-1)!, stateAfter(...history));
  it('a draft is told to nobody', () => expect(told(drafted)).toEqual([]));
  it('a sent hand-off names its package by two digests', () =>
    expect(told(drafted, submitted, sent)).toMatchObject([
      { type: 'clue-transfer.hand-off-sent.v1', data: { packageSha256: frozen.sha256, packageSm3: frozen.sm3 } },
    ]));
  it('a submitted one is seen by its sender alone, a sent one by both', () => {
    expect(handOffs.scopeOf(stateAfter(drafted, submitted)).parties).toEqual([harbour.id]);
    expect(handOffs.scopeOf(stateAfter(drafted, submitted, sent)).parties).toEqual([harbour.id, customs.id]);
  });
  it('holds the matter from sending to the answer', () => {
    const claim = [`owning-hand-off/${draft.matter.matterId}`];
    expect(handOffs.claimsOf?.(sent, stateAfter(drafted, submitted, sent))).toEqual({ take: claim });
    for (const answer of [accepted, refused])
      expect(handOffs.claimsOf?.(answer, stateAfter(drafted, submitted, sent, received, answer))).toEqual({ release: claim });
  });
});
