import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffReceivedV1, HandOffRefusedV1, HandOffSentV1, HandOffSubmittedV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type HandOff, type HandOffCommand, handOffDecider, type HandOffEvent } from './hand-off.decider.ts';

function announce(handOffId: string, event: HandOffEvent, handOff: HandOff): Announcement[] {
  if (handOff.status === 'undrafted') throw new Error(`${event.type} left hand-off ${handOffId} undrafted`);
  const { kind, matterKind, matterId, sender, receiver, title, routeId, sourceCode } = handOff;
  const parties = { handOffId, kind, matterKind, matterId, sender, receiver, title, routeId };
  switch (event.type) {
    case 'HandOffDrafted':
      return []; // A draft is the sender's own paper.
    case 'HandOffSubmitted':
      return [announcement(HandOffSubmittedV1, { ...parties, signingRole: handOff.signingChain[0] ?? 'approver' })];
    case 'HandOffSent': {
      const { sha256, sm3, materialCount } = event.package;
      return [
        announcement(HandOffSentV1, { ...parties, sourceCode, packageSha256: sha256, packageSm3: sm3, materialCount, isNamed: false }),
      ];
    }
    case 'HandOffReceived':
      return [announcement(HandOffReceivedV1, parties)];
    case 'HandOffAccepted':
      return [announcement(HandOffAcceptedV1, { ...parties, sourceCode })];
    case 'HandOffRefused':
      return [announcement(HandOffRefusedV1, { ...parties, reasonCode: event.reasonCode, reason: event.reason })];
  }
}

/** The hand-off with its doors. Its claim is the unique index of DESIGN 3: one open owning hand-off per matter. */
export const handOffs: Aggregate<HandOffCommand, HandOffEvent, HandOff> = {
  ...handOffDecider,
  name: 'hand-off',
  announce,
  scopeOf(handOff) {
    if (handOff.status === 'undrafted') throw new Error('an undrafted hand-off has no scope');
    const { familyId, sender, receiver, world, status } = handOff;
    const isSent = status !== 'draft' && status !== 'pending-approval';
    return { familyId, parties: isSent ? [sender, receiver] : [sender], world };
  },
  claimsOf(event, handOff) {
    if (handOff.status === 'undrafted' || handOff.kind === 'share') return {};
    const claim = [`owning-hand-off/${handOff.matterId}`];
    if (event.type === 'HandOffSent') return { take: claim };
    if (event.type === 'HandOffAccepted' || event.type === 'HandOffRefused') return { release: claim };
    return {};
  },
  claimRefusal: 'MATTER_ALREADY_HANDED_OVER',
};
