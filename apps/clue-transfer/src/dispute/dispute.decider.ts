import type { AgencyId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import { type ChartBook, type Fields, standingIn, stepOrRefuse, type StepRequest, taken } from '@xiezhi/stage-chart';
import type { Dispute, DisputeEvent, RaisedDispute, Raising } from './dispute.state.ts';

export type DisputeCommand =
  /** `on`: legal day, Asia/Shanghai. */
  | ({ type: 'RaiseDispute'; on: string } & Raising)
  | { type: 'TakeStep'; officer: Omit<StepRequest['who'], 'parties'>; transition: string; on: string; fields: Fields };

export const bound = 'BOUND';
export const withdrawn = 'WITHDRAWN';

/** The name of the chart in every pack that has disputes. */
export const chartName = 'dispute';

/** The decider of disputes on charts; that of its version decides who may take which step of a dispute when. */
export function disputeDecider(charts: ChartBook): Decider<DisputeCommand, DisputeEvent, Dispute> {
  return { initialState: { status: 'unraised' }, decide: (command, dispute) => decide(charts, command, dispute), evolve };
}

function decide(charts: ChartBook, command: DisputeCommand, dispute: Dispute): DisputeEvent[] {
  if (command.type === 'RaiseDispute') {
    // A dispute of the third bounce has an id that follows from the bounce: raised again, it is the same.
    if (dispute.status !== 'unraised') return [];
    const { type: _, on, ...raising } = command;
    if (raising.raisedBy !== undefined) refuseOneSided(raising, raising.raisedBy);
    const { chart, packVersion } = charts.born(chartName, on);
    return [{ type: 'DisputeRaised', packVersion, stage: chart.initial, ...raising }];
  }
  if (dispute.status === 'unraised') throw new Refusal('DISPUTE_NOT_FOUND');
  const { officer, transition, on, fields } = command;
  const parties = rolesIn(dispute, officer.agency);
  // To who is no party the dispute does not exist, whatever its stage.
  if (parties.length === 0) throw new Refusal('DISPUTE_NOT_FOUND');
  const chart = charts.of({ chart: chartName, packVersion: dispute.packVersion });
  const steps = stepOrRefuse(chart, dispute.stage, { transition, who: { ...officer, parties }, on, fields });
  return steps.map((step) => ({ type: 'DisputeStepTaken', step }));
}

function refuseOneSided({ disputants, office }: Raising, raisedBy: AgencyId): void {
  if (disputants.every((agency) => agency === raisedBy)) throw new Refusal('DISPUTE_WITH_NOBODY');
  // Who coordinates must not be one of those who quarrel.
  if (disputants.includes(office)) throw new Refusal('COORDINATOR_IS_DISPUTANT');
}

/** What an agency is to a dispute, by the chart's names; none when it is no party. */
export function rolesIn(dispute: RaisedDispute, agency: AgencyId): string[] {
  const { raisedBy, disputants, firstReceiver, office, justice, government } = dispute;
  return [
    ...(agency === raisedBy ? ['raiser'] : []),
    ...(disputants.includes(agency) ? ['disputant'] : []),
    ...(agency === firstReceiver ? ['first-receiver'] : []),
    ...(agency === office ? ['office'] : []),
    ...(agency === justice ? ['justice'] : []),
    ...(agency === government ? ['government'] : []),
  ];
}

/** Whose turn it is: the office until it passes the dispute on, then the justice bureau, then the government. */
export function coordinatorOf({ office, justice, government }: RaisedDispute): AgencyId {
  return government ?? justice ?? office;
}

/** Condition `cause` of the chart looks at what raised the dispute. */
function evolve(dispute: Dispute, event: DisputeEvent): Dispute {
  if (event.type === 'DisputeRaised') {
    const { type: _, stage, ...raised } = event;
    return { status: 'raised', ...raised, stage: { ...standingIn(stage), values: { cause: event.cause } } };
  }
  if (dispute.status === 'unraised') throw new Error(`${event.type} stored before DisputeRaised`);
  const { justiceBureau, government } = event.step.fields;
  return {
    ...dispute,
    stage: taken(dispute.stage, event.step),
    justice: typeof justiceBureau === 'string' ? justiceBureau : dispute.justice,
    government: typeof government === 'string' ? government : dispute.government,
  };
}
