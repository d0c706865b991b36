import type { Aggregate } from '@xiezhi/aggregate';
import { replanDecider, type Replan, type ReplanCommand, type ReplanEvent } from './replan.decider.ts';

/**
 * An act of the platform: its stream is seen by the platform alone and announced nowhere, since it changes no matter by itself. What it
 * moves is announced by each clock, with the re-plan's id, to whom the clock belongs.
 */
export const replans: Aggregate<ReplanCommand, ReplanEvent, Replan> = {
  ...replanDecider,
  name: 'replan',
  announce: () => [],
  scopeOf(replan) {
    if (replan.status === 'unproposed') throw new Error('nothing was proposed yet');
    const { agency, world } = replan.proposal;
    return { familyId: world ?? agency, parties: [agency], world };
  },
  claimsOf(event, replan) {
    const key = claimOf(replan);
    if (event.type === 'ReplanProposed') return { take: [key] };
    return event.type === 'ReplanApplied' || event.type === 'ReplanWithdrawn' ? { release: [key] } : {};
  },
  claimRefusal: 'REPLAN_ALREADY_UNDER_WAY',
};

/** One at a time among the real deadlines, and one in each practice world. */
function claimOf(replan: Replan): string {
  if (replan.status === 'unproposed') throw new Error('nothing was proposed yet');
  return `replan/${replan.proposal.world ?? 'real'}`;
}
