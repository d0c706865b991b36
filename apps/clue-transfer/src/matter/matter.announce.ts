import { announcement } from '@xiezhi/aggregate';
import { MatterBouncedOutV1, type MatterKind } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import type { Flight, Leg } from './flight.ts';

/** Tells that a matter bounced once too often; the state is the one after the last bounce. */
export function announceBouncedOut(
  matter: { matterKind: MatterKind; matterId: string; title: string },
  { routeId, coordinator }: Leg,
  { owner, bounces }: Flight,
): Announcement[] {
  return [
    announcement(MatterBouncedOutV1, {
      ...matter,
      owner,
      coordinator: coordinator ?? owner,
      lastRouteId: routeId,
      handOffIds: bounces.map(({ handOffId }) => handOffId),
      receivers: bounces.map(({ receiver }) => receiver),
    }),
  ];
}
