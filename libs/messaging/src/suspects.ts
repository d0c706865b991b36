import { partitionKey, type TopicPartition } from './broker-port.ts';
import type { Isolation } from './isolation.ts';
import { begunOnceMore, type StartMode, startMode, type Suspicion, unsuspected } from './parking.ts';

/** A chunk or record by where it begins. */
export interface Begun extends TopicPartition {
  from: number;
}

/** What is written about beginnings; it must survive the process, so none of it is part of a transaction of the chunk. */
export interface BegunTable {
  read(at: Begun): Promise<Suspicion>;
  write(at: Begun, suspicion: Suspicion): Promise<void>;
  forget(at: TopicPartition): Promise<void>;
}

/** How a chunk is taken, and why. */
export interface Start {
  mode: StartMode;
  suspicion: Suspicion;
}

/**
 * Which of the records of a consumer may have killed the process before this one (parking.ts). Only the first chunk of an assignment can
 * be one that a dead process left unfinished, so nothing is written about any other.
 */
export class Suspects {
  readonly #table: BegunTable;
  readonly #isolation: Isolation;
  /** Partitions whose first chunk since their assignment is not yet finished. */
  readonly #fresh = new Set<string>();

  constructor(table: BegunTable, isolation: Isolation) {
    this.#table = table;
    this.#isolation = isolation;
  }

  assigned(at: TopicPartition): void {
    this.#fresh.add(partitionKey(at));
  }

  /** Nothing is written about its chunks, whoever they are taken with. */
  isBeyondSuspicion(at: TopicPartition): boolean {
    return !this.#fresh.has(partitionKey(at));
  }

  finished(at: TopicPartition): void {
    this.#fresh.delete(partitionKey(at));
  }

  async startOf(at: Begun): Promise<Start> {
    if (this.isBeyondSuspicion(at)) return { mode: 'chunks', suspicion: unsuspected };
    const suspicion = await this.#table.read(at);
    return { mode: startMode(suspicion), suspicion };
  }

  /** Runs what takes a chunk or record, with its begin written before: a process that dies in it leaves that behind. */
  run<Result>(at: Begun, { mode, suspicion }: Start, work: () => Promise<Result>): Promise<Result> {
    if (this.isBeyondSuspicion(at)) return this.#isolation.together(work);
    const begin = (isAlone: boolean) => this.#table.write(at, begunOnceMore(suspicion, isAlone));
    const begunWork = async (isAlone: boolean): Promise<Result> => {
      await begin(isAlone);
      return work();
    };
    if (mode === 'chunks') return this.#isolation.together(() => begunWork(false));
    // When the database is away the others have nothing to do either.
    return this.#isolation.alone(begunWork, () => begin(false).catch(() => undefined));
  }

  /** A try that ended, however it did, has killed nobody. */
  async acquit(at: TopicPartition): Promise<void> {
    if (!this.isBeyondSuspicion(at)) await this.#table.forget(at).catch(() => undefined);
  }
}
