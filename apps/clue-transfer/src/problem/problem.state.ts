import type { AgencyId, WorldId, Material } from '@xiezhi/contracts';
import { type StageState, type TakenStep } from '@xiezhi/stage-chart';
import type { Flight, FlightEvent } from '../matter/flight.ts';

/** What the report says (F-01). Free text names nobody (不得填写姓名); the reporter is sealed elsewhere. */
export interface ProblemReport {
  title: string;
  description: string;
  sourceCode: string;
  categoryCode: string;
  divisionCode: string;
  waterBodyId?: string | undefined;
  reach?: string | undefined;
  place?: string | undefined;
  lon?: number | undefined;
  lat?: number | undefined;
  accuracyMetres?: number | undefined;
  foundAt: string;
  measured?: string | undefined;
  urgency?: string | undefined;
  /** Unified social credit code of the organisation suspected; never a person. */
  suspectedCreditCode?: string | undefined;
  noEvidenceReason?: string | undefined;
}

export interface Reported {
  problemId: string;
  /** Keeps the problem's ledger entry: assigns, checks, closes. */
  office: AgencyId;
  reportedBy: AgencyId;
  /** The reporter is the township of the place and may triage its own reach (3.1 P2). */
  isOfTownship: boolean;
  account: string;
  report: ProblemReport;
  materials: Material[];
  hasReporter: boolean;
  packVersion: string;
  world?: WorldId | undefined;
}

export type ProblemEvent =
  | ({ type: 'ProblemReported'; number: string; step: TakenStep } & Reported)
  /** `documentNumber` is given between deciding and appending; `clueId` names the clue that was grown (P12). */
  | { type: 'ProblemStepTaken'; step: TakenStep; documentNumber?: string | undefined; clueId?: string | undefined }
  | { type: 'ProblemLinked'; otherId: string; relation: LinkRelation }
  | { type: 'ProblemReporterDisclosed'; account: string; purpose: string }
  | FlightEvent;

/** How another problem stands to this one. Links, never a common history: both keep theirs. */
export type LinkRelation = 'merged-into' | 'merged-from' | 'same-facts';

export interface NumberedDocument {
  transition: string;
  number: string;
  on: string;
}

/**
 * A river problem from its report on (DOMAIN 3.1). Its road is the chart `problem` of the mechanism pack; assignment is a hand-off,
 * and `flight` says where the matter is. `stage.taken` is its whole history.
 */
export type Problem = { status: 'unreported' } | ReportedProblem;

export interface ReportedProblem extends Omit<Reported, 'account'> {
  status: 'reported';
  number: string;
  stage: StageState;
  flight: Flight;
  /** Responsible unit once it accepted. */
  unit?: AgencyId | undefined;
  documents: NumberedDocument[];
  links: { otherId: string; relation: LinkRelation }[];
  /** Clues grown from this problem, of the same family. */
  clues: string[];
  /** How often it came back within the look-back's year; it keeps its number. */
  relapses: number;
}
