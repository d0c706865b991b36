/**
 * The fence (MESSAGING 3.1). Compare-and-set of the stored offset comes first and its row lock is held to the end, so two members
 * that both believe to own a partition take turns, and the second finds the offset moved. A lost comparison writes nothing.
 * It also tells how many announcements of the partition were counted.
 */
export const takeChunkSql = (s: string): string => `
  create function ${s}.take_chunk(
    p_consumer text, p_topic text, p_partition int, p_from bigint, p_next bigint, p_first boolean,
    p_ids uuid[], p_sources text[], p_subjects text[], p_families text[])
  returns table (stored bigint, counted bigint, fresh uuid[], last_sequences int[], parked_streams boolean[], parked_families text[])
  language plpgsql security invoker as $$
  declare
    v_stored bigint;
    v_counted bigint;
  begin
    perform set_config('xiezhi.consumer', p_consumer, true);

    update ${s}.inbox_offset o set next_offset = p_next, updated_at = clock_timestamp()
      where o.consumer = p_consumer and o.topic = p_topic and o.partition = p_partition and o.next_offset = p_from
      returning o.counted into v_counted;
    if not found then
      -- Who reads a partition for the first time counts from its first record on.
      insert into ${s}.inbox_offset as o (consumer, topic, partition, next_offset, counted) select p_consumer, p_topic, p_partition, p_next, 0 where p_first
        on conflict do nothing returning o.counted into v_counted;
      if not found then
        select o.next_offset into v_stored from ${s}.inbox_offset o
          where o.consumer = p_consumer and o.topic = p_topic and o.partition = p_partition;
        -- No row where there was one: the database went back to before it began, or the consumer is rebuilt. So it begins again.
        return query select coalesce(v_stored, 0), null::bigint, null::uuid[], null::int[], null::boolean[], null::text[];
        return;
      end if;
    end if;

    return query
      with received as (
        insert into ${s}.inbox_seen (consumer, event_id) select p_consumer, i from unnest(p_ids) as i
          on conflict do nothing returning event_id)
      select null::bigint,
        v_counted,
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
