import type { AgencyId, FamilyId, HistoryKind, MatterKind, Role, WorldId, Material } from '@xiezhi/contracts';
import type { Terms } from './route.ts';

/** What a draft says: the matter, the parties, and the terms of its route as they were on that day. */
export interface HandOffDraft extends Terms {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  title: string;
  sourceCode?: string | undefined;
  history: Partial<Record<HistoryKind, string>>;
  sender: AgencyId;
  receiver: AgencyId;
  purpose: string;
  legalBasis: string;
  parts?: { content: string[]; materials: string[] } | undefined;
  /** 紧急: why the drafter says so. Absent: ordinary 平件. */
  urgent?: { reason: string } | undefined;
  /** Asked for by a case file. */
  requested?: RequestedContent | undefined;
  world?: WorldId | undefined;
}

/** What a case file gives a hand-off it asks for: what its agency once received, and what it adds of its own. */
export interface RequestedContent {
  /** The accepted hand-off whose content goes on; absent where the keeper opened the file by itself. */
  handOffId?: string | undefined;
  /** The event that asked. */
  eventId: string;
  /** 案情摘要, in the keeper's words. */
  facts?: string | undefined;
  materials?: Material[] | undefined;
}

/** The exact bytes both sides hold (RFC 8785 text) and two digests over them. */
export interface FrozenPackage {
  text: string;
  sha256: string;
  sm3: string;
  materialKinds: string[];
  materialCount: number;
}

export interface Signature {
  account: string;
  role: Role;
}

export interface RefusalReason {
  reasonCode: string;
  reason: string;
}

/** Everything that is fixed by sending. A hand-off opened by forwarding begins with it, and a receiver's view of any begins here. */
interface Sending {
  draft: HandOffDraft;
  drafters: string[];
  signatures: Signature[];
  package: FrozenPackage;
  /** Bounces of the matter before this hand-off. */
  bounces: number;
  /** The receiver was named by a coordinator or a bound dispute and cannot say no. */
  isNamed: boolean;
  documentNumber?: string | undefined;
  predecessor?: string | undefined;
  forwardedBy?: AgencyId | undefined;
}

export interface NextLeg {
  successor: string;
  receiver: AgencyId;
  terms: Terms;
  reason: string;
  materials: Material[];
}

export type HandOffEvent =
  | { type: 'HandOffDrafted'; account: string; draft: HandOffDraft }
  | { type: 'HandOffRevised'; account: string; draft: HandOffDraft }
  | { type: 'HandOffSubmitted'; account: string; packageSha256: string }
  | { type: 'HandOffSentBack'; account: string; remark: string }
  | ({ type: 'HandOffSigned'; packageSha256: string } & Signature)
  | ({ type: 'HandOffSent' } & Sending)
  | { type: 'HandOffReceived'; account: string; at: string }
  | { type: 'SupplementRequested'; account: string; round: number; items: string[]; reason: string; at: string }
  | ({ type: 'HandOffSupplemented'; account: string; round: number } & SupplementAnswer & { package: FrozenPackage })
  | { type: 'SupplementLapsed'; round: number }
  | { type: 'HandOffAccepted'; account: string }
  | ({ type: 'HandOffRefused'; account: string } & RefusalReason)
  | ({ type: 'HandOffForwarded'; account: string } & NextLeg)
  | { type: 'RecallRequested'; account: string; reason: string }
  | { type: 'RecallDeclined'; account: string; reason?: string | undefined }
  | ({ type: 'HandOffRecalled'; account: string } & RecallEnd)
  | ({ type: 'HandOffReturned' } & Return);

type RecallEnd = { reason: string; basis: 'draft-given-up' | 'before-receipt' | 'consent' };
type Return = { basis: 'consent' | 'unilateral'; returnedBy: AgencyId; reason: string };
export type SupplementAnswer = { outcome: 'supplied'; materials: Material[] } | { outcome: 'impossible'; statement: string };

/** One round of the supplement loop. */
export interface Round {
  items: string[];
  reason: string;
  /** Legal moment of the request: an expiry before it is another round's. */
  at: string;
  isLapsed: boolean;
  answer?: SupplementAnswer | undefined;
}

interface Written extends HandOffDraft {
  /** Whoever wrote, revised or submitted: none of them signs (G2). */
  drafters: string[];
}

interface Sent extends Written, Omit<Sending, 'draft' | 'drafters'> {
  receivedAt?: string | undefined;
  rounds: Round[];
  /** A standing request to take the hand-off back: a mark, not a state. */
  recallRequest?: { reason: string } | undefined;
  /** The last request that was declined. */
  recallDeclined?: { reason?: string | undefined } | undefined;
}

/**
 * The two-party contract by which a matter passes from one organ to another (DESIGN 3). `draft`, `pending-approval` and a draft given
 * up are the sender's alone. The sender owns the matter until `accepted`, then the receiver does; after `refused`, `recalled` and
 * `returned` it is the sender's, after `forwarded` a successor carries on. `supplement` waits for what the receiver misses; once it
 * has lapsed the state stays and the receiver decides on what there is.
 */
export type HandOff = { status: 'undrafted' } | UnsentHandOff | SentHandOff;
export type UnsentHandOff =
  | ({ status: 'draft'; remark?: string | undefined } & Written)
  | ({ status: 'pending-approval'; packageSha256: string; signatures: Signature[] } & Written)
  | ({ status: 'recalled'; reason: string; basis: 'draft-given-up' } & Written);
export type SentHandOff =
  | ({ status: 'sent' | 'received' | 'supplement' | 'accepted' } & Sent)
  | ({ status: 'refused' } & Sent & RefusalReason)
  | ({ status: 'forwarded'; next: NextLeg } & Sent)
  | ({ status: 'recalled'; reason: string; basis: 'before-receipt' | 'consent' } & Sent)
  | ({ status: 'returned' } & Sent & Return);
export type ExistingHandOff = UnsentHandOff | SentHandOff;

export function isUnsent(handOff: ExistingHandOff): handOff is UnsentHandOff {
  if (handOff.status === 'recalled') return handOff.basis === 'draft-given-up';
  return handOff.status === 'draft' || handOff.status === 'pending-approval';
}

export function evolve(handOff: HandOff, event: HandOffEvent): HandOff {
  if (event.type === 'HandOffDrafted') return { ...event.draft, status: 'draft', drafters: [event.account] };
  if (event.type === 'HandOffSent') {
    const { type: _, draft, ...sending } = event;
    return { ...draft, ...sending, status: 'sent', rounds: [] };
  }
  if (handOff.status === 'undrafted') throw new Error(`${event.type} stored before HandOffDrafted or HandOffSent`);
  return isUnsent(handOff) ? evolveUnsent(handOff, event) : evolveSent(handOff, event);
}

type Later = Exclude<HandOffEvent, { type: 'HandOffDrafted' | 'HandOffSent' }>;

function evolveUnsent(handOff: UnsentHandOff, event: Later): HandOff {
  const drafters = (account: string) => [...new Set([...handOff.drafters, account])];
  switch (event.type) {
    case 'HandOffRevised':
      return { ...event.draft, status: 'draft', drafters: drafters(event.account) };
    case 'HandOffSubmitted': {
      const { packageSha256, account } = event;
      return { ...written(handOff), status: 'pending-approval', drafters: drafters(account), packageSha256, signatures: [] };
    }
    case 'HandOffSentBack':
      return { ...written(handOff), status: 'draft', remark: event.remark };
    case 'HandOffSigned': {
      if (handOff.status !== 'pending-approval') throw new Error('HandOffSigned stored outside pending approval');
      return { ...handOff, signatures: [...handOff.signatures, { account: event.account, role: event.role }] };
    }
    case 'HandOffRecalled':
      return { ...written(handOff), status: 'recalled', reason: event.reason, basis: 'draft-given-up' };
    case 'HandOffReceived':
    case 'SupplementRequested':
    case 'HandOffSupplemented':
    case 'SupplementLapsed':
    case 'HandOffAccepted':
    case 'HandOffRefused':
    case 'HandOffForwarded':
    case 'RecallRequested':
    case 'RecallDeclined':
    case 'HandOffReturned':
      throw new Error(`${event.type} stored before HandOffSent`);
  }
}

/** A draft without the marks of the state it was in. */
function written(handOff: UnsentHandOff): Written {
  if (handOff.status === 'draft') {
    const { status: _, remark: _remark, ...rest } = handOff;
    return rest;
  }
  if (handOff.status === 'pending-approval') {
    const { status: _, packageSha256: _sha256, signatures: _signatures, ...rest } = handOff;
    return rest;
  }
  throw new Error('a draft given up is not written on');
}

function evolveSent(handOff: SentHandOff, event: Later): HandOff {
  const { recallRequest: _asked, ...unasked } = handOff;
  switch (event.type) {
    case 'HandOffReceived':
      return { ...handOff, status: 'received', receivedAt: event.at };
    case 'SupplementRequested': {
      const { items, reason, at } = event;
      return { ...handOff, status: 'supplement', rounds: [...handOff.rounds, { items, reason, at, isLapsed: false }] };
    }
    case 'HandOffSupplemented': {
      const answer: SupplementAnswer =
        event.outcome === 'supplied'
          ? { outcome: 'supplied', materials: event.materials }
          : { outcome: 'impossible', statement: event.statement };
      return { ...handOff, status: 'received', package: event.package, rounds: changeLast(handOff.rounds, { answer }) };
    }
    case 'SupplementLapsed':
      return { ...handOff, rounds: changeLast(handOff.rounds, { isLapsed: true }) };
    case 'HandOffAccepted':
      return { ...handOff, status: 'accepted' };
    case 'HandOffRefused':
      return { ...handOff, status: 'refused', reasonCode: event.reasonCode, reason: event.reason };
    case 'HandOffForwarded': {
      const { successor, receiver, terms, reason, materials } = event;
      return { ...handOff, status: 'forwarded', next: { successor, receiver, terms, reason, materials } };
    }
    case 'RecallRequested':
      return { ...handOff, recallRequest: { reason: event.reason }, recallDeclined: undefined };
    case 'RecallDeclined':
      return { ...unasked, recallDeclined: { reason: event.reason } };
    case 'HandOffRecalled': {
      if (event.basis === 'draft-given-up') throw new Error('a hand-off that was sent is no draft to give up');
      return { ...handOff, status: 'recalled', reason: event.reason, basis: event.basis };
    }
    case 'HandOffReturned': {
      const { basis, returnedBy, reason } = event;
      return { ...handOff, status: 'returned', basis, returnedBy, reason };
    }
    case 'HandOffRevised':
    case 'HandOffSubmitted':
    case 'HandOffSentBack':
    case 'HandOffSigned':
      throw new Error(`${event.type} stored after HandOffSent`);
  }
}

function changeLast(rounds: Round[], change: Partial<Round>): Round[] {
  return rounds.map((round, index) => (index === rounds.length - 1 ? { ...round, ...change } : round));
}
