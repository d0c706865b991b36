import { chunkSizeMax, partitionKey, type TopicPartition } from './broker-port.ts';
import type { Chunk } from './chunk-steps.ts';
import type { Effect } from './effect.ts';

/** Records that wait, and until when they are of use. */
interface Waiting {
  chunk: Chunk;
  signal: AbortSignal;
  timer: NodeJS.Timeout;
}

/**
 * Records that change nothing but how far a consumer has come wait for company: most consumers are concerned by few of the types they
 * count, and a transaction for one record that is only counted costs as much as one that does something. What waits here stands in no table:
 * a crash, a stop, or a partition given away, and it is read again.
 */
export class Company {
  readonly #waitMs: number;
  readonly #waiting = new Map<string, Waiting>();
  /** Partitions whose waiting records are being taken, because nobody came. */
  readonly #leaving = new Map<string, Promise<void>>();

  /** @param waitMs longest wait; 0: nothing waits */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** What waits here and what comes, as one chunk where it fits. A seek has made what waits worthless. */
  async join(chunk: Chunk): Promise<Chunk> {
    const key = partitionKey(chunk);
    await this.#leaving.get(key);
    const waiting = this.#take(key)?.chunk;
    if (waiting === undefined || waiting.next !== chunk.from) return chunk;
    return { ...chunk, from: waiting.from, isFirst: waiting.isFirst, records: [...waiting.records, ...chunk.records] };
  }

  /**
   * Lets a chunk wait, should it be one that can.
   *
   * @param take takes it when nobody came in time; what it throws leaves the chunk to be read again
   */
  letWait(chunk: Chunk, effect: Effect, signal: AbortSignal, take: (chunk: Chunk) => Promise<unknown>): boolean {
    if (this.#waitMs === 0 || chunk.isFirst || chunk.records.length >= chunkSizeMax / 2 || !isOnlyCounted(chunk, effect)) return false;
    const key = partitionKey(chunk);
    const timer = setTimeout(() => {
      const left = this.#take(key);
      if (left === undefined || left.signal.aborted) return;
      const leaving = take(left.chunk)
        // The lane stands behind these records: its next chunk does not follow what is stored, and the fence says where to read on.
        .then(undefined, () => undefined)
        .then(() => void this.#leaving.delete(key));
      this.#leaving.set(key, leaving);
    }, this.#waitMs);
    this.#waiting.set(key, { chunk, signal, timer });
    return true;
  }

  /** Nothing waits any more; resolves when nothing is being taken either. */
  async disperse(): Promise<void> {
    for (const key of this.#waiting.keys()) this.#take(key);
    await Promise.all(this.#leaving.values());
  }

  forget(at: TopicPartition): void {
    this.#take(partitionKey(at));
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) clearTimeout(waiting.timer);
    this.#waiting.delete(key);
    return waiting;
  }
}

/** No effect, no parking, no beacon: its transaction would move the offset, the ids and the gates. */
export function isOnlyCounted({ records }: Pick<Chunk, 'records'>, { concerns }: Effect): boolean {
  return (
    concerns !== undefined && records.every(({ decoded }) => decoded !== undefined && 'event' in decoded && !concerns(decoded.event.type))
  );
}
