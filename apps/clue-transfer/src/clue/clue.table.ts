import { clueDecider } from './clue.decider.ts';
import { commands, facts } from './clue.samples.ts';

const { registered, handingOver, handedOver, kept, givenBack } = facts;

/** State × command: `npm run gen` writes clue.table.md from here. */
export const table = {
  decider: clueDecider,
  states: {
    unregistered: [],
    'held 主办': [registered],
    'handing-over 移送中': [registered, handingOver],
    'held by the receiver 已移交': [registered, handingOver, handedOver],
    'held again 留办': [registered, handingOver, kept],
    'given back 已退回': [registered, handingOver, handedOver, givenBack],
  },
  commands,
};
