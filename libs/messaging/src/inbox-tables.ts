import type { Queryable } from '@xiezhi/postgres';
import type { Comparison } from './beacon.ts';
import type { TopicPartition } from './broker-port.ts';
import type { Lane } from './gate.ts';
import type { ChunksAsked, Count } from './inbox-steps.ts';
import { ParkedTable } from './parked-table.ts';
import { type Suspicion, unsuspected } from './parking.ts';
import { PreparedStatements } from './prepared-statements.ts';

export interface ChunksTaken {
  /** Of each chunk: set when its fence was lost, and then where the consumer really is. */
  stored: (number | null)[];
  /** Of each chunk: different announcements of its partition counted before it; null before counting began. */
  counted: (number | null)[];
  fresh: string[];
  last_sequences: number[];
  parked_streams: boolean[];
  parked_families: Lane[];
}

/** What a consumer has taken and how far each stream is. Restored with the effects or not at all: they belong together. */
export class InboxTables extends PreparedStatements {
  readonly parked: ParkedTable;

  constructor(schema: string) {
    super(schema);
    this.parked = new ParkedTable(schema);
  }

  /** Where a consumer stands on each partition; `is_due` says of all of them alike whether a parked record is to be tried again. */
  async storedOffsets(
    db: Queryable,
    consumer: string,
  ): Promise<{ topic: string; partition: number; next_offset: number; is_due: boolean }[]> {
    return this.run(
      db,
      'inbox_offsets',
      (s) => `select topic, partition, next_offset,
          exists(select from ${s}.inbox_parked where consumer = $1 and next_attempt_at <= clock_timestamp()) as is_due
        from ${s}.inbox_offset where consumer = $1`,
      consumer,
    );
  }

  /** What earlier lives left unfinished at this very offset. */
  async suspicionOf(db: Queryable, consumer: string, where: TopicPartition, firstOffset: number): Promise<Suspicion> {
    const rows = await this.run<Suspicion & Record<string, unknown>>(
      db,
      'inbox_suspicion',
      (s) => `select begun, alone from ${s}.inbox_begun where consumer = $1 and topic = $2 and partition = $3 and first_offset = $4`,
      consumer,
      where.topic,
      where.partition,
      firstOffset,
    );
    return rows[0] ?? unsuspected;
  }

  /** Writes that a chunk is begun here. Outside any transaction: it must survive what it counts. */
  async begin(db: Queryable, consumer: string, where: TopicPartition, firstOffset: number, { begun, alone }: Suspicion): Promise<void> {
    await this.run(
      db,
      'inbox_begin',
      (s) => `insert into ${s}.inbox_begun (consumer, topic, partition, first_offset, begun, alone) values ($1, $2, $3, $4, $5, $6)
        on conflict (consumer, topic, partition) do update
        set first_offset = excluded.first_offset, begun = excluded.begun, alone = excluded.alone`,
      consumer,
      where.topic,
      where.partition,
      firstOffset,
      begun,
      alone,
    );
  }

  /** A chunk that was begun and did not kill anybody, finished or not. */
  async forgetBegun(db: Queryable, consumer: string, where: TopicPartition): Promise<void> {
    await this.run(
      db,
      'inbox_forget_begun',
      (s) => `delete from ${s}.inbox_begun where consumer = $1 and topic = $2 and partition = $3`,
      consumer,
      where.topic,
      where.partition,
    );
  }

  async takeChunks(tx: Queryable, consumer: string, { chunks, ids, streams, families, lockTimeoutMs }: ChunksAsked): Promise<ChunksTaken> {
    const [taken] = await this.run<ChunksTaken & Record<string, unknown>>(
      tx,
      'take_chunks',
      // The driver reads bigint[] as text; offsets and counts fit a float without loss.
      (s) => `select stored::float8[], counted::float8[], fresh, last_sequences, parked_streams, parked_families
        from ${s}.take_chunks($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      consumer,
      `${lockTimeoutMs ?? 0}`,
      chunks.map(({ topic }) => topic),
      chunks.map(({ partition }) => partition),
      chunks.map(({ from }) => from),
      chunks.map(({ next }) => next),
      chunks.map(({ isFirst }) => isFirst),
      ids.map(({ id }) => id),
      ids.map(({ chunk }) => chunk + 1),
      streams.map(({ source }) => source),
      streams.map(({ subject }) => subject),
      families,
    );
    if (taken === undefined) throw new Error('take_chunks answered no row');
    return taken;
  }

  /** Moves gates on, and the counts of partitions where they are given. */
  async settle(
    tx: Queryable,
    consumer: string,
    gates: readonly { source: string; subject: string; sequence: number }[],
    counts: readonly Count[],
  ): Promise<void> {
    await this.run(
      tx,
      'inbox_settle',
      (s) => `with counting as (
          update ${s}.inbox_offset o set counted = c.counted from unnest($5::text[], $6::int[], $7::bigint[]) as c(topic, partition, counted)
          where o.consumer = $1 and o.topic = c.topic and o.partition = c.partition)
        insert into ${s}.inbox_gate as g (consumer, source, subject, last_sequence)
        select $1, * from unnest($2::text[], $3::text[], $4::int[])
        on conflict (consumer, source, subject) do update set last_sequence = excluded.last_sequence where g.last_sequence < excluded.last_sequence`,
      consumer,
      gates.map(({ source }) => source),
      gates.map(({ subject }) => subject),
      gates.map(({ sequence }) => sequence),
      counts.map(({ topic }) => topic),
      counts.map(({ partition }) => partition),
      counts.map(({ counted }) => counted),
    );
  }

  /** Announcements that an operator gave up are missed no longer. */
  async countAsReceived(tx: Queryable, consumer: string, { topic, partition }: TopicPartition, count: number): Promise<void> {
    await this.run(
      tx,
      'inbox_count_as_received',
      (s) => `update ${s}.inbox_offset set counted = counted + $4 where consumer = $1 and topic = $2 and partition = $3`,
      consumer,
      topic,
      partition,
      count,
    );
  }

  async noteBeacon(tx: Queryable, consumer: string, { topic, partition }: TopicPartition, comparison: Comparison): Promise<void> {
    await this.run(
      tx,
      'inbox_note_beacon',
      (s) => `insert into ${s}.inbox_beacon as b (consumer, topic, partition, published, counted, missing, missing_since)
        values ($1, $2, $3, $4, $5, $6::bigint, case when $6::bigint > 0 then clock_timestamp() end)
        on conflict (consumer, topic, partition) do update set published = excluded.published, counted = excluded.counted,
          missing = excluded.missing, seen_at = excluded.seen_at,
          missing_since = case when excluded.missing > 0 then coalesce(b.missing_since, excluded.missing_since) end`,
      consumer,
      topic,
      partition,
      comparison.published,
      comparison.counted,
      comparison.missing,
    );
  }

  /**
   * Forgets ids of announcements received long ago, in bounded pieces (README: why this is safe). Ids of parked records stay: their
   * sequence has not passed the gate yet, so nothing but the id would recognise a second copy.
   */
  async forgetSeen(db: Queryable, consumer: string, olderThanMs: number, countMax: number): Promise<number> {
    const rows = await this.run<{ forgotten: number }>(
      db,
      'inbox_forget_seen',
      (s) => `with old as (
          select ctid from ${s}.inbox_seen seen where consumer = $1 and seen_at < now() - $2::float * interval '1 ms'
            and not exists (select from ${s}.inbox_parked p where p.consumer = $1 and p.event_id = seen.event_id)
          limit $3),
        gone as (delete from ${s}.inbox_seen where ctid = any(array(select ctid from old)) returning 1)
        select count(*) as forgotten from gone`,
      consumer,
      olderThanMs,
      countMax,
    );
    return rows[0]?.forgotten ?? 0;
  }

  async gateOf(tx: Queryable, consumer: string, source: string, subject: string): Promise<number> {
    const rows = await this.run<{ last_sequence: number }>(
      tx,
      'inbox_gate_of',
      (s) => `select last_sequence from ${s}.inbox_gate where consumer = $1 and source = $2 and subject = $3`,
      consumer,
      source,
      subject,
    );
    return rows[0]?.last_sequence ?? 0;
  }

  /** Takes the lock every chunk of the partition takes first, so that a release and a chunk never mix. */
  async lockPartition(tx: Queryable, consumer: string, where: TopicPartition): Promise<void> {
    await this.run(
      tx,
      'inbox_lock_partition',
      (s) =>
        `select set_config('xiezhi.consumer', $1, true), o.next_offset from ${s}.inbox_offset o where o.consumer = $1 and o.topic = $2 and o.partition = $3 for update`,
      consumer,
      where.topic,
      where.partition,
    );
  }
}
