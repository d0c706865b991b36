import { caseFiles, commands, facts } from './case-file.samples.ts';

const { opened, evaluated, decided, decidedUnevaluated, decidedReferred, handOffRequested, handedOver, returnedAlone, returnedByConsent } =
  facts;
const referred = [opened, evaluated, decidedReferred];

/** State × command, each by the party entitled to it: `npm run gen` writes case-file.table.md from here. */
export const table = {
  decider: caseFiles,
  states: {
    unopened: [],
    'open, 已受理': [opened],
    'open, 评估中': [opened, evaluated],
    'open, 已决定不立案': [opened, evaluated, decided],
    'open, 未经评估已决定': [opened, decidedUnevaluated],
    'open, 已决定移送': referred,
    'handing-over 移送在途': [...referred, handOffRequested],
    'handed-over 已移送': [...referred, handOffRequested, handedOver],
    'returned 单方退回': [opened, returnedAlone],
    'returned 协商退回': [opened, returnedByConsent],
  },
  commands,
};
