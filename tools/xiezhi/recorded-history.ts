import { randomUUID } from 'node:crypto';
import type { IntegrationEvent } from '@xiezhi/contracts';
import {
  allKnownEvents,
  type BrokerPort,
  decode,
  EventCatalogue,
  type IncomingBatch,
  partitionKey,
  type Subscription,
} from '@xiezhi/messaging';
import { byRecording, TakenOnce } from './order-of-recording.ts';

/** Longest wait for the broker to hand over what it has said it holds; a restart of it takes some ten seconds. */
const silentMaxMs = 60_000;

const catalogue = new EventCatalogue(allKnownEvents());
const beacon = /\.relay-beacon\.v\d+$/;

export interface ReadSoFar {
  records: number;
  of: number;
  /** Records that are no announcements any build could read. */
  unreadable: number;
  /** Announcements that their streams' later ones say there are, and that stand nowhere. */
  missing: number;
}

/**
 * Everything the services ever announced, as it stands on their topics: these keep it whole (DESIGN 6), and the broker's reader may read
 * them and write none. Nothing is stored. Families lie in one partition of each topic, so one partition after another is read, in the order
 * of recording across topics; what waits meanwhile is a batch per partition.
 */
export class RecordedHistory {
  readonly #lanes = new Map<string, Lane>();
  readonly #broker: BrokerPort;
  readonly #topics: readonly string[];
  readonly #progress: ReadSoFar = { records: 0, of: 0, unreadable: 0, missing: 0 };
  #subscription: Subscription | undefined;

  private constructor(broker: BrokerPort, topics: readonly string[]) {
    this.#broker = broker;
    this.#topics = topics;
  }

  /** What stands there now; what is announced meanwhile is not read. */
  static async open(broker: BrokerPort, topics: readonly string[]): Promise<RecordedHistory> {
    const history = new RecordedHistory(broker, topics);
    for (const topic of topics) {
      for (const [partition, { low, high }] of await broker.watermarksOf(topic)) {
        history.#lanes.set(partitionKey({ topic, partition }), new Lane(low, high, history.#progress));
        history.#progress.of += high - low;
      }
    }
    history.#subscription = await broker.subscribe({
      group: `dry-run.${randomUUID()}`,
      topics,
      startOffsets: async () => new Map([...history.#lanes].map(([key, { position }]) => [key, position])),
      onBatch: async (batch) => (await history.#lanes.get(partitionKey(batch))?.offer(batch)) ?? batch.next,
      onAlarm: ({ topic, partition, kind }) =>
        history.#lanes.get(partitionKey({ topic, partition }))?.fail(new Error(`${topic}/${partition} cannot be read whole: ${kind}`)),
    });
    return history;
  }

  get progress(): Readonly<ReadSoFar> {
    return this.#progress;
  }

  get partitions(): number[] {
    const numbers = [...this.#lanes.keys()].map((key) => Number(key.slice(key.lastIndexOf('/') + 1)));
    return [...new Set(numbers)].toSorted((one, other) => one - other);
  }

  /** The announcements of one partition, each once, in the order of recording across topics. To be read in the order of `partitions`. */
  async *of(partition: number): AsyncGenerator<IntegrationEvent> {
    const taken = new TakenOnce();
    const lanes = this.#topics.flatMap((topic) => this.#lanes.get(partitionKey({ topic, partition })) ?? []);
    for await (const event of byRecording(lanes)) if (taken.isFirst(event)) yield event;
    this.#progress.missing += taken.missing;
  }

  async close(): Promise<void> {
    // Batches that wait in lanes nobody reads would hold up the good-bye.
    for (const lane of this.#lanes.values()) lane.close();
    await this.#subscription?.stop();
    await this.#broker.close();
  }
}

/** One partition of one topic, read on demand: the broker's next batch waits until the last one is used up. */
class Lane {
  position: number;
  readonly #high: number;
  readonly #progress: ReadSoFar;
  #records: IntegrationEvent[] = [];
  #emptied: (() => void) | undefined;
  #filled: (() => void) | undefined;
  #closed = false;
  #fault: Error | undefined;

  constructor(low: number, high: number, progress: ReadSoFar) {
    this.position = low;
    this.#high = high;
    this.#progress = progress;
  }

  async offer(batch: IncomingBatch): Promise<number> {
    // Read again after the connection was lost: what was taken is not taken twice.
    const fresh = batch.records.filter(({ offset }) => offset >= this.position && offset < this.#high);
    for (const record of fresh) {
      this.#progress.records += 1;
      const decoded = catalogue.check(decode(record, batch));
      if ('unreadable' in decoded) this.#progress.unreadable += 1;
      else if (!beacon.test(decoded.event.type)) this.#records.push(decoded.event);
    }
    this.position = Math.max(this.position, batch.next);
    this.#filled?.();
    if (this.#records.length > 0 && !this.#closed) await new Promise<void>((resolve) => (this.#emptied = resolve));
    return this.position;
  }

  async next(): Promise<IntegrationEvent | undefined> {
    while (this.#records.length === 0) {
      if (this.#fault !== undefined) throw this.#fault;
      if (this.position >= this.#high) return undefined;
      this.#emptied?.();
      await this.#more();
    }
    return this.#records.shift();
  }

  fail(fault: Error): void {
    this.#fault = fault;
    this.#filled?.();
  }

  close(): void {
    this.#closed = true;
    this.#emptied?.();
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the broker has handed over nothing for ${silentMaxMs / 1000} s`)), silentMaxMs);
      this.#filled = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
