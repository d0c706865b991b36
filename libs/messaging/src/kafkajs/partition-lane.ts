import { chunkSizeMax, type IncomingBatch, type IncomingRecord, type TopicPartition } from '../broker-port.ts';
import { backOffMs, pause } from '../waiting.ts';

/**
 * One partition while it is ours: at most one chunk at a time, in order, `position` always the next offset to read. A lane outlives
 * its place in the fetch loop (it may work on while other partitions are fetched) but not its assignment: `end` aborts it, and a
 * chunk that is in the database then is stopped by the fence there, not here.
 */
export class PartitionLane implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Unknown until the stored offset was asked for; nothing is handled before. */
  position: number | undefined;
  lag = 0;
  readonly #onBatch: (batch: IncomingBatch) => Promise<number>;
  readonly #onFault: (error: unknown) => void;
  readonly #end = new AbortController();
  #working: Promise<void> | undefined;

  constructor(where: TopicPartition, onBatch: (batch: IncomingBatch) => Promise<number>, onFault: (error: unknown) => void) {
    this.topic = where.topic;
    this.partition = where.partition;
    this.#onBatch = onBatch;
    this.#onFault = onFault;
  }

  get ended(): boolean {
    return this.#end.signal.aborted;
  }

  get endSignal(): AbortSignal {
    return this.#end.signal;
  }

  /** Resolves when no chunk is being handled; undefined when none is. */
  get working(): Promise<void> | undefined {
    return this.#working;
  }

  end(): void {
    this.#end.abort();
  }

  /** Handles records in chunks until they are taken, the handler points elsewhere, or the lane ends. Never rejects. */
  take(records: readonly IncomingRecord[], high: number): Promise<void> {
    const work = this.#takeAll(records, high).finally(() => {
      if (this.#working === work) this.#working = undefined;
    });
    this.#working = work;
    return work;
  }

  async #takeAll(records: readonly IncomingRecord[], high: number): Promise<void> {
    for (let at = 0; at < records.length && !this.ended;) {
      const chunk = records.slice(at, at + chunkSizeMax);
      const from = this.position ?? chunk[0]?.offset ?? 0;
      const next = (chunk.at(-1)?.offset ?? from) + 1;
      const answered = await this.#takeOne({
        topic: this.topic,
        partition: this.partition,
        from,
        next,
        records: chunk,
        lag: Math.max(0, high - next),
        signal: this.#end.signal,
      });
      if (answered === undefined) return;
      this.position = answered;
      this.lag = Math.max(0, high - answered);
      // The handler reads on elsewhere (the database knew better): what else we hold is not what comes next.
      if (answered !== next) return;
      at += chunk.length;
    }
  }

  /** MESSAGING 1.2 defect 1: whatever a handler throws ends here; it is tried again, with back-off, from the same offset. */
  async #takeOne(batch: IncomingBatch): Promise<number | undefined> {
    for (let failures = 1; !this.ended; failures++) {
      try {
        return await this.#onBatch(batch);
      } catch (error) {
        this.#onFault(error);
        await pause(backOffMs(failures, 100, 5000), this.#end.signal);
      }
    }
    return undefined;
  }
}
