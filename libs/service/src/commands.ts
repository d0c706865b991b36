import { setTimeout as pause } from 'node:timers/promises';
import { type Aggregate, handle, type Handled, view } from '@xiezhi/aggregate';
import { Refusal } from '@xiezhi/decider';
import { type Act, agencyOf, type Fact, PgEventStore, VersionConflict } from '@xiezhi/event-store';
import { asAgency, type Queryable } from '@xiezhi/postgres';
import type { Pool } from 'pg';

/** Two officers rarely press at the same moment, three almost never; who loses thrice is told to look again. */
const triesMax = 3;
const jitterMs = 20;

/** What must be saved with the facts or not at all: both run in the transaction of the append, under the caller's row policies. */
export interface SavedTogether<Event, State> {
  /** Completes decided facts before they are appended (libs/aggregate, Finish): where a document number is taken. */
  finish?: (tx: Queryable, events: Event[], before: State) => Promise<Event[]>;
  /** Rows beside the facts, such as a sealed identity, or a second stream; only when the command was not a repetition. */
  also?: (tx: Queryable, handled: Handled<Event, State>) => Promise<void>;
}

/**
 * How a controller hands a command to its aggregate: the one way in over HTTP. What was announced is relayed at once, and a race
 * with another command is decided again on the newer state, unless the caller named the version it had seen.
 */
export class Commands {
  readonly #store: PgEventStore;
  readonly #pool: Pool;
  readonly #service: string;
  readonly #announced: () => void;
  readonly #admit: () => void;

  /**
   * @param announced wakes the relay after a commit
   * @param admit throws while too much waits: nothing is begun then
   */
  constructor(service: string, pool: Pool, announced: () => void, admit: () => void = () => undefined) {
    this.#service = service;
    this.#pool = pool;
    this.#store = new PgEventStore(pool, service);
    this.#announced = announced;
    this.#admit = admit;
  }

  /**
   * @param together with which other rows the facts are saved; without it a command is two prepared calls and no BEGIN
   * @throws Refusal the aggregate's, STALE_VERSION, or OVERLOADED while too much waits
   */
  async handle<Command, Event extends Fact, State>(
    aggregate: Aggregate<Command, Event, State>,
    id: string,
    command: Command,
    act: Act,
    together?: SavedTogether<Event, State>,
  ): Promise<Handled<Event, State>> {
    this.#admit();
    const once =
      together === undefined
        ? () => handle(this.#store, aggregate, id, command, act)
        : () =>
            this.#inTransaction(act, async (tx) => {
              const { finish, also } = together;
              const finishing = finish && ((events: Event[], before: State) => finish(tx, events, before));
              const handled = await handle(new PgEventStore(tx, this.#service), aggregate, id, command, act, finishing);
              if (!handled.repeated) await also?.(tx, handled);
              return handled;
            });
    const handled = await decidedAgain(act, once);
    if (handled.events.length > 0) this.#announced();
    return handled;
  }

  /** One aggregate as the caller may see it, or undefined: whether it does not exist or is not theirs is not told. */
  view<Command, Event extends Fact, State>(aggregate: Aggregate<Command, Event, State>, id: string, act: Act) {
    return view(this.#store, aggregate, id, act);
  }

  #inTransaction<Result>(act: Act, work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    const agency = agencyOf(act);
    if (agency === undefined) throw new Error('a service acts through its inbox, not here');
    return asAgency(this.#pool, { agency }, work);
  }
}

async function decidedAgain<Result>(act: Act, decideOnce: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await decideOnce();
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      if (act.expectedVersion !== undefined || tries === triesMax) throw new Refusal('STALE_VERSION');
      await pause(Math.random() * jitterMs);
    }
  }
}
