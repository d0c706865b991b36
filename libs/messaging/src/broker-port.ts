/** The sending half of a broker. Whoever implements it passes `conformance/producer-conformance.ts`. */
export interface BatchProducer {
  /**
   * Sends records to partitions of one topic, those of each in order, and answers only when the broker has confirmed every one of them.
   * A client may resolve a send over several leaders without having sent to all of them (BROKER 2): a partition that its answer does not
   * name is not confirmed.
   *
   * @param groups each partition at most once, none empty; all of them together are to stay under the broker's request limit
   * @param deadlineMs after which the caller is told `timeout`; the records may still arrive later, so whoever resends must expect
   *   duplicates and late repeats
   * @returns one result per group, in their order
   * @throws ProduceFault whenever it is not certain that every record of every partition is in the log; it names those of which it is
   */
  produce(topic: string, groups: readonly PartitionRecords[], deadlineMs: number): Promise<ProduceResult[]>;
  /** Safe to call twice; nothing is sent afterwards. */
  close(): Promise<void>;
}

/**
 * The broker as this library needs it, in no client's words (MESSAGING 1.5). Whoever implements it passes `conformance/`.
 * Offsets are numbers: a partition holds far fewer than 2^53 records.
 */
export interface BrokerPort extends BatchProducer {
  /** Starts consuming in the background and answers at once: a broker that is away is waited for, `health()` says so meanwhile. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Partition count of a topic; throws ProduceFault `unknown-topic` when it does not exist. */
  partitionsOf(topic: string): Promise<number>;
  /** First kept and next free offset per partition. */
  watermarksOf(topic: string): Promise<Map<number, Watermarks>>;
  /** Whether the last call to the broker worked; readiness looks at this. */
  health(): BrokerHealth;
  /** Stops subscriptions gracefully, then closes connections. Safe to call twice. */
  close(): Promise<void>;
}

export interface OutgoingRecord {
  key: string | null;
  value: string | Buffer | null;
  headers: Readonly<Record<string, string>>;
}

/** What goes to one partition, in order. */
export interface PartitionRecords {
  partition: number;
  records: readonly OutgoingRecord[];
}

export interface IncomingRecord {
  offset: number;
  key: Buffer | null;
  value: Buffer | null;
  /** Last value of each header; `null` where a header came without one. */
  headers: Readonly<Record<string, Buffer | null>>;
}

export interface ProduceResult {
  topic: string;
  partition: number;
  baseOffset: number;
  count: number;
}

export type ProduceFaultKind = 'timeout' | 'unreachable' | 'unknown-topic' | 'too-large' | 'not-allowed' | 'incomplete' | 'rejected';

/** Not all records are known to be in the log. What to do next depends on the kind only in how long to wait and whom to tell. */
export class ProduceFault extends Error {
  readonly kind: ProduceFaultKind;
  /** The partitions whose records are, all the same. */
  readonly confirmed: readonly ProduceResult[];

  /** @param partitions those it may concern; none: the topic as a whole */
  constructor(
    kind: ProduceFaultKind,
    topic: string,
    partitions: readonly number[],
    cause: unknown,
    confirmed: readonly ProduceResult[] = [],
  ) {
    const where = partitions.length === 0 ? topic : `${topic}/${partitions.join(',')}`;
    super(`could not produce to ${where} (${kind}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ProduceFault';
    this.kind = kind;
    this.confirmed = confirmed;
  }
}

export interface Watermarks {
  low: number;
  high: number;
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface SubscribeOptions {
  group: string;
  topics: readonly string[];
  /**
   * Asked on every assignment for the offset to continue at; the database knows it, the broker's own group offsets never count.
   * A partition without an entry starts at its first kept record. Rejections are retried until it answers.
   */
  startOffsets(assigned: readonly TopicPartition[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Handles at most `chunkSizeMax` records of one partition and answers where to read on: `batch.next` when all were taken,
   * another offset when the database knows better. It may take as long as it needs: membership is kept and other partitions flow.
   * A rejection is retried from the same offset with back-off. Calls for one partition never overlap within one subscription.
   */
  onBatch(batch: IncomingBatch): Promise<number>;
  /** The broker no longer has what we have not read yet, or has less than we have read. That partition stands still until restart. */
  onAlarm(alarm: LossAlarm): void;
}

export interface IncomingBatch extends TopicPartition {
  /** Offset this batch was read from; `records[0].offset` may be higher where the log has holes. */
  from: number;
  /** Offset after the last record. */
  next: number;
  records: readonly IncomingRecord[];
  /** Records after this batch as far as the broker told: the consumer's lag. */
  lag: number;
  /** Aborted when the partition was given to somebody else or the subscription stops: begin nothing new. */
  signal: AbortSignal;
}

export interface LossAlarm extends TopicPartition {
  kind: 'retention-passed' | 'log-truncated';
  stored: number;
  low: number;
  high: number;
}

export interface Subscription {
  /** Reads a partition again from `offset` (or skips to it). Nothing happens when the partition is not ours at the moment. */
  seek(topicPartition: TopicPartition, offset: number): void;
  /** Tells the group we are alive, at once; the adapter does this on its own while batches are handled. */
  heartbeat(): Promise<void>;
  health(): SubscriptionHealth;
  /** Lets the running chunks finish (bounded), leaves the group, disconnects. Safe to call twice. */
  stop(): Promise<void>;
}

export interface SubscriptionHealth {
  /** In the group, with or without partitions. */
  joined: boolean;
  assigned: readonly TopicPartition[];
  /** Partitions that stand still after a loss alarm. */
  stopped: readonly LossAlarm[];
  /** How often the client had to be built anew. */
  rebuilt: number;
  /** Last thing that went wrong, for operators; never content. */
  lastFault: string | undefined;
  /** Records not yet handled per `topic/partition`, as of the last fetch. */
  lag: ReadonlyMap<string, number>;
}

export interface BrokerHealth {
  reachable: boolean;
  lastFault: string | undefined;
}

/** How a partition is written as a map key. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Most records one `onBatch` is given: one database transaction (MESSAGING 3.1: larger chunks gain little and block longer). */
export const chunkSizeMax = 200;
