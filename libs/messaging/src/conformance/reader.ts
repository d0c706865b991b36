import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import {
  type BrokerPort,
  type IncomingBatch,
  type IncomingRecord,
  type LossAlarm,
  partitionKey,
  type SubscribeOptions,
  type Subscription,
} from '../broker-port.ts';

/** How long a case waits for what takes a second on an idle machine; tests share two cores with others. */
export const patienceMs = 30_000;

export const text = (bytes: Buffer | null | undefined): string | undefined => bytes?.toString('utf8');

export interface ReaderOptions {
  group?: string;
  stored?: number;
  sharedStore?: Map<string, number>;
  before?: (batch: IncomingBatch) => unknown;
  answer?: (batch: IncomingBatch) => number;
}

/** A consumer that keeps what it was handed, and its offsets as a database would. */
export class Reader {
  readonly batches: IncomingBatch[] = [];
  readonly alarms: LossAlarm[] = [];
  assignments = 0;
  begun = 0;
  subscription: Subscription | undefined;
  readonly options: ReaderOptions;
  readonly #broker: BrokerPort;
  readonly #topic: string;
  readonly #store: Map<string, number>;

  constructor(broker: BrokerPort, topic: string, options: ReaderOptions = {}) {
    this.#broker = broker;
    this.#topic = topic;
    this.options = options;
    this.#store = options.sharedStore ?? new Map(options.stored === undefined ? [] : [[`${topic}/0`, options.stored]]);
  }

  async start(): Promise<void> {
    const subscribing: SubscribeOptions = {
      group: this.options.group ?? `group-${randomUUID()}`,
      topics: [this.#topic],
      startOffsets: () => {
        this.assignments++;
        return Promise.resolve(this.#store);
      },
      onBatch: async (batch) => {
        this.begun++;
        await this.options.before?.(batch);
        const next = this.options.answer?.(batch) ?? batch.next;
        this.batches.push(batch);
        this.#store.set(partitionKey(batch), next);
        return next;
      },
      onAlarm: (alarm) => this.alarms.push(alarm),
    };
    this.subscription = await this.#broker.subscribe(subscribing);
  }

  get count(): number {
    return this.batches.reduce((sum, { records }) => sum + records.length, 0);
  }

  get assigned(): number {
    return this.subscription?.health().assigned.length ?? 0;
  }

  records(partition: number): IncomingRecord[] {
    return this.batches.filter((batch) => batch.partition === partition).flatMap(({ records }) => [...records]);
  }

  values(partition: number): (string | undefined)[] {
    return this.records(partition).map(({ value }) => text(value));
  }

  async until(check: (seen: Reader) => boolean, timeout = patienceMs): Promise<void> {
    await vi.waitFor(
      () => {
        if (!check(this)) throw new Error(`has ${this.count} records`);
      },
      { timeout, interval: 10 },
    );
  }

  async stop(): Promise<void> {
    await this.subscription?.stop();
  }
}

/** Time itself is what some cases are about: longer than a session, or long enough for a fetch that must not happen. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
