import { publishers, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

export interface ParkedLane {
  consumer: string;
  /** The stream, family or record that waits. */
  lane: string;
  reason: string;
  state: 'waiting' | 'dead';
  since: string;
  attempts: number;
  nextAttemptAt: string | null;
  /** Records in the lane, its first included. */
  records: number;
}

/** What `GET /operations/status` shows of messaging: identifiers, codes, counts and moments; never what an event says. */
export interface MessagingStatus {
  outbox?: { waiting: number; oldestSeconds: number };
  consumers: { consumer: string; topic: string; partition: number; nextOffset: number; updatedAt: string }[];
  /** Partitions of which announcements never arrived, as of their last beacon. */
  missing: { consumer: string; topic: string; partition: number; missing: number; since: string }[];
  parked: ParkedLane[];
  refused: { consumer: string; code: string; count: number; lastAt: string }[];
}

/** Most parked lanes that are listed; the metric counts all. */
const lanesMax = 500;
const moment = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Reads the status of one service; `db` is the worker role's pool. */
export function messagingStatus(service: ServiceName): (db: Queryable) => Promise<MessagingStatus> {
  const s = schemaOf(service);
  const outbox = statement<{ waiting: number; oldestSeconds: number }>(
    `${s}.status_outbox`,
    `select count(*) as waiting, coalesce(extract(epoch from clock_timestamp() - (min(time) filter (where not again))::timestamptz), 0)::float as "oldestSeconds" from ${s}.outbox`,
  );
  const consumers = statement<MessagingStatus['consumers'][number]>(
    `${s}.status_consumers`,
    `select consumer, topic, partition, next_offset as "nextOffset", ${moment('updated_at')} as "updatedAt" from ${s}.inbox_offset order by 1, 2, 3`,
  );
  const parked = statement<ParkedLane & Record<string, unknown>>(
    `${s}.status_parked`,
    `select distinct on (consumer, lane) consumer, lane, reason, state, ${moment('parked_at')} as since, attempts,
       ${moment('next_attempt_at')} as "nextAttemptAt", count(*) over (partition by consumer, lane) as records
     from ${s}.inbox_parked
     order by consumer, lane, (case when lane like 'stream:%' then coalesce(sequence, 0) end), record_offset limit ${lanesMax}`,
  );
  const refused = statement<MessagingStatus['refused'][number]>(
    `${s}.status_refused`,
    `select consumer, code, count(*) as count, ${moment('max(refused_at)')} as "lastAt" from ${s}.inbox_refused group by 1, 2 order by 1, 2`,
  );
  const missing = statement<MessagingStatus['missing'][number]>(
    `${s}.status_missing`,
    `select consumer, topic, partition, missing, ${moment('missing_since')} as since from ${s}.inbox_beacon where missing > 0 order by 1, 2, 3`,
  );
  const publishes = (publishers as readonly string[]).includes(service);
  return async (db) => {
    const [backlog] = publishes ? await outbox(db) : [];
    return {
      ...(backlog === undefined ? {} : { outbox: backlog }),
      consumers: await consumers(db),
      missing: await missing(db),
      parked: await parked(db),
      refused: await refused(db),
    };
  };
}
