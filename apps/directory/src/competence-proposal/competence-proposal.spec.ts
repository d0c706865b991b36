import { CompetenceConfirmedV1, CompetenceDeclinedV1, CompetenceProposedV1, DisputeBoundV1 } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { competenceProposals } from './competence-proposal.announce.ts';
import { competenceProposalDecider } from './competence-proposal.decider.ts';
import { commands, facts, precedent, proposalId } from './competence-proposal.samples.ts';
import { competenceProposalSubscriptions } from './competence-proposal.subscriptions.ts';

const { given, stateAfter } = specFor(competenceProposalDecider);
const { proposed, confirmed, declined } = facts;

describe('a rule of competence', () => {
  it('is proposed by a bound dispute, once', () => {
    given().when(commands.propose).then(proposed);
    given(proposed).when(commands.propose).thenNothing();
    given(proposed, declined).when(commands.propose).thenNothing();
  });
  it('is confirmed with a legal basis and a first day, for the dispute’s category and division', () =>
    given(proposed).when(commands.confirm).then(confirmed));
  it('is confirmed once; another first day is another word', () => {
    given(proposed, confirmed).when(commands.confirm).thenNothing();
    given(proposed, confirmed).when(commands.confirmOtherwise).thenRefused('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
    given(proposed, confirmed).when(commands.decline).thenRefused('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
  });
  it('is declined with a reason, once', () => {
    given(proposed).when(commands.decline).then(declined);
    given(proposed, declined).when(commands.decline).thenNothing();
    given(proposed, declined).when(commands.declineOtherwise).thenRefused('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
    given(proposed, declined).when(commands.confirm).thenRefused('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
  });
  it('needs to be about something', () =>
    given({ ...proposed, precedent: { ...precedent, categoryCode: undefined } })
      .when(commands.confirm)
      .thenRefused('COMPETENCE_SCOPE_MISSING'));
  it('is not answered before it was proposed', () => {
    given().when(commands.confirm).thenRefused('COMPETENCE_PROPOSAL_NOT_FOUND');
    given().when(commands.decline).thenRefused('COMPETENCE_PROPOSAL_NOT_FOUND');
  });
});

describe('what others are told', () => {
  const told = (...events: Parameters<typeof stateAfter>) =>
    competenceProposals.announce(proposalId, events.at(-1)!, stateAfter(...events))[0];
  it('is the proposal, its rule, or its end', () => {
    expect(told(proposed)).toMatchObject({
      type: CompetenceProposedV1.type,
      data: { id: proposalId, decisionNumber: precedent.decisionNumber },
    });
    expect(told(proposed, confirmed)).toMatchObject({ type: CompetenceConfirmedV1.type, data: { categoryCode: 'P1', from: '2026-10-01' } });
    expect(told(proposed, declined)).toMatchObject({ type: CompetenceDeclinedV1.type, data: { reason: '仅适用于个案' } });
  });
  it('is public', () => expect(competenceProposals.scopeOf(stateAfter(proposed))).toEqual({ familyId: proposalId, parties: [] }));
});

describe('a bound dispute', () => {
  const agency = precedent.competentUnits[0]!;
  const bound = (world?: string) =>
    integrationEvent(
      DisputeBoundV1,
      `dispute/${precedent.disputeId}`,
      {
        disputeId: precedent.disputeId,
        matterKind: 'problem',
        matterId: proposalId,
        parties: [agency],
        coordinator: agency,
        title: '泡沫',
        competentUnits: [agency],
        decisionNumber: precedent.decisionNumber,
      },
      { familyId: proposalId, parties: [agency], ...(world !== undefined && { world }) },
    );
  const planned = (world?: string) => competenceProposalSubscriptions.flatMap((subscription) => subscription.plan(bound(world)));

  it('proposes a rule under an id that follows from it', () => {
    expect(planned().map(({ subject }) => subject)).toEqual([expect.stringMatching(/^competence-proposal\/[0-9a-f-]{36}$/)]);
    expect(planned()[0]?.subject).toBe(planned()[0]?.subject);
  });
  it('of practice proposes nothing', () => expect(planned(proposalId)).toEqual([]));
});
