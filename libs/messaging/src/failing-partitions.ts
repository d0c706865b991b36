import { partitionKey, type TopicPartition } from './broker-port.ts';

/** A partition whose next chunk cannot be taken, whatever the reason: it stands still until that is mended. */
export interface FailingPartition extends TopicPartition {
  /** Offset it stands at. */
  offset: number;
  since: string;
  failures: number;
  /** Class and code of the last fault; never what an event says. */
  fault: string;
}

/**
 * Which partitions fail at the moment. A fault outside an effect (the inbox's own statements, a missing grant, a full disk) parks
 * nothing and is tried for ever; without this list it would be seen in the log alone.
 */
export class FailingPartitions {
  readonly #failing = new Map<string, FailingPartition>();

  failed({ topic, partition }: TopicPartition, offset: number, fault: string): void {
    const key = partitionKey({ topic, partition });
    const known = this.#failing.get(key);
    const since = known?.since ?? new Date().toISOString();
    this.#failing.set(key, { topic, partition, offset, since, failures: (known?.failures ?? 0) + 1, fault });
  }

  /** It goes on, or is not ours any more. */
  over(at: TopicPartition): void {
    this.#failing.delete(partitionKey(at));
  }

  list(): FailingPartition[] {
    return [...this.#failing.values()];
  }
}
