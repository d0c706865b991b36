import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { DisputeBoundV1, DisputeRaisedV1, DisputeStageEnteredV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type ChartBook, stageNameOf, type TakenStep } from '@xiezhi/stage-chart';
import { bound, chartName, coordinatorOf, type DisputeCommand, disputeDecider, withdrawn } from './dispute.decider.ts';
import type { Dispute, DisputeEvent, RaisedDispute } from './dispute.state.ts';

export type Disputes = Aggregate<DisputeCommand, DisputeEvent, Dispute>;

/** Disputes with their doors, on the charts of the packs there are; each is of the family of its matter. */
export function disputesOn(charts: ChartBook): Disputes {
  return {
    ...disputeDecider(charts),
    name: 'dispute',
    announce: (disputeId, event, dispute) => announce(charts, disputeId, event, existing(dispute)),
    scopeOf(dispute) {
      const { familyId, world, ...rest } = existing(dispute);
      return { familyId, parties: readersOf(rest), world };
    },
    // One wished-for dispute per matter at a time. The third bounce needs none: it must come about whatever is open, or the matter is stuck.
    claimsOf(event, dispute) {
      const { matterId, cause, stage } = existing(dispute);
      const claim = [`dispute/${matterId}`];
      if (cause === 'third-bounce') return {};
      if (event.type === 'DisputeRaised') return { take: claim };
      return stage.stage === bound || stage.stage === withdrawn ? { release: claim } : {};
    },
    claimRefusal: 'DISPUTE_ALREADY_OPEN',
  };
}

function announce(charts: ChartBook, disputeId: string, event: DisputeEvent, dispute: RaisedDispute): Announcement[] {
  const told = aboutDispute(disputeId, dispute);
  if (event.type === 'DisputeRaised') return [announcement(DisputeRaisedV1, { ...told, cause: event.cause })];
  const { step } = event;
  const { transition, from, to, deviation } = step;
  const chart = { chart: chartName, packVersion: dispute.packVersion };
  const stageName = stageNameOf(charts.of(chart), to);
  const stage = { ...chart, transition, from, to, stageName, deviation: deviation !== undefined };
  const entered = announcement(DisputeStageEnteredV1, { ...told, ...stage });
  return to === bound ? [entered, boundBy(step, told, dispute)] : [entered];
}

function boundBy(
  { fields }: TakenStep,
  told: ReturnType<typeof aboutDispute>,
  { categoryCode, divisionCode }: RaisedDispute,
): Announcement {
  // The chart made sure of both; the event's schema looks again.
  const outcome = { competentUnits: fields['competentUnits'] as string[], decisionNumber: fields['decisionNumber'] as string };
  const precedent = { ...(categoryCode !== undefined && { categoryCode }), ...(divisionCode !== undefined && { divisionCode }) };
  return announcement(DisputeBoundV1, { ...told, ...outcome, ...precedent });
}

function aboutDispute(disputeId: string, dispute: RaisedDispute) {
  const { matterKind, matterId, handOffId, raisedBy, firstReceiver, title } = dispute;
  return {
    disputeId,
    matterKind,
    matterId,
    ...(handOffId !== undefined && { handOffId }),
    ...(raisedBy !== undefined && { raisedBy }),
    ...(firstReceiver !== undefined && { firstReceiver }),
    parties: dispute.disputants,
    coordinator: coordinatorOf(dispute),
    title,
  };
}

/** The disputants, and each coordinating organ from the moment the dispute reaches it. */
function readersOf({ raisedBy, firstReceiver, disputants, office, justice, government }: Omit<RaisedDispute, 'familyId' | 'world'>) {
  return [...new Set([raisedBy, firstReceiver, ...disputants, office, justice, government].filter((one) => one !== undefined))];
}

function existing(dispute: Dispute): RaisedDispute {
  if (dispute.status === 'unraised') throw new Error('an unraised dispute is nobody’s');
  return dispute;
}
