import { type DatabaseRoles, rolesOf } from '@xiezhi/contracts';
import { plainGrants } from '@xiezhi/postgres';
import { takeChunkSql } from './take-chunk.sql.ts';

/** What every consumer needs to notice loss, to be looked after and to forget what it need not remember. */
const consuming = (s: string) => `
  alter table ${s}.inbox_offset add column counted bigint;
  comment on column ${s}.inbox_offset.counted is 'Different announcements received of this partition, parked ones included; compared with what beacons say was published. Null: counting begins with the next beacon.';

  create table ${s}.inbox_beacon (
    consumer text not null,
    topic text not null,
    partition int not null,
    published bigint not null,
    counted bigint not null,
    missing bigint not null check (missing >= 0),
    missing_since timestamptz,
    seen_at timestamptz not null default clock_timestamp(),
    constraint inbox_beacon_pkey primary key (consumer, topic, partition)
  ) with (fillfactor = 50);
  comment on table ${s}.inbox_beacon is 'Last beacon of each partition and how many of the announcements it counts never arrived. May be emptied: the next beacon tells again.';

  create table ${s}.operator_act (
    id bigint generated always as identity,
    recorded_at timestamptz not null default clock_timestamp(),
    account text not null,
    post text not null,
    act text not null check (act in ('parked-replayed', 'parked-skipped', 'announced-again', 'consumer-rebuilt', 'loss-accepted')),
    target text not null,
    reason text not null check (length(reason) between 1 and 500),
    outcome jsonb not null,
    constraint operator_act_pkey primary key (id)
  );
  comment on table ${s}.operator_act is 'Who mended what, when and why; written in the transaction of the mending, never changed. Identifiers and numbers only.';

  -- Rows come in order of time, so a block range index finds the old ones and costs the hot path nothing.
  create index inbox_seen_age on ${s}.inbox_seen using brin (seen_at);
  create index inbox_parked_event on ${s}.inbox_parked (consumer, event_id);`;

/** What a relay needs beside the outbox: what was published, byte for byte, and how much of it. */
const publishing = (s: string) => `
  alter table ${s}.outbox add column again boolean not null default false;
  comment on column ${s}.outbox.again is 'Announced before and told once more: neither counted nor kept a second time.';

  create table ${s}.announced (
    position bigint not null,
    shard smallint not null,
    event_id uuid not null,
    topic text not null,
    key text not null,
    subject text not null,
    type text not null,
    sequence int not null,
    time text not null,
    traceparent text,
    body text not null,
    parties uuid[] not null,
    constraint announced_pkey primary key (position)
  );
  create index announced_subject on ${s}.announced (subject, sequence);
  comment on table ${s}.announced is 'Every announcement the broker has confirmed, as it was sent: whatever the broker loses is told again from here, under the same id and with the same bytes. For ever.';

  create table ${s}.relay_count (
    shard smallint not null,
    topic text not null,
    partition int not null,
    published bigint not null,
    constraint relay_count_pkey primary key (shard, topic, partition)
  ) with (fillfactor = 50);
  comment on table ${s}.relay_count is 'Announcements confirmed by the broker, numbered per shard and partition; moved in the transaction that takes them out of the outbox. Restored with announced or not at all.';`;

const consumingGrants = (s: string) => `
  ${plainGrants(s, 'inbox_beacon', { worker: 'select, insert, update, delete' })}
  ${plainGrants(s, 'operator_act', { worker: 'select, insert' })}
  grant delete on ${s}.inbox_offset, ${s}.inbox_gate to ${rolesOf(s).worker};`;

/** `announced` holds case facts: the worker role reads it to tell again, nobody else, and nobody changes it. */
const publishingGrants = (s: string, { worker }: DatabaseRoles) => `
  ${plainGrants(s, 'relay_count', { worker: 'select, insert, update' })}
  ${plainGrants(s, 'announced', { worker: 'select, insert' })}
  alter table ${s}.announced enable row level security;
  alter table ${s}.announced force row level security;
  create policy announced_worker on ${s}.announced to ${worker} using (true) with check (true);`;

/** Second step of messaging in one schema: beacons, retention, operators. */
export function deliverySql(schema: string, publishes: boolean): string {
  const roles = rolesOf(schema);
  return [
    consuming(schema),
    consumingGrants(schema),
    takeChunkSql(schema),
    `revoke all on function ${schema}.take_chunk from public;
     grant execute on function ${schema}.take_chunk to ${roles.worker};`,
    ...(publishes ? [publishing(schema), publishingGrants(schema, roles)] : []),
  ].join('\n');
}
