import { type Queryable, statement } from '@xiezhi/postgres';
import type { Counted } from './beacon.ts';
import type { OutboxRow } from './cloud-event.ts';
import type { LeaseAnswer, Presence } from './relay-decisions.ts';

/** Bytes a record costs besides its body: headers, key, framing; measured at about 450 with our headers, rounded up. */
export const recordOverheadBytes = 600;

/** Leases and outbox of one schema, one prepared statement per function. Lease times are the database's own clock. */
export function outboxTables(s: string) {
  const renew = statement<LeaseAnswer & Record<string, unknown>>(
    `${s}.relay_renew`,
    `update ${s}.relay_lease l set expires_at = clock_timestamp() + $4::float * interval '1 ms'
     from unnest($2::smallint[], $3::bigint[]) as mine(shard, epoch)
     where l.shard = mine.shard and l.epoch = mine.epoch and l.owner = $1 returning l.shard, l.epoch`,
  );
  // Two relays that take at the same time take different ones.
  const take = statement<LeaseAnswer & Record<string, unknown>>(
    `${s}.relay_take`,
    `update ${s}.relay_lease l set owner = $1, epoch = l.epoch + 1, expires_at = clock_timestamp() + $2::float * interval '1 ms'
     from (select shard from ${s}.relay_lease where expires_at < clock_timestamp() order by shard limit $3 for update skip locked) free
     where l.shard = free.shard returning l.shard, l.epoch`,
  );
  const cede = statement(
    `${s}.relay_cede`,
    `update ${s}.relay_lease l set expires_at = '-infinity' from unnest($2::smallint[], $3::bigint[]) as mine(shard, epoch)
     where l.shard = mine.shard and l.epoch = mine.epoch and l.owner = $1`,
  );
  const attend = statement<Presence & Record<string, unknown>>(
    `${s}.relay_attend`,
    `with me as (
       insert into ${s}.relay_member as m (owner, expires_at) values ($1, clock_timestamp() + $2::float * interval '1 ms')
       on conflict (owner) do update set expires_at = excluded.expires_at returning m.joined_at),
     gone as (
       delete from ${s}.relay_member where owner in (
         select owner from ${s}.relay_member where expires_at < clock_timestamp() and owner <> $1 for update skip locked))
     select count(*)::int + 1 as members, (count(*) filter (where (o.joined_at, o.owner) < (me.joined_at, $1)))::int as rank
     from me, ${s}.relay_member o where o.owner <> $1 and o.expires_at >= clock_timestamp()`,
  );
  const release = statement(
    `${s}.relay_release`,
    `with gone as (delete from ${s}.relay_member where owner = $1) update ${s}.relay_lease set expires_at = '-infinity' where owner = $1`,
  );
  const oldest = statement<OutboxRow & { shard: number } & Record<string, unknown>>(
    `${s}.outbox_oldest`,
    `select batch.* from unnest($1::smallint[]) as asked(shard), lateral (
       select shard, position, event_id, topic, key, subject, type, time, traceparent, body, again from (
         select o.*, sum(octet_length(body) + ${recordOverheadBytes}) over (order by position) as bytes, row_number() over (order by position) as n
         from (select * from ${s}.outbox where shard = asked.shard and key <> all($4::text[]) order by position limit $2) o) numbered
       where bytes <= $3 or n = 1) batch
     order by batch.shard, batch.position`,
  );
  // The epoch stands in the statement: whoever lost the shard removes nothing. Between its look at the lease and the commit a new owner
  // may begin, and then sends the same rows once more, which inboxes drop. What goes is numbered and kept in the same statement, so the
  // number of a beacon never runs ahead of the log. What is told again was numbered and kept before.
  // Nobody waits for the disk here: a database that dies before it has written this puts rows, numbers and what was kept back together,
  // and the rows are sent once more. The next batch of the shard waits for this statement, so it is a commit less on every way.
  const remove = statement<{ removed: number }>(
    `${s}.outbox_remove`,
    `with unhurried as materialized (select set_config('synchronous_commit', 'off', true) as mode),
     gone as (
       delete from ${s}.outbox o using unhurried, unnest($2::bigint[], $5::int[]) as sent(position, partition)
       where unhurried.mode = 'off' and o.shard = $1 and o.position = sent.position
         and exists (select from ${s}.relay_lease l where l.shard = $1 and l.owner = $3 and l.epoch = $4)
       returning o.*, sent.partition),
     kept as (
       insert into ${s}.announced (position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
       select position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties from gone where not again
       on conflict do nothing),
     numbered as (
       insert into ${s}.relay_count as c (shard, topic, partition, published)
       select shard, topic, partition, count(*) from gone where not again group by shard, topic, partition
       on conflict (shard, topic, partition) do update set published = c.published + excluded.published)
     select count(*)::int as removed from gone`,
  );
  const counts = statement<Counted & Record<string, unknown>>(
    `${s}.relay_counts`,
    `select topic, partition, sum(published)::bigint as published from ${s}.relay_count group by topic, partition order by topic, partition`,
  );
  const waiting = statement<{ shard: number }>(
    `${s}.outbox_waiting`,
    `select shard from unnest($1::smallint[]) as mine(shard) where exists (select from ${s}.outbox o where o.shard = mine.shard)`,
  );
  // Rows that are gone and still take room, as vacuum counts them: many mean that somebody's old snapshot or transaction keeps it from working.
  const backlog = statement<{ waiting: number; oldest_seconds: number | null; dead_rows: number | null }>(
    `${s}.outbox_backlog`,
    `select pg_stat_get_dead_tuples('${s}.outbox'::regclass) as dead_rows, count(*) as waiting, extract(epoch from clock_timestamp() - (min(time) filter (where not again))::timestamptz)::float as oldest_seconds from ${s}.outbox`,
  );
  return {
    renew: (db: Queryable, owner: string, held: readonly LeaseAnswer[], ttlMs: number) =>
      renew(
        db,
        owner,
        held.map(({ shard }) => shard),
        held.map(({ epoch }) => epoch),
        ttlMs,
      ),
    /** At most so many of those that nobody holds. */
    take: (db: Queryable, owner: string, ttlMs: number, countMax: number) => take(db, owner, ttlMs, countMax),
    cede: async (db: Queryable, owner: string, leases: readonly LeaseAnswer[]): Promise<void> => {
      await cede(
        db,
        owner,
        leases.map(({ shard }) => shard),
        leases.map(({ epoch }) => epoch),
      );
    },
    /** Says that this relay lives for `ttlMs` more; answers who else does. */
    attend: async (db: Queryable, owner: string, ttlMs: number): Promise<Presence> => {
      const [presence] = await attend(db, owner, ttlMs);
      return presence ?? { members: 1, rank: 0 };
    },
    release: (db: Queryable, owner: string) => release(db, owner),
    /** Oldest rows of each of these shards, bounded by count and bytes per shard (the first always), leaving out keys that stand aside. */
    oldest: async (
      db: Queryable,
      shards: readonly number[],
      countMax: number,
      bytesMax: number,
      without: readonly string[],
    ): Promise<Map<number, OutboxRow[]>> => {
      const rows = await oldest(db, shards, countMax, bytesMax, without);
      return new Map(shards.map((shard) => [shard, rows.filter((row) => row.shard === shard)]));
    },
    /** Deletes by id what the broker confirmed; answers how many were still ours to delete. */
    remove: async (db: Queryable, lease: LeaseAnswer, owner: string, sent: readonly { position: number; partition: number }[]) => {
      const positions = sent.map(({ position }) => position);
      const partitions = sent.map(({ partition }) => partition);
      const [row] = await remove(db, lease.shard, positions, owner, lease.epoch, partitions);
      return row?.removed ?? 0;
    },
    /** How many announcements of each partition are confirmed, over all shards. */
    counts: (db: Queryable): Promise<Counted[]> => counts(db),
    waiting: async (db: Queryable, shards: readonly number[]) => (await waiting(db, shards)).map(({ shard }) => shard),
    backlog: async (db: Queryable) => {
      const [row] = await backlog(db);
      return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest_seconds ?? 0, deadRows: row?.dead_rows ?? 0 };
    },
  };
}
