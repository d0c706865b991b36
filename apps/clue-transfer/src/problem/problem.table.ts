import { commands, factsOf, problems, road } from './problem.samples.ts';

const { report, reject, growClue, lookBack } = commands;

/** State × command: `npm run gen` writes problem.table.md from here. */
export const table = {
  decider: problems,
  states: {
    unreported: [],
    'REPORTED 已上报': factsOf(report),
    'REJECTED 不属实': factsOf(report, reject),
    'TRIAGED 已分类': road.triaged,
    'ASSIGNED 已交办': road.assigned,
    'RECTIFYING 整改中': road.rectifying,
    'PENDING_CHECK 待核查': road.pendingCheck,
    'CLOSED 已销号': road.closed,
    'LOOKBACK 回头看': [...road.closed, ...factsAfter(road.closed, lookBack)],
    'REMINDED 已书面提示': road.reminded,
    'STUDY 会商研判': road.studied,
    'TRANSFERRED 已移送': [...road.studied, ...factsAfter(road.studied, growClue)],
  },
  commands,
};

function factsAfter(facts: typeof road.closed, command: Parameters<typeof problems.decide>[0]) {
  return problems.decide(command, facts.reduce<ReturnType<typeof problems.evolve>>(problems.evolve, problems.initialState));
}
