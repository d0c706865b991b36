import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../matter/flight.ts';
import { handOffDecider } from './hand-off.decider.ts';
import { abolished, commands, customs, facts, frozen, handOffId, harbour, police, sent, states, successor } from './hand-off.samples.ts';
import type { HandOffEvent } from './hand-off.state.ts';

const { given, stateAfter } = specFor(handOffDecider);
const pending = states['pending-approval 待审批'];
const halfSigned = states['half signed 已签一级'];

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
  it.each([
    ['the first signer', pending, head],
    ['the last one', halfSigned, chief],
  ])('sends nothing to an agency abolished since it was drafted: %s is told who took over', (_who, history, signing) =>
    given(...history)
      .when({ ...signing, receiver: { ...customs, abolished } })
      .thenRefused('RECEIVER_ABOLISHED', abolished),
  );
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
