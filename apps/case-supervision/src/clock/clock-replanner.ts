import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@xiezhi/decider';
import { statement, transaction } from '@xiezhi/postgres';
import type { Background, Database, ServiceLog, Signals } from '@xiezhi/service';
import type { ClockRules } from './clock-rules.ts';
import type { Counting } from './clock.plan.ts';
import { serviceName } from './clock-chunk.ts';
import { handleClock } from './clock.effect.ts';

/** Clocks of one transaction. */
const batchMax = 100;
const retryMs = 5000;

const counted = statement<{ digest: string }>('clock_replanner.counted', `select digest from case_supervision.clock_calendar`);
const remember = statement(
  'clock_replanner.remember',
  `insert into case_supervision.clock_calendar (digest) values ($1) on conflict (is_only) do update set digest = excluded.digest`,
);
const next = statement<{ id: string; world: string | null; now: Date }>(
  'clock_replanner.next',
  `select c.id, c.world, coalesce(w.legal_now, now()) as now
   from case_supervision.clock c left join case_supervision.practice_world w on w.id = c.world
   where c.id > $1 and (c.is_open or c.next_fire_at is not null) order by c.id limit $2`,
);

type ReplanRules = Counting & Pick<ClockRules, 'calendarDigest'>;

/**
 * Counts every running clock anew when the service comes up with other calendars than the clocks were counted with (COUNTING 12): a
 * year's notice was loaded, or changed. What comes out the same records nothing, so an interrupted pass is simply begun again; two
 * instances at once only do the work twice.
 */
export class ClockReplanner implements Background {
  readonly name = 'clock re-planner';
  readonly #pool: Database['worker'];
  readonly #rules: ReplanRules;
  readonly #log: Pick<ServiceLog, 'info' | 'warn'> | undefined;
  readonly #signals: Signals | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: { pool: Database['worker']; rules: ReplanRules; log?: Pick<ServiceLog, 'info' | 'warn'>; signals?: Signals }) {
    this.#pool = options.pool;
    this.#rules = options.rules;
    this.#log = options.log;
    this.#signals = options.signals;
  }

  start(): void {
    this.#running ??= this.#untilDone();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** The whole pass, in bounded transactions. @returns how many clocks changed; undefined when the calendars are the same */
  async runOnce(): Promise<number | undefined> {
    const { calendarDigest } = this.#rules;
    const [known] = await counted(this.#pool);
    if (known?.digest === calendarDigest) return undefined;
    let changed = 0;
    for (let after: string | undefined = '00000000-0000-0000-0000-000000000000'; after !== undefined;) {
      if (this.#stop.signal.aborted) return changed;
      const batch = await this.#batch(after);
      changed += batch.changed;
      after = batch.last;
    }
    await remember(this.#pool, calendarDigest);
    return changed;
  }

  #batch(after: string): Promise<{ changed: number; last: string | undefined }> {
    return transaction(this.#pool, async (tx) => {
      const rows = await next(tx, after, batchMax);
      let changed = 0;
      for (const { id, world, now } of rows) {
        const at = now.toISOString();
        const act = { caller: { service: serviceName }, actedAt: at, actedAtSource: 'system', correlationId: randomUUID() } as const;
        const command = { type: 'ReplanClock', at, counting: this.#rules } as const;
        try {
          const { events } = await handleClock(tx, id, command, world === null ? act : { ...act, world });
          changed += events.length;
        } catch (error) {
          // A row whose stream is gone is the ticker's to report; it must not keep the others from being counted.
          if (!(error instanceof Refusal)) throw error;
          this.#log?.warn({ clockId: id }, 'a clock cannot be counted anew');
        }
      }
      return { changed, last: rows.at(-1)?.id };
    });
  }

  async #untilDone(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const changed = await this.runOnce();
        if (changed !== undefined) this.#log?.info({ changed }, 'running clocks were counted anew');
        if (changed !== undefined && changed > 0) this.#signals?.announced();
        return;
      } catch (error) {
        this.#log?.warn({ fault: error instanceof Error ? error.name : 'unknown' }, 'counting clocks anew was interrupted');
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
