import { threadDecider } from './thread.decider.ts';
import { commands, facts } from './thread.samples.ts';

const { owed, answered, confirmed } = facts;

/** State × command, each by the party entitled to it: `npm run gen` writes thread.table.md from here. */
export const table = {
  decider: threadDecider,
  states: {
    unopened: [],
    'owed 待反馈': [owed],
    'answered 已反馈': [owed, answered],
    'confirmed 已确认': [owed, answered, confirmed],
  },
  commands,
};
