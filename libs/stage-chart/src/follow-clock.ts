import type { StageChart } from './chart.ts';
import { driven } from './follow.ts';
import type { StageState, TakenStep } from './state.ts';

/**
 * Moves a file when a period counted for it has run out. A period is not an act: where the chart does not wait for its end, nothing
 * is recorded, and what others count from that end they count all the same (COUNTING 7).
 *
 * @param row such as A04
 */
export function followClock(chart: StageChart, state: StageState, row: string, on: string): TakenStep | undefined {
  const rule = chart.transitions.find(
    ({ driven: by, from }) => typeof by === 'object' && 'clock' in by && by.clock.includes(row) && from.includes(state.stage),
  );
  return rule === undefined ? undefined : driven(chart, rule, state, on, {});
}
