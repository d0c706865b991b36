import { setTimeout as pause } from 'node:timers/promises';
import { type Aggregate, handle, type Handled, view } from '@xiezhi/aggregate';
import { Refusal } from '@xiezhi/decider';
import { type Act, agencyOf, type Fact, PgEventStore, VersionConflict } from '@xiezhi/event-store';
import { asAgency, type Queryable } from '@xiezhi/postgres';
import type { Pool } from 'pg';

/** Two officers rarely press at the same moment, three almost never; who loses thrice is told to look again. */
const triesMax = 3;
const jitterMs = 20;

/**
 * How a controller hands a command to its aggregate: the one way in over HTTP. What was announced is relayed at once, and a race
 * with another command is decided again on the newer state, unless the caller named the version it had seen.
 */
export class Commands {
  readonly #store: PgEventStore;
  readonly #pool: Pool;
  readonly #service: string;
  readonly #announced: () => void;

  /** @param announced wakes the relay after a commit */
  constructor(service: string, pool: Pool, announced: () => void) {
    this.#service = service;
    this.#pool = pool;
    this.#store = new PgEventStore(pool, service);
    this.#announced = announced;
  }

  /**
   * @param also rows that must be saved with the facts or not at all, such as a sealed identity: runs in the same transaction under
   *   the caller's row policies, and only when the command was not a repetition
   * @throws Refusal the aggregate's, or STALE_VERSION
   */
  async handle<Command, Event extends Fact, State>(
    aggregate: Aggregate<Command, Event, State>,
    id: string,
    command: Command,
    act: Act,
    also?: (tx: Queryable, handled: Handled<Event, State>) => Promise<void>,
  ): Promise<Handled<Event, State>> {
    const once =
      also === undefined
        ? () => handle(this.#store, aggregate, id, command, act)
        : () =>
            this.#inTransaction(act, async (tx) => {
              const handled = await handle(new PgEventStore(tx, this.#service), aggregate, id, command, act);
              if (!handled.repeated) await also(tx, handled);
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
