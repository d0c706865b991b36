import { type Aggregate, announcement, type Claims } from '@xiezhi/aggregate';
import {
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecallDeclinedV1,
  HandOffRecalledV1,
  HandOffRecallRequestedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentBackV1,
  HandOffSentV1,
  HandOffSubmittedV1,
  HandOffSupplementedV1,
  HandOffSupplementLapsedV1,
  HandOffSupplementRequestedV1,
} from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import type { HandOffCommand } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import { type ExistingHandOff, type FrozenPackage, type HandOff, type HandOffEvent, isUnsent } from './hand-off.state.ts';

function announce(handOffId: string, event: HandOffEvent, state: HandOff): Announcement[] {
  const handOff = existing(state);
  const { kind, matterKind, matterId, sender, receiver, title, routeId, mechanism } = handOff;
  const named = { handOffId, kind, matterKind, matterId, sender, receiver, title, routeId, ...given({ mechanism }) };
  switch (event.type) {
    case 'HandOffDrafted':
    case 'HandOffRevised':
      return []; // A draft is the sender's own paper.
    case 'HandOffSubmitted':
    case 'HandOffSigned':
      return [announcement(HandOffSubmittedV1, { ...named, signingRole: awaitedRole(handOff) })];
    case 'HandOffSentBack':
      return [announcement(HandOffSentBackV1, { ...named, remark: event.remark })];
    case 'HandOffSent': {
      const { package: frozen, documentNumber, predecessor, forwardedBy, isNamed } = event;
      const urgency = event.draft.urgent === undefined ? ('ordinary' as const) : ('urgent' as const);
      const optional = given({ sourceCode: handOff.sourceCode, documentNumber, predecessor, forwardedBy });
      return [announcement(HandOffSentV1, { ...named, ...digestsOf(frozen), ...optional, urgency, isNamed })];
    }
    case 'HandOffReceived':
      return [announcement(HandOffReceivedV1, named)];
    case 'SupplementRequested': {
      const { round, items, reason } = event;
      return [announcement(HandOffSupplementRequestedV1, { ...named, round, items, reason })];
    }
    case 'HandOffSupplemented': {
      const { round, outcome } = event;
      return [announcement(HandOffSupplementedV1, { ...named, ...digestsOf(event.package), round, outcome })];
    }
    case 'SupplementLapsed':
      return [announcement(HandOffSupplementLapsedV1, { ...named, round: event.round })];
    case 'HandOffAccepted':
      return [announcement(HandOffAcceptedV1, { ...named, ...given({ sourceCode: handOff.sourceCode }), ...returnTermsOf(handOff) })];
    case 'HandOffRefused':
      return [announcement(HandOffRefusedV1, { ...named, reasonCode: event.reasonCode, reason: event.reason })];
    case 'HandOffForwarded': {
      const { successor, receiver: nextReceiver, terms, reason } = event;
      const next = { successor, nextReceiver, nextRouteId: terms.routeId, ...given({ nextCoordinator: terms.coordinator }) };
      return [announcement(HandOffForwardedV1, { ...named, ...next, reason })];
    }
    case 'RecallRequested':
      return [announcement(HandOffRecallRequestedV1, { ...named, reason: event.reason })];
    case 'RecallDeclined':
      return [announcement(HandOffRecallDeclinedV1, { ...named, ...given({ reason: event.reason }) })];
    case 'HandOffRecalled':
      return [announcement(HandOffRecalledV1, { ...named, reason: event.reason, basis: event.basis })];
    case 'HandOffReturned': {
      const { basis, returnedBy, reason } = event;
      return [announcement(HandOffReturnedV1, { ...named, basis, returnedBy, reason })];
    }
  }
}

const digestsOf = ({ sha256, sm3, materialCount }: FrozenPackage) => ({ packageSha256: sha256, packageSm3: sm3, materialCount });

/** The members that have a value: an event says nothing of what is not there. */
function given<Members extends Record<string, string | undefined>>(members: Members): { [Name in keyof Members]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [Name in keyof Members]?: string };
}

function awaitedRole(handOff: ExistingHandOff) {
  const role = handOff.status === 'pending-approval' ? handOff.signingChain[handOff.signatures.length] : undefined;
  if (role === undefined) throw new Error('only a hand-off pending approval awaits a signature');
  return role;
}

function returnTermsOf(handOff: ExistingHandOff) {
  if (handOff.kind === 'share' || isUnsent(handOff) || handOff.receivedAt === undefined) return {};
  const { isNamed, receivedAt } = handOff;
  // Who was named cannot refuse, and giving it back alone would be a refusal by another road.
  const verb = isNamed && handOff.verbs.return !== 'never' ? ('by-consent' as const) : handOff.verbs.return;
  return { returnTerms: { verb, receivedAt } };
}

/** The unique index of DESIGN 3: one open owning hand-off per matter. Forwarding hands it on, so that nobody slips in between. */
function claimsOf(event: HandOffEvent, state: HandOff): Claims {
  const handOff = existing(state);
  if (handOff.kind === 'share') return {};
  const claim = [`owning-hand-off/${handOff.matterId}`];
  switch (event.type) {
    case 'HandOffSent':
      return { take: claim };
    case 'HandOffForwarded':
      return { pass: { keys: claim, heir: event.successor } };
    case 'HandOffAccepted':
    case 'HandOffRefused':
    case 'HandOffRecalled':
      return { release: claim };
    case 'HandOffDrafted':
    case 'HandOffRevised':
    case 'HandOffSubmitted':
    case 'HandOffSentBack':
    case 'HandOffSigned':
    case 'HandOffReceived':
    case 'SupplementRequested':
    case 'HandOffSupplemented':
    case 'SupplementLapsed':
    case 'RecallRequested':
    case 'RecallDeclined':
    case 'HandOffReturned':
      return {};
  }
}

function existing(handOff: HandOff): ExistingHandOff {
  if (handOff.status === 'undrafted') throw new Error('an undrafted hand-off is nobody’s');
  return handOff;
}

/** The hand-off with its doors. What was said while drafting stays with the sender: the receiver's stream begins with the sending. */
export const handOffs: Aggregate<HandOffCommand, HandOffEvent, HandOff> = {
  ...handOffDecider,
  name: 'hand-off',
  announce,
  scopeOf(state) {
    const handOff = existing(state);
    const { familyId, sender, receiver, world } = handOff;
    return { familyId, parties: isUnsent(handOff) ? [sender] : [sender, receiver], world, pastStays: true };
  },
  claimsOf,
  claimRefusal: 'MATTER_ALREADY_HANDED_OVER',
};
