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
  revoke all on function ${s}.gate_reached from public;
  grant execute on function ${s}.gate_reached to ${app}, ${worker};`;

/** Relay leases and inbox of one schema. The outbox itself is the event store's: it is written in `append`'s commit. */
export function messagingSql(schema: string, shards: number): string {
  return [tables(schema, shards), question(schema), grants(schema, rolesOf(schema))].join('\n');
}
