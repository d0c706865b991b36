import type { AgencyId, LegalBasis } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/** A bound dispute as a rule for later: this category in this division → these units (DOMAIN 3.12). */
export interface Precedent {
  disputeId: string;
  decisionNumber: string;
  competentUnits: AgencyId[];
  categoryCode?: string | undefined;
  divisionCode?: string | undefined;
}

export type CompetenceProposalCommand =
  | { type: 'ProposeCompetence'; proposalId: string; precedent: Precedent }
  | {
      type: 'ConfirmCompetence';
      categoryCode?: string | undefined;
      divisionCode?: string | undefined;
      legalBasis: LegalBasis[];
      from: string;
    }
  | { type: 'DeclineCompetence'; reason: string };

export interface CompetenceRule {
  categoryCode: string;
  divisionCode: string;
  legalBasis: LegalBasis[];
  /** First legal day of the rule. */
  from: string;
}

export type CompetenceProposalEvent =
  | { type: 'CompetenceProposed'; proposalId: string; precedent: Precedent }
  | ({ type: 'CompetenceConfirmed' } & CompetenceRule)
  | { type: 'CompetenceDeclined'; reason: string };

/**
 * What a bound dispute would mean for everybody. It binds nobody beyond its own matter until an administrator of the directory has
 * confirmed it; declined, it stays on record with the reason.
 */
export type CompetenceProposal =
  | { status: 'unproposed' }
  | ({ status: 'proposed' } & Proposed)
  | ({ status: 'confirmed'; rule: CompetenceRule } & Proposed)
  | ({ status: 'declined'; reason: string } & Proposed);
export interface Proposed {
  proposalId: string;
  precedent: Precedent;
}

function decide(command: CompetenceProposalCommand, proposal: CompetenceProposal): CompetenceProposalEvent[] {
  if (command.type === 'ProposeCompetence') {
    const { proposalId, precedent } = command;
    return proposal.status === 'unproposed' ? [{ type: 'CompetenceProposed', proposalId, precedent }] : [];
  }
  if (proposal.status === 'unproposed') throw new Refusal('COMPETENCE_PROPOSAL_NOT_FOUND');
  if (command.type === 'DeclineCompetence') {
    if (proposal.status === 'declined' && proposal.reason === command.reason) return [];
    if (proposal.status !== 'proposed') throw new Refusal('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
    return [{ type: 'CompetenceDeclined', reason: command.reason }];
  }
  const rule = ruleFrom(command, proposal);
  if (proposal.status === 'confirmed' && JSON.stringify(proposal.rule) === JSON.stringify(rule)) return [];
  if (proposal.status !== 'proposed') throw new Refusal('COMPETENCE_PROPOSAL_ALREADY_ANSWERED');
  return [{ type: 'CompetenceConfirmed', ...rule }];
}

/** A dispute about a clue names no category: then the administrator says what the rule is about. */
function ruleFrom(command: CompetenceProposalCommand & { type: 'ConfirmCompetence' }, { precedent }: Proposed): CompetenceRule {
  const categoryCode = command.categoryCode ?? precedent.categoryCode;
  const divisionCode = command.divisionCode ?? precedent.divisionCode;
  if (categoryCode === undefined || divisionCode === undefined) throw new Refusal('COMPETENCE_SCOPE_MISSING');
  return { categoryCode, divisionCode, legalBasis: command.legalBasis, from: command.from };
}

function evolve(proposal: CompetenceProposal, event: CompetenceProposalEvent): CompetenceProposal {
  if (event.type === 'CompetenceProposed') return { status: 'proposed', proposalId: event.proposalId, precedent: event.precedent };
  if (proposal.status === 'unproposed') throw new Error(`${event.type} stored before any CompetenceProposed`);
  const { proposalId, precedent } = proposal;
  if (event.type === 'CompetenceDeclined') return { status: 'declined', proposalId, precedent, reason: event.reason };
  const { type: _, ...rule } = event;
  return { status: 'confirmed', proposalId, precedent, rule };
}

export const competenceProposalDecider: Decider<CompetenceProposalCommand, CompetenceProposalEvent, CompetenceProposal> = {
  initialState: { status: 'unproposed' },
  decide,
  evolve,
};
