import { competenceProposalDecider } from './competence-proposal.decider.ts';
import { commands, facts } from './competence-proposal.samples.ts';

const { proposed, confirmed, declined } = facts;

/** State × command: `npm run gen` writes competence-proposal.table.md from here. */
export const table = {
  decider: competenceProposalDecider,
  states: { unproposed: [], proposed: [proposed], confirmed: [proposed, confirmed], declined: [proposed, declined] },
  commands,
};
