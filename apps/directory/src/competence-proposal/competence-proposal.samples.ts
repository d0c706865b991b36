import type { CompetenceProposalCommand, CompetenceProposalEvent, Precedent } from './competence-proposal.decider.ts';

export const proposalId = '01920000-0000-7000-8000-0000000000e1';
export const precedent: Precedent = {
  disputeId: '01920000-0000-7000-8000-0000000000e2',
  decisionNumber: '湖司执监〔2026〕1号',
  competentUnits: ['01920000-0000-7000-8000-00000000aa01'],
  categoryCode: 'P1',
  divisionCode: '330521102',
};
const legalBasis = [{ text: '行政执法监督条例', article: '第十三条', evidence: 'V' as const }];
const rule = { categoryCode: 'P1', divisionCode: '330521102', legalBasis, from: '2026-10-01' };

export const commands = {
  propose: { type: 'ProposeCompetence', proposalId, precedent },
  confirm: { type: 'ConfirmCompetence', legalBasis, from: '2026-10-01' },
  confirmOtherwise: { type: 'ConfirmCompetence', legalBasis, from: '2027-01-01' },
  decline: { type: 'DeclineCompetence', reason: '仅适用于个案' },
  declineOtherwise: { type: 'DeclineCompetence', reason: '依据不足' },
} as const satisfies Record<string, CompetenceProposalCommand>;

export const facts = {
  proposed: { type: 'CompetenceProposed', proposalId, precedent },
  confirmed: { type: 'CompetenceConfirmed', ...rule },
  declined: { type: 'CompetenceDeclined', reason: '仅适用于个案' },
} as const satisfies Record<string, CompetenceProposalEvent>;
