import { replanDecider } from './replan.decider.ts';
import { commands, facts } from './replan.samples.ts';

const { proposed, computed, nothingComputed, confirmed, applied, appliedWithout, withdrawn } = facts;

/** State × command: `npm run gen` writes replan.table.md from here. */
export const table = {
  decider: replanDecider,
  states: {
    unproposed: [],
    'computing 计算中': [proposed],
    'awaiting-confirmation 待确认': [proposed, computed],
    'applying 执行中': [proposed, computed, confirmed],
    'applied 已完成': [proposed, computed, confirmed, applied],
    'applied 无变动': [proposed, nothingComputed, appliedWithout],
    'withdrawn 已撤回': [proposed, computed, withdrawn],
  },
  commands,
};
