import type { AgencyId, FamilyId, MatterKind, Role, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/** What the directory says of an organ, as far as a route compares it. */
export interface KnownParty {
  id: AgencyId;
  kind: string;
  level: string;
  division: string;
}

/** What the directory says of a route. Its verbs are data, so that "procuratorates never bounce" needs no `if` here. */
export interface KnownRoute {
  slug: string;
  fromKind: string;
  toKind: string;
  relation: 'same-division' | 'same-level' | 'any';
  sourceCodes: string[];
  kind: 'owning' | 'share';
  signingChain: Role[];
  verbs: PermittedVerbs;
  requiredMaterial: string[];
  requiredHistory: string[];
  validFrom: string;
  validTo?: string | undefined;
}

export interface PermittedVerbs {
  refuse: 'never' | 'with-reason';
}

/** The matter as its own stream says, at the moment of drafting. */
export interface DraftedMatter {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  owner: AgencyId;
  title: string;
  sourceCode: string;
  world?: WorldId | undefined;
}

export interface HandOffDraft {
  kind: 'owning' | 'share';
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  title: string;
  sourceCode: string;
  sender: AgencyId;
  receiver: AgencyId;
  routeId: string;
  verbs: PermittedVerbs;
  requiredMaterial: string[];
  signingChain: Role[];
  purpose: string;
  legalBasis: string;
  world?: WorldId | undefined;
}

/** The exact bytes both sides hold (RFC 8785 text) and two digests over them. */
export interface FrozenPackage {
  text: string;
  sha256: string;
  sm3: string;
  materialKinds: string[];
  materialCount: number;
}

export interface RefusalReason {
  reasonCode: string;
  reason: string;
}

interface Actor {
  by: AgencyId;
  account: string;
}

export type HandOffCommand =
  | ({
      type: 'DraftHandOff';
      matter: DraftedMatter;
      sender: KnownParty | undefined;
      receiver: KnownParty | undefined;
      route: KnownRoute | undefined;
      /** Legal day of the draft, Asia/Shanghai. */
      on: string;
      purpose: string;
      legalBasis: string;
    } & Actor)
  | ({ type: 'SubmitHandOff'; package: FrozenPackage | undefined } & Actor)
  | ({ type: 'ApproveHandOff'; package: FrozenPackage | undefined } & Actor)
  | ({ type: 'ReceiveHandOff' } & Actor)
  | ({ type: 'AcceptHandOff' } & Actor)
  | ({ type: 'RefuseHandOff' } & Actor & RefusalReason);

export type HandOffEvent =
  | { type: 'HandOffDrafted'; account: string; draft: HandOffDraft }
  | { type: 'HandOffSubmitted'; account: string }
  | { type: 'HandOffSent'; account: string; package: FrozenPackage }
  | { type: 'HandOffReceived'; account: string }
  | { type: 'HandOffAccepted'; account: string }
  | ({ type: 'HandOffRefused'; account: string } & RefusalReason);

interface Drafted extends HandOffDraft {
  drafter: string;
}
interface Sent extends Drafted {
  approver: string;
  package: FrozenPackage;
}

/**
 * The two-party contract by which a clue passes from one organ to another (DESIGN 3). The sender owns the matter until `accepted`,
 * then the receiver does; `refused` leaves it with the sender. Supplement, forward, recall and return come with the Protocol.
 */
export type HandOff = { status: 'undrafted' } | UnsentHandOff | SentHandOff;
type UnsentHandOff = { status: 'draft' | 'pending-approval' } & Drafted;
type SentHandOff = ({ status: 'sent' | 'received' | 'accepted' } & Sent) | ({ status: 'refused' } & Sent & RefusalReason);

function decide(command: HandOffCommand, handOff: HandOff): HandOffEvent[] {
  if (command.type === 'DraftHandOff') return draftHandOff(command, handOff);
  if (handOff.status === 'undrafted') throw new Refusal('HAND_OFF_NOT_FOUND');

  switch (command.type) {
    case 'SubmitHandOff':
      return submitHandOff(command, handOff);
    case 'ApproveHandOff':
      return approveHandOff(command, handOff);
    case 'ReceiveHandOff':
      return receiveHandOff(command, handOff);
    case 'AcceptHandOff':
      return acceptHandOff(command, handOff);
    case 'RefuseHandOff':
      return refuseHandOff(command, handOff);
  }
}

type CommandOf<Type extends HandOffCommand['type']> = HandOffCommand & { type: Type };
type Existing = UnsentHandOff | SentHandOff;

function isUnsent(handOff: Existing): handOff is UnsentHandOff {
  return handOff.status === 'draft' || handOff.status === 'pending-approval';
}

function draftHandOff(command: CommandOf<'DraftHandOff'>, handOff: HandOff): HandOffEvent[] {
  const { matter, sender, receiver, route } = command;
  if (handOff.status !== 'undrafted') throw new Refusal('HAND_OFF_ALREADY_DRAFTED');
  if (matter.owner !== command.by) throw new Refusal('CLUE_NOT_OWNED');
  if (receiver === undefined || sender === undefined) throw new Refusal('RECEIVER_UNKNOWN');
  if (receiver.id === sender.id) throw new Refusal('RECEIVER_IS_SENDER');
  if (route === undefined || !isInForce(route, command.on)) throw new Refusal('ROUTE_UNKNOWN');
  if (!joins(route, sender, receiver)) throw new Refusal('ROUTE_NOT_FOR_THESE_PARTIES');
  if (!route.sourceCodes.includes(matter.sourceCode)) throw new Refusal('ROUTE_NOT_FOR_THIS_SOURCE');
  // No history is recorded yet, so a route that demands one (a clue grown from a problem) is closed until it can be shown.
  if (route.requiredHistory.length > 0) throw new Refusal('HISTORY_MISSING', { missing: route.requiredHistory.join(',') });

  const { matterKind, matterId, familyId, title, sourceCode, world } = matter;
  const { kind, verbs, requiredMaterial, signingChain, slug: routeId } = route;
  const { purpose, legalBasis } = command;
  const parties = { sender: sender.id, receiver: receiver.id };
  const about = { kind, matterKind, matterId, familyId, title, sourceCode };
  const draft = { ...about, ...parties, routeId, verbs, requiredMaterial, signingChain, purpose, legalBasis, world };
  return [{ type: 'HandOffDrafted', account: command.account, draft }];
}

function isInForce(route: KnownRoute, on: string): boolean {
  return route.validFrom <= on && (route.validTo === undefined || on <= route.validTo);
}

function joins(route: KnownRoute, sender: KnownParty, receiver: KnownParty): boolean {
  if (sender.kind !== route.fromKind || receiver.kind !== route.toKind) return false;
  if (route.relation === 'any') return true;
  if (sender.level !== receiver.level) return false;
  return route.relation === 'same-level' || sender.division === receiver.division;
}

function submitHandOff(command: CommandOf<'SubmitHandOff'>, handOff: Existing): HandOffEvent[] {
  onlyTheSender(command, handOff);
  if (handOff.status === 'pending-approval') return [];
  if (handOff.status !== 'draft') throw new Refusal('HAND_OFF_NOT_IN_DRAFT');
  const { materialKinds } = packageFor(command);
  const missing = handOff.requiredMaterial.filter((kind) => !materialKinds.includes(kind));
  if (missing.length > 0) throw new Refusal('MATERIAL_MISSING', { missing: missing.join(',') });
  return [{ type: 'HandOffSubmitted', account: command.account }];
}

/** Approving sends: what the approver saw is frozen and named by its digests from this fact on. */
function approveHandOff(command: CommandOf<'ApproveHandOff'>, handOff: Existing): HandOffEvent[] {
  onlyTheSender(command, handOff);
  if (handOff.status === 'sent' && handOff.approver === command.account) return [];
  if (handOff.status !== 'pending-approval') throw new Refusal('HAND_OFF_NOT_PENDING_APPROVAL');
  // G2: nobody approves his own draft.
  if (handOff.drafter === command.account) throw new Refusal('APPROVER_IS_DRAFTER');
  return [{ type: 'HandOffSent', account: command.account, package: packageFor(command) }];
}

function receiveHandOff(command: CommandOf<'ReceiveHandOff'>, handOff: Existing): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (sent.status === 'received') return [];
  if (sent.status !== 'sent') throw new Refusal('HAND_OFF_ALREADY_ANSWERED');
  return [{ type: 'HandOffReceived', account: command.account }];
}

function acceptHandOff(command: CommandOf<'AcceptHandOff'>, handOff: Existing): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (sent.status === 'accepted') return [];
  if (sent.status === 'sent') throw new Refusal('HAND_OFF_NOT_RECEIVED');
  if (sent.status !== 'received') throw new Refusal('HAND_OFF_ALREADY_ANSWERED');
  return [{ type: 'HandOffAccepted', account: command.account }];
}

function refuseHandOff(command: CommandOf<'RefuseHandOff'>, handOff: Existing): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  const { reasonCode, reason } = command;
  if (sent.status === 'refused' && sent.reasonCode === reasonCode && sent.reason === reason) return [];
  if (sent.status === 'sent') throw new Refusal('HAND_OFF_NOT_RECEIVED');
  if (sent.status !== 'received') throw new Refusal('HAND_OFF_ALREADY_ANSWERED');
  if (sent.verbs.refuse === 'never') throw new Refusal('REFUSAL_NOT_PERMITTED');
  return [{ type: 'HandOffRefused', account: command.account, reasonCode, reason }];
}

/** Nothing to freeze: the clue is not there for whoever asks. */
function packageFor(command: { package: FrozenPackage | undefined }): FrozenPackage {
  if (command.package === undefined) throw new Refusal('CLUE_NOT_FOUND');
  return command.package;
}

function onlyTheSender(actor: Actor, handOff: Existing): void {
  if (actor.by !== handOff.sender) throw new Refusal('NOT_THE_SENDER');
}

/** Before it is sent the receiver does not know of the hand-off, so to the receiver it does not exist. */
function onlyTheReceiver(actor: Actor, handOff: Existing): SentHandOff {
  if (isUnsent(handOff)) throw new Refusal(actor.by === handOff.sender ? 'HAND_OFF_NOT_SENT' : 'HAND_OFF_NOT_FOUND');
  if (actor.by !== handOff.receiver) throw new Refusal('NOT_THE_RECEIVER');
  return handOff;
}

function evolve(handOff: HandOff, event: HandOffEvent): HandOff {
  if (event.type === 'HandOffDrafted') return { ...event.draft, status: 'draft', drafter: event.account };
  if (handOff.status === 'undrafted') throw new Error(`${event.type} stored before HandOffDrafted`);
  if (event.type === 'HandOffSubmitted') return { ...handOff, status: 'pending-approval' };
  if (event.type === 'HandOffSent') return { ...handOff, status: 'sent', approver: event.account, package: event.package };
  if (isUnsent(handOff)) throw new Error(`${event.type} stored before HandOffSent`);
  switch (event.type) {
    case 'HandOffReceived':
      return { ...handOff, status: 'received' };
    case 'HandOffAccepted':
      return { ...handOff, status: 'accepted' };
    case 'HandOffRefused':
      return { ...handOff, status: 'refused', reasonCode: event.reasonCode, reason: event.reason };
  }
}

export const handOffDecider: Decider<HandOffCommand, HandOffEvent, HandOff> = { initialState: { status: 'undrafted' }, decide, evolve };
