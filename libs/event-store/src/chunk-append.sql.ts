import { outboxShards } from './event-store.sql.ts';

/**
 * `append` for whoever writes many streams, or one of them twice, in one transaction: without a `p_prev` the head's own is taken, under its
 * lock; version and sequence are compared as always. What an append does not have (claims, a receipt) costs it no statement.
 *
 * The order inside is the proof: the head is compared and set first and its row lock held to the end, so versions, announcement
 * sequence, `prev` and outbox positions of one stream follow each other (MESSAGING 2.2, R1). Nothing else is written when the
 * comparison fails.
 */
export const chunkAppendSql = (s: string, source: string, topic: string) => `
  create or replace function ${s}.append(
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

    if p_prev is null then
      select h.prev into v_prev from ${s}.stream h
        where h.aggregate = p_aggregate and h.stream_id = p_stream and h.version = p_expected for update;
      if not found then return; end if;
    end if;

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
          and h.version = p_expected and h.announced = p_announced and (p_prev is null or h.prev = p_prev) and h.family_id = p_family
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

    if v_sequence > p_announced then
    insert into ${s}.outbox (shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
      select hashtext(p_family::text) & ${outboxShards - 1}, e.id, '${topic}', p_family::text, v_subject, e.type, p_announced + e.n, v_time, p_traceparent, e.body, p_parties
      from unnest(v_ids, p_event_types, v_bodies) with ordinality as e(id, type, body, n) order by e.n;
    end if;

    if cardinality(p_release) > 0 then
      delete from ${s}.claim c where c.key = any(p_release) and c.aggregate = p_aggregate and c.stream_id = p_stream;
    end if;
    -- Only the holder hands a claim on; the heir's own take of it then finds it held by itself and is content.
    if cardinality(p_pass) > 0 then
      with passed as (
        delete from ${s}.claim c where c.key = any(p_pass) and c.aggregate = p_aggregate and c.stream_id = p_stream returning c.key
      ) select array_agg(passed.key) into v_passed from passed;
      insert into ${s}.claim (key, aggregate, stream_id) select k, p_aggregate, p_heir from unnest(v_passed) as k;
    end if;
    if cardinality(p_take) > 0 then
      insert into ${s}.claim (key, aggregate, stream_id) select k, p_aggregate, p_stream from unnest(p_take) as k
        where not exists (select 1 from ${s}.claim c where c.key = k and c.aggregate = p_aggregate and c.stream_id = p_stream);
    end if;

    if p_key is not null then
      insert into ${s}.receipt (account, key, request_hash, answer, recorded_at, parties)
        values (p_account, p_key, p_request_hash, p_answer::jsonb, now(), array[p_agency]);
    end if;

    return query select v_time;
  end $$;
  comment on function ${s}.append is 'Compare-and-set of a stream head with its facts, announcements, claims and receipt, in one commit; no row when the head has moved. A claim can be passed on to another stream of the same aggregate, and past facts can stay with the former parties.';`;
