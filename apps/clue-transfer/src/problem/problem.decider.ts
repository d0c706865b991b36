import type { AgencyId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import {
  type ChartBook,
  type HandOffDriver,
  type Fields,
  follow,
  followOrRefuse,
  initialStage,
  refuseUnlisted,
  standingIn,
  stepOrRefuse,
  type StepRequest,
  taken,
  type TakenStep,
  type UnlistedCode,
} from '@xiezhi/stage-chart';
import { decideFlight, evolveFlight, type FlightCommand, type FlightEvent, heldBy, isFlightEvent } from '../matter/flight.ts';
import { refuseFoundLater } from '../matter/found.ts';
import { partiesOf } from './problem.parties.ts';
import type { LinkRelation, Problem, ProblemEvent, Reported, ReportedProblem } from './problem.state.ts';

/** The agency and post that act; what the agency is to the problem is decided here. */
export type Officer = Omit<StepRequest['who'], 'parties'>;

export type ProblemCommand =
  | {
      type: 'ReportProblem';
      officer: Officer;
      on: string;
      /** Legal moment of the report, of which `on` is the day. */
      at: string;
      classification: '无' | '秘密' | '机密' | '绝密';
      reported: Omit<Reported, 'reportedBy' | 'account' | 'packVersion'>;
      /** Name of the mechanism it is reported under; absent: the first that has problems. */
      mechanism?: string | undefined;
      /** What its mechanism does not list on this day. */
      unlisted?: UnlistedCode[];
      /** Another problem of the same facts, as the caller may see it. */
      sameFactsAs?: LinkTarget | undefined;
    }
  /** `clueId` is the id a grown clue will have; `mergedInto` is where a merge leads, as the caller may see it. */
  | {
      type: 'TakeStep';
      officer: Officer;
      transition: string;
      on: string;
      fields: Fields;
      clueId: string;
      mergedInto?: LinkTarget | undefined;
    }
  | { type: 'RecordReceived'; handOffId: string; on: string }
  | { type: 'RecordLink'; otherId: string; relation: LinkRelation }
  | { type: 'DiscloseReporter'; by: AgencyId; account: string; purpose: string }
  | (FlightCommand & { on: string });

/** The other problem of a link, as the caller may see it. */
export interface LinkTarget {
  problemId: string;
  world?: string | undefined;
  isMerged: boolean;
}

/** Transitions of the chart that do more than move the problem. Named here as the chart names them; the pack's spec keeps both together. */
export const growsClue = 'P12';
export const merges = 'P3m';
const relapses = 'REOPENED';

/** The name of the chart in every pack that has problems. */
export const chartName = 'problem';

/** The decider of problems on charts; that of its version decides who may take which step of a problem when. */
export function problemDecider(charts: ChartBook): Decider<ProblemCommand, ProblemEvent, Problem> {
  return {
    initialState: { status: 'unreported' },
    decide: (command, problem) => decide(charts, command, problem),
    evolve,
  };
}

type CommandOf<Type extends ProblemCommand['type']> = ProblemCommand & { type: Type };

function decide(charts: ChartBook, command: ProblemCommand, problem: Problem): ProblemEvent[] {
  if (command.type === 'ReportProblem') return report(charts, command, problem);
  if (problem.status === 'unreported') throw new Refusal('PROBLEM_NOT_FOUND');

  switch (command.type) {
    case 'TakeStep':
      return takeStep(charts, command, problem);
    case 'RecordReceived': {
      // Told again, or of a hand-off that is none of this problem any more: nothing to record.
      if (problem.flight.inFlight?.handOffId !== command.handOffId || isSigned(problem)) return [];
      return [moved(follow(chartOf(charts, problem), problem.stage, 'hand-off-received', command.on))];
    }
    case 'RecordLink':
      if (problem.links.some(({ otherId, relation }) => otherId === command.otherId && relation === command.relation)) return [];
      return [{ type: 'ProblemLinked', otherId: command.otherId, relation: command.relation }];
    case 'DiscloseReporter':
      return disclose(command, problem);
    case 'BeginHandingOver':
    case 'RecordHandedOver':
    case 'RecordKept':
    case 'RecordForwarded':
    case 'RecordGivenBack':
    case 'RecordNamed':
      return keepInStep(charts, command, problem);
  }
}

function report(charts: ChartBook, command: CommandOf<'ReportProblem'>, problem: Problem): ProblemEvent[] {
  const { officer, on, reported, mechanism } = command;
  if (problem.status !== 'unreported') throw new Refusal('STALE_VERSION');
  // State secrets never enter (Cybersecurity Law Art. 79): another network, another system.
  if (command.classification !== '无') throw new Refusal('CLUE_CLASSIFIED');
  refuseUnlisted(command.unlisted);
  refuseFoundLater(reported.report, command.at);
  const { report: said, materials, hasReporter } = reported;
  const { waterBodyId, reach, place, divisionCode, categoryCode, noEvidenceReason } = said;
  const asked = { waterBodyId, reach, place, divisionCode, categoryCode, noEvidenceReason };
  const fields = { ...withoutAbsent(asked), isNamedReport: hasReporter, materialCount: materials.length };
  const who = { ...officer, parties: ['reporter'] };
  const { chart, packVersion } = charts.born(chartName, on, mechanism);
  const [step] = stepOrRefuse(chart, initialStage(chart), { transition: 'P1', who, on, fields });
  if (step === undefined) throw new Error('a first step is no repetition');
  // Everything the form says stands in the report; the step keeps what later conditions ask for.
  const kept = { ...step, fields: { categoryCode, divisionCode, isNamedReport: hasReporter } };
  const { agency: reportedBy, account } = officer;
  const { sameFactsAs: other } = command;
  if (other !== undefined && other.world !== reported.world) throw new Refusal('WORLD_MISMATCH');
  const links = other === undefined ? [] : [{ type: 'ProblemLinked' as const, otherId: other.problemId, relation: 'same-facts' as const }];
  // The number is given between deciding and appending, when its counter can be locked shortest.
  return [{ type: 'ProblemReported', number: '', ...reported, reportedBy, account, packVersion, step: kept }, ...links];
}

function takeStep(charts: ChartBook, command: CommandOf<'TakeStep'>, problem: ReportedProblem): ProblemEvent[] {
  const { officer, transition, on, fields } = command;
  const parties = partiesOf(problem, officer.agency);
  // To who is no party the problem does not exist, whatever its stage.
  if (parties.length === 0) throw new Refusal('PROBLEM_NOT_FOUND');
  const isInFlight = problem.flight.inFlight !== undefined;
  const [step] = stepOrRefuse(chartOf(charts, problem), problem.stage, {
    transition,
    who: { ...officer, parties },
    on,
    fields,
    isInFlight,
  });
  if (step === undefined) return [];
  if (transition === growsClue) return [{ ...moved(step), clueId: command.clueId }];
  if (transition !== merges) return [moved(step)];
  refuseMerge(command.mergedInto, problem);
  return [moved(step), { type: 'ProblemLinked', otherId: command.mergedInto!.problemId, relation: 'merged-into' }];
}

function refuseMerge(into: LinkTarget | undefined, problem: ReportedProblem): void {
  if (into === undefined) throw new Refusal('MERGE_TARGET_NOT_FOUND');
  if (into.problemId === problem.problemId) throw new Refusal('MERGE_INTO_ITSELF');
  if (into.world !== problem.world) throw new Refusal('WORLD_MISMATCH');
  // A chain of merges would hide where the work is done.
  if (into.isMerged) throw new Refusal('MERGE_INTO_MERGED');
}

function disclose({ by, account, purpose }: CommandOf<'DiscloseReporter'>, problem: ReportedProblem): ProblemEvent[] {
  // Only the reporting agency ever held the identity; the office asks it (DOMAIN 2.2).
  if (by !== problem.reportedBy) throw new Refusal('PROBLEM_NOT_FOUND');
  if (!problem.hasReporter) throw new Refusal('REPORTER_NOT_RECORDED');
  return [{ type: 'ProblemReporterDisclosed', account, purpose }];
}

const driverOf = {
  HandedOver: 'hand-off-accepted',
  PassedOn: 'hand-off-forwarded',
  GivenBack: 'hand-off-returned',
} as const satisfies Partial<Record<FlightEvent['type'], HandOffDriver>>;

/**
 * The problem follows its assignment. Sending is ours to bring about, so it is asked of the chart first; an outcome has moved the
 * matter already and is recorded, at worst as a deviation.
 */
function keepInStep(charts: ChartBook, { on, ...command }: FlightCommand & { on: string }, problem: ReportedProblem): ProblemEvent[] {
  const chart = chartOf(charts, problem);
  const events = decideFlight(command, problem.flight);
  return events.flatMap((event): ProblemEvent[] => {
    switch (event.type) {
      case 'HandingOver':
        return [event, moved(followOrRefuse(chart, problem.stage, 'hand-off-sent', on, { receiver: event.leg.to }))];
      case 'HandedOver':
        return [event, ...signedFirst(charts, problem, on)];
      case 'PassedOn':
      case 'GivenBack':
        return [event, moved(follow(chart, problem.stage, driverOf[event.type], on))];
      case 'Kept':
        return [event, moved(follow(chart, problem.stage, event.because === 'refused' ? 'hand-off-refused' : 'hand-off-recalled', on))];
      case 'BouncedOut':
      case 'ReceiverNamed':
        return [event];
    }
  });
}

/** Acceptance implies the signature before it, whose own event may still be on its way: order across streams is not promised. */
function signedFirst(charts: ChartBook, problem: ReportedProblem, on: string): ProblemEvent[] {
  const chart = chartOf(charts, problem);
  const received = isSigned(problem) ? undefined : follow(chart, problem.stage, 'hand-off-received', on);
  const stage = received === undefined ? problem.stage : taken(problem.stage, received);
  return [...(received === undefined ? [] : [moved(received)]), moved(follow(chart, stage, driverOf.HandedOver, on))];
}

const isSigned = ({ stage }: ReportedProblem): boolean => stage.stage === 'SIGNED';
const chartOf = (charts: ChartBook, { packVersion }: { packVersion: string }) => charts.of({ chart: chartName, packVersion });
const moved = (step: TakenStep) => ({ type: 'ProblemStepTaken' as const, step });

function withoutAbsent(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function evolve(problem: Problem, event: ProblemEvent): Problem {
  if (event.type === 'ProblemReported') {
    const { type: _, account: _account, step, ...reported } = event;
    const stage = taken(standingIn(step.from), step);
    const beginning = { documents: [], links: [], clues: [], relapses: 0 };
    return { status: 'reported', ...reported, ...beginning, stage, flight: heldBy(event.office) };
  }
  if (problem.status === 'unreported') throw new Error(`${event.type} stored before ProblemReported`);
  if (isFlightEvent(event)) return follows(problem, event);
  switch (event.type) {
    case 'ProblemStepTaken':
      return stepped(problem, event);
    case 'ProblemLinked':
      return { ...problem, links: [...problem.links, { otherId: event.otherId, relation: event.relation }] };
    case 'ProblemReporterDisclosed':
      return problem; // Who looked is on record and changes nothing.
  }
}

function follows(problem: ReportedProblem, event: FlightEvent): ReportedProblem {
  const flight = evolveFlight(problem.flight, event);
  if (event.type === 'HandedOver') return { ...problem, flight, unit: event.leg.to };
  return event.type === 'GivenBack' ? { ...problem, flight, unit: undefined } : { ...problem, flight };
}

function stepped(problem: ReportedProblem, { step, documentNumber, clueId }: ProblemEvent & { type: 'ProblemStepTaken' }): ReportedProblem {
  const { transition, on, owner } = step;
  const stage = taken(problem.stage, step);
  const owners: Record<string, AgencyId | undefined> = { office: problem.office, unit: problem.unit };
  return {
    ...problem,
    stage,
    flight: { ...problem.flight, owner: (owner === undefined ? undefined : owners[owner]) ?? problem.flight.owner },
    documents: documentNumber === undefined ? problem.documents : [...problem.documents, { transition, number: documentNumber, on }],
    clues: clueId === undefined ? problem.clues : [...problem.clues, clueId],
    relapses: problem.relapses + (stage.stage === relapses && step.from !== relapses ? 1 : 0),
  };
}

/** What a clue grown from here can show of what went before (2025 Guide Art. 5). */
export function historyOf({ documents, stage }: ReportedProblem) {
  const numberOf = (transition: string) => documents.findLast((document) => document.transition === transition)?.number;
  const [reminder, minutes, expiry] = [numberOf('P10'), numberOf('P11m'), stage.limits['reminder']];
  return {
    ...(reminder !== undefined && { 'reminder-number': reminder }),
    ...(expiry !== undefined && { 'reminder-expiry': expiry }),
    ...(minutes !== undefined && { 'study-minutes': minutes }),
  };
}
