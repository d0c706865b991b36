import { reportingDecider } from './reporting.decider.ts';
import { commands, facts } from './reporting.samples.ts';

const { started, first, second, ended, endedUnstarted } = facts;

/** State × command: `npm run gen` writes reporting.table.md from here. Only events command it. */
export const table = {
  decider: reportingDecider,
  states: {
    unstarted: [],
    'running 第一期': [started, first],
    'running 第二期': [started, first, second],
    'ended 已终结': [started, first, ended],
    'ended 未立案先终结': [endedUnstarted],
  },
  commands,
};
