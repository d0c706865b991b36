import type { AgencyId, FamilyId, HandOffAcceptedV1, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import {
  chartAt,
  type PackedChart,
  refusalFrom,
  type StageState,
  step,
  type StepRequest,
  taken,
  type TakenStep,
} from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { alreadyDecided, decisionStanding, resultOf } from './case-file-decision.ts';
import { decideReturn, followReturn } from './case-file-return.ts';
import { followHandOff, refer } from './case-file-referral.ts';
import { opensWithoutRight, type Organs, outsideJurisdiction } from './jurisdiction.ts';

/**
 * The receiver's file on a matter it has accepted. Its road is a chart of the mechanism pack; its keeper is as a rule a judicial
 * organ, whose steps are recorded and not steered (DESIGN 3, G3). Beside the road the file has a life of its own:
 *
 * `open → handing-over ⇄ open`, `handing-over → handed-over → open` (given back by its receiver), `open → returned`.
 *
 * A file is decided once it has left the stages before the decision; a decided file is never returned, a returned one never decided.
 */
export type CaseFile = { status: 'unopened' } | OpenedFile;

export type OpenedFile =
  | (File & { status: 'open' })
  | (File & { status: 'handing-over'; referral: Referral })
  | (File & { status: 'handed-over'; byHandOff: string })
  | (File & { status: 'returned'; basis: ReturnBasis; account?: string | undefined });

export type ReturnBasis = 'consent' | 'unilateral';
export type ReturnTerms = NonNullable<z.infer<(typeof HandOffAcceptedV1)['data']>['returnTerms']>;

export interface Opening {
  handOffId: string;
  /** What was accepted: a clue, or another agency's file. */
  matterKind: MatterKind;
  matterId: string;
  /** Keeps the file and is its only party: what is found inside is nobody else's to read (DOMAIN 2.2). */
  agency: AgencyId;
  /** Handed the matter over and is owed the outcome, by feedback. */
  sender: AgencyId;
  title: string;
  sourceCode?: string | undefined;
  /** What the route said of returning; absent: by consent. */
  returnTerms?: ReturnTerms | undefined;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

interface File extends Opening {
  chart: string;
  packVersion: string;
  road: StageState;
  isDecided: boolean;
  /** Hand-offs of this file that have ended: an event of one of them that comes late moves nothing. */
  ended: readonly string[];
  /** How often a hand-off was asked for: the next one's id follows from it. */
  referrals: number;
  /** What the keeper last gave as its reason when it asked to give the file back. */
  asked?: { account: string; reason: string } | undefined;
}

/** The file's own hand-off while it is on its way. */
export interface Referral {
  handOffId: string;
  account: string;
  receiver: AgencyId;
  routeId: string;
  purpose: string;
  legalBasis: string;
}

/** Where a file begins: the first stage of the chart in the pack it is born under, whose version it keeps. */
interface Birth {
  chart: string;
  packVersion: string;
  stage: string;
}

interface Actor {
  by: AgencyId;
  account: string;
}

export type HandOffFate =
  | { outcome: 'accepted' | 'refused' | 'recalled' | 'returned'; handOffId: string }
  | { outcome: 'forwarded'; handOffId: string; successor: string; nextReceiver: AgencyId };

export type CaseFileCommand =
  | ({ type: 'OpenCaseFile' } & Opening & Charted)
  | ({ type: 'TakeCaseFileStep'; request: Omit<StepRequest, 'isInFlight'>; organs?: Organs | undefined } & Charted)
  | ({ type: 'ReturnCaseFile'; reason: string; basis?: ReturnBasis | undefined; at: string } & Actor & Dated)
  | ({ type: 'ConsentToReturn' } & Actor & Dated)
  | ({ type: 'FollowReturn'; basis: ReturnBasis } & Dated)
  | ({ type: 'ReferCaseFile' } & Actor & Omit<Referral, 'handOffId' | 'account'>)
  | ({ type: 'FollowHandOff'; fate: HandOffFate } & Dated);

interface Charted {
  packed: PackedChart;
}
interface Dated extends Charted {
  /** Legal day, Asia/Shanghai. */
  on: string;
}

export type CaseFileEvent =
  | ({ type: 'CaseFileOpened' } & Opening & Birth)
  | { type: 'CaseFileStepTaken'; step: TakenStep; isDecision: boolean }
  | { type: 'CaseFileReturnAsked'; account: string; reason: string }
  | { type: 'CaseFileReturned'; basis: ReturnBasis; account?: string | undefined; step: TakenStep }
  | ({ type: 'CaseFileHandOffRequested' } & Referral)
  | { type: 'CaseFileHandOffPassedOn'; handOffId: string; successor: string; receiver: AgencyId }
  | {
      type: 'CaseFileHandOffEnded';
      handOffId: string;
      outcome: Exclude<HandOffFate['outcome'], 'forwarded'>;
      step?: TakenStep | undefined;
    };

function decide(command: CaseFileCommand, file: CaseFile): CaseFileEvent[] {
  if (command.type === 'OpenCaseFile') {
    const { type: _, packed, ...opening } = command;
    const birth = { chart: packed.chart.chart, packVersion: packed.packVersion, stage: packed.chart.initial };
    // The file's id follows from the hand-off's: whoever opens it again means the same acceptance.
    return file.status === 'unopened' ? [{ type: 'CaseFileOpened', ...opening, ...birth }] : [];
  }

  // To another agency the file does not exist, whatever its state: no answer may tell that there is one.
  const by = command.type === 'TakeCaseFileStep' ? command.request.who.agency : 'by' in command ? command.by : undefined;
  if (file.status === 'unopened' || (by !== undefined && by !== file.agency)) throw new Refusal('CASE_FILE_NOT_FOUND');

  switch (command.type) {
    case 'TakeCaseFileStep':
      return takeStep(command, file);
    case 'ReturnCaseFile':
    case 'ConsentToReturn':
      return decideReturn(command, file);
    case 'FollowReturn':
      return followReturn(command, file);
    case 'ReferCaseFile':
      return refer(command, file);
    case 'FollowHandOff':
      return followHandOff(command, file);
  }
}

/** The stages of the chart before a decision. Whatever else is reached, by whatever road, the file is decided. */
const stagesBeforeDecision: readonly string[] = ['ACCEPTED', 'REGISTERED', 'EVALUATING'];

function takeStep({ request, packed, organs }: CaseFileCommand & { type: 'TakeCaseFileStep' }, file: OpenedFile): CaseFileEvent[] {
  if (file.status === 'returned') throw new Refusal('CASE_FILE_RETURNED');
  if (file.status === 'handed-over') throw new Refusal('CASE_FILE_HANDED_OVER');
  if (organs !== undefined && opensWithoutRight(request.fields, organs)) throw new Refusal('ONLY_A_PROCURATORATE_OPENS');
  const steps = stepsOf(packed, { ...request, isInFlight: file.status === 'handing-over' }, file);
  const departure = organs === undefined ? undefined : outsideJurisdiction(request.fields, organs);
  if (steps.length > 0 && departure !== undefined && request.deviation === undefined) throw new Refusal(departure);
  return steps.map((made) => ({
    type: 'CaseFileStepTaken',
    step: departure === undefined ? made : { ...made, deviation: request.deviation },
    isDecision: !file.isDecided && !stagesBeforeDecision.includes(made.to),
  }));
}

/** What the chart makes of a request. That a decided file is no longer at the stage of deciding is told as what it is: it was decided. */
function stepsOf(packed: PackedChart, request: StepRequest, file: OpenedFile): TakenStep[] {
  const answer = step(chartAt(packed, file.packVersion), file.road, request);
  if (!('refused' in answer)) return 'step' in answer ? [answer.step] : [];
  const isSecond = resultOf(request.fields) !== undefined && decisionStanding(file) !== undefined;
  if (answer.refused.code === 'TRANSITION_NOT_FROM_HERE' && isSecond) throw alreadyDecided(file);
  throw refusalFrom(answer.refused);
}

function evolve(file: CaseFile, event: CaseFileEvent): CaseFile {
  if (event.type === 'CaseFileOpened') {
    const { type: _, stage, ...opening } = event;
    return { ...opening, status: 'open', road: { stage, taken: [], values: {}, limits: {} }, isDecided: false, ended: [], referrals: 0 };
  }
  if (file.status === 'unopened') throw new Error(`${event.type} stored before any CaseFileOpened`);
  switch (event.type) {
    case 'CaseFileStepTaken':
      return { ...file, road: taken(file.road, event.step), isDecided: file.isDecided || event.isDecision };
    case 'CaseFileReturnAsked':
      return { ...file, asked: { account: event.account, reason: event.reason } };
    case 'CaseFileReturned':
      return { ...rest(file), road: taken(file.road, event.step), status: 'returned', basis: event.basis, account: event.account };
    case 'CaseFileHandOffRequested': {
      const { type: _, ...referral } = event;
      return { ...rest(file), referrals: file.referrals + 1, status: 'handing-over', referral };
    }
    case 'CaseFileHandOffPassedOn': {
      const ended = [...file.ended, event.handOffId];
      if (file.status !== 'handing-over') return { ...file, ended };
      return { ...file, ended, referral: { ...file.referral, handOffId: event.successor, receiver: event.receiver } };
    }
    case 'CaseFileHandOffEnded': {
      const road = event.step === undefined ? file.road : taken(file.road, event.step);
      return event.outcome === 'accepted'
        ? { ...rest(file), road, status: 'handed-over', byHandOff: event.handOffId }
        : { ...rest(file), road, ended: [...file.ended, event.handOffId], status: 'open' };
    }
  }
}

/** What a file keeps in whatever state it is. */
function rest(file: OpenedFile): File {
  const { handOffId, matterKind, matterId, agency, sender, title, sourceCode, returnTerms, familyId, world } = file;
  const { chart, packVersion, road, isDecided, ended, referrals, asked } = file;
  const opening = { handOffId, matterKind, matterId, agency, sender, title, sourceCode, returnTerms, familyId, world };
  return { ...opening, chart, packVersion, road, isDecided, ended, referrals, asked };
}

export const caseFileDecider: Decider<CaseFileCommand, CaseFileEvent, CaseFile> = { initialState: { status: 'unopened' }, decide, evolve };
