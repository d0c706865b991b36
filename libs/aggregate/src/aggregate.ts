import type { EventDefinition } from '@xiezhi/contracts';
import type { Decider } from '@xiezhi/decider';
import type { Announcement, Fact, Scope } from '@xiezhi/event-store';
import type { ErrorCode } from '@xiezhi/contracts';

/** A decider with a name and doors to the outside: what of its facts becomes public, and who may see its stream. */
export interface Aggregate<Command, Event extends Fact, State> extends Decider<Command, Event, State> {
  /** As in `ce_subject`: `hand-off`. */
  name: string;
  /** A fact as the integration events that tell others of it, none or several; `state` is the state after the fact. */
  announce(id: string, event: Event, state: State): Announcement[];
  /** Family, parties and world of the stream in this state. Asked only once there is a first fact. */
  scopeOf(state: State): Scope;
  /** Claims a fact takes or gives back: keys that only one stream at a time may hold. */
  claimsOf?(event: Event, state: State): Claims;
  /** What a caller is told when a claim is held by another stream. */
  claimRefusal?: ErrorCode;
}

export interface Claims {
  take?: string[];
  release?: string[];
  /** Hands the claims on to another stream of this aggregate, which need not exist yet: nobody else can take them in between. */
  pass?: { keys: string[]; heir: string };
}

/**
 * One announcement. The data is parsed by the event's own schema, so that nothing leaves a service that its catalogue forbids.
 *
 * @throws ZodError when `data` is not what the event promises: a programming fault, not a refusal
 */
export function announcement<Data>(definition: EventDefinition<Data>, data: Data): Announcement {
  return { type: definition.type, data: definition.data.parse(data) };
}
