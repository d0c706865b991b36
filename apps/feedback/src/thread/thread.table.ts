import { threadDecider } from './thread.decider.ts';
import { commands, facts } from './thread.samples.ts';

const { opened, receiptOpened, met, cancelled, answered, objected, replied, objectedAgain, repliedAgain, confirmed, overdue } = facts;

/** State × command, each by the party entitled to it: `npm run gen` writes thread.table.md from here. */
export const table = {
  decider: threadDecider,
  states: {
    unopened: [],
    'foreseen 期限先到': [overdue],
    'owed 待反馈': [opened],
    'owed 待签收': [receiptOpened],
    'answered 已反馈': [opened, answered],
    'objected 已提异议': [opened, answered, objected],
    'answered 已答复异议': [opened, answered, objected, replied],
    'answered 异议次数已用完': [opened, answered, objected, replied, objectedAgain, repliedAgain],
    'confirmed 已确认': [opened, answered, confirmed],
    'met 已由移送履行': [receiptOpened, met],
    'cancelled 已消灭': [receiptOpened, cancelled],
  },
  commands,
};
