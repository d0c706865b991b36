import type { Consumer } from 'kafkajs';
import {
  partitionKey,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionHealth,
  type TopicPartition,
  type Watermarks,
} from '../broker-port.ts';
import { faultText, type Log } from '../log.ts';
import { backOffMs, pause, settlesWithin } from '../waiting.ts';
import { ConsumerLife } from './consumer-life.ts';
import type { PartitionLane } from './partition-lane.ts';
import type { KafkaTuning } from './settings.ts';

export interface SubscriptionParts {
  createConsumer(): Consumer;
  watermarksOf(topic: string): Promise<Map<number, Watermarks>>;
  /** Before each life: whatever of this instance is still in the group is dead. */
  seeOffGhosts?(): Promise<void>;
  options: SubscribeOptions;
  tuning: KafkaTuning;
  log: Log;
}

/** Keeps one consumer alive: whenever a life ends and nobody asked for it, the next one is built, with back-off. */
export class KafkaJsSubscription implements Subscription {
  readonly #parts: SubscriptionParts;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #life: ConsumerLife | undefined;
  #rebuilt = 0;
  #lastFault: string | undefined;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.#ended = this.#supervise();
  }

  seek(where: TopicPartition, offset: number): void {
    this.#life?.seek(where, offset);
  }

  async heartbeat(): Promise<void> {
    await this.#life?.heartbeat();
  }

  health(): SubscriptionHealth {
    const life = this.#life;
    const lanes = [...(life?.lanes.values() ?? [])];
    return {
      joined: life?.joined ?? false,
      assigned: lanes.map(({ topic, partition }) => ({ topic, partition })),
      stopped: [...(life?.stopped.values() ?? [])],
      rebuilt: this.#rebuilt,
      lastFault: this.#lastFault,
      lag: new Map(lanes.map((lane) => [partitionKey(lane), lane.lag])),
    };
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#life?.stop();
    await this.#ended;
  }

  async #supervise(): Promise<void> {
    const { options, log } = this.#parts;
    let inherited: ReadonlyMap<string, PartitionLane> = new Map();
    for (let failures = 0; !this.#stop.signal.aborted; this.#rebuilt++) {
      await this.#seeOffGhosts();
      if (this.#stop.signal.aborted) return;
      const life = this.#begin(inherited);
      const startedAt = performance.now();
      try {
        const reason = await life.run();
        if (!this.#stop.signal.aborted) this.#note(new Error(`the consumer ended: ${reason}`));
      } catch (error) {
        this.#note(error);
      }
      inherited = life.lanes;
      // A life that lasted was not a failure to start; the next one begins at once.
      failures = performance.now() - startedAt > 10_000 ? 1 : failures + 1;
      if (!this.#stop.signal.aborted) {
        log.warn({ group: options.group, fault: this.#lastFault, failures }, 'consumer is built anew');
        await pause(backOffMs(failures, 100, 2000), this.#stop.signal);
      }
    }
  }

  /** It only saves time: a ghost that stays is waited for. */
  async #seeOffGhosts(): Promise<void> {
    const { seeOffGhosts, tuning } = this.#parts;
    if (seeOffGhosts === undefined) return;
    const hunt = seeOffGhosts().catch((error: unknown) => this.#note(error));
    await settlesWithin(hunt, tuning.ghostTimeoutMs);
  }

  #begin(inherited: ReadonlyMap<string, PartitionLane>): ConsumerLife {
    const { createConsumer, watermarksOf, options, tuning, log } = this.#parts;
    this.#life = new ConsumerLife({
      consumer: createConsumer(),
      options,
      tuning,
      log,
      watermarksOf,
      inherited,
      onFault: (error) => this.#note(error),
    });
    return this.#life;
  }

  #note(error: unknown): void {
    this.#lastFault = faultText(error);
    this.#parts.log.warn({ group: this.#parts.options.group, fault: this.#lastFault }, 'consumer fault');
  }
}
