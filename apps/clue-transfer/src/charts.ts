import { chartOf, type MechanismPack } from '@xiezhi/mechanism-pack';
import { disputesOn } from './dispute/dispute.announce.ts';
import { matterStreamsWith } from './matter/matters.ts';
import { problemsOn } from './problem/problem.announce.ts';

/** What this service makes of a mechanism pack: problems and disputes on its charts, and matters as things that are handed over. */
export function onCharts(pack: MechanismPack) {
  const problemChart = chartOf(pack, 'problem');
  const disputeChart = chartOf(pack, 'dispute');
  const problems = problemsOn(problemChart);
  return { problemChart, disputeChart, problems, disputes: disputesOn(disputeChart), matterStreams: matterStreamsWith(problems) };
}
