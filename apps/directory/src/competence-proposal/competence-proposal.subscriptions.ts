import { command, derivedId, on } from '@xiezhi/aggregate';
import { DisputeBoundV1 } from '@xiezhi/contracts';
import { competenceProposals } from './competence-proposal.announce.ts';

/** A bound dispute proposes a rule; what was practised binds nobody and proposes nothing. */
export const competenceProposalSubscriptions = [
  on(DisputeBoundV1, ({ data, meta }) => {
    if (meta.world !== undefined) return [];
    const { disputeId, decisionNumber, competentUnits, categoryCode, divisionCode } = data;
    const proposalId = derivedId(disputeId, 'competence-proposal');
    const precedent = { disputeId, decisionNumber, competentUnits, categoryCode, divisionCode };
    return [command(competenceProposals, proposalId, { type: 'ProposeCompetence', proposalId, precedent })];
  }),
];
