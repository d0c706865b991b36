import type { AgencyId, FamilyId, HandOffAcceptedV1, Material, MatterKind, Role, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import {
  type ChartBook,
  type Fields,
  type HeardStep,
  type PackedChart,
  refusalFrom,
  refuseUnlisted,
  type StageChart,
  type StageState,
  step,
  type StepRequest,
  type TakenStep,
  type UnlistedCode,
} from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { alreadyDecided, decisionStanding, isAtWork, isDecisive, resultOf } from './case-file-decision.ts';
import { decideReturn, followReturn } from './case-file-return.ts';
import { followElsewhere, relate } from './case-file-relation.ts';
import { evolve, evolveOpened } from './case-file-fold.ts';
import { followShare, gathered, hear } from './case-file-gathering.ts';
import { followHandOff, refer } from './case-file-referral.ts';
import { opensWithoutRight, type Organs, outsideJurisdiction } from './jurisdiction.ts';

/**
 * One organ's own file: on a matter it has accepted, or on one it took up by itself. Its road is a chart of the mechanism pack; a
 * judicial keeper's steps are recorded and not steered (DESIGN 3, G3). Beside the road the file has a life of its own:
 *
 * `open → handing-over ⇄ open`, `handing-over → handed-over → open` (given back by its receiver), `open → returned`.
 *
 * A file is decided once it has left the stages from which its chart foresees a return; a decided file is never returned, a returned one
 * never decided. Files hear of each other's steps (case-file-relation), because no organ writes into another's; what several were asked
 * together, one chart waits for (case-file-gathering).
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
  /** By which the matter came; absent on a file that its keeper opened by itself. */
  handOffId?: string | undefined;
  /** What was accepted, such as a clue or another agency's file, or what the keeper opened it for; itself where that was nothing. */
  matterKind: MatterKind;
  matterId: string;
  /** Keeps the file and is its only party: what is found inside is nobody else's to read (DOMAIN 2.2). */
  agency: AgencyId;
  /** Handed the matter over and is owed the outcome, by feedback. */
  sender?: AgencyId | undefined;
  /** The hand-off only shared: the matter stays with its owner, and the file is never given back. */
  isShared?: true | undefined;
  title: string;
  sourceCode?: string | undefined;
  /** What the route said of returning; absent: by consent. */
  returnTerms?: ReturnTerms | undefined;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

export interface File extends Opening {
  chart: string;
  packVersion: string;
  road: StageState;
  isDecided: boolean;
  /** Hand-offs of this file that have ended: an event of one of them that comes late moves nothing. */
  ended: readonly string[];
  /** How often a hand-off was asked for: the next one's id follows from it. */
  referrals: number;
  /** What was asked for last by a hand-off that only shares: the same again asks for nothing. */
  shared?: Referral | undefined;
  /** Files that came from this one: they hear of its steps, as does the one it came from. */
  offspring: readonly string[];
  /** Every hand-off that shared this file, in the order they were asked for. */
  shares: readonly Share[];
  /** Those of them that came to nothing, or went on to another organ; kept where the chart waits for several answers. */
  over: readonly { handOffId: string; outcome: ShareEnd; on: string }[];
  passedOn: readonly Passing[];
  /** Steps of others that the chart waits for from all of them. */
  heard: readonly Heard[];
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
  /** 案情摘要 and materials the file adds to what its agency received. */
  facts?: string | undefined;
  materials?: Material[] | undefined;
  /** The route only shares: the file stays where it is. */
  isShare?: true | undefined;
}

/** A hand-off by which the file was shared: its receiver works in a file of its own, if the route opens one. */
export type Share = Pick<Referral, 'handOffId' | 'receiver' | 'routeId'>;
export type ShareEnd = 'refused' | 'recalled' | 'returned';
interface Passing extends Share {
  successor: string;
}
interface Heard extends HeardStep {
  agency: string;
}

/** Where a file begins: the first stage of the chart in the pack it is born under, whose version it keeps. */
interface Birth {
  chart: string;
  packVersion: string;
  stage: string;
  /** The chart knows no return from its first stage; absent: it does. */
  isDecided?: true | undefined;
}

interface Actor {
  by: AgencyId;
  account: string;
}

export type HandOffFate =
  | { outcome: 'sent' | 'received' | 'accepted' | 'refused' | 'recalled' | 'returned'; handOffId: string }
  | { outcome: 'forwarded'; handOffId: string; successor: string; nextReceiver: AgencyId };

export type ShareFate =
  | { outcome: ShareEnd; handOffId: string }
  | { outcome: 'forwarded'; handOffId: string; successor: string; receiver: AgencyId; routeId: string };

export type CaseFileCommand =
  | ({ type: 'OpenCaseFile'; born: PackedChart; keeper?: Keeper | undefined; unlisted?: UnlistedCode[] } & Opening)
  | { type: 'TakeCaseFileStep'; request: Omit<StepRequest, 'isInFlight'>; organs?: Organs | undefined }
  | ({ type: 'ReturnCaseFile'; reason: string; basis?: ReturnBasis | undefined; at: string } & Actor & Dated)
  | ({ type: 'ConsentToReturn' } & Actor & Dated)
  | ({ type: 'FollowReturn'; basis: ReturnBasis } & Dated)
  | ({ type: 'ReferCaseFile'; id: string } & Actor & Omit<Referral, 'handOffId' | 'account'> & Dated)
  | ({ type: 'FollowHandOff'; fate: HandOffFate } & Dated)
  | ({ type: 'FollowShare'; fate: ShareFate } & Dated)
  | { type: 'RelateCaseFile'; fileId: string }
  | ({ type: 'FollowFile'; step: ToldStep } & Dated)
  | ({ type: 'FollowClock'; row: string } & Dated);

/** Who opens a file without a hand-off. */
export interface Keeper {
  kind: string;
  roles: readonly Role[];
  /** Chart of the file it goes on from, where it does. */
  from?: string | undefined;
}
/** A step of another file, as its announcement tells it. */
export interface ToldStep {
  chart: string;
  transition: string;
  fields: Fields;
  of: { fileId: string; agency: AgencyId };
}
interface Dated {
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
      outcome: Exclude<HandOffFate['outcome'], 'forwarded' | 'sent' | 'received'>;
      step?: TakenStep | undefined;
    }
  | { type: 'CaseFileShareEnded'; handOffId: string; outcome: ShareEnd; on: string }
  | ({ type: 'CaseFileSharePassedOn' } & Passing)
  | ({ type: 'CaseFileAnswerHeard' } & Heard)
  | { type: 'CaseFileRelated'; fileId: string };

function decide(charts: ChartBook, command: CaseFileCommand, file: CaseFile): CaseFileEvent[] {
  // The file's id follows from the hand-off's, or from the request's: whoever opens it again means the same.
  if (command.type === 'OpenCaseFile') return file.status === 'unopened' ? [open(command)] : [];

  // To another agency the file does not exist, whatever its state: no answer may tell that there is one.
  const by = command.type === 'TakeCaseFileStep' ? command.request.who.agency : 'by' in command ? command.by : undefined;
  if (file.status === 'unopened' || (by !== undefined && by !== file.agency)) throw new Refusal('CASE_FILE_NOT_FOUND');
  const facts = decideOn(charts, command, file);
  return [...facts, ...gathered(charts, facts, file, evolveOpened)];
}

function decideOn(charts: ChartBook, command: Exclude<CaseFileCommand, { type: 'OpenCaseFile' }>, file: OpenedFile): CaseFileEvent[] {
  switch (command.type) {
    case 'TakeCaseFileStep':
      return takeStep(charts.of(file), command, file);
    case 'ReturnCaseFile':
    case 'ConsentToReturn':
      return decideReturn(charts.of(file), command, file);
    case 'FollowReturn':
      return followReturn(charts.of(file), command, file);
    case 'ReferCaseFile':
      return refer(charts.of(file), command, file);
    case 'FollowHandOff':
      return followHandOff(charts.of(file), command, file);
    case 'FollowShare':
      return followShare(charts.of(file), command, file);
    case 'RelateCaseFile':
      return relate(command, file);
    case 'FollowFile':
      return [...followElsewhere(charts.of(file), command, file), ...hear(charts.of(file), command, file)];
    case 'FollowClock':
      return followElsewhere(charts.of(file), command, file);
  }
}

function open({ born: { chart, packVersion }, keeper, unlisted, ...command }: CaseFileCommand & { type: 'OpenCaseFile' }): CaseFileEvent {
  refuseUnlisted(unlisted);
  const { type: _, ...opening } = command;
  const own = chart.opening?.own.filter(({ kinds }) => keeper !== undefined && kinds.some((kind) => kind === keeper.kind)) ?? [];
  if (keeper !== undefined && own.length === 0) throw new Refusal('CASE_FILE_NOT_OPENED_BY_YOU', { chart: chart.chart });
  const fitting = own.filter(({ from }) => from === undefined || (keeper?.from !== undefined && from.includes(keeper.from)));
  if (keeper !== undefined && fitting.length === 0) {
    const from = own.flatMap((one) => one.from ?? []).join(',');
    throw new Refusal('CASE_FILE_COMES_FROM_ANOTHER', { chart: chart.chart, from });
  }
  if (keeper !== undefined && !fitting.some(({ roles }) => roles.some((role) => keeper.roles.includes(role))))
    throw new Refusal('TRANSITION_NOT_FOR_YOUR_ROLE');
  const isDecided = isDecisive(chart, chart.initial) ? { isDecided: true as const } : {};
  return { type: 'CaseFileOpened', ...opening, chart: chart.chart, packVersion, stage: chart.initial, ...isDecided };
}

function takeStep(
  chart: StageChart,
  { request, organs }: CaseFileCommand & { type: 'TakeCaseFileStep' },
  file: OpenedFile,
): CaseFileEvent[] {
  if (file.status === 'returned') throw new Refusal('CASE_FILE_RETURNED');
  if (organs !== undefined && opensWithoutRight(request.fields, organs)) throw new Refusal('ONLY_A_PROCURATORATE_OPENS');
  const steps = stepsOf(chart, { ...request, isInFlight: file.status === 'handing-over' }, file);
  const departure = organs === undefined ? undefined : outsideJurisdiction(request.fields, organs);
  if (steps.length > 0 && departure !== undefined && request.deviation === undefined) throw new Refusal(departure);
  return steps.map((made) => ({
    type: 'CaseFileStepTaken',
    step: departure === undefined ? made : { ...made, deviation: request.deviation },
    isDecision: !file.isDecided && isDecisive(chart, made.to),
  }));
}

/** What the chart makes of a request. That a decided file is no longer at the stage of deciding is told as what it is: it was decided. */
function stepsOf(chart: StageChart, request: StepRequest, file: OpenedFile): TakenStep[] {
  const answer = step(chart, file.road, request);
  if ('isRepetition' in answer) return [];
  if (!isAtWork(chart, file)) throw new Refusal('CASE_FILE_HANDED_OVER');
  if ('step' in answer) return [answer.step];
  const isSecond = resultOf(request.fields) !== undefined && decisionStanding(file) !== undefined;
  if (answer.refused.code === 'TRANSITION_NOT_FROM_HERE' && isSecond) throw alreadyDecided(file);
  throw refusalFrom(answer.refused);
}

/** @param charts of every version a file may have been born under */
export const caseFileDecider = (charts: ChartBook): Decider<CaseFileCommand, CaseFileEvent, CaseFile> => ({
  initialState: { status: 'unopened' },
  decide: (command, file) => decide(charts, command, file),
  evolve,
});
