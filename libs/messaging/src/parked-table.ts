import type { Queryable } from '@xiezhi/postgres';
import type { IncomingRecord, TopicPartition } from './broker-port.ts';
import type { Lane, ParkReason } from './gate.ts';
import { type ParkedTiming, timingOf } from './parking.ts';
import { PreparedStatements } from './prepared-statements.ts';
import type { Decoded } from './received-event.ts';

export interface ParkedRow {
  id: number;
  lane: Lane;
  topic: string;
  partition: number;
  record_offset: number;
  reason: ParkReason;
  attempts: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string | null>;
}

export interface ToPark {
  record: IncomingRecord;
  where: TopicPartition;
  decoded: Decoded;
  lane: Lane;
  reason: ParkReason;
  detail: string;
}

const parkedColumns = 'id, lane, topic, partition, record_offset, reason, attempts, key, value, headers';
/** A stream's lane runs by sequence, an unreadable of unknown sequence first; a family's runs as the records came. */
const laneOrder = `(case when lane like 'stream:%' then coalesce(sequence, 0) end), record_offset`;

/** Records that wait, in lanes. May not be lost: what stands here has been taken from the broker and has had no effect yet. */
export class ParkedTable extends PreparedStatements {
  async park(tx: Queryable, consumer: string, { record, where, decoded, lane, reason, detail }: ToPark): Promise<void> {
    const known = 'event' in decoded ? { ...decoded.event, sequence: decoded.event.meta.sequence } : decoded.unreadable;
    const timing = timingOf(reason, 0);
    await this.run(
      tx,
      'inbox_park',
      (s) => `insert into ${s}.inbox_parked
        (consumer, lane, topic, partition, record_offset, reason, detail, state, next_attempt_at, event_id, source, subject, type, sequence, key, value, headers)
        values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9::float * interval '1 ms', $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (consumer, topic, partition, record_offset) do nothing`,
      consumer,
      lane,
      where.topic,
      where.partition,
      record.offset,
      reason,
      shortened(detail),
      timing.state,
      timing.retryInMs,
      known.id ?? null,
      known.source ?? null,
      known.subject ?? null,
      known.type ?? null,
      known.sequence ?? null,
      record.key,
      record.value,
      JSON.stringify(Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, value?.toString('base64') ?? null]))),
    );
  }

  /** First rows of a lane, in the order they must be released. */
  async laneRows(tx: Queryable, consumer: string, lane: Lane, countMax: number): Promise<ParkedRow[]> {
    return this.run<ParkedRow & Record<string, unknown>>(
      tx,
      'inbox_lane_rows',
      (s) => `select ${parkedColumns} from ${s}.inbox_parked where consumer = $1 and lane = $2 order by ${laneOrder} limit $3`,
      consumer,
      lane,
      countMax,
    );
  }

  async unpark(tx: Queryable, ids: number[]): Promise<void> {
    if (ids.length > 0) await this.run(tx, 'inbox_unpark', (s) => `delete from ${s}.inbox_parked where id = any($1::bigint[])`, ids);
  }

  async moveToLane(tx: Queryable, id: number, lane: Lane): Promise<void> {
    await this.run(
      tx,
      'inbox_move_lane',
      (s) => `update ${s}.inbox_parked set lane = $2, reason = 'GAP', state = 'waiting', next_attempt_at = null where id = $1`,
      id,
      lane,
    );
  }

  /** Writes why a row waits on and when it is tried next. */
  async keepWaiting(tx: Queryable, id: number, reason: ParkReason, detail: string, timing: ParkedTiming, attempts: number): Promise<void> {
    await this.run(
      tx,
      'inbox_keep_waiting',
      (s) =>
        `update ${s}.inbox_parked set reason = $2, detail = $3, state = $4, attempts = $5, next_attempt_at = clock_timestamp() + $6::float * interval '1 ms' where id = $1`,
      id,
      reason,
      shortened(detail),
      timing.state,
      attempts,
      timing.retryInMs,
    );
  }

  /** One row whose time has come; not claimed yet. */
  async oneDue(db: Queryable, consumer: string): Promise<ParkedRow | undefined> {
    const rows = await this.run<ParkedRow & Record<string, unknown>>(
      db,
      'inbox_one_due',
      (s) =>
        `select ${parkedColumns} from ${s}.inbox_parked where consumer = $1 and next_attempt_at <= clock_timestamp() order by next_attempt_at limit 1`,
      consumer,
    );
    return rows[0];
  }

  /** Counts the try before it is made, as a compare-and-set: instances do not try together, and a try that kills is counted. */
  async claim(db: Queryable, row: ParkedRow, timing: ParkedTiming): Promise<boolean> {
    const rows = await this.run(
      db,
      'inbox_claim',
      (
        s,
      ) => `update ${s}.inbox_parked set attempts = attempts + 1, state = $3, next_attempt_at = clock_timestamp() + $4::float * interval '1 ms'
        where id = $1 and attempts = $2 and next_attempt_at <= clock_timestamp() returning id`,
      row.id,
      row.attempts,
      timing.state,
      timing.retryInMs,
    );
    return rows.length === 1;
  }

  /** A try that failed for a passing reason did not count. */
  async unclaim(db: Queryable, row: ParkedRow): Promise<void> {
    await this.run(
      db,
      'inbox_unclaim',
      (s) =>
        `update ${s}.inbox_parked set attempts = $2, state = 'waiting', next_attempt_at = clock_timestamp() + interval '1 s' where id = $1`,
      row.id,
      row.attempts,
    );
  }

  /** Rows to try at once: of a lane whose turn has come, or poison that a new build may read. */
  async makeDue(db: Queryable, consumer: string, which: { id: number } | { reasons: readonly ParkReason[] }): Promise<void> {
    await ('id' in which
      ? this.run(
          db,
          'inbox_due_now',
          (s) => `update ${s}.inbox_parked set state = 'waiting', next_attempt_at = clock_timestamp() where id = $1 and consumer = $2`,
          which.id,
          consumer,
        )
      : this.run(
          db,
          'inbox_due_at_start',
          (s) =>
            `update ${s}.inbox_parked set state = 'waiting', next_attempt_at = clock_timestamp() where consumer = $1 and state = 'dead' and reason = any($2)`,
          consumer,
          which.reasons,
        ));
  }
}

/** An error's text may hold anything, also a null byte, which Postgres cannot. */
function shortened(detail: string): string {
  return detail.replaceAll('\0', '').slice(0, 500);
}

/** The record as it came from the broker, out of its parked row. */
export function recordOf(row: ParkedRow): IncomingRecord {
  const headers = Object.fromEntries(
    Object.entries(row.headers).map(([name, value]) => [name, value === null ? null : Buffer.from(value, 'base64')]),
  );
  return { offset: row.record_offset, key: row.key, value: row.value, headers };
}
