import type { EventDefinition } from '@xiezhi/contracts';
import type { Pool } from 'pg';
import {
  type BrokerPort,
  type IncomingBatch,
  type LossAlarm,
  partitionKey,
  type Subscription,
  type SubscriptionHealth,
  type TopicPartition,
} from './broker-port.ts';
import { chunkOf, singlesFrom, takeChunks } from './chunk.ts';
import type { Chunk, ChunkOutcome, TakeHow } from './chunk-steps.ts';
import { Company } from './company.ts';
import type { Effect } from './effect.ts';
import { allKnownEvents, EventCatalogue } from './event-catalogue.ts';
import { type FailingPartition, FailingPartitions } from './failing-partitions.ts';
import { GroupCommit, groupLockTimeoutMs } from './group-commit.ts';
import type { InboxParts } from './inbox-parts.ts';
import { InboxTables } from './inbox-tables.ts';
import { InboxUpkeep } from './inbox-upkeep.ts';
import { type Isolation, ofThisProcess } from './isolation.ts';
import { faultName, type Log, silentLog } from './log.ts';
import { reasonsToTryAtStart, unsuspected } from './parking.ts';
import { isPassing, isTimeout } from './passing-fault.ts';
import { retryDue } from './release.ts';
import { type BegunTable, type Start, Suspects } from './suspects.ts';
import { attributeNames, inSpan, instruments, metricNames, observe } from './telemetry.ts';
import { backOffMs, Bell, Broadcast, pause } from './waiting.ts';

export interface InboxOptions {
  /** Service that consumes: its group and metrics are named after it. */
  service: string;
  schema: string;
  /** Name of the consumer within the service. It is part of every key in the inbox tables: renaming one reads everything again. */
  name: string;
  topics: readonly string[];
  effect: Effect;
  broker: BrokerPort;
  /** Consumer group. Default: `<service>.<name>`; two databases of one service on one broker must not share it. */
  group?: string;
  /** Of the worker role. */
  pool: Pool;
  /** Event types this build understands. Default: every one in libs/contracts. */
  known?: readonly EventDefinition[];
  log?: Log;
  /** Rung after each commit that applied something; share one among the inboxes of a service. */
  applied?: Broadcast;
  /**
   * How long records that are only counted may wait for others, ms (company.ts). Whoever waits for a gate of this consumer waits so much longer.
   * Default 0: not at all.
   */
  companyMs?: number;
  /** Shared by whatever dies together. Default: by all consumers of this process. */
  isolation?: Isolation;
}

const retryPollMs = 1000;
const lanesPerRound = 20;
/** Statement time-outs in a row that are still taken for somebody else's lock. */
const timeoutsMax = 3;

/**
 * One consumer of a service: takes the events of its topics exactly once in effect, in order per stream (README: what each crash
 * leaves). Several instances share the partitions; the fence in the database decides when they disagree.
 */
export class Inbox {
  readonly name: string;
  readonly applied: Broadcast;
  readonly #options: InboxOptions;
  readonly #parts: InboxParts;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #retryBell = new Bell();
  /** Partitions with a stored offset, as far as this process has seen. */
  readonly #stored = new Set<string>();
  #subscription: Subscription | undefined;
  #retries: Promise<void> | undefined;
  #primed = false;
  #unobserve: (() => void)[] = [];
  readonly #failing = new FailingPartitions();
  readonly #upkeep: InboxUpkeep;
  readonly #isolation: Isolation;
  readonly #suspects: Suspects;
  readonly #company: Company;
  readonly #group: GroupCommit;

  constructor(options: InboxOptions) {
    this.name = options.name;
    this.applied = options.applied ?? new Broadcast();
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#isolation = options.isolation ?? ofThisProcess;
    this.#company = new Company(options.companyMs ?? 0);
    this.#group = new GroupCommit(
      (chunks) => this.#takeTogether(chunks),
      (roomMax) => this.#company.board(roomMax),
    );
    this.#parts = {
      consumer: options.name,
      pool: options.pool,
      tables: new InboxTables(options.schema),
      catalogue: new EventCatalogue(options.known ?? allKnownEvents()),
      effect: options.effect,
    };
    const { tables, pool, consumer } = this.#parts;
    const table: BegunTable = {
      read: (at) => tables.suspicionOf(pool, consumer, at, at.from),
      write: (at, suspicion) => tables.begin(pool, consumer, at, at.from, suspicion),
      forget: (at) => tables.forgetBegun(pool, consumer, at),
    };
    this.#suspects = new Suspects(table, this.#isolation);
    this.#upkeep = new InboxUpkeep(options.schema, options.name, options.pool, this.#parts.tables, this.#attributes());
  }

  /** Starts consuming; broker and database may still be away. */
  async start(): Promise<void> {
    this.#retries ??= this.#retryLoop();
    this.#subscription ??= await this.#subscribe();
    if (this.#unobserve.length === 0) this.#observe();
  }

  /** Leaves the group and joins it again, so that every partition starts at the offset that is stored now. */
  async restart(): Promise<void> {
    if (this.#subscription === undefined || this.#stop.signal.aborted) return;
    await this.#subscription.stop();
    await this.#company.disperse();
    this.#stored.clear();
    this.#subscription = await this.#subscribe();
  }

  #subscribe(): Promise<Subscription> {
    const { broker, service, name, topics, group } = this.#options;
    return broker.subscribe({
      group: group ?? `${service}.${name}`,
      topics,
      startOffsets: (assigned) => this.#startOffsets(assigned),
      onBatch: (batch) => this.#onBatch(batch),
      onAlarm: (alarm) => this.#onAlarm(alarm),
    });
  }

  #observe(): void {
    const health = () => this.health();
    const attributes = this.#attributes();
    this.#unobserve = [
      observe(metricNames.consumerLag, 'Records not yet taken', () =>
        [...(health()?.lag ?? [])].map(([partition, value]) => ({ value, attributes: { ...attributes, partition } })),
      ),
      observe(metricNames.joined, 'Whether the consumer is in its group', () => [{ value: health()?.joined === true ? 1 : 0, attributes }]),
      observe(metricNames.rebuilt, 'How often the client had to be built anew', () => [{ value: health()?.rebuilt ?? 0, attributes }]),
      observe(metricNames.failing, 'Partitions whose next chunk cannot be taken', () => [{ value: this.failing().length, attributes }]),
      observe(metricNames.stopped, 'Partitions that stand still because records are gone', () => [
        { value: health()?.stopped.length ?? 0, attributes },
      ]),
      this.#upkeep.observe(),
    ];
  }

  /** One bounded round of retries of parked lanes. The subscription runs by itself. */
  async runOnce(): Promise<number> {
    if (!this.#primed) {
      // Poison of an earlier build may be readable to this one (rolling upgrade): one try each.
      await this.#parts.tables.parked.makeDue(this.#parts.pool, this.name, { reasons: reasonsToTryAtStart });
      this.#primed = true;
    }
    const stored = await this.#parts.tables.storedOffsets(this.#parts.pool, this.name);
    this.#followStored(stored);
    // What is parked was taken, so there is an offset beside it; without one there is something to be asked, not nothing to be done.
    const isDue = stored.length === 0 || stored.some((at) => at.is_due);
    const released = isDue ? await this.#isolation.together(() => retryDue(this.#parts, lanesPerRound)) : 0;
    await this.#upkeep.runOnce();
    if (released > 0) {
      instruments().released.add(released, this.#attributes());
      this.applied.ring();
    }
    return released;
  }

  health(): SubscriptionHealth | undefined {
    return this.#subscription?.health();
  }

  /** Partitions that stand still because their next chunk fails, whatever is tried. */
  failing(): FailingPartition[] {
    return this.#failing.list();
  }

  /** Parked rows may have become due: look at once. */
  retrySoon(): void {
    this.#retryBell.ring();
  }

  /** Lets the running chunk finish, leaves the group. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const unobserve of this.#unobserve.splice(0)) unobserve();
    this.#retryBell.ring();
    await this.#subscription?.stop();
    await this.#company.disperse();
    await this.#retries;
  }

  async #startOffsets(assigned: readonly TopicPartition[]): Promise<Map<string, number>> {
    const stored = await this.#parts.tables.storedOffsets(this.#parts.pool, this.name);
    for (const at of assigned) this.#suspects.assigned(at);
    for (const at of stored) this.#stored.add(partitionKey(at));
    return new Map(stored.map(({ topic, partition, next_offset }) => [partitionKey({ topic, partition }), next_offset]));
  }

  /** Stored offsets were taken away (a rebuild, perhaps by another instance): read those partitions again from their beginning. */
  #followStored(offsets: readonly TopicPartition[]): void {
    const subscription = this.#subscription;
    if (subscription === undefined) return;
    const stored = new Set(offsets.map(partitionKey));
    for (const at of subscription.health().assigned) {
      if (stored.has(partitionKey(at)) || !this.#stored.delete(partitionKey(at))) continue;
      this.#company.forget(at);
      this.#log.info({ consumer: this.name, ...where(at) }, 'stored offset is gone: reading again from the beginning');
      subscription.seek(where(at), 0);
    }
  }

  /** Takes one batch; comes back only when it is taken, somebody else has it, or the partition is no longer ours. */
  async #onBatch(batch: IncomingBatch): Promise<number> {
    const chunk = await this.#company.join(chunkOf(batch, this.#parts.catalogue, !this.#stored.has(partitionKey(batch))));
    const begin = (): Progress => ({ position: chunk.from, alone: false, timeouts: 0, start: undefined });
    if (this.#company.letWait(chunk, this.#parts.effect, batch.signal, (waited) => this.#take(waited, begin()))) return batch.next;
    if (this.#suspects.isBeyondSuspicion(chunk)) {
      const outcome = await this.#group.join(chunk, batch.signal);
      if (outcome !== undefined) return outcome.next;
    }
    const progress = begin();
    for (let failures = 1; !batch.signal.aborted; failures++) {
      try {
        const next = await this.#take(chunk, progress);
        this.#failing.over(batch);
        return next;
      } catch (error) {
        this.#failing.failed(batch, progress.position, faultName(error));
        if (isTimeout(error)) progress.timeouts++;
        await this.#suspects.acquit(batch);
        const passes = isPassing(error) && progress.timeouts <= timeoutsMax;
        if (passes) instruments().transientFaults.add(1, this.#attributes());
        this.#log.warn({ consumer: this.name, ...where(batch), fault: faultName(error), failures, passes }, 'chunk was rolled back');
        // The culprit is found by taking the records one by one; what fails even then is the inbox itself, and is waited out.
        if (!passes && !progress.alone) progress.alone = true;
        else await pause(backOffMs(failures, 50, 5000), batch.signal);
      }
    }
    this.#failing.over(batch);
    await this.#suspects.acquit(batch);
    return progress.position;
  }

  async #take(chunk: Chunk, progress: Progress): Promise<number> {
    const { mode } = (progress.start ??= await this.#suspects.startOf(chunk));
    if ((mode === 'chunks' || mode === 'tested') && !progress.alone) {
      const begunAt = performance.now();
      const outcome = await this.#suspects.run(chunk, progress.start, () => this.#takeOne(chunk, { mode: 'whole', timeoutsPass: true }));
      this.#suspects.finished(chunk);
      this.#group.takenAlone(chunk, performance.now() - begunAt);
      return outcome.next;
    }
    progress.alone = true;
    for (const single of singlesFrom(chunk, progress.position)) {
      // What is known is known of the first record; the others are met as if nobody had begun them.
      const start = single.from === chunk.from ? progress.start : { ...progress.start, suspicion: unsuspected };
      const how: TakeHow = {
        mode: mode === 'park-first' && single.from === chunk.from ? 'park-first' : 'alone',
        timeoutsPass: progress.timeouts <= timeoutsMax,
      };
      const outcome = await this.#suspects.run(single, start, () => this.#takeOne(single, how));
      progress.position = outcome.next;
      if (outcome.fenced) return outcome.next;
    }
    this.#suspects.finished(chunk);
    return progress.position;
  }

  async #takeOne(chunk: Chunk, how: TakeHow): Promise<ChunkOutcome> {
    const [outcome] = await this.#inTransaction([chunk], how);
    return outcome!;
  }

  #takeTogether(chunks: readonly Chunk[]): Promise<ChunkOutcome[]> {
    const how: TakeHow = { mode: 'whole', timeoutsPass: true, lockTimeoutMs: groupLockTimeoutMs };
    return this.#isolation.together(() => this.#inTransaction(chunks, how));
  }

  async #inTransaction(chunks: readonly Chunk[], how: TakeHow): Promise<ChunkOutcome[]> {
    const startedAt = performance.now();
    const records = chunks.flatMap((chunk) => chunk.records);
    const traceparents = records.map(({ decoded }) =>
      decoded !== undefined && 'event' in decoded ? decoded.event.traceparent : undefined,
    );
    const attributes = {
      [attributeNames.operation]: 'process',
      [attributeNames.destination]: [...new Set(chunks.map(({ topic }) => topic))].join(','),
      [attributeNames.partition]: chunks.map(({ partition }) => partition).join(','),
      [attributeNames.group]: `${this.#options.service}.${this.name}`,
      [attributeNames.batchCount]: records.length,
    };
    const outcomes = await inSpan(`process ${this.name}`, 'consumer', attributes, traceparents, () => takeChunks(this.#parts, chunks, how));
    instruments().chunkDuration.record(performance.now() - startedAt, this.#attributes());
    for (const [n, outcome] of outcomes.entries()) this.#count(outcome, chunks[n]!);
    if (outcomes.some(({ applied }) => applied > 0)) this.applied.ring();
    return outcomes;
  }

  #count(outcome: ChunkOutcome, chunk: Chunk): void {
    // After a lost fence without a row this is not so; the next chunk then begins anew at the beginning of the partition.
    if (outcome.fenced && outcome.next === 0) this.#stored.delete(partitionKey(chunk));
    else this.#stored.add(partitionKey(chunk));
    const attributes = this.#attributes();
    const counters = instruments();
    if (outcome.fenced) {
      counters.fenceLosses.add(1, attributes);
      counters.duplicates.add(chunk.records.length, { ...attributes, layer: 'offset' });
      this.#log.info({ consumer: this.name, ...where(chunk), from: chunk.from, stored: outcome.next }, 'chunk was taken by somebody else');
      return;
    }
    if (outcome.dropped.id > 0) counters.duplicates.add(outcome.dropped.id, { ...attributes, layer: 'id' });
    if (outcome.dropped.gate > 0) counters.duplicates.add(outcome.dropped.gate, { ...attributes, layer: 'gate' });
    if (outcome.released > 0) counters.released.add(outcome.released, attributes);
    for (const reason of outcome.parked) {
      counters.parked.add(1, { ...attributes, reason });
      this.#log[reason === 'GAP' || reason === 'BEHIND' ? 'info' : 'error'](
        { consumer: this.name, ...where(chunk), from: chunk.from, next: chunk.next, reason },
        'record was parked',
      );
    }
    if (outcome.missing !== undefined) counters.beacons.add(1, attributes);
    if ((outcome.missing ?? 0) > 0)
      this.#log.error(
        { consumer: this.name, ...where(chunk), missing: outcome.missing },
        'announcements never arrived: the broker has lost them',
      );
    if (outcome.applied > 0) counters.applied.add(outcome.applied, attributes);
  }

  #onAlarm(alarm: LossAlarm): void {
    instruments().lossAlarms.add(1, { ...this.#attributes(), kind: alarm.kind });
    this.#log.error({ consumer: this.name, ...alarm }, 'partition stands still: records the consumer needs are not on the broker');
  }

  async #retryLoop(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await this.runOnce();
        failures = 0;
      } catch (error) {
        failures++;
        this.#log.warn({ consumer: this.name, fault: faultName(error), failures }, 'retry of parked events failed');
      }
      await this.#retryBell.wait(failures === 0 ? retryPollMs : backOffMs(failures, 1000, 30_000), this.#stop.signal);
    }
  }

  #attributes(): Record<string, string> {
    return { service: this.#options.service, consumer: this.name };
  }
}

/** How far one batch has come, over all its tries. */
interface Progress {
  position: number;
  /** Looking for the culprit: records are taken one by one. */
  alone: boolean;
  timeouts: number;
  start: Start | undefined;
}

const where = ({ topic, partition }: TopicPartition): TopicPartition => ({ topic, partition });
