import type { AgencyId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';

/**
 * A matter on its way: the part of a matter's own stream that keeps in step with its hand-offs (DESIGN 3), the same for every kind
 * of matter. The owner changes only here, bounces are counted here, and here a matter in flight refuses a second hand-off.
 */
export interface Flight {
  owner: AgencyId;
  /** The one owning hand-off under way. */
  inFlight?: Leg | undefined;
  /** Every leg that was begun, with what its outcome does not say again. */
  legs: Leg[];
  /** Hand-offs whose outcome is recorded: a late or repeated event about one of them changes nothing. */
  settled: string[];
  /** Accepted hand-offs that came back. */
  givenBack: string[];
  /** Refused, forwarded and returned hand-offs, in the order of recording. */
  bounces: Bounce[];
  /** Who alone may get the matter next, as a bound dispute says. Void after the next bounce. */
  named?: { disputeId: string; units: AgencyId[] } | undefined;
}

export interface Leg {
  handOffId: string;
  from: AgencyId;
  to: AgencyId;
  routeId: string;
  /** Names the receiver after the third bounce; absent where the route names nobody. */
  coordinator?: AgencyId | undefined;
}
interface Bounce {
  handOffId: string;
  receiver: AgencyId;
}

export type FlightCommand =
  /** In the transaction that sends the hand-off; `seen` is what the sending was decided on. */
  | { type: 'BeginHandingOver'; leg: Leg; seen: { bounces: number; isNamed: boolean } }
  | { type: 'RecordHandedOver'; leg: Leg }
  | { type: 'RecordKept'; leg: Leg; because: 'refused' | 'recalled' }
  | { type: 'RecordForwarded'; leg: Leg; next: Leg }
  | { type: 'RecordGivenBack'; leg: Leg }
  | { type: 'RecordNamed'; disputeId: string; units: AgencyId[] };

export type FlightEvent =
  | { type: 'HandingOver'; leg: Leg }
  | { type: 'HandedOver'; leg: Leg; previousOwner: AgencyId }
  | { type: 'Kept'; leg: Leg; because: 'refused' | 'recalled' }
  | { type: 'PassedOn'; leg: Leg; next: Leg }
  | { type: 'GivenBack'; leg: Leg; previousOwner: AgencyId }
  | { type: 'BouncedOut'; leg: Leg }
  | { type: 'ReceiverNamed'; disputeId: string; units: AgencyId[] };

/** After so many bounces the coordinator names the receiver (DESIGN 3). */
export const bouncesMax = 3;

export const heldBy = (owner: AgencyId): Flight => ({ owner, legs: [], settled: [], givenBack: [], bounces: [] });

const flightCommands: readonly string[] = [
  'BeginHandingOver',
  'RecordHandedOver',
  'RecordKept',
  'RecordForwarded',
  'RecordGivenBack',
  'RecordNamed',
] satisfies FlightCommand['type'][];
export function isFlightCommand(command: { type: string }): command is FlightCommand {
  return flightCommands.includes(command.type);
}

const flightEvents: readonly string[] = [
  'HandingOver',
  'HandedOver',
  'Kept',
  'PassedOn',
  'GivenBack',
  'BouncedOut',
  'ReceiverNamed',
] satisfies FlightEvent['type'][];
export function isFlightEvent(event: { type: string }): event is FlightEvent {
  return flightEvents.includes(event.type);
}

/** True when a bound dispute says who gets the matter, and that receiver cannot refuse. */
export function isNamed(flight: Pick<Flight, 'named'>, receiver: AgencyId): boolean {
  return flight.named?.units.includes(receiver) === true;
}

/**
 * @throws Refusal MATTER_AWAITS_COORDINATOR after the third bounce until a receiver is named
 * @throws Refusal RECEIVER_NOT_NAMED when another one is
 */
export function refuseAfterBounces(flight: Pick<Flight, 'bounces' | 'named'>, receiver: AgencyId): void {
  if (flight.named !== undefined && !isNamed(flight, receiver))
    throw new Refusal('RECEIVER_NOT_NAMED', { named: flight.named.units.join(',') });
  if (flight.named === undefined && flight.bounces.length >= bouncesMax)
    throw new Refusal('MATTER_AWAITS_COORDINATOR', { bounces: flight.bounces.length });
}

export function decideFlight(command: FlightCommand, flight: Flight): FlightEvent[] {
  switch (command.type) {
    case 'BeginHandingOver':
      return beginHandingOver(command, flight);
    case 'RecordHandedOver':
      if (flight.settled.includes(command.leg.handOffId)) return [];
      return [{ type: 'HandedOver', leg: command.leg, previousOwner: flight.owner }];
    case 'RecordKept': {
      const { leg, because } = command;
      if (flight.settled.includes(leg.handOffId)) return [];
      return [{ type: 'Kept', leg, because }, ...(because === 'refused' ? bouncedOut(flight, leg) : [])];
    }
    case 'RecordForwarded':
      if (flight.settled.includes(command.leg.handOffId)) return [];
      return [{ type: 'PassedOn', leg: command.leg, next: command.next }, ...bouncedOut(flight, command.leg)];
    case 'RecordGivenBack':
      if (flight.givenBack.includes(command.leg.handOffId)) return [];
      return [{ type: 'GivenBack', leg: command.leg, previousOwner: flight.owner }, ...bouncedOut(flight, command.leg)];
    case 'RecordNamed':
      if (flight.named?.disputeId === command.disputeId) return [];
      return [{ type: 'ReceiverNamed', disputeId: command.disputeId, units: command.units }];
  }
}

function beginHandingOver({ leg, seen }: FlightCommand & { type: 'BeginHandingOver' }, flight: Flight): FlightEvent[] {
  if (flight.inFlight?.handOffId === leg.handOffId) return [];
  if (flight.inFlight !== undefined || flight.settled.includes(leg.handOffId)) throw new Refusal('MATTER_ALREADY_HANDED_OVER');
  if (flight.owner !== leg.from) throw new Refusal('MATTER_NOT_OWNED');
  refuseAfterBounces(flight, leg.to);
  // The hand-off carries both numbers; what has changed since the signer looked must not be sent under the old ones.
  if (seen.bounces !== flight.bounces.length || seen.isNamed !== isNamed(flight, leg.to)) throw new Refusal('STALE_VERSION');
  return [{ type: 'HandingOver', leg }];
}

/** The bounce that is about to be recorded, if it is one too many. */
function bouncedOut(flight: Flight, leg: Leg): FlightEvent[] {
  if (flight.bounces.length + 1 < bouncesMax) return [];
  return [{ type: 'BouncedOut', leg: flight.legs.find(({ handOffId }) => handOffId === leg.handOffId) ?? leg }];
}

export function evolveFlight(flight: Flight, event: FlightEvent): Flight {
  switch (event.type) {
    case 'HandingOver':
      return begin(flight, event.leg);
    case 'HandedOver':
      return { ...settle(flight, event.leg), owner: event.leg.to };
    case 'Kept':
      return event.because === 'refused' ? bounce(settle(flight, event.leg), event.leg) : settle(flight, event.leg);
    case 'PassedOn': {
      const settled = bounce(settle(flight, event.leg), event.leg);
      // The successor's outcome may have come first: then nothing is under way any more.
      return settled.settled.includes(event.next.handOffId) ? settled : begin(settled, event.next);
    }
    case 'GivenBack': {
      const { leg } = event;
      const back = bounce(settle(flight, leg), leg);
      return { ...back, owner: leg.from, givenBack: [...flight.givenBack, leg.handOffId] };
    }
    case 'BouncedOut':
      return flight;
    case 'ReceiverNamed':
      return { ...flight, named: { disputeId: event.disputeId, units: event.units } };
  }
}

function begin(flight: Flight, leg: Leg): Flight {
  return { ...flight, inFlight: leg, legs: [...flight.legs, leg] };
}

function settle(flight: Flight, { handOffId }: Leg): Flight {
  const settled = flight.settled.includes(handOffId) ? flight.settled : [...flight.settled, handOffId];
  const { inFlight } = flight;
  return { ...flight, settled, inFlight: inFlight?.handOffId === handOffId ? undefined : inFlight };
}

function bounce(flight: Flight, { handOffId, to }: Leg): Flight {
  return { ...flight, bounces: [...flight.bounces, { handOffId, receiver: to }], named: undefined };
}
