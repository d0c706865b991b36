import type { AgencyId, Role, Material } from '@xiezhi/contracts';
import type { Flight } from '../matter/flight.ts';
import type { FrozenPackage, HandOffDraft, RefusalReason, SentHandOff } from './hand-off.state.ts';
import type { KnownParty, KnownRoute, Terms } from './route.ts';
import type { HandedMatter } from '../matter/matter-stream.ts';

export interface Actor {
  by: AgencyId;
  account: string;
}

/** What is written into a draft, with what the directory and the matter say on the day. */
export interface Writing {
  matter: Omit<HandedMatter, 'flight'>;
  sender: KnownParty | undefined;
  receiver: KnownParty | undefined;
  route: KnownRoute | undefined;
  /** Legal day of the writing, Asia/Shanghai. */
  on: string;
  purpose: string;
  legalBasis: string;
  parts?: Parts | undefined;
  urgent?: HandOffDraft['urgent'];
}

/** Partial package: only these members of the matter's content and these items of its manifest (by SHA-256) go along. */
export interface Parts {
  content: string[];
  materials: string[];
}

export type Supply =
  | { outcome: 'supplied'; materials: Material[]; package: FrozenPackage; basedOn: string }
  | { outcome: 'impossible'; statement: string };

/** What an officer asks for. Each is a verb of DESIGN 3; which of them a route permits is data of the route. */
export type HandOffVerb =
  | ({ type: 'DraftHandOff' } & Actor & Writing)
  | ({ type: 'ReviseHandOff' } & Actor & Writing)
  | ({ type: 'SubmitHandOff'; package: FrozenPackage | undefined } & Actor)
  | ({ type: 'SendBackHandOff'; roles: Role[]; remark: string } & Actor)
  | ({ type: 'ApproveHandOff' } & Actor & Approval)
  | ({ type: 'ReceiveHandOff'; at: string } & Actor)
  | ({ type: 'RequestSupplement'; at: string; items: string[]; reason: string } & Actor)
  | ({ type: 'SupplementHandOff' } & Actor & Supply)
  | ({ type: 'AcceptHandOff' } & Actor)
  | ({ type: 'RefuseHandOff' } & Actor & RefusalReason)
  | ({ type: 'ForwardHandOff' } & Actor & Forwarding)
  | ({ type: 'RecallHandOff'; reason: string } & Actor)
  | ({ type: 'ConsentToRecall' } & Actor)
  | ({ type: 'DeclineRecall'; reason: string } & Actor);

export interface Approval {
  roles: Role[];
  package: FrozenPackage | undefined;
  /** Digest the signer saw, if said. */
  expectedSha256?: string | undefined;
  /** The receiver as the directory knows it on the day of signing. */
  receiver: KnownParty | undefined;
  on: string;
  /** Where the matter is; undefined for whoever may not see it. */
  flight: Pick<Flight, 'bounces' | 'named'> | undefined;
}

export interface Forwarding {
  successor: string;
  forwarder: KnownParty | undefined;
  sender: KnownParty | undefined;
  receiver: KnownParty | undefined;
  route: KnownRoute | undefined;
  on: string;
  reason: string;
  /** What the forwarder adds, such as its notice of transfer 移送案件线索通知书. */
  materials: Material[];
}

/** What the service records because of an event; nobody asks for it. */
export type HandOffReaction =
  | { type: 'OpenForwarded'; predecessor: string; from: SentHandOff & { status: 'forwarded' }; package: FrozenPackage }
  | ({ type: 'OpenRequested' } & Requested)
  | { type: 'RecordLapse'; dueAt: string }
  | { type: 'RecordReturn'; basis: 'consent' | 'unilateral'; returnedBy: AgencyId; reason: string };

/** A case file asks to be handed on. Its guards were checked there; whether the way exists is checked here. */
export interface Requested {
  matter: Omit<HandOffDraft, keyof Terms | 'sender' | 'receiver'>;
  by: AgencyId;
  to: AgencyId;
  routeId: string;
  sender: KnownParty | undefined;
  receiver: KnownParty | undefined;
  route: KnownRoute | undefined;
  on: string;
  account: string;
  package: FrozenPackage;
}

export type HandOffCommand = HandOffVerb | HandOffReaction;
export type CommandOf<Type extends HandOffCommand['type']> = HandOffCommand & { type: Type };
