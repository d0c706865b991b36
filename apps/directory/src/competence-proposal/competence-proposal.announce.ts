import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { CompetenceConfirmedV1, CompetenceDeclinedV1, CompetenceProposedV1 } from '@xiezhi/contracts';
import {
  type CompetenceProposal,
  type CompetenceProposalCommand,
  competenceProposalDecider,
  type CompetenceProposalEvent,
  type Proposed,
} from './competence-proposal.decider.ts';

/** Public like all of the directory: a decision's number, the units and the category, and nothing of the case. */
export const competenceProposals: Aggregate<CompetenceProposalCommand, CompetenceProposalEvent, CompetenceProposal> = {
  ...competenceProposalDecider,
  name: 'competence-proposal',
  announce(id, event, state) {
    const { disputeId, decisionNumber, competentUnits, categoryCode, divisionCode } = existing(state).precedent;
    const decided = { id, disputeId, decisionNumber, competentUnits };
    switch (event.type) {
      case 'CompetenceProposed': {
        const about = { ...(categoryCode !== undefined && { categoryCode }), ...(divisionCode !== undefined && { divisionCode }) };
        return [announcement(CompetenceProposedV1, { ...decided, ...about })];
      }
      case 'CompetenceConfirmed': {
        const { type: _, ...rule } = event;
        return [announcement(CompetenceConfirmedV1, { ...decided, ...rule })];
      }
      case 'CompetenceDeclined':
        return [announcement(CompetenceDeclinedV1, { id, reason: event.reason })];
    }
  },
  scopeOf: (state) => ({ familyId: existing(state).proposalId, parties: [] }),
};

function existing(proposal: CompetenceProposal): Proposed {
  if (proposal.status === 'unproposed') throw new Error('what nobody proposed has no family');
  return proposal;
}
