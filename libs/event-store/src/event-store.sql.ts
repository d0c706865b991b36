import { type DatabaseRoles, rolesOf } from '@xiezhi/contracts';
import { currentAgency, partyPolicies, plainGrants } from '@xiezhi/postgres';

/**
 * Who may see streams. `parties`: the agencies named on each row (every table with case facts). `everyone`: the public directory,
 * whose rows carry no parties; who may change them is decided where the command enters.
 */
export type Visibility = 'parties' | 'everyone';

/** Shards of the outbox: the unit of relay ownership. More than instances, so that adding an instance only moves leases. */
export const outboxShards = 4;

const tables = (s: string) => `
  create table ${s}.stream (
    aggregate text not null,
    stream_id uuid not null,
    version int not null check (version > 0),
    announced int not null check (announced >= 0),
    prev text not null check (length(prev) = 64),
    family_id uuid not null,
    parties uuid[] not null,
    world uuid,
    constraint stream_pkey primary key (aggregate, stream_id)
  ) with (fillfactor = 80);
  comment on table ${s}.stream is 'Head of one aggregate: fact version, announcement sequence and hash of its last announcement. The row every append compares and sets first.';

  create table ${s}.fact (
    aggregate text not null,
    stream_id uuid not null,
    version int not null,
    type text not null,
    data jsonb not null,
    meta jsonb not null,
    recorded_at timestamptz not null,
    parties uuid[] not null,
    constraint fact_pkey primary key (aggregate, stream_id, version)
  );
  comment on table ${s}.fact is 'What happened, for ever. Only append writes here.';

  create table ${s}.outbox (
    position bigint generated always as identity,
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
    constraint outbox_pkey primary key (shard, position)
  ) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_limit = 1000);
  comment on table ${s}.outbox is 'Announcements not yet on the broker; the relay deletes what the broker has confirmed.';

  create table ${s}.claim (
    key text not null,
    aggregate text not null,
    stream_id uuid not null,
    constraint claim_pkey primary key (key)
  );
  comment on table ${s}.claim is 'Things only one stream at a time may hold, such as the one open owning hand-off of a matter.';

  create table ${s}.receipt (
    account text not null,
    key text not null,
    request_hash text not null,
    answer jsonb not null,
    recorded_at timestamptz not null,
    parties uuid[] not null,
    constraint receipt_pkey primary key (account, key)
  );
  comment on table ${s}.receipt is 'Answers to commands by idempotency key, written with the facts they answered.';`;

const grants = (s: string, visibility: Visibility, { app, worker }: DatabaseRoles) => {
  const tablesWithFacts = ['stream', 'fact', 'outbox'] as const;
  const rights = { stream: 'select, insert, update', fact: 'select, insert, update (parties)', outbox: 'insert' } as const;
  const workerRights = { ...rights, outbox: 'select, insert, delete' } as const;
  const open = tablesWithFacts.map(
    (table) => `
    alter table ${s}.${table} enable row level security;
    alter table ${s}.${table} force row level security;
    create policy ${table}_everyone on ${s}.${table} to ${app}, ${worker} using (parties = '{}') with check (parties = '{}');
    grant ${rights[table]} on ${s}.${table} to ${app};
    grant ${workerRights[table]} on ${s}.${table} to ${worker};`,
  );
  const closed = tablesWithFacts.map((table) => partyPolicies(s, table, { app: rights[table], worker: workerRights[table] }));
  return `
  ${(visibility === 'everyone' ? open : closed).join('\n')}
  alter table ${s}.receipt enable row level security;
  alter table ${s}.receipt force row level security;
  create policy receipt_agency on ${s}.receipt to ${app}
    using (parties @> array[${currentAgency}]) with check (parties @> array[${currentAgency}]);
  grant select, insert on ${s}.receipt to ${app};
  -- load names the table whoever calls it; a service gives no key, and without a policy the worker role sees no receipt.
  grant select on ${s}.receipt to ${worker};
  ${plainGrants(s, 'claim', { app: 'select, insert, delete', worker: 'select, insert, delete' })}`;
};

const load = (s: string) => `
  create function ${s}.load(p_agency uuid, p_aggregate text, p_stream uuid, p_account text, p_key text)
  returns table (version int, announced int, prev text, family_id uuid, parties uuid[], world uuid, facts jsonb, receipt_hash text, receipt_answer jsonb)
  language plpgsql security invoker as $$
  begin
    perform set_config('xiezhi.agency', coalesce(p_agency::text, ''), true);
    return query
      select coalesce(h.version, 0), coalesce(h.announced, 0), coalesce(h.prev, repeat('0', 64)), h.family_id, h.parties, h.world,
        (select jsonb_agg(f.data || jsonb_build_object('type', f.type) order by f.version)
           from ${s}.fact f where f.aggregate = p_aggregate and f.stream_id = p_stream and f.version <= h.version),
        r.request_hash, r.answer
      from (values (1)) as one
      left join ${s}.stream h on h.aggregate = p_aggregate and h.stream_id = p_stream
      left join ${s}.receipt r on p_key is not null and r.account = p_account and r.key = p_key;
  end $$;
  comment on function ${s}.load is 'One stream with its facts, and the receipt of an idempotency key, as the agency may see them; version 0 when there is none to see.';`;

/**
 * The order inside is the proof: the head is compared and set first and its row lock held to the end, so versions, announcement
 * sequence, `prev` and outbox positions of one stream follow each other (MESSAGING 2.2, R1). Nothing else is written when the
 * comparison fails.
 */
const append = (s: string, source: string, topic: string) => `
  create function ${s}.append(
    p_agency uuid, p_aggregate text, p_stream uuid, p_expected int, p_announced int, p_prev text,
    p_family uuid, p_parties uuid[], p_world uuid,
    p_fact_types text[], p_fact_data text[], p_event_types text[], p_event_data text[],
    p_meta text, p_traceparent text, p_take text[], p_release text[],
    p_account text, p_key text, p_request_hash text, p_answer text,
    p_pass text[], p_heir uuid, p_past_stays boolean)
  returns table (recorded_at text)
  language plpgsql security invoker as $$
  declare
    v_time text := to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    v_subject text := p_aggregate || '/' || p_stream;
    v_version int := p_expected + cardinality(p_fact_types);
    v_sequence int := p_announced;
    v_prev text := p_prev;
    v_ids uuid[] := '{}';
    v_bodies text[] := '{}';
    v_old_parties uuid[] := p_parties;
    v_body text;
    v_id uuid;
    v_passed text[];
  begin
    perform set_config('xiezhi.agency', coalesce(p_agency::text, ''), true);

    for i in 1 .. cardinality(p_event_types) loop
      v_id := uuidv7();
      v_sequence := v_sequence + 1;
      v_body := '{"meta":{"familyId":"' || p_family || '","sequence":' || v_sequence || ',"prev":"' || v_prev
        || '","recordedAt":"' || v_time || '",' || p_meta || '},"data":' || p_event_data[i] || '}';
      v_prev := encode(sha256(convert_to(
        v_id || E'\\n${source}\\n' || p_event_types[i] || E'\\n' || v_subject || E'\\n' || v_time || E'\\n' || v_body, 'UTF8')), 'hex');
      v_ids := v_ids || v_id;
      v_bodies := v_bodies || v_body;
    end loop;

    if p_expected = 0 then
      insert into ${s}.stream (aggregate, stream_id, version, announced, prev, family_id, parties, world)
        select p_aggregate, p_stream, v_version, v_sequence, v_prev, p_family, p_parties, p_world where v_version > 0
        on conflict do nothing;
    else
      update ${s}.stream h set version = v_version, announced = v_sequence, prev = v_prev, parties = p_parties
        where h.aggregate = p_aggregate and h.stream_id = p_stream
          and h.version = p_expected and h.announced = p_announced and h.prev = p_prev and h.family_id = p_family
        returning old.parties into v_old_parties;
    end if;
    if not found then return; end if;

    insert into ${s}.fact (aggregate, stream_id, version, type, data, meta, recorded_at, parties)
      select p_aggregate, p_stream, p_expected + f.n, f.type, f.data::jsonb, ('{' || p_meta || '}')::jsonb, now(), p_parties
      from unnest(p_fact_types, p_fact_data) with ordinality as f(type, data, n);

    -- A stream is visible whole or not at all: a new party sees the facts before it came, unless they stay with those who had them.
    if v_old_parties is distinct from p_parties and not p_past_stays then
      update ${s}.fact f set parties = p_parties where f.aggregate = p_aggregate and f.stream_id = p_stream and f.version <= p_expected;
    end if;

    insert into ${s}.outbox (shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
      select hashtext(p_family::text) & ${outboxShards - 1}, e.id, '${topic}', p_family::text, v_subject, e.type, p_announced + e.n, v_time, p_traceparent, e.body, p_parties
      from unnest(v_ids, p_event_types, v_bodies) with ordinality as e(id, type, body, n) order by e.n;

    delete from ${s}.claim c where c.key = any(p_release) and c.aggregate = p_aggregate and c.stream_id = p_stream;
    -- Only the holder hands a claim on; the heir's own take of it then finds it held by itself and is content.
    if cardinality(p_pass) > 0 then
      with passed as (
        delete from ${s}.claim c where c.key = any(p_pass) and c.aggregate = p_aggregate and c.stream_id = p_stream returning c.key
      ) select array_agg(passed.key) into v_passed from passed;
      insert into ${s}.claim (key, aggregate, stream_id) select k, p_aggregate, p_heir from unnest(v_passed) as k;
    end if;
    insert into ${s}.claim (key, aggregate, stream_id) select k, p_aggregate, p_stream from unnest(p_take) as k
      where not exists (select 1 from ${s}.claim c where c.key = k and c.aggregate = p_aggregate and c.stream_id = p_stream);

    if p_key is not null then
      insert into ${s}.receipt (account, key, request_hash, answer, recorded_at, parties)
        values (p_account, p_key, p_request_hash, p_answer::jsonb, now(), array[p_agency]);
    end if;

    return query select v_time;
  end $$;
  comment on function ${s}.append is 'Compare-and-set of a stream head with its facts, announcements, claims and receipt, in one commit; no row when the head has moved. A claim can be passed on to another stream of the same aggregate, and past facts can stay with the former parties.';`;

/** The whole event store of one schema, as its first migration. */
export function eventStoreSql(schema: string, source: string, topic: string, visibility: Visibility): string {
  const roles = rolesOf(schema);
  return [
    tables(schema),
    grants(schema, visibility, roles),
    load(schema),
    append(schema, source, topic),
    `revoke all on function ${schema}.load, ${schema}.append from public;
     grant execute on function ${schema}.load, ${schema}.append to ${roles.app}, ${roles.worker};`,
  ].join('\n');
}
