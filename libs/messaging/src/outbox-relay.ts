import { randomUUID } from 'node:crypto';
import { type Publisher, schemaOf, sourceOf } from '@xiezhi/contracts';
import type { Pool } from 'pg';
import { type BrokerPort, ProduceFault } from './broker-port.ts';
import { encode, type OutboxRow } from './cloud-event.ts';
import { type Log, silentLog } from './log.ts';
import { outboxTables } from './outbox-tables.ts';
import { partitionOf } from './partitioner.ts';
import {
  afterLeaseRound,
  block,
  type BlockedKeys,
  groupByPartition,
  type HeldLeases,
  inForce,
  type LeaseAnswer,
  type SendGroup,
  standingAside,
  unblock,
} from './relay-decisions.ts';
import { attributeNames, inSpan, instruments, metricNames, observe } from './telemetry.ts';
import { backOffMs, Bell, pause } from './waiting.ts';

export interface RelayTuning {
  /** A relay that died is succeeded after this long; a living one renews three times as often. */
  leaseTtlMs: number;
  /** 500 rows of about 2 kB stay under the broker's request limit; more per send gains nothing (BROKER 3a). */
  batchCountMax: number;
  /** Under the broker's 1 MiB with room for what we count roughly. */
  batchBytesMax: number;
  /** Safety net for announcements that another process committed; our own ring the bell. */
  pollMs: number;
  /** After which a send is given up and made again. */
  produceDeadlineMs: number;
  backlogEveryMs: number;
}

export const defaultRelayTuning: RelayTuning = {
  leaseTtlMs: 4000,
  batchCountMax: 500,
  batchBytesMax: 900_000,
  pollMs: 200,
  produceDeadlineMs: 10_000,
  backlogEveryMs: 5000,
};

export interface OutboxRelayOptions {
  service: Publisher;
  broker: BrokerPort;
  /** Of the worker role. */
  pool: Pool;
  log?: Log;
  tuning?: Partial<RelayTuning>;
}

/**
 * Sends the outbox of one service: per shard one owner (lease row with epoch), oldest first, one batch in flight, one send per
 * partition, deletion by id of what the broker confirmed. It may send twice and late, never skip and never in another order per key.
 */
export class OutboxRelay {
  readonly owner = `${process.pid}.${randomUUID()}`;
  readonly #broker: BrokerPort;
  readonly #pool: Pool;
  readonly #log: Log;
  readonly #tuning: RelayTuning;
  readonly #service: Publisher;
  readonly #tables: ReturnType<typeof outboxTables>;
  readonly #stop = new AbortController();
  readonly #pumps = new Map<number, { bell: Bell; ended: Promise<void> }>();
  readonly #partitions = new Map<string, number>();
  #leases: HeldLeases = new Map();
  #blocked: BlockedKeys = new Map();
  #backlog = { waiting: 0, oldestSeconds: 0 };
  #loops: Promise<unknown> | undefined;
  #unobserve: (() => void)[] = [];

  constructor(options: OutboxRelayOptions) {
    this.#service = options.service;
    this.#broker = options.broker;
    this.#pool = options.pool;
    this.#log = options.log ?? silentLog;
    this.#tuning = { ...defaultRelayTuning, ...options.tuning };
    this.#tables = outboxTables(schemaOf(options.service));
  }

  /** Starts in the background; database and broker may still be away. */
  start(): void {
    const { leaseTtlMs, pollMs, backlogEveryMs } = this.#tuning;
    this.#loops ??= Promise.all([
      this.#every(leaseTtlMs / 3, () => this.#leaseRound()),
      this.#every(pollMs, () => this.#poll()),
      this.#every(backlogEveryMs, async () => void (this.#backlog = await this.#tables.backlog(this.#pool))),
    ]);
    const attributes = { service: this.#service };
    this.#unobserve = [
      observe(metricNames.outboxWaiting, 'Announcements not yet on the broker', () => [{ value: this.#backlog.waiting, attributes }]),
      observe(metricNames.outboxOldest, 'Age of the oldest of them in seconds', () => [{ value: this.#backlog.oldestSeconds, attributes }]),
      observe(metricNames.outboxBlockedKeys, 'Keys whose next announcement the broker will not take', () => [
        { value: this.#blocked.size, attributes },
      ]),
    ];
  }

  /** Something was committed to the outbox by this process. Costs nothing when the relay is busy or not the owner. */
  wake(): void {
    for (const { bell } of this.#pumps.values()) bell.ring();
  }

  /** Keys that stand aside because the broker refuses their next record: an operator has to look. */
  blockedKeys(): ReadonlyMap<string, { failures: number; retryAt: number }> {
    return this.#blocked;
  }

  /** One round: renews or takes leases, sends one batch of every shard that is ours. Answers how many rows left the outbox. */
  async runOnce(): Promise<number> {
    await this.#leaseRound();
    const rounds = await Promise.allSettled(inForce(this.#leases, performance.now()).map((lease) => this.#sendOldest(lease)));
    const sent = rounds.map((round) => {
      if (round.status === 'rejected') throw round.reason;
      return round.value;
    });
    return sent.reduce((sum, count) => sum + count, 0);
  }

  /** Finishes the batches in flight and gives the leases back, so that a successor begins at once. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const unobserve of this.#unobserve.splice(0)) unobserve();
    this.wake();
    await this.#loops;
    await Promise.all([...this.#pumps.values()].map(({ ended }) => ended));
    this.#leases = new Map();
    // If the database is away the leases run out by themselves.
    await this.#tables.release(this.#pool, this.owner).catch(() => undefined);
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1) this.#log.warn({ service: this.#service, fault: nameOf(error) }, 'relay cannot reach its database');
      }
      await pause(failures === 0 ? ms : Math.max(ms, backOffMs(failures, 100, 2000)), this.#stop.signal);
    }
  }

  async #leaseRound(): Promise<void> {
    const { leaseTtlMs } = this.#tuning;
    const askedAt = performance.now();
    const held = [...this.#leases].map(([shard, { epoch }]) => ({ shard, epoch }));
    const renewed = held.length === 0 ? [] : await this.#tables.renew(this.#pool, this.owner, held, leaseTtlMs);
    const taken = await this.#tables.take(this.#pool, this.owner, leaseTtlMs);
    this.#leases = afterLeaseRound([...renewed, ...taken], askedAt, leaseTtlMs);
    if (taken.length > 0) this.#log.info({ service: this.#service, shards: taken.map(({ shard }) => shard) }, 'relay owns shards');
    if (this.#loops !== undefined) for (const shard of this.#leases.keys()) this.#ensurePump(shard);
  }

  #ensurePump(shard: number): void {
    if (this.#pumps.has(shard) || this.#stop.signal.aborted) return;
    const bell = new Bell();
    bell.ring();
    this.#pumps.set(shard, { bell, ended: this.#pump(shard, bell) });
  }

  async #poll(): Promise<void> {
    const shards = inForce(this.#leases, performance.now()).map(({ shard }) => shard);
    if (shards.length === 0) return;
    for (const shard of await this.#tables.waiting(this.#pool, shards)) this.#pumps.get(shard)?.bell.ring();
  }

  /** Sends batch after batch while there are rows, else sleeps until the bell. One batch of a shard is in flight at a time. */
  async #pump(shard: number, bell: Bell): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      const lease = inForce(this.#leases, performance.now()).find((held) => held.shard === shard);
      try {
        const sent = lease === undefined ? 0 : await this.#sendOldest(lease);
        failures = 0;
        if (sent === 0) await bell.wait(this.#tuning.pollMs * 5, this.#stop.signal);
      } catch (error) {
        failures++;
        this.#log.warn(
          { service: this.#service, shard, failures, fault: error instanceof ProduceFault ? error.message : nameOf(error) },
          'batch was not sent',
        );
        await pause(backOffMs(failures, 100, 5000), this.#stop.signal);
      }
    }
  }

  async #sendOldest(lease: LeaseAnswer): Promise<number> {
    const { batchCountMax, batchBytesMax } = this.#tuning;
    const rows = await this.#tables.oldest(this.#pool, lease.shard, batchCountMax, batchBytesMax, standingAside(this.#blocked, Date.now()));
    // A crash here leaves everything as it was.
    if (rows.length === 0) return 0;
    for (const topic of new Set(rows.map((row) => row.topic))) await this.#learnPartitions(topic);
    const groups = groupByPartition(rows, (row) => partitionOf(row.key, this.#partitions.get(row.topic) ?? 1));
    const outcomes = await Promise.allSettled(groups.map((group) => this.#sendGroup(group)));
    const confirmed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    // A crash before the next line sends the confirmed rows twice; inboxes drop the second copy.
    const removed =
      confirmed.length === 0
        ? 0
        : await this.#tables.remove(
            this.#pool,
            lease,
            this.owner,
            confirmed.map((row) => row.position),
          );
    if (removed < confirmed.length) this.#loseLease(lease, confirmed.length - removed);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return removed;
  }

  /** Sends the rows of one partition; answers those confirmed. Rejects when nothing can be said about them. */
  async #sendGroup(group: SendGroup): Promise<OutboxRow[]> {
    try {
      await this.#send(group);
      this.#blocked = unblock(
        this.#blocked,
        group.rows.map((row) => row.key),
      );
      return group.rows;
    } catch (error) {
      if (!(error instanceof ProduceFault)) throw error;
      instruments().publishFaults.add(1, { service: this.#service, kind: error.kind });
      if (error.kind === 'unknown-topic') this.#partitions.delete(group.topic);
      if (error.kind !== 'too-large') throw error;
      return this.#sendOneByOne(group);
    }
  }

  /** One record is larger than the broker takes: its key stands aside, visibly; the others flow. */
  async #sendOneByOne({ topic, partition, rows }: SendGroup): Promise<OutboxRow[]> {
    const confirmed: OutboxRow[] = [];
    const aside = new Set<string>();
    for (const row of rows) {
      if (aside.has(row.key)) continue;
      try {
        await this.#send({ topic, partition, rows: [row] });
        confirmed.push(row);
      } catch (error) {
        if (!(error instanceof ProduceFault) || error.kind !== 'too-large') break;
        aside.add(row.key);
        this.#blocked = block(this.#blocked, row.key, Date.now());
        this.#log.error(
          { service: this.#service, key: row.key, subject: row.subject, eventId: row.event_id, bytes: row.body.length },
          'the broker does not take an announcement of this size; its key waits',
        );
      }
    }
    return confirmed;
  }

  async #send({ topic, partition, rows }: SendGroup): Promise<void> {
    const startedAt = performance.now();
    const records = rows.map((row) => encode(row, sourceOf(this.#service)));
    const attributes = {
      [attributeNames.operation]: 'send',
      [attributeNames.destination]: topic,
      [attributeNames.partition]: String(partition),
      [attributeNames.batchCount]: rows.length,
    };
    const traceparents = rows.map((row) => row.traceparent);
    await inSpan(`send ${topic}`, 'producer', attributes, traceparents, () =>
      this.#broker.produce(topic, partition, records, this.#tuning.produceDeadlineMs),
    );
    instruments().publishBatch.record(rows.length, { service: this.#service });
    instruments().publishDuration.record(performance.now() - startedAt, { service: this.#service });
  }

  /** A topic's partition count never changes in place (the mapping of keys would break), so it is asked once. */
  async #learnPartitions(topic: string): Promise<void> {
    if (this.#partitions.has(topic)) return;
    const count = await this.#broker.partitionsOf(topic);
    if (count < 1) throw new ProduceFault('unknown-topic', topic, undefined, 'the broker tells no partitions');
    this.#partitions.set(topic, count);
  }

  /** Somebody else owns the shard: what we sent was sent twice, what we would have deleted is his to delete. */
  #loseLease({ shard, epoch }: LeaseAnswer, kept: number): void {
    instruments().leaseLosses.add(1, { service: this.#service });
    this.#log.warn({ service: this.#service, shard, epoch, kept }, 'relay has lost a shard');
    this.#leases = new Map([...this.#leases].filter(([held, lease]) => held !== shard || lease.epoch !== epoch));
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
