import { randomUUID } from 'node:crypto';
import { type Publisher, schemaOf } from '@xiezhi/contracts';
import type { Pool } from 'pg';
import { type BeaconTuning, defaultBeaconTuning } from './beacon.ts';
import { type BrokerPort, ProduceFault } from './broker-port.ts';
import { faultName, type Log, silentLog } from './log.ts';
import { outboxShards } from './messaging.migration.ts';
import { OutboxDoorbell } from './outbox-doorbell.ts';
import { type BatchBounds, outboxTables } from './outbox-tables.ts';
import { RelaySender } from './relay-sender.ts';
import {
  beaconRound,
  emptyMemory,
  isUnsettled,
  leaseRound,
  removeSent,
  type RelayCommand,
  type RelaySteps,
  sendBatch,
  toSend,
} from './relay-steps.ts';
import { perform } from './steps.ts';
import { instruments, metricNames, observe } from './telemetry.ts';
import { backOffMs, Bell, pause } from './waiting.ts';

export interface RelayTuning {
  /** A relay that died is succeeded after this long; a living one renews three times as often. */
  leaseTtlMs: number;
  /** Of all shards together, a share for each. More gains nothing (BROKER 3a), and whoever commits meanwhile would wait for longer. */
  batchCountMax: number;
  /** Under the broker's 1 MiB with room for what we count roughly: it holds even if all goes to one partition. */
  batchBytesMax: number;
  /** Safety net for announcements that another process committed and whose NOTIFY was lost; our own ring the bell. */
  pollMs: number;
  /** After which a send is given up and made again. */
  produceDeadlineMs: number;
  backlogEveryMs: number;
  /** How often is looked whether a beacon is due. */
  beaconPollMs: number;
  beacons: BeaconTuning;
}

export const defaultRelayTuning: RelayTuning = {
  leaseTtlMs: 4000,
  batchCountMax: 500,
  batchBytesMax: 900_000,
  pollMs: 200,
  produceDeadlineMs: 10_000,
  backlogEveryMs: 2000,
  beaconPollMs: 1000,
  beacons: defaultBeaconTuning,
};

/** The poll rings whoever has something to send; nobody depends on looking by himself. */
const pollsUnrung = 25;
/** A batch of fewer rows was not cut off, unless by its bytes: then the poll finds the rest. */
const wholeBatchMin = 50;

export interface OutboxRelayOptions {
  service: Publisher;
  broker: BrokerPort;
  /** Of the worker role. */
  pool: Pool;
  log?: Log;
  tuning?: Partial<RelayTuning>;
}

export interface Backlog {
  waiting: number;
  oldestSeconds: number;
  /** Rows already sent whose room is not free yet. */
  deadRows: number;
}

/**
 * Sends the outbox of one service: per shard one owner (lease row with epoch); of all shards it owns one batch is in flight, oldest first,
 * in one send over all partitions; deletion by id of what the broker confirmed, while the next batch, with what was committed meanwhile,
 * is under way. It may send twice and late, never skip and never in another order per key.
 * What it does is in `relay-steps.ts`; here it is done, again and again, until it is stopped.
 */
export class OutboxRelay {
  readonly owner = `${process.pid}.${randomUUID()}`;
  readonly #pool: Pool;
  readonly #log: Log;
  readonly #tuning: RelayTuning;
  readonly #service: Publisher;
  readonly #tables: ReturnType<typeof outboxTables>;
  readonly #bounds: BatchBounds;
  readonly #sender: RelaySender;
  readonly #doorbell: OutboxDoorbell;
  readonly #stop = new AbortController();
  readonly #bell = new Bell();
  readonly #memory = emptyMemory();
  /** Of what was confirmed last: how many rows leave. */
  #removal = Promise.resolve(0);
  #backlog: Backlog = { waiting: 0, oldestSeconds: 0, deadRows: 0 };
  #loops: Promise<unknown> | undefined;
  #leasing: Promise<void> | undefined;
  #unobserve: (() => void)[] = [];

  constructor(options: OutboxRelayOptions) {
    const schema = schemaOf(options.service);
    this.#service = options.service;
    this.#pool = options.pool;
    this.#log = options.log ?? silentLog;
    this.#tuning = { ...defaultRelayTuning, ...options.tuning };
    this.#tables = outboxTables(schema);
    this.#bounds = { countMax: this.#tuning.batchCountMax, bytesMax: this.#tuning.batchBytesMax };
    this.#sender = new RelaySender(options.service, options.broker, this.#tuning.produceDeadlineMs);
    this.#doorbell = new OutboxDoorbell(options.pool, schema, options.log);
  }

  /** Starts in the background; database and broker may still be away. */
  start(): void {
    if (this.#loops !== undefined) return;
    const { leaseTtlMs, pollMs, backlogEveryMs, beaconPollMs } = this.#tuning;
    this.#loops = Promise.all([
      this.#pump(),
      this.#every(leaseTtlMs / 3, () => this.#leaseRound()),
      this.#every(pollMs, () => this.#poll()),
      this.#every(backlogEveryMs, async () => void (this.#backlog = await this.#tables.backlog(this.#pool))),
      this.#every(beaconPollMs, async () => void (await this.beaconRound())),
    ]);
    this.#doorbell.start(
      () => this.#bell.ring(),
      () => void this.#lookAnew().catch(() => undefined), // the next round comes by itself
    );
    this.#observe();
  }

  /** Something was committed to the outbox by this process. Costs nothing when the relay is busy. */
  wake(): void {
    this.#bell.ring();
    if (toSend(this.#memory, performance.now()).length < outboxShards) this.#doorbell.ring();
  }

  /** What waits, as of the last look. */
  backlog(): Backlog {
    return this.#backlog;
  }

  /** Keys that stand aside because the broker refuses their next record: an operator has to look. */
  blockedKeys(): ReadonlyMap<string, { failures: number; retryAt: number }> {
    return this.#memory.blocked;
  }

  /** Shards this relay may send at the moment. */
  shards(): number[] {
    return toSend(this.#memory, performance.now()).map(({ shard }) => shard);
  }

  /** One round: renews or takes leases, sends one batch of the shards that are ours. Answers how many rows left the outbox. */
  async runOnce(): Promise<number> {
    await this.#leaseRound();
    const sending = this.#batch();
    await sending.catch(() => undefined);
    const removed = await this.#removal;
    await sending;
    return removed;
  }

  /** Sends the beacons that are due; answers how many. */
  beaconRound(): Promise<number> {
    return this.#run(beaconRound(this.#memory, performance.now(), outboxShards, this.#tuning.beacons));
  }

  /** Sends on until nothing is left that is ours to send, for as long as given; answers whether the outbox was seen empty. */
  async drain(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      const left = await this.#tables.waiting(this.#pool, this.shards()).catch(() => undefined);
      if (left?.length === 0) return true;
      this.#bell.ring();
      await pause(Math.min(20, withinMs));
    }
    return false;
  }

  /** Finishes the batch in flight and gives the leases back, so that a successor begins at once. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const unobserve of this.#unobserve.splice(0)) unobserve();
    await Promise.all([this.#loops, this.#leasing?.catch(() => undefined), this.#doorbell.stop()]);
    await this.#removal.catch(() => undefined);
    this.#memory.leases = new Map();
    // If the database is away the leases run out by themselves.
    await this.#tables.release(this.#pool, this.owner).then(
      () => this.#doorbell.tellMove(),
      () => undefined,
    );
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1) this.#log.warn({ service: this.#service, fault: faultName(error) }, 'relay cannot reach its database');
      }
      await pause(failures === 0 ? ms : Math.max(ms, backOffMs(failures, 100, 2000)), this.#stop.signal);
    }
  }

  /** One at a time: whoever asks while one is under way gets that one. */
  #leaseRound(): Promise<void> {
    this.#leasing ??= this.#newLeaseRound().finally(() => (this.#leasing = undefined));
    return this.#leasing;
  }

  /** Something has changed about who holds what: a round under way may have looked before that. */
  async #lookAnew(): Promise<void> {
    await this.#leasing?.catch(() => undefined);
    await this.#leaseRound();
  }

  async #newLeaseRound(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const before = this.#memory.share;
    await this.#run(leaseRound(this.#memory, performance.now(), this.#tuning.leaseTtlMs, outboxShards));
    // Whoever holds what is ours gives it up as soon as he hears of us.
    if (this.#memory.share > before && isUnsettled(this.#memory)) await this.#doorbell.tellMove();
  }

  async #poll(): Promise<void> {
    if (isUnsettled(this.#memory)) await this.#leaseRound();
    const shards = this.shards();
    if (shards.length > 0 && (await this.#tables.waiting(this.#pool, shards)).length > 0) this.#bell.ring();
  }

  /** Sends batch after batch while there are rows, else sleeps until the bell. */
  async #pump(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        const sent = await this.#batch();
        failures = 0;
        // Some shards were wanted by another instance while their batch was under way.
        if (this.#memory.leaving.size > 0) {
          await this.#removal;
          await this.#lookAnew();
        }
        // What was committed after this batch was read has rung; a small batch was all there was before it.
        if (sent < Math.min(wholeBatchMin, this.#tuning.batchCountMax))
          await this.#bell.wait(this.#tuning.pollMs * pollsUnrung, this.#stop.signal);
      } catch (error) {
        failures++;
        this.#log.warn(
          { service: this.#service, failures, fault: error instanceof ProduceFault ? error.message : faultName(error) },
          'batch was not sent, or not whole',
        );
        await pause(backOffMs(failures, 100, 5000), this.#stop.signal);
      }
    }
  }

  /**
   * Sends one batch while what was confirmed before is removed, and begins to remove it when both are done: one batch is on its way to the
   * broker, one out of the outbox.
   *
   * @returns how many rows were confirmed
   * @throws what failed of either
   */
  async #batch(): Promise<number> {
    const leases = toSend(this.#memory, performance.now());
    try {
      return leases.length === 0 ? 0 : await this.#run(sendBatch(this.#memory, leases, Date.now()));
    } finally {
      const last = this.#removal;
      const removeNext = () => this.#run(removeSent(this.#memory));
      this.#removal = last.then(removeNext, removeNext);
      this.#removal.catch(() => undefined); // heard with the next batch
      await last;
    }
  }

  #run<Result>(steps: RelaySteps<Result>): Promise<Result> {
    return perform(steps, (command) => this.#answerTo(command));
  }

  #answerTo(command: RelayCommand): Promise<unknown> {
    const { leaseTtlMs } = this.#tuning;
    switch (command.do) {
      case 'renew':
        return this.#tables.renew(this.#pool, this.owner, command.held, leaseTtlMs);
      case 'attend':
        return this.#tables.attend(this.#pool, this.owner, leaseTtlMs);
      case 'cede':
        return this.#tables.cede(this.#pool, this.owner, command.leases);
      case 'take':
        return this.#tables.take(this.#pool, this.owner, leaseTtlMs, command.countMax);
      case 'oldest':
        return this.#tables.oldest(this.#pool, command.shards, this.#bounds, command.without, command.removing);
      case 'partitions':
        return this.#sender.partitionsOf(command.topic);
      case 'send':
        return Promise.all(command.calls.map((groups) => this.#sender.sendCall(groups)));
      case 'remove':
        return this.#tables.remove(this.#pool, this.owner, command.sent);
      case 'counts':
        return this.#tables.counts(this.#pool);
      case 'beacon':
        return this.#sender.sendBeacon(command.count);
      case 'tell':
        this.#tell(command);
        return Promise.resolve();
    }
  }

  #tell(command: Extract<RelayCommand, { do: 'tell' }>): void {
    const service = this.#service;
    switch (command.about) {
      case 'stands aside': {
        const { key, subject, event_id: eventId, body } = command.row;
        this.#log.error(
          { service, key, subject, eventId, bytes: body.length },
          'the broker does not take an announcement of this size; its key waits',
        );
        return;
      }
      case 'shards taken':
        this.#bell.ring();
        instruments().leasesTaken.add(command.taken.length, { service });
        this.#log.info({ service, shards: command.taken.map(({ shard }) => shard) }, 'relay owns shards');
        return;
      case 'shards ceded':
        this.#log.info({ service, shards: command.ceded.map(({ shard }) => shard) }, 'relay gives shards to another instance');
        void this.#doorbell.tellMove();
        return;
      case 'shard lost':
        instruments().leaseLosses.add(1, { service });
        this.#log.warn({ service, ...command.lease, kept: command.kept }, 'relay has lost a shard');
        return;
    }
  }

  #observe(): void {
    const attributes = { service: this.#service };
    const gauge = (name: string, description: string, read: () => number) =>
      observe(name, description, () => [{ value: read(), attributes }]);
    this.#unobserve = [
      gauge(metricNames.outboxWaiting, 'Announcements not yet on the broker', () => this.#backlog.waiting),
      gauge(metricNames.outboxOldest, 'Age of the oldest of them in seconds', () => this.#backlog.oldestSeconds),
      gauge(metricNames.outboxDeadRows, 'Announcements sent whose room is not free yet', () => this.#backlog.deadRows),
      gauge(metricNames.outboxBlockedKeys, 'Keys whose next announcement the broker will not take', () => this.#memory.blocked.size),
      gauge(metricNames.relayShards, 'Shards this instance sends', () => this.shards().length),
    ];
  }
}
