import type { AgencyId } from '@xiezhi/contracts';
import type { ReportedProblem } from './problem.state.ts';

/** What an agency is to a problem, by the chart's names; none when it is no party. */
export function partiesOf(problem: ReportedProblem, agency: AgencyId): string[] {
  const { office, reportedBy, isOfTownship, unit } = problem;
  return [
    ...(agency === office ? ['office'] : []),
    ...(agency === reportedBy ? ['reporter', ...(isOfTownship ? ['township'] : [])] : []),
    ...(agency === unit ? ['unit'] : []),
  ];
}

/**
 * Who sees the whole problem (DOMAIN 2.2): the office, the reporting agency, and the unit it is assigned to. A unit that refused,
 * or gave it back, sees nothing of what comes after.
 */
export function readersOf({ office, reportedBy, unit, flight }: ReportedProblem): AgencyId[] {
  const receiver = flight.inFlight?.to;
  return [...new Set([office, reportedBy, unit, receiver].filter((one) => one !== undefined))];
}
