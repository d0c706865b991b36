import { on, type PlannedCommand } from '@xiezhi/aggregate';
import {
  DisputeBoundV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecalledV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  type MatterKind,
} from '@xiezhi/contracts';
import type { FlightCommand, Leg } from './flight.ts';
import type { MatterStreams } from './matters.ts';

interface Told {
  kind: 'owning' | 'share';
  matterKind: MatterKind;
  matterId: string;
  handOffId: string;
  sender: string;
  receiver: string;
  routeId: string;
}

const legOf = ({ handOffId, sender, receiver, routeId }: Told): Leg => ({ handOffId, from: sender, to: receiver, routeId });

/** A matter follows the outcome of its hand-off; that it is on its way it recorded itself, in the transaction that sent it. */
export function matterSubscriptions(streams: MatterStreams) {
  const toMatter = ({ matterKind, matterId }: Pick<Told, 'matterKind' | 'matterId'>, content: FlightCommand): PlannedCommand[] => [
    streams[matterKind].flight(matterId, content),
  ];
  // A shared copy moves nothing.
  const follow = (told: Told, content: FlightCommand) => (told.kind === 'share' ? [] : toMatter(told, content));
  return [
    on(HandOffAcceptedV1, ({ data }) => follow(data, { type: 'RecordHandedOver', leg: legOf(data) })),
    on(HandOffRefusedV1, ({ data }) => follow(data, { type: 'RecordKept', leg: legOf(data), because: 'refused' })),
    // A draft given up never was on its way.
    on(HandOffRecalledV1, ({ data }) =>
      data.basis === 'draft-given-up' ? [] : follow(data, { type: 'RecordKept', leg: legOf(data), because: 'recalled' }),
    ),
    on(HandOffForwardedV1, ({ data }) => {
      const { successor, nextReceiver, nextRouteId, nextCoordinator } = data;
      const next: Leg = { handOffId: successor, from: data.sender, to: nextReceiver, routeId: nextRouteId, coordinator: nextCoordinator };
      return follow(data, { type: 'RecordForwarded', leg: legOf(data), next });
    }),
    on(HandOffReturnedV1, ({ data }) => follow(data, { type: 'RecordGivenBack', leg: legOf(data) })),
    on(DisputeBoundV1, ({ data }) => toMatter(data, { type: 'RecordNamed', disputeId: data.disputeId, units: data.competentUnits })),
  ];
}
