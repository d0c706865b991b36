import { chunkSizeMax, partitionKey, type TopicPartition } from './broker-port.ts';
import type { Chunk, ChunkOutcome } from './chunk-steps.ts';
import type { Effect } from './effect.ts';
import type { Member } from './group-commit.ts';

/** Records that wait, and until when they are of use. */
interface Waiting {
  chunk: Chunk;
  signal: AbortSignal;
  timer: NodeJS.Timeout;
  /** Takes it by itself. */
  take: (chunk: Chunk) => Promise<unknown>;
}

/**
 * Records that change nothing but how far a consumer has come wait for company: most consumers are concerned by few of the types they
 * count, and a transaction for one record that is only counted costs as much as one that does something. They go with the next chunk of their
 * partition or along with a group of others, whichever comes first. What waits here stands in no table:
 * a crash, a stop, or a partition given away, and it is read again.
 */
export class Company {
  readonly #waitMs: number;
  readonly #waiting = new Map<string, Waiting>();
  /** Partitions whose waiting records are being taken, because others are or because nobody came. */
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
      if (left !== undefined && !left.signal.aborted) this.#leave(key, left.take(left.chunk));
    }, this.#waitMs);
    this.#waiting.set(key, { chunk, signal, timer, take });
    return true;
  }

  /** Those who wait go along with a transaction that is made anyway. @param roomMax for so many records */
  board(roomMax: number): Member[] {
    const members: Member[] = [];
    let room = roomMax;
    for (const [key, { chunk, signal }] of this.#waiting) {
      if (signal.aborted || chunk.records.length > room) continue;
      room -= chunk.records.length;
      const { take } = this.#take(key)!;
      const { promise, resolve: told } = Promise.withResolvers<ChunkOutcome | undefined>();
      this.#leave(
        key,
        promise.then((outcome) => outcome ?? take(chunk)),
      );
      members.push({ chunk, told });
    }
    return members;
  }

  /** Nothing waits any more; resolves when nothing is being taken either. */
  async disperse(): Promise<void> {
    for (const key of this.#waiting.keys()) this.#take(key);
    await Promise.all(this.#leaving.values());
  }

  forget(at: TopicPartition): void {
    this.#take(partitionKey(at));
  }

  #leave(key: string, taken: Promise<unknown>): void {
    // The lane stands behind these records: after a fault its next chunk does not follow what is stored, and the fence says where to read on.
    const settled = taken.then(
      () => undefined,
      () => undefined,
    );
    this.#leaving.set(
      key,
      settled.then(() => void this.#leaving.delete(key)),
    );
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
