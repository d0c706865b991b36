import { type Queryable, statement } from '@xiezhi/postgres';
import type { Counted } from './beacon.ts';
import type { LeaseAnswer, Presence, WaitingRow } from './relay-decisions.ts';
import type { RemovedRows, SentRow } from './relay-steps.ts';

/** Bytes a record costs besides its body: headers, key, framing; measured at about 450 with our headers, rounded up. */
export const recordOverheadBytes = 600;

/** Of all shards of a batch together. */
export interface BatchBounds {
  countMax: number;
  bytesMax: number;
}

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
  // A share for each shard: none waits behind the backlog of another, and Postgres reads no more rows than it answers, however large the
  // table was when it planned. The positions are ranges, in which a row is looked up by halving; of a list of hundreds Postgres expects
  // that it leaves hardly a row, and reads the whole shard at once.
  const oldest = statement<WaitingRow & Record<string, unknown>>(
    `${s}.outbox_oldest`,
    `select batch.* from unnest($1::smallint[]) as asked(shard), lateral (
       select shard, position, event_id, topic, key, subject, type, time, traceparent, body, again from (
         select o.*, sum(octet_length(body) + ${recordOverheadBytes}) over (order by position) as bytes, row_number() over (order by position) as n
         from (select * from ${s}.outbox where shard = asked.shard and key <> all($4::text[]) and not position <@ $5::int8multirange order by position limit $2) o) numbered
       where bytes <= $3 or n = 1) batch
     order by batch.position`,
  );
  // The epochs stand in the statement: of a shard that was lost nothing is removed. Between its look at the leases and the commit a new owner
  // may begin, and then sends the same rows once more, which inboxes drop. What goes is numbered and kept in the same statement, so the
  // number of a beacon never runs ahead of the log. What is told again was numbered and kept before.
  // Nobody waits for the disk here: a database that dies before it has written this puts rows, numbers and what was kept back together,
  // and the rows are sent once more. The batch after the next waits for this statement.
  // Numbers are taken in order, so that an owner and a former one never wait for each other.
  const remove = statement<RemovedRows & Record<string, unknown>>(
    `${s}.outbox_remove`,
    `with unhurried as materialized (select set_config('synchronous_commit', 'off', true) as mode),
     ours as materialized (select shard, epoch from ${s}.relay_lease where owner = $1),
     gone as (
       delete from ${s}.outbox o
       using unhurried, unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::int[]) as sent(shard, epoch, position, partition)
       where unhurried.mode = 'off' and o.shard = sent.shard and o.position = sent.position
         and (sent.shard, sent.epoch) in (select shard, epoch from ours)
       returning o.*, sent.partition),
     kept as (
       insert into ${s}.announced (position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
       select position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties from gone where not again
       on conflict do nothing),
     numbered as (
       insert into ${s}.relay_count as c (shard, topic, partition, published)
       select shard, topic, partition, count(*) from gone where not again group by shard, topic, partition order by shard, topic, partition
       on conflict (shard, topic, partition) do update set published = c.published + excluded.published)
     select shard, count(*)::int as removed from gone group by shard`,
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
    /** Oldest rows of these shards, each at most its share of count and bytes (its first always), but for these keys and positions. */
    oldest: (
      db: Queryable,
      of: readonly number[],
      { countMax, bytesMax }: BatchBounds,
      keys: readonly string[],
      positions: readonly number[],
    ): Promise<WaitingRow[]> =>
      oldest(db, of, Math.ceil(countMax / of.length), Math.floor(bytesMax / of.length), keys, rangesOf(positions)),
    /** Deletes by id what the broker confirmed; answers how many of each shard were still ours to delete. */
    remove: (db: Queryable, owner: string, sent: readonly SentRow[]): Promise<RemovedRows[]> =>
      remove(
        db,
        owner,
        sent.map(({ shard }) => shard),
        sent.map(({ epoch }) => epoch),
        sent.map(({ position }) => position),
        sent.map(({ partition }) => partition),
      ),
    /** How many announcements of each partition are confirmed, over all shards. */
    counts: (db: Queryable): Promise<Counted[]> => counts(db),
    waiting: async (db: Queryable, of: readonly number[]) => (await waiting(db, of)).map(({ shard }) => shard),
    backlog: async (db: Queryable) => {
      const [row] = await backlog(db);
      return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest_seconds ?? 0, deadRows: row?.dead_rows ?? 0 };
    },
  };
}

/** As Postgres writes a multirange of bigint. */
function rangesOf(positions: readonly number[]): string {
  return `{${positions.map((position) => `[${position},${position}]`).join(',')}}`;
}
