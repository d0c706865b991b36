import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, KafkaMessage } from 'kafkajs';
import {
  type IncomingRecord,
  type LossAlarm,
  partitionKey,
  type SubscribeOptions,
  type TopicPartition,
  type Watermarks,
} from '../broker-port.ts';
import { type Log, faultText } from '../log.ts';
import { backOffMs, pause, settlesWithin } from '../waiting.ts';
import { PartitionLane } from './partition-lane.ts';
import type { KafkaTuning } from './settings.ts';
import { startAt } from './start-offset.ts';

export interface ConsumerLifeParts {
  consumer: Consumer;
  options: SubscribeOptions;
  tuning: KafkaTuning;
  log: Log;
  watermarksOf(topic: string): Promise<Map<number, Watermarks>>;
  /** Lanes of the life before this one may still hold a chunk in the database. */
  inherited: ReadonlyMap<string, PartitionLane>;
  onFault(error: unknown): void;
}

/**
 * One kafkajs consumer from connecting to its death. It dies by crash (for whatever reason: restarting is our business, not
 * kafkajs'), by silence, or by `stop`; a dead one is never used again.
 */
export class ConsumerLife {
  readonly lanes = new Map<string, PartitionLane>();
  readonly stopped = new Map<string, LossAlarm>();
  joined = false;
  readonly #parts: ConsumerLifeParts;
  readonly #died = Promise.withResolvers<string>();
  #dead = false;
  #lastSign = performance.now();
  #heartbeat: (() => Promise<void>) | undefined;

  constructor(parts: ConsumerLifeParts) {
    this.#parts = parts;
    for (const [key, lane] of parts.inherited) this.lanes.set(key, lane);
  }

  /** Runs until the consumer dies; answers why. Rejects when it could not be started at all. */
  async run(): Promise<string> {
    const { consumer, options, tuning } = this.#parts;
    this.#listen();
    const watchdog = setInterval(
      () => {
        if (performance.now() - this.#lastSign > tuning.watchdogMs) this.#died.resolve('no sign of life');
      },
      Math.min(1000, tuning.watchdogMs / 4),
    );
    const commits = setInterval(() => void this.#commitOffsets(), tuning.offsetCommitIntervalMs);
    try {
      await Promise.race([this.#start(options.topics), this.#died.promise]);
      return await this.#died.promise;
    } finally {
      clearInterval(watchdog);
      clearInterval(commits);
      this.#dead = true;
      this.joined = false;
      for (const lane of this.lanes.values()) lane.end();
      await settlesWithin(consumer.disconnect(), tuning.stopTimeoutMs);
    }
  }

  /** Graceful end: running chunks finish within the time-out, the group is told. */
  async stop(): Promise<void> {
    for (const lane of this.lanes.values()) lane.end();
    const working = [...this.lanes.values()].flatMap((lane) => lane.working ?? []);
    await settlesWithin(Promise.all(working), this.#parts.tuning.stopTimeoutMs);
    await settlesWithin(this.#commitOffsets(), 500);
    this.#died.resolve('stopped');
  }

  async heartbeat(): Promise<void> {
    await this.#heartbeat?.();
  }

  seek(where: TopicPartition, offset: number): void {
    const lane = this.lanes.get(partitionKey(where));
    if (lane !== undefined && !lane.ended) this.#readOn(lane, offset);
  }

  async #start(topics: readonly string[]): Promise<void> {
    const { consumer } = this.#parts;
    await consumer.connect();
    // Defect 6: with `fromBeginning: false` an offset out of range would silently go to the end of the log.
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // Defect 8: no partition waits for a worker. More than any assignment has, and an idle worker costs nothing.
      partitionsConsumedConcurrently: Math.max(16, topics.length * 12),
      eachBatch: (payload) => this.#eachBatch(payload).catch((error: unknown) => this.#parts.onFault(error)),
    });
  }

  #listen(): void {
    const { consumer } = this.#parts;
    const sign = (): void => void (this.#lastSign = performance.now());
    consumer.on(consumer.events.FETCH, sign);
    consumer.on(consumer.events.HEARTBEAT, sign);
    consumer.on(consumer.events.GROUP_JOIN, (event) => {
      sign();
      // Whatever is thrown in here would end kafkajs' join.
      try {
        this.#onJoin(event);
      } catch (error) {
        this.#parts.onFault(error);
        this.#died.resolve('could not take an assignment');
      }
    });
    // Defect 1: a crash with restart=false is final in kafkajs. `restartOnFailure` makes every crash final, so there is one path.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.#parts.onFault(payload.error);
      this.#died.resolve(`crashed: ${faultText(payload.error)}`);
    });
  }

  /** Called by kafkajs before the first fetch of an assignment: every partition waits until its stored offset is known. */
  #onJoin(event: ConsumerGroupJoinEvent): void {
    const { consumer, options, onFault } = this.#parts;
    if (this.#dead) {
      // A client given up has joined after all: it leaves again, or it would hold partitions that nobody reads.
      consumer.disconnect().catch(onFault);
      return;
    }
    const before = new Map(this.lanes);
    for (const lane of before.values()) lane.end();
    this.lanes.clear();
    this.stopped.clear();
    this.joined = true;
    const partitions = Object.values(event.payload.memberAssignment).flat().length;
    // The leader is one of them in each generation of the group: its lines count the rebalances.
    this.#parts.log.info({ group: options.group, partitions, isLeader: event.payload.isLeader }, 'partitions were assigned');
    const fresh: PartitionLane[] = [];
    for (const [topic, mine] of Object.entries(event.payload.memberAssignment)) {
      consumer.pause([{ topic, partitions: mine }]);
      for (const partition of mine) {
        const lane = new PartitionLane({ topic, partition }, (batch) => options.onBatch(batch), onFault);
        this.lanes.set(partitionKey(lane), lane);
        // Calls for one partition never overlap: what the lane before has in the database finishes first.
        const working = before.get(partitionKey(lane))?.working;
        if (working === undefined) fresh.push(lane);
        else void working.then(() => this.#place([lane]));
      }
    }
    void this.#place(fresh);
  }

  /** Asks where to start and lets the partitions flow; retried until it works or the assignment ends. */
  async #place(lanes: readonly PartitionLane[]): Promise<void> {
    const { options, onFault } = this.#parts;
    for (let failures = 1; lanes.some((lane) => !lane.ended); failures++) {
      try {
        const stored = await options.startOffsets(lanes.map(({ topic, partition }) => ({ topic, partition })));
        for (const topic of new Set(lanes.map((lane) => lane.topic))) {
          const watermarks = await this.#parts.watermarksOf(topic);
          for (const lane of lanes)
            if (lane.topic === topic && !lane.ended) this.#admit(lane, stored.get(partitionKey(lane)), watermarks.get(lane.partition));
        }
        return;
      } catch (error) {
        onFault(error);
        await pause(backOffMs(failures, 100, 2000));
      }
    }
  }

  #admit(lane: PartitionLane, stored: number | undefined, watermarks: Watermarks | undefined): void {
    if (watermarks === undefined) throw new Error(`the broker told no watermarks for ${partitionKey(lane)}`);
    const start = startAt(lane, stored, watermarks);
    if ('alarm' in start) return this.#stopPartition(lane, start.alarm);
    lane.lag = Math.max(0, watermarks.high - start.offset);
    this.#readOn(lane, start.offset);
  }

  #stopPartition(lane: PartitionLane, alarm: LossAlarm): void {
    this.stopped.set(partitionKey(lane), alarm);
    lane.end();
    this.#parts.consumer.pause([{ topic: lane.topic, partitions: [lane.partition] }]);
    this.#parts.options.onAlarm(alarm);
  }

  #readOn(lane: PartitionLane, offset: number): void {
    if (this.#dead) return;
    lane.position = offset;
    this.#parts.consumer.seek({ topic: lane.topic, partition: lane.partition, offset: String(offset) });
    this.#parts.consumer.resume([{ topic: lane.topic, partitions: [lane.partition] }]);
  }

  async #eachBatch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    this.#heartbeat = heartbeat;
    const lane = this.lanes.get(partitionKey(batch));
    if (lane === undefined || lane.ended || lane.position === undefined || lane.working !== undefined) return;
    const records = batch.messages.map(incoming).filter((record) => record.offset >= (lane.position ?? 0));
    // Not what we asked for: holes are harmless, but the log may have been cut at either end while we read.
    if (records[0]?.offset !== lane.position && !(await this.#stillThere(lane))) return;
    if (records.length === 0) return this.#readOn(lane, lane.position);

    const begunAt = performance.now();
    const work = lane.take(records, Number(batch.highWatermark));
    if (!(await settlesWithin(work, this.#parts.tuning.patienceMs))) {
      // Defects 8 and 9: the other partitions and the heartbeats of the fetch loop do not wait for this chunk.
      this.#parts.consumer.pause([{ topic: lane.topic, partitions: [lane.partition] }]);
      void this.#readOnAfter(work, lane);
      return;
    }
    // The fetch loop waits for us: every partition gathers records meanwhile.
    await pause(restMs(performance.now() - begunAt, this.#parts.tuning), lane.endSignal);
    if (!lane.ended) this.#readOn(lane, lane.position);
  }

  async #readOnAfter(work: Promise<void>, lane: PartitionLane): Promise<void> {
    await work;
    await pause(this.#parts.tuning.restMaxMs, lane.endSignal);
    if (!lane.ended && lane.position !== undefined) this.#readOn(lane, lane.position);
  }

  async #stillThere(lane: PartitionLane): Promise<boolean> {
    const watermarks = (await this.#parts.watermarksOf(lane.topic)).get(lane.partition);
    if (watermarks === undefined || lane.ended) return false;
    const start = startAt(lane, lane.position, watermarks);
    if ('alarm' in start) this.#stopPartition(lane, start.alarm);
    return !('alarm' in start);
  }

  /** For lag dashboards only: a failure, a stale generation, a crash before or after it change nothing. */
  async #commitOffsets(): Promise<void> {
    const offsets = [...this.lanes.values()].flatMap(({ topic, partition, position }) =>
      position === undefined ? [] : [{ topic, partition, offset: String(position) }],
    );
    if (!this.joined || this.#dead || offsets.length === 0) return;
    await this.#parts.consumer.commitOffsets(offsets).catch(() => undefined);
  }
}

/**
 * How long to rest after a chunk: nothing after one that was quick, in proportion to it once the machine is busy. So chunks grow under
 * load instead of the number of transactions, and who is alone waits for nothing.
 */
export function restMs(tookMs: number, { restAfterMs, restFactor, restMaxMs }: KafkaTuning): number {
  return tookMs <= restAfterMs ? 0 : Math.min(restMaxMs, (tookMs - restAfterMs) * restFactor);
}

function incoming({ offset, key, value, headers }: KafkaMessage): IncomingRecord {
  const plain: Record<string, Buffer | null> = {};
  for (const [name, given] of Object.entries(headers ?? {})) {
    const last = Array.isArray(given) ? given.at(-1) : given;
    plain[name] = last === undefined ? null : Buffer.from(last);
  }
  return { offset: Number(offset), key, value, headers: plain };
}
