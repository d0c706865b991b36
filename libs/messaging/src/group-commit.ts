import { chunkSizeMax, partitionKey, type TopicPartition } from './broker-port.ts';
import type { Chunk, ChunkOutcome } from './chunk-steps.ts';

/** A group whose transaction waits longer for somebody's lock gives up: the partition it waits for must not hold up the others. */
export const groupLockTimeoutMs = 250;

export interface Member {
  chunk: Chunk;
  /** Told `undefined` when the chunk was not taken. */
  told: (outcome: ChunkOutcome | undefined) => void;
}

interface Ready extends Member {
  signal: AbortSignal;
}

/**
 * Chunks of several partitions of one consumer in one transaction: what is ready at the same moment, and what has become ready while the
 * transaction before was under way. Most of what a transaction costs does not grow with what is in it, so under load groups grow and
 * not the number of transactions, and whoever is alone waits for nobody.
 *
 * A group stands or falls together, so it is only the first try: after any fault each of its chunks is taken by itself, and its partition
 * stays apart until one of its chunks was taken quickly, so that a partition that is locked, poisoned or slow holds up its neighbours once.
 */
export class GroupCommit {
  readonly #take: (chunks: readonly Chunk[]) => Promise<readonly ChunkOutcome[]>;
  readonly #board: (roomMax: number) => readonly Member[];
  #waiting: Ready[] = [];
  #isRunning = false;
  readonly #apart = new Set<string>();

  /**
   * @param take one transaction; answers an outcome for each, in their order
   * @param board others that may go along with a group that is taken anyway, of at most so many records together
   */
  constructor(take: (chunks: readonly Chunk[]) => Promise<readonly ChunkOutcome[]>, board: (roomMax: number) => readonly Member[]) {
    this.#take = take;
    this.#board = board;
  }

  /** @returns undefined when the chunk was not taken and is to be taken by itself: it is large, its partition apart, or its group failed */
  join(chunk: Chunk, signal: AbortSignal): Promise<ChunkOutcome | undefined> {
    if (chunk.records.length > chunkSizeMax / 2 || this.#apart.has(partitionKey(chunk))) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<ChunkOutcome | undefined>();
    this.#waiting.push({ chunk, signal, told: resolve });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  /** A chunk that was not taken in a group has been taken by itself. */
  takenAlone(at: TopicPartition, tookMs: number): void {
    if (tookMs < groupLockTimeoutMs) this.#apart.delete(partitionKey(at));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // What is told in the same turn of the event loop, one fetch, goes together.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#takeGroup(this.#next());
    }
    this.#isRunning = false;
  }

  /** In the order in which their rows are locked, and no more records than one transaction takes. */
  #next(): Member[] {
    const group: Member[] = [];
    const left: Ready[] = [];
    let records = 0;
    for (const member of this.#waiting) {
      if (member.signal.aborted) member.told(undefined);
      else if (records + member.chunk.records.length > chunkSizeMax) left.push(member);
      else {
        records += member.chunk.records.length;
        group.push(member);
      }
    }
    this.#waiting = left;
    return group;
  }

  async #takeGroup(ready: readonly Member[]): Promise<void> {
    if (ready.length === 0) return;
    const room = chunkSizeMax - ready.reduce((sum, { chunk }) => sum + chunk.records.length, 0);
    const members = [...ready, ...this.#board(room)].toSorted(byPartition);
    try {
      const outcomes = await this.#take(members.map(({ chunk }) => chunk));
      for (const [n, { told }] of members.entries()) told(outcomes[n]);
    } catch {
      // Nothing of it was written. What is wrong shows when each is taken by itself.
      for (const { chunk } of members) this.#apart.add(partitionKey(chunk));
      for (const { told } of members) told(undefined);
    }
  }
}

const byPartition = ({ chunk: one }: Member, { chunk: other }: Member): number =>
  one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1;
