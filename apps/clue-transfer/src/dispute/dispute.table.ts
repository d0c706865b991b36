import { commands, disputes, factsOf } from './dispute.samples.ts';

const { raise, coordinate, agree, toJustice, toGovernment, withdraw } = commands;

/** State × command: `npm run gen` writes dispute.table.md from here. */
export const table = {
  decider: disputes,
  states: {
    unraised: [],
    'RAISED 已提出': factsOf(raise),
    'OFFICE_COORDINATION 河长办协调': factsOf(raise, coordinate),
    'JUSTICE_COORDINATION 司法行政协调': factsOf(raise, coordinate, toJustice),
    'GOV_DECISION 政府决定': factsOf(raise, coordinate, toJustice, toGovernment),
    'BOUND 已定责': factsOf(raise, coordinate, agree),
    'WITHDRAWN 已撤回': factsOf(raise, withdraw),
  },
  commands,
};
