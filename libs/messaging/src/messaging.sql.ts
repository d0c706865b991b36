import { type DatabaseRoles, rolesOf } from '@xiezhi/contracts';
import { plainGrants } from '@xiezhi/postgres';

const tables = (s: string, shards: number) => `
  create table ${s}.relay_lease (
    shard smallint not null,
    owner text not null default '',
    epoch bigint not null default 0,
    expires_at timestamptz not null default '-infinity',
    constraint relay_lease_pkey primary key (shard)
  ) with (fillfactor = 50);
  comment on table ${s}.relay_lease is 'Who sends which shard of the outbox. The epoch grows with each owner and is named in every delete.';
  insert into ${s}.relay_lease (shard) select generate_series(0, ${shards - 1});

  create table ${s}.inbox_offset (
    consumer text not null,
    topic text not null,
    partition int not null,
    next_offset bigint not null,
    updated_at timestamptz not null default clock_timestamp(),
    constraint inbox_offset_pkey primary key (consumer, topic, partition)
  ) with (fillfactor = 50);
  comment on table ${s}.inbox_offset is 'Next record each consumer takes; moved in the transaction that takes it. The row lock orders everybody who works on that partition.';

  create table ${s}.inbox_begun (
    consumer text not null,
    topic text not null,
    partition int not null,
    first_offset bigint not null,
    begun int not null,
    constraint inbox_begun_pkey primary key (consumer, topic, partition)
  ) with (fillfactor = 50);
  comment on table ${s}.inbox_begun is 'How often a chunk was begun at this offset without being finished; finds records that kill the process.';

  create table ${s}.inbox_seen (
    consumer text not null,
    event_id uuid not null,
    seen_at timestamptz not null default now(),
    constraint inbox_seen_pkey primary key (consumer, event_id)
  );
  comment on table ${s}.inbox_seen is 'Event ids received. May be emptied of old rows at any time: the gate drops the same duplicates.';

  create table ${s}.inbox_gate (
    consumer text not null,
    source text not null,
    subject text not null,
    last_sequence int not null check (last_sequence > 0),
    constraint inbox_gate_pkey primary key (consumer, source, subject)
  ) with (fillfactor = 80);
  comment on table ${s}.inbox_gate is 'Last announcement of each stream that each consumer has applied.';

  create table ${s}.inbox_parked (
    id bigint generated always as identity,
    consumer text not null,
    lane text not null,
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    reason text not null,
    detail text not null,
    state text not null check (state in ('waiting', 'dead')),
    attempts int not null default 0,
    next_attempt_at timestamptz,
    parked_at timestamptz not null default clock_timestamp(),
    event_id uuid,
    source text,
    subject text,
    type text,
    sequence int,
    key bytea,
    value bytea,
    headers jsonb not null,
    constraint inbox_parked_pkey primary key (id),
    constraint inbox_parked_record unique (consumer, topic, partition, record_offset)
  );
  create index inbox_parked_lane on ${s}.inbox_parked (consumer, lane, record_offset);
  create index inbox_parked_due on ${s}.inbox_parked (consumer, next_attempt_at) where next_attempt_at is not null;
  comment on table ${s}.inbox_parked is 'Records that wait, whole, in lanes: a stream, an unreadable family, or one record. Holds case facts; only the worker role reads it.';

  create table ${s}.inbox_refused (
    id bigint generated always as identity,
    consumer text not null default coalesce(current_setting('xiezhi.consumer', true), ''),
    event_id uuid not null,
    source text not null,
    type text not null,
    subject text not null,
    target text not null,
    code text not null,
    refused_at timestamptz not null default now(),
    constraint inbox_refused_pkey primary key (id)
  );
  comment on table ${s}.inbox_refused is 'Refusals met while reacting to events: a result, kept for operators, never retried. Identifiers and codes only.';`;

/**
 * The fence (MESSAGING 3.1). Compare-and-set of the stored offset comes first and its row lock is held to the end, so two members
 * that both believe to own a partition take turns, and the second finds the offset moved. A lost comparison writes nothing.
 */
const takeChunk = (s: string) => `
  create function ${s}.take_chunk(
    p_consumer text, p_topic text, p_partition int, p_from bigint, p_next bigint, p_first boolean,
    p_ids uuid[], p_sources text[], p_subjects text[], p_families text[])
  returns table (stored bigint, fresh uuid[], last_sequences int[], parked_streams boolean[], parked_families text[])
  language plpgsql security invoker as $$
  declare
    v_stored bigint;
  begin
    perform set_config('xiezhi.consumer', p_consumer, true);

    update ${s}.inbox_offset o set next_offset = p_next, updated_at = clock_timestamp()
      where o.consumer = p_consumer and o.topic = p_topic and o.partition = p_partition and o.next_offset = p_from;
    if not found then
      insert into ${s}.inbox_offset (consumer, topic, partition, next_offset) select p_consumer, p_topic, p_partition, p_next where p_first
        on conflict do nothing;
      if not found then
        select o.next_offset into v_stored from ${s}.inbox_offset o
          where o.consumer = p_consumer and o.topic = p_topic and o.partition = p_partition;
        -- No row where there was one: the database went back to before it began. So does the consumer.
        return query select coalesce(v_stored, 0), null::uuid[], null::int[], null::boolean[], null::text[];
        return;
      end if;
    end if;

    return query
      with received as (
        insert into ${s}.inbox_seen (consumer, event_id) select p_consumer, i from unnest(p_ids) as i
          on conflict do nothing returning event_id)
      select null::bigint,
        coalesce((select array_agg(event_id) from received), '{}'),
        coalesce((select array_agg(coalesce(g.last_sequence, 0) order by st.n)
           from unnest(p_sources, p_subjects) with ordinality as st(source, subject, n)
           left join ${s}.inbox_gate g on g.consumer = p_consumer and g.source = st.source and g.subject = st.subject), '{}'),
        coalesce((select array_agg(exists(select from ${s}.inbox_parked p
             where p.consumer = p_consumer and p.lane = 'stream:' || st.source || ':' || st.subject) order by st.n)
           from unnest(p_sources, p_subjects) with ordinality as st(source, subject, n)), '{}'),
        coalesce((select array_agg(f) from unnest(p_families) as f
           where exists(select from ${s}.inbox_parked p where p.consumer = p_consumer and p.lane = f)), '{}');
  end $$;
  comment on function ${s}.take_chunk is 'Fences and takes one chunk: stored offset when somebody else was there first, else new ids, gates and parked lanes.';`;

/** The one question of the app role, which may read neither offsets nor parked records nor whose streams exist. */
const question = (s: string) => `
  create function ${s}.gate_reached(p_consumers text[], p_sources text[], p_subjects text[], p_sequences int[])
  returns boolean language sql stable security definer set search_path = pg_catalog as $$
    select not exists (
      select from unnest(p_sources, p_subjects, p_sequences) as wanted(source, subject, sequence), unnest(p_consumers) as c(consumer)
      where not exists (
        select from ${s}.inbox_gate g
        where g.consumer = c.consumer and g.source = wanted.source and g.subject = wanted.subject and g.last_sequence >= wanted.sequence))
  $$;
  comment on function ${s}.gate_reached is 'Whether the consumers have applied every announcement of a read token. Answers yes or no, nothing else.';`;

const grants = (s: string, { app, worker }: DatabaseRoles) => `
  ${plainGrants(s, 'relay_lease', { worker: 'select, update' })}
  ${plainGrants(s, 'inbox_offset', { worker: 'select, insert, update' })}
  ${plainGrants(s, 'inbox_begun', { worker: 'select, insert, update, delete' })}
  ${plainGrants(s, 'inbox_seen', { worker: 'select, insert, delete' })}
  ${plainGrants(s, 'inbox_gate', { worker: 'select, insert, update' })}
  ${plainGrants(s, 'inbox_refused', { worker: 'select, insert' })}
  ${plainGrants(s, 'inbox_parked', { worker: 'select, insert, update, delete' })}
  alter table ${s}.inbox_parked enable row level security;
  alter table ${s}.inbox_parked force row level security;
  create policy inbox_parked_worker on ${s}.inbox_parked to ${worker} using (true) with check (true);
  revoke all on function ${s}.take_chunk, ${s}.gate_reached from public;
  grant execute on function ${s}.take_chunk to ${worker};
  grant execute on function ${s}.gate_reached to ${app}, ${worker};`;

/** Relay leases and inbox of one schema. The outbox itself is the event store's: it is written in `append`'s commit. */
export function messagingSql(schema: string, shards: number): string {
  return [tables(schema, shards), takeChunk(schema), question(schema), grants(schema, rolesOf(schema))].join('\n');
}
