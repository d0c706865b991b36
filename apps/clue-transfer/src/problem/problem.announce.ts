import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { LookBackResult, ProblemLinkedV1, ProblemReportedV1, ProblemSeverity, ProblemStageEnteredV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type ChartBook, stageNameOf, type TakenStep } from '@xiezhi/stage-chart';
import { announceBouncedOut } from '../matter/matter.announce.ts';
import { chartName, type ProblemCommand, problemDecider } from './problem.decider.ts';
import { readersOf } from './problem.parties.ts';
import type { Problem, ProblemEvent, ReportedProblem } from './problem.state.ts';

export type Problems = Aggregate<ProblemCommand, ProblemEvent, Problem>;

/** Problems with their doors, on the charts of the packs there are. A problem begins its family: the family id is the problem's id, for ever. */
export function problemsOn(charts: ChartBook): Problems {
  return {
    ...problemDecider(charts),
    name: 'problem',
    announce: (problemId, event, problem) => announce(charts, problemId, event, existing(problem)),
    scopeOf(problem) {
      const reported = existing(problem);
      return { familyId: reported.problemId, parties: readersOf(reported), world: reported.world };
    },
  };
}

function announce(charts: ChartBook, problemId: string, event: ProblemEvent, problem: ReportedProblem): Announcement[] {
  const { number, office, unit, report } = problem;
  const told = { problemId, number, office, ...(unit !== undefined && { unit }), title: report.title };
  switch (event.type) {
    case 'ProblemReported': {
      const { categoryCode, divisionCode, waterBodyId } = report;
      const where = { categoryCode, divisionCode, ...(waterBodyId !== undefined && { waterBodyId }) };
      return [announcement(ProblemReportedV1, { ...told, reportedBy: event.reportedBy, ...where, isNamedReport: event.hasReporter })];
    }
    case 'ProblemStepTaken': {
      const { step, documentNumber } = event;
      if (step.internal) return []; // A draft is the office's own paper.
      const stageName = stageNameOf(charts.of({ chart: chartName, packVersion: problem.packVersion }), step.to);
      const stage = { chart: chartName, packVersion: problem.packVersion, ...stageOf(step), stageName };
      const optional = { ...knownOf(problem, step), ...(documentNumber !== undefined && { documentNumber }) };
      return [announcement(ProblemStageEnteredV1, { ...told, ...stage, ...optional, relapses: problem.relapses })];
    }
    case 'ProblemLinked': {
      const { otherId, relation } = event;
      // Told once, by the problem that was merged; the other keeps the link and is silent.
      return relation === 'merged-from' ? [] : [announcement(ProblemLinkedV1, { problemId, office, otherId, relation })];
    }
    case 'BouncedOut':
      return announceBouncedOut({ matterKind: 'problem', matterId: problemId, title: report.title }, event.leg, problem.flight);
    case 'ProblemReporterDisclosed': // Who looked is a fact of the reporting agency alone.
    case 'HandingOver': // Told by the hand-off itself, and by the stage it leads to.
    case 'HandedOver':
    case 'Kept':
    case 'PassedOn':
    case 'GivenBack':
    case 'ReceiverNamed':
      return [];
  }
}

const stageOf = ({ transition, from, to, deviation }: TakenStep) => ({ transition, from, to, deviation: deviation !== undefined });

/** What clocks, worklists and statistics need of a step: severity, the limit it set, the result of a look-back. */
function knownOf({ stage, hasReporter, unit, flight }: ReportedProblem, { transition, sets, fields }: TakenStep) {
  // The unit's period runs from its signature: what the assignment set is said again there (COUNTING 19).
  const limitOn = sets?.['rectification'] ?? sets?.['reminder'] ?? (transition === signs ? stage.limits['rectification'] : undefined);
  // Who signed owes the rectification, though the problem is the office's until it accepts.
  const signedBy = transition === signs ? (unit ?? flight.inFlight?.to) : undefined;
  const { severity } = stage.values;
  const { lookBackResult } = fields;
  return {
    isNamedReport: hasReporter,
    ...(signedBy !== undefined && { signedBy }),
    ...(isOneOf(ProblemSeverity.options, severity) && { severity }),
    ...(limitOn !== undefined && { limitOn }),
    ...(isOneOf(LookBackResult.options, lookBackResult) && { lookBackResult }),
  };
}

const signs = 'P5';
const isOneOf = <Value extends string>(values: readonly Value[], value: unknown): value is Value => values.some((one) => one === value);

function existing(problem: Problem): ReportedProblem {
  if (problem.status === 'unreported') throw new Error('an unreported problem is nobody’s');
  return problem;
}
