import type { ChartBook } from '@xiezhi/stage-chart';
import { disputesOn } from './dispute/dispute.announce.ts';
import { matterStreamsWith } from './matter/matters.ts';
import { problemsOn } from './problem/problem.announce.ts';

/** What this service makes of mechanism packs: problems and disputes on their charts, and matters as things that are handed over. */
export function onCharts(charts: ChartBook) {
  const problems = problemsOn(charts);
  return { problems, disputes: disputesOn(charts), matterStreams: matterStreamsWith(problems) };
}
