import { handOffDecider } from './hand-off.decider.ts';
import { commands, facts } from './hand-off.samples.ts';

const { drafted, submitted, sent, received, accepted, refused } = facts;

/** State × command, each by the party entitled to it: `npm run gen` writes hand-off.table.md from here. */
export const table = {
  decider: handOffDecider,
  states: {
    undrafted: [],
    'DRAFT 起草': [drafted],
    'PENDING_APPROVAL 待审批': [drafted, submitted],
    'SENT 已移送': [drafted, submitted, sent],
    'RECEIVED 已签收': [drafted, submitted, sent, received],
    'ACCEPTED 已受理': [drafted, submitted, sent, received, accepted],
    'REFUSED 不予受理': [drafted, submitted, sent, received, refused],
  },
  commands,
};
