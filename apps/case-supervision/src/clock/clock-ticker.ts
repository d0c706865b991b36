import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { ClockExpiredV1, type IntegrationEvent, noPrevious } from '@xiezhi/contracts';
import { type Act, VersionConflict } from '@xiezhi/event-store';
import { isTransient, type Queryable, statement, transaction } from '@xiezhi/postgres';
import type { Database, ServiceLog, Signals } from '@xiezhi/service';
import { Rounds } from '@xiezhi/service/rounds';
import { kindsOf } from '../known-directory/known-directory.projection.ts';
import type { ToldClock } from './clock-row.ts';
import { type ClockRuleBook, redFor } from './clock-rules.ts';
import { clocks } from './clock.announce.ts';
import { type HandledClock, isStarted, serviceName } from './clock-chunk.ts';
import { follow, handleClock } from './clock.effect.ts';
import { nextPoint } from './clock.plan.ts';

/** Clocks of one round: some hundred short statements, well under the statement timeout, and locks held for milliseconds. */
const batchMax = 100;
/** Worlds of one round; a further one waits for the next round, which follows at once. */
const worldsMax = 20;
/** Longest wait for something due; a moved practice clock or a commit of any consumer wakes it earlier. */
const pollMs = 1000;
/** A clock that cannot speak is left aside for so long, then tried again; it must not keep the others from speaking. */
const asideMs = 60_000;
/** Shortest time between two rounds that found nothing, so that busy consumers do not make it spin. */
const breathMs = 50;

interface DueRow {
  id: string;
  next_fire_at: Date;
  told: ToldClock;
  now: Date;
}

const dueReal = statement<DueRow>(
  'clock_ticker.due_real',
  `select id, next_fire_at, told, now() as now from case_supervision.clock
   where world is null and next_fire_at <= now() and id <> all ($2::uuid[])
   order by next_fire_at, id limit $1 for update skip locked`,
);
const duePractice = statement<DueRow>(
  'clock_ticker.due_practice',
  `select id, next_fire_at, told, $2::timestamptz as now from case_supervision.clock
   where world = $1 and next_fire_at <= $2 and id <> all ($4::uuid[])
   order by next_fire_at, id limit $3 for update skip locked`,
);
const waitingWorlds = statement<{ id: string; legal_now: Date }>(
  'clock_ticker.waiting_worlds',
  `select w.id, w.legal_now from case_supervision.practice_world w
   where w.ticked_to is null or w.ticked_to < w.legal_now
      or exists (select 1 from case_supervision.clock c where c.world = w.id and c.next_fire_at <= w.legal_now)
   order by w.legal_now, w.id limit $1`,
);
const tickedTo = statement(
  'clock_ticker.ticked_to',
  `update case_supervision.practice_world w set ticked_to = legal_now
   where id = $1 and not exists (select 1 from case_supervision.clock c where c.world = w.id and c.next_fire_at <= w.legal_now)`,
);

export interface ClockTickerOptions {
  /** Of the worker role. */
  pool: Database['worker'];
  rules: ClockRuleBook;
  log?: Pick<ServiceLog, 'warn'>;
  signals?: Signals;
}

/**
 * Makes due clocks speak: warnings, rungs, expiries, ends of capped pauses, each exactly once. A round takes the due rows of real
 * clocks and of each practice world in legal order, locked so that two tickers share the work; facts, announcements and rows commit
 * together. A process that dies in a round leaves it undone, one that dies after it finds it done. After a month away everything
 * that should have been said is said, each at its own legal time.
 */
export class ClockTicker extends Rounds {
  readonly #options: ClockTickerOptions;
  /** Clocks that failed alone, by when they are tried again. */
  readonly #aside = new Map<string, number>();

  constructor(options: ClockTickerOptions) {
    super({
      name: 'clock ticker',
      round: async () => (await this.runOnce()) > 0,
      onFault: 'round of the clock ticker was rolled back',
      pollMs,
      breathMs,
      wake: options.signals?.applied,
      log: options.log,
    });
    this.#options = options;
  }

  /** One bounded round. @returns how many points were told */
  async runOnce(): Promise<number> {
    const { pool, signals } = this.#options;
    for (const [id, until] of this.#aside) if (until <= performance.now()) this.#aside.delete(id);
    let fired = await this.#round((tx, aside) => dueReal(tx, batchMax, aside), undefined);
    for (const { id, legal_now } of await waitingWorlds(pool, worldsMax)) {
      const firedHere = await this.#round((tx, aside) => duePractice(tx, id, legal_now, batchMax, aside), id);
      if (firedHere === 0) await tickedTo(pool, id);
      fired += firedHere;
    }
    if (fired > 0) signals?.announced();
    return fired;
  }

  /** One batch; if it fails for a reason that will not pass, once more, each clock behind a savepoint, to find out which. */
  async #round(due: (tx: Queryable, aside: string[]) => Promise<DueRow[]>, world: string | undefined): Promise<number> {
    const once = (isolated: boolean): Promise<number> =>
      transaction(this.#options.pool, async (tx) => {
        const rows = await due(tx, [...this.#aside.keys()]);
        if (rows.length === 0) return 0;
        const kinds = await kindsOf(tx, [...new Set(rows.map(({ told }) => told.holder))]);
        const failed = isolated ? (id: string, error: unknown) => this.#leaveAside(id, error) : undefined;
        return new Round(tx, this.#options.rules, kinds, rows, world, failed).run();
      });
    try {
      return await once(false);
    } catch (error) {
      if (error instanceof VersionConflict || isTransient(error)) throw error;
      return once(true);
    }
  }

  #leaveAside(clockId: string, error: unknown): void {
    this.#aside.set(clockId, performance.now() + asideMs);
    this.#options.log?.warn({ clockId, fault: error instanceof Error ? error.name : 'unknown' }, 'a clock cannot speak and is left aside');
  }
}

interface Waiting {
  id: string;
  at: number;
  turnsRed: boolean;
}

/** One transaction's worth of points, told in legal order: also what a clock has to say next, and what an expiry starts. */
class Round {
  readonly #waiting: Waiting[];
  readonly #until: number;
  readonly #now: string;
  readonly #tx: Queryable;
  readonly #rules: ClockRuleBook;
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #world: string | undefined;
  readonly #failed: ((id: string, error: unknown) => void) | undefined;

  /** @param failed present: each clock speaks behind a savepoint, and one that fails is reported here instead of thrown */
  constructor(
    tx: Queryable,
    rules: ClockRuleBook,
    kinds: ReadonlyMap<string, string>,
    rows: readonly DueRow[],
    world: string | undefined,
    failed: ((id: string, error: unknown) => void) | undefined,
  ) {
    this.#failed = failed;
    this.#tx = tx;
    this.#rules = rules;
    this.#kinds = kinds;
    this.#world = world;
    this.#now = rows[0]!.now.toISOString();
    this.#waiting = rows.map(({ id, next_fire_at, told }) => ({ id, at: next_fire_at.getTime(), turnsRed: redFor(told, kinds) }));
    // A full batch hides who comes after its last row: nothing later than that may be told before the next round has looked.
    this.#until = rows.length < batchMax ? Date.parse(this.#now) : Math.max(...this.#waiting.map(({ at }) => at));
  }

  async run(): Promise<number> {
    let fired = 0;
    for (let next = this.#take(); next !== undefined; next = this.#take())
      fired += this.#failed === undefined ? await this.#fire(next) : await this.#fireAlone(next, this.#failed);
    return fired;
  }

  async #fire({ id, at, turnsRed }: Waiting): Promise<number> {
    const moment = new Date(at).toISOString();
    const command = { type: 'FirePoint', now: this.#now, turnsRed, counting: this.#rules } as const;
    const handled = await handleClock(this.#tx, id, command, this.#actAt(moment));
    const chained = await this.#chained(handled, moment);
    for (const touched of [handled, ...chained]) this.#enqueue(touched);
    return handled.events.length;
  }

  async #fireAlone(next: Waiting, failed: (id: string, error: unknown) => void): Promise<number> {
    await this.#tx.query({ text: 'savepoint clock' });
    try {
      return await this.#fire(next);
    } catch (error) {
      await this.#tx.query({ text: 'rollback to savepoint clock' });
      failed(next.id, error);
      return 0;
    } finally {
      await this.#tx.query({ text: 'release savepoint clock' });
    }
  }

  /** The earliest of those that may be told in this round. */
  #take(): Waiting | undefined {
    this.#waiting.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
    return this.#waiting[0] !== undefined && this.#waiting[0].at <= this.#until ? this.#waiting.shift() : undefined;
  }

  #enqueue({ id, state }: HandledClock): void {
    const next = nextPoint(state);
    if (next === undefined || !isStarted(state)) return;
    this.#waiting.push({ id, at: Date.parse(next.at), turnsRed: redFor(state.terms, this.#kinds) });
  }

  /** Periods that count from an expiry start with it, in the same commit: a moved practice clock must not outrun them. */
  async #chained({ id, events, state }: HandledClock, at: string): Promise<HandledClock[]> {
    if (!isStarted(state)) return [];
    const chained: HandledClock[] = [];
    for (const event of events.filter(({ type }) => type === 'ClockExpired')) {
      for (const { type, data } of clocks.announce(id, event, state)) {
        if (type !== ClockExpiredV1.type) continue;
        const { familyId, packVersion } = state.terms;
        chained.push(...(await follow(this.#tx, this.#rules, this.#expiry(id, at, familyId, data), this.#actAt(at), packVersion)));
      }
    }
    return chained;
  }

  #expiry(clockId: string, at: string, familyId: string, data: unknown): IntegrationEvent {
    const { type, source } = ClockExpiredV1;
    const meta: IntegrationEvent['meta'] = {
      familyId,
      sequence: 1,
      prev: noPrevious,
      recordedAt: this.#now,
      actedAt: at,
      actedAtSource: 'system',
      parties: [],
      actor: { service: serviceName },
      correlationId: randomUUID(),
      ...(this.#world !== undefined && { world: this.#world }),
    };
    return { id: derivedId(clockId, 'expiry'), source, type, subject: `clock/${clockId}`, time: at, data, meta };
  }

  #actAt(actedAt: string): Act {
    const world = this.#world === undefined ? {} : { world: this.#world };
    return { caller: { service: serviceName }, actedAt, actedAtSource: 'system', correlationId: randomUUID(), ...world };
  }
}
