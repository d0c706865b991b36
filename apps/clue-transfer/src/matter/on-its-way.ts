import type { PlannedCommand } from '@xiezhi/aggregate';
import type { HandOffEvent } from '../hand-off/hand-off.state.ts';
import type { MatterStreams } from './matters.ts';

/**
 * The matter's half of a sending, for the same transaction: before the hand-off counts as sent, the matter's own stream says that it is
 * under way, or nothing is sent (DESIGN 3). None for a shared copy, which moves nothing.
 */
export function onItsWay(streams: MatterStreams, handOffId: string, events: readonly HandOffEvent[]): PlannedCommand | undefined {
  const sent = events.find((event) => event.type === 'HandOffSent');
  if (sent === undefined || sent.draft.kind === 'share') return undefined;
  const { matterKind, matterId, sender, receiver, routeId, coordinator } = sent.draft;
  const leg = { handOffId, from: sender, to: receiver, routeId, coordinator };
  const seen = { bounces: sent.bounces, isNamed: sent.isNamed };
  return streams[matterKind].flight(matterId, { type: 'BeginHandingOver', leg, seen });
}
