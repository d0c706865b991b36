import { caseFileDecider } from './case-file.decider.ts';
import { commands, facts } from './case-file.samples.ts';

const { opened, evaluated, decided, decidedUnevaluated } = facts;

/** State × command, each by the party entitled to it: `npm run gen` writes case-file.table.md from here. */
export const table = {
  decider: caseFileDecider,
  states: {
    unopened: [],
    'open 已建立': [opened],
    'evaluated 已评估': [opened, evaluated],
    'decided 已决定': [opened, evaluated, decided],
    'decided without evaluation 未经评估已决定': [opened, decidedUnevaluated],
  },
  commands,
};
