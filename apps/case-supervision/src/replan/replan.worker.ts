import { randomUUID } from 'node:crypto';
import { metrics, type ObservableGauge } from '@opentelemetry/api';
import { handle, view } from '@xiezhi/aggregate';
import { type Act, ChunkEventStore, PgEventStore } from '@xiezhi/event-store';
import { type Queryable, transaction } from '@xiezhi/postgres';
import type { Database, ServiceLog, Signals } from '@xiezhi/service';
import { Rounds } from '@xiezhi/service/rounds';
import { isStarted, serviceName } from '../clock/clock-chunk.ts';
import { saveRows } from '../clock/clock-row.ts';
import { clocks } from '../clock/clock.announce.ts';
import type { ExistingClock } from '../clock/clock.state.ts';
import { countedCalendar, keepCounted, keepFirstCalendars, type LoadedCalendars } from './counted-calendar.ts';
import { type LoadedRules, type Recount, Recounter } from './recount.ts';
import { dueShown, type Line, replanRows, type Settled, type WorkRow } from './replan-row.ts';
import { replans } from './replan.announce.ts';
import type { ReplanCommand, ReplanTarget } from './replan.decider.ts';

/** Clocks of one transaction: some tens of milliseconds, well under the statement timeout, and as long are their rows held. */
const batchMax = 500;
/** Longest wait for something to do: a re-plan is proposed or confirmed by hand. */
const pollMs = 1000;
/** How often it is looked whether a re-plan is outstanding. */
const outstandingMs = 30_000;

export type ReplanRules = LoadedRules & LoadedCalendars & { packVersions: readonly string[] };

export interface ReplanWorkerOptions {
  /** Of the worker role. */
  pool: Database['worker'];
  rules: ReplanRules;
  log?: Pick<ServiceLog, 'info' | 'warn'>;
  signals?: Signals;
  batchSize?: number;
}

/**
 * Makes the lists of proposed re-plans and carries out the confirmed ones, a batch a transaction. Every instance runs one; the row of a
 * re-plan is held by who works on it. Killed anywhere it has done whole batches only: the list goes on after its cursor, and a line that
 * was carried out says so in the commit that moved its clock.
 */
export class ReplanWorker extends Rounds {
  readonly #options: ReplanWorkerOptions;
  readonly #batchSize: number;
  #isOutstanding = false;
  #lookedAt = -outstandingMs;
  #gauge: ObservableGauge | undefined;
  readonly #observe = (result: { observe(value: number): void }) => result.observe(this.#isOutstanding ? 1 : 0);
  /** Kept between the batches of one re-plan: which days changed is found out once. */
  #recounter: { of: string; recounter: Recounter } | undefined;

  constructor(options: ReplanWorkerOptions) {
    super({
      name: 're-plan worker',
      round: async () => (await this.#round()) > 0,
      onFault: 'a round of the re-plan was rolled back',
      pollMs,
      log: options.log,
    });
    this.#options = options;
    this.#batchSize = options.batchSize ?? batchMax;
  }

  override start(): void {
    // Not when the module is read: the meters are set up with the service.
    this.#gauge ??= metrics.getMeter('@xiezhi/case-supervision').createObservableGauge('xiezhi.replan.outstanding', {
      description: 'Running clocks were counted with other calendars than the loaded ones',
    });
    this.#gauge.addCallback(this.#observe);
    super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#gauge?.removeCallback(this.#observe);
  }

  /** One bounded batch of one re-plan. @returns how many clocks were looked at or settled; 0 when there was nothing to do */
  async runOnce(): Promise<number> {
    const { pool, rules, signals } = this.#options;
    const worked = await transaction(pool, async (tx) => {
      const row = await replanRows.atWork(tx, rules.calendarDigest, rules.packVersions);
      if (row === undefined) return 0;
      return row.status === 'computing' ? this.#compute(tx, row) : this.#apply(tx, row);
    });
    if (worked > 0) signals?.announced();
    return worked;
  }

  /** Whether real clocks run that were counted with other calendars than the loaded ones, and nothing has been applied since. */
  async lookForOutstanding(): Promise<boolean> {
    const { pool, rules, log } = this.#options;
    await keepFirstCalendars(pool, rules);
    const known = await countedCalendar(pool, null);
    const isOutstanding = known?.digest !== rules.calendarDigest;
    if (isOutstanding && !this.#isOutstanding)
      log?.warn(
        { counted: known?.digest, loaded: rules.calendarDigest },
        'a re-plan is outstanding: running clocks were counted with other calendars; `xiezhi replan propose --calendar`',
      );
    this.#isOutstanding = isOutstanding;
    return isOutstanding;
  }

  async #compute(tx: Queryable, row: WorkRow): Promise<number> {
    const ids = await replanRows.running(tx, row.cursor, row.world, this.#batchSize);
    const recounter = await this.#recounterOf(tx, row);
    const store = await loaded(tx, ids);
    const lines: Line[] = [];
    for (const id of ids) {
      const clock = await startedClock(store, id, this.#act(row));
      if (clock !== undefined) lines.push(...linesOf(id, clock, recounter.of(clock)));
    }
    if (lines.length > 0) await replanRows.list(tx, row, lines);
    const changes = row.changes + lines.filter((line) => line.changes).length;
    const next = {
      ...row,
      total: row.total ?? (await replanRows.countRunning(tx, row.world)),
      looked: row.looked + ids.length,
      cursor: ids.at(-1) ?? row.cursor,
      changes,
      stays: row.stays + lines.length - (changes - row.changes),
    };
    await replanRows.looked(tx, next);
    if (ids.length === this.#batchSize) return ids.length;
    const { looked, stays } = next;
    await this.#finish(tx, row, { type: 'FinishComputing', computed: { looked, changes, stays }, at: row.now.toISOString() });
    return Math.max(ids.length, 1);
  }

  async #apply(tx: Queryable, row: WorkRow): Promise<number> {
    const ids = await replanRows.openChanges(tx, row.id, this.#batchSize);
    const settled = await this.#settle(tx, row, ids);
    // What is not there any more is asked for only when nothing else is left.
    const gone = ids.length === 0 ? await replanRows.settleGone(tx, row.id) : 0;
    const next = {
      ...row,
      done: row.done + ids.length + gone,
      moved: row.moved + settled.filter(({ outcome }) => outcome === 'moved').length,
    };
    if (ids.length + gone > 0) await replanRows.carried(tx, next);
    // Else somebody holds the last of them: the next round asks again.
    if (next.done === row.changes) await this.#finish(tx, row, { type: 'FinishApplying', moved: next.moved, at: row.now.toISOString() });
    return ids.length + gone;
  }

  /** Each clock as it is now: what ended, was extended or paused since the list was made is counted from there. */
  async #settle(tx: Queryable, row: WorkRow, ids: readonly string[]): Promise<Settled[]> {
    if (ids.length === 0) return [];
    const at = row.now.toISOString();
    const recounter = await this.#recounterOf(tx, row);
    const store = await loaded(tx, ids);
    const act = this.#act(row);
    const moved = new Map<string, ExistingClock>();
    const settled: Settled[] = [];
    for (const clock_id of ids) {
      const clock = await startedClock(store, clock_id, act);
      const recount = clock && recounter.of(clock);
      if (recount?.is === 'changes') {
        const { row: newer, reason } = recount;
        const command = { type: 'ReplanClock', at, counting: this.#options.rules, replanId: row.id, reason, row: newer } as const;
        const { state } = await handle(store, clocks, clock_id, command, act);
        if (isStarted(state)) moved.set(clock_id, state);
      }
      const after = moved.get(clock_id);
      if (after === undefined) settled.push({ clock_id, outcome: clock === undefined ? 'gone' : 'same', due_after: null });
      else settled.push({ clock_id, outcome: 'moved', due_after: dueShown(after.plan) });
    }
    await store.flush();
    await saveRows(tx, moved);
    await replanRows.settle(tx, row.id, settled);
    return settled;
  }

  /** The fact that a stage is over, in the commit of its last batch. */
  async #finish(tx: Queryable, row: WorkRow, command: ReplanCommand): Promise<void> {
    const { state } = await handle(new PgEventStore(tx, serviceName), replans, row.id, command, this.#act(row));
    await replanRows.stand(tx, row.id, state);
    if (state.status === 'applied' && row.kind === 'calendar') {
      await keepCounted(tx, row.world, this.#options.rules);
      this.#lookedAt = -outstandingMs;
    }
    this.#options.log?.info({ replanId: row.id, status: state.status }, 'a re-plan went on');
  }

  async #recounterOf(tx: Queryable, { id, world, kind, target }: WorkRow): Promise<Recounter> {
    if (this.#recounter?.of !== id) {
      const meant: ReplanTarget = kind === 'calendar' ? { kind, digest: target } : { kind, packVersion: target };
      const before = kind === 'calendar' ? (await countedCalendar(tx, world))?.calendar : undefined;
      this.#recounter = { of: id, recounter: new Recounter(meant, this.#options.rules, before) };
    }
    return this.#recounter.recounter;
  }

  #act({ now, world }: WorkRow): Act {
    const caller = { service: serviceName };
    return { caller, actedAt: now.toISOString(), actedAtSource: 'system', correlationId: randomUUID(), ...(world !== null && { world }) };
  }

  async #round(): Promise<number> {
    if (performance.now() - this.#lookedAt >= outstandingMs) {
      await this.lookForOutstanding();
      this.#lookedAt = performance.now();
    }
    return this.runOnce();
  }
}

function linesOf(clock_id: string, { terms, plan }: ExistingClock, recount: Recount): Line[] {
  if (recount.is === 'same') return [];
  const { matterKind: matter_kind, matterId: matter_id, ruleId: rule_id, ruleName: rule_name } = terms;
  const line = { clock_id, matter_kind, matter_id, rule_id, rule_name, due_before: dueShown(plan), reason: recount.reason };
  return [{ ...line, changes: recount.is === 'changes', due_after: recount.is === 'changes' ? dueShown(recount.plan) : null }];
}

/** The streams of a batch, in one round trip; what is appended to them is written in one as well. */
async function loaded(tx: Queryable, ids: readonly string[]): Promise<ChunkEventStore> {
  const store = new ChunkEventStore(tx, serviceName);
  await store.preload(ids.map((id) => ({ aggregate: clocks.name, id })));
  return store;
}

async function startedClock(store: ChunkEventStore, id: string, act: Act): Promise<ExistingClock | undefined> {
  const found = await view(store, clocks, id, act);
  return found !== undefined && isStarted(found.state) ? found.state : undefined;
}
