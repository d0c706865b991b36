import type { AgencyId, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import type { Ladder, SupervisionLevel } from '@xiezhi/mechanism-pack/ladder';
import type { Calendar } from '@xiezhi/statutory-time';
import { askExtension, declineExtension, grantExtension } from './extension.ts';
import { check, escalated, failed, issue, lift, progress, report, sign, signOff } from './handling.ts';
import { approve, propose, reject } from './proposing.ts';

/**
 * One rung of the ladder over one unit in one matter (DOMAIN 3.7): proposed by a person or, with its grounds, by the system; approved
 * by another person; issued with number and limit; worked on, reported, checked, lifted.
 *
 * `proposed → approved → issued → signed → handling → reported → checked → lifted`, `reported → handling` when the check finds
 * defects; `proposed | approved → rejected`; a limit that passes leads to `failed`, from where a late report is still taken; from any
 * running state `escalated`, once a higher rung over the same unit is issued. What has ended is never opened again: a new rung is.
 */
export type Supervision = { status: 'unproposed' } | ProposedSupervision;
export type ProposedSupervision = UnissuedSupervision | RunningSupervision;

export type UnissuedSupervision =
  | (Proposal & { status: 'proposed' })
  | (Proposal & { status: 'approved'; approver: string })
  | (Proposal & { status: 'rejected'; rejection: { account: string; reason: string } });

export type RunningStatus = 'issued' | 'signed' | 'handling' | 'failed' | 'reported' | 'checked' | 'lifted' | 'escalated';
export interface RunningSupervision extends Proposal {
  status: RunningStatus;
  approver: string;
  order: Order;
  signedBy?: string | undefined;
  progress: readonly Progress[];
  report?: Report | undefined;
  check?: Check | undefined;
  /** Joint members that agree to the lifting of what was checked. */
  signedOff: readonly AgencyId[];
  extensionAsked?: ExtensionAsked | undefined;
  extensionAnswered?: { account: string; reason: string; limitOn?: string | undefined } | undefined;
  extensions: number;
  lifting?: Lifting | undefined;
  successor?: string | undefined;
}

export interface Proposal {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  world?: WorldId | undefined;
  title: string;
  /** Pack and version whose ladder it stands on to its end; absent on facts of before: the pack of the setting. */
  packVersion?: string | undefined;
  level: SupervisionLevel;
  /** Leads the board. */
  issuer: AgencyId;
  /** Joint members: nothing is lifted without their sign-off. */
  coIssuers: readonly AgencyId[];
  observers: readonly AgencyId[];
  /** Never a judicial organ. */
  unit: AgencyId;
  grounds: string;
  /** Listing conditions that hold, DOMAIN 6.8. */
  conditions: readonly string[];
  siteVisitOn?: string | undefined;
  clockId?: string | undefined;
  /** The lower rung this one takes the place of. */
  follows?: string | undefined;
  /** Absent: the system. */
  proposer?: Actor | undefined;
}

export interface Order {
  account: string;
  /** Given between deciding and saving, so that its counter is locked last (libs/document-number). */
  documentNumber?: string | undefined;
  /** Last legal day, Asia/Shanghai. */
  limitOn: string;
  requirements: readonly string[];
  reportingEveryDays?: number | undefined;
}
type Progress = { account: string; on: string; text: string };
type Report = { account: string; on: string; text: string; isLate: boolean };
type Check = { account: string; isPassed: boolean; findings: string };
export type ExtensionAsked = { account: string; on: string; progress: string; plan: string; cause: string; requestedOn: string };
export type Lifting = { account: string; reason: string; lookBackOn: readonly string[]; publicNoticeOn?: string | undefined };

export interface Actor {
  by: AgencyId;
  account: string;
}
/** What the directory says of an organ, as far as the ladder compares it. */
export interface KnownOrgan {
  id: AgencyId;
  kind: string;
  level: string;
  documentWord?: string | null;
}
interface OnDay {
  /** Legal day of the act, Asia/Shanghai. */
  on: string;
}
/** The ladders of all versions, of which a supervision asks for its own (ladders.ts). */
interface Known {
  ladders: { of(packVersion: string | undefined): Ladder };
}
/** What a proposal of the system leaves open and the person who approves it may add. */
export type Completion = Partial<Pick<Proposal, 'coIssuers' | 'observers' | 'conditions' | 'siteVisitOn'>>;

export type SupervisionCommand =
  | ({ type: 'ProposeSupervision'; proposal: Proposal; organs: ReadonlyMap<string, KnownOrgan>; climbsFrom?: Rung | undefined } & Known)
  | ({ type: 'ApproveSupervision'; completion: Completion; organs: ReadonlyMap<string, KnownOrgan> } & Known & Actor)
  | ({ type: 'RejectSupervision'; reason: string } & Actor)
  | ({ type: 'IssueSupervision'; order: Omit<Order, 'account' | 'documentNumber'> } & Known & OnDay & Actor)
  | ({ type: 'SignSupervision' } & Actor)
  | ({ type: 'ReportProgress'; text: string } & OnDay & Actor)
  | ({ type: 'ReportSupervision'; text: string } & OnDay & Actor)
  | ({ type: 'CheckSupervision'; isPassed: boolean; findings: string; limitOn?: string | undefined } & OnDay & Actor)
  | ({ type: 'SignOffSupervision' } & Actor)
  | ({ type: 'LiftSupervision'; lifting: Omit<Lifting, 'account'> } & Known & Actor)
  | ({ type: 'AskExtension'; asked: Omit<ExtensionAsked, 'account' | 'on'>; calendar: Calendar } & Known & OnDay & Actor)
  | ({ type: 'ExtendSupervision'; limitOn: string; reason: string } & Known & Actor)
  | ({ type: 'DeclineExtension'; reason: string } & Actor)
  | { type: 'RecordFailure'; limitOn: string }
  | { type: 'RecordEscalation'; successor: string };

/** The rung a proposal is to take the place of, as its stream says. */
export interface Rung {
  supervisionId: string;
  level: SupervisionLevel;
  isRunning: boolean;
  /** Who may ask for a higher rung: its issuer and joint members. */
  board: readonly AgencyId[];
}

export type SupervisionEvent =
  | { type: 'SupervisionProposed'; proposal: Proposal }
  | { type: 'SupervisionApproved'; account: string; completion: Completion }
  | { type: 'SupervisionRejected'; account: string; reason: string }
  | { type: 'SupervisionIssued'; order: Order }
  | { type: 'SupervisionSigned'; account: string }
  | ({ type: 'ProgressReported' } & Progress)
  | ({ type: 'SupervisionReported' } & Report)
  | ({ type: 'SupervisionChecked'; limitOn?: string | undefined } & Check)
  | { type: 'SupervisionSignedOff'; by: AgencyId; account: string }
  | ({ type: 'SupervisionLifted' } & Lifting)
  | ({ type: 'ExtensionAsked' } & ExtensionAsked)
  | { type: 'SupervisionExtended'; account: string; limitOn: string; reason: string }
  | { type: 'ExtensionDeclined'; account: string; reason: string }
  | { type: 'SupervisionFailed' }
  | { type: 'SupervisionEscalated'; successor: string };

export type CommandOf<Type extends SupervisionCommand['type']> = SupervisionCommand & { type: Type };

function decide(command: SupervisionCommand, supervision: Supervision): SupervisionEvent[] {
  if (command.type === 'ProposeSupervision') return propose(command, supervision);
  if (supervision.status === 'unproposed') throw new Refusal('SUPERVISION_NOT_FOUND');
  switch (command.type) {
    case 'ApproveSupervision':
      return approve(command, supervision);
    case 'RejectSupervision':
      return reject(command, supervision);
    case 'IssueSupervision':
      return issue(command, supervision);
    case 'SignSupervision':
      return sign(command, supervision);
    case 'ReportProgress':
      return progress(command, supervision);
    case 'ReportSupervision':
      return report(command, supervision);
    case 'CheckSupervision':
      return check(command, supervision);
    case 'SignOffSupervision':
      return signOff(command, supervision);
    case 'LiftSupervision':
      return lift(command, supervision);
    case 'AskExtension':
      return askExtension(command, supervision);
    case 'ExtendSupervision':
      return grantExtension(command, supervision);
    case 'DeclineExtension':
      return declineExtension(command, supervision);
    case 'RecordFailure':
      return failed(command, supervision);
    case 'RecordEscalation':
      return escalated(command, supervision);
  }
}

function evolve(supervision: Supervision, event: SupervisionEvent): Supervision {
  if (event.type === 'SupervisionProposed') return { ...event.proposal, status: 'proposed' };
  if (supervision.status === 'unproposed') throw new Error(`${event.type} stored before any SupervisionProposed`);
  if (event.type === 'SupervisionApproved') return { ...supervision, ...event.completion, status: 'approved', approver: event.account };
  if (event.type === 'SupervisionRejected') {
    return { ...supervision, status: 'rejected', rejection: { account: event.account, reason: event.reason } };
  }
  if (event.type === 'SupervisionIssued') {
    if (supervision.status !== 'approved') throw new Error('SupervisionIssued stored before SupervisionApproved');
    return { ...supervision, status: 'issued', order: event.order, progress: [], signedOff: [], extensions: 0 };
  }
  if (!('order' in supervision)) throw new Error(`${event.type} stored before SupervisionIssued`);
  return evolveRunning(supervision, event);
}

type RunningEvent = Exclude<
  SupervisionEvent,
  { type: 'SupervisionProposed' | 'SupervisionApproved' | 'SupervisionRejected' | 'SupervisionIssued' }
>;

function evolveRunning(running: RunningSupervision, event: RunningEvent): RunningSupervision {
  switch (event.type) {
    case 'SupervisionSigned':
      return { ...running, status: 'signed', signedBy: event.account };
    case 'ProgressReported': {
      const { type: _, ...entry } = event;
      return { ...running, status: running.status === 'failed' ? 'failed' : 'handling', progress: [...running.progress, entry] };
    }
    case 'SupervisionReported': {
      const { type: _, ...made } = event;
      return { ...running, status: 'reported', report: made, signedOff: [], extensionAsked: undefined };
    }
    case 'SupervisionChecked': {
      const { type: _, limitOn = running.order.limitOn, ...made } = event;
      const order = { ...running.order, limitOn };
      return { ...running, order, status: event.isPassed ? 'checked' : 'handling', check: made, signedOff: [] };
    }
    case 'SupervisionSignedOff':
      return { ...running, signedOff: [...running.signedOff, event.by] };
    case 'SupervisionLifted': {
      const { type: _, ...lifting } = event;
      return { ...running, status: 'lifted', lifting };
    }
    case 'ExtensionAsked': {
      const { type: _, ...asked } = event;
      return { ...running, extensionAsked: asked, extensionAnswered: undefined };
    }
    case 'SupervisionExtended': {
      const { account, limitOn, reason } = event;
      const answered = { extensionAsked: undefined, extensionAnswered: { account, reason, limitOn } };
      return { ...running, ...answered, order: { ...running.order, limitOn }, extensions: running.extensions + 1 };
    }
    case 'ExtensionDeclined': {
      const { account, reason } = event;
      return { ...running, extensionAsked: undefined, extensionAnswered: { account, reason } };
    }
    case 'SupervisionFailed':
      return { ...running, status: 'failed', extensionAsked: undefined };
    case 'SupervisionEscalated':
      return { ...running, status: 'escalated', successor: event.successor };
  }
}

export const supervisionDecider: Decider<SupervisionCommand, SupervisionEvent, Supervision> = {
  initialState: { status: 'unproposed' },
  decide,
  evolve,
};
