import { isServiceCaller, type ReadToken } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, ClaimTaken, type Fact, type LoadedStream, type PgEventStore, worldOf } from '@xiezhi/event-store';
import type { Aggregate } from './aggregate.ts';

export interface Handled<Event, State> {
  id: string;
  version: number;
  /** Facts this command added; none when it was said before. */
  events: Event[];
  state: State;
  readToken: ReadToken;
  /** True when the answer is the one given earlier under the same idempotency key. */
  repeated: boolean;
}

/**
 * Completes decided facts with what is known only inside the transaction, such as the next document number, whose counter is so
 * locked as late and as shortly as can be. It may fill members of the facts, never add or drop one: what happened is decided.
 */
export type Finish<Event, State> = (events: Event[], before: State) => Promise<Event[]>;

/**
 * The path of every command: load, decide, append. Facts and announcements are saved together or not at all. A process that dies
 * before the append has done nothing; one that dies after it answers the repetition from the receipt.
 *
 * @param finish asked between deciding and appending, and only when something was decided; needs a store inside a transaction
 * @throws Refusal the decider's, or about version, key and world
 * @throws VersionConflict when another command was faster; the caller may handle again
 */
export async function handle<Command, Event extends Fact, State>(
  store: PgEventStore,
  aggregate: Aggregate<Command, Event, State>,
  id: string,
  command: Command,
  act: Act,
  finish?: Finish<Event, State>,
): Promise<Handled<Event, State>> {
  const stream = await store.load(aggregate.name, id, act);
  if (stream.receipt !== undefined) return repeat(aggregate, stream, act);

  refuseOtherVersionOrWorld(stream, act);
  const before = foldFacts(aggregate, aggregate.initialState, stream.facts as Event[]);
  const decided = aggregate.decide(command, before);
  const events = finish === undefined || decided.length === 0 ? decided : await finish(decided, before);
  const { state, announcements, ...claims } = unfold(aggregate, id, before, events);

  const version = stream.version + events.length;
  const sequence = stream.announced + announcements.length;
  const readToken: ReadToken = sequence === 0 ? [] : [[store.source, `${aggregate.name}/${id}`, sequence]];
  const isWorthSaving = events.length > 0 || (act.idempotency !== undefined && stream.version > 0);
  if (isWorthSaving) {
    const appending = { scope: aggregate.scopeOf(state), facts: events, announcements, ...claims, answer: { id, version, readToken } };
    await store.append(aggregate.name, id, stream, appending, act).catch((error: unknown) => {
      if (error instanceof ClaimTaken && aggregate.claimRefusal !== undefined) throw new Refusal(aggregate.claimRefusal);
      throw error;
    });
  }
  return { id, version, events, state, readToken, repeated: false };
}

/** What a command's facts lead to: the next state, what is told, and which claims change hands. */
function unfold<Command, Event extends Fact, State>(
  aggregate: Aggregate<Command, Event, State>,
  id: string,
  before: State,
  events: Event[],
) {
  let state = before;
  const steps = events.map((event) => {
    state = aggregate.evolve(state, event);
    return { announcements: aggregate.announce(id, event, state), claims: aggregate.claimsOf?.(event, state) ?? {} };
  });
  return {
    state,
    announcements: steps.flatMap((step) => step.announcements),
    take: steps.flatMap((step) => step.claims.take ?? []),
    release: steps.flatMap((step) => step.claims.release ?? []),
    pass: steps.find((step) => step.claims.pass !== undefined)?.claims.pass,
  };
}

function repeat<Command, Event extends Fact, State>(
  aggregate: Aggregate<Command, Event, State>,
  stream: LoadedStream,
  act: Act,
): Handled<Event, State> {
  const { requestHash, answer } = stream.receipt!;
  if (requestHash !== act.idempotency?.requestHash) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
  return { ...answer, events: [], state: foldFacts(aggregate, aggregate.initialState, stream.facts as Event[]), repeated: true };
}

function refuseOtherVersionOrWorld(stream: LoadedStream, act: Act): void {
  if (act.expectedVersion !== undefined && act.expectedVersion !== stream.version)
    throw new Refusal('STALE_VERSION', { expected: act.expectedVersion, actual: stream.version });
  // A service reacts inside the family of the event it reacts to; only a caller can mix a practice world with the real one.
  if (stream.scope !== undefined && !isServiceCaller(act.caller) && stream.scope.world !== worldOf(act))
    throw new Refusal('WORLD_MISMATCH');
}

function foldFacts<Event, State>(aggregate: { evolve(state: State, event: Event): State }, initialState: State, events: Event[]): State {
  return events.reduce((state, event) => aggregate.evolve(state, event), initialState);
}

/**
 * One aggregate as its caller may see it, or undefined. For queries of single streams; lists are read models.
 */
export async function view<Command, Event extends Fact, State>(
  store: PgEventStore,
  aggregate: Aggregate<Command, Event, State>,
  id: string,
  act: Act,
): Promise<{ state: State; version: number } | undefined> {
  const stream = await store.load(aggregate.name, id, act);
  if (stream.version === 0) return undefined;
  return { state: foldFacts(aggregate, aggregate.initialState, stream.facts as Event[]), version: stream.version };
}
