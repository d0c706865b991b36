import { fileReturnDecider } from './file-return.decider.ts';
import { commands, facts } from './file-return.samples.ts';

const { opened, requested, requestedBack, declined, consented, returnedAlone, foreclosed } = facts;

/** State × command: `npm run gen` writes file-return.table.md from here. */
export const table = {
  decider: fileReturnDecider,
  states: {
    unopened: [],
    'open 无人请求': [opened],
    'requested 承办单位请求退回': [opened, requested],
    'requested 移送单位请求退回': [opened, requestedBack],
    'open 不同意退回': [opened, requested, declined],
    'returned 协商退回': [opened, requested, consented],
    'returned 单方退回': [opened, returnedAlone],
    'foreclosed 已决定': [opened, foreclosed],
  },
  commands,
};
