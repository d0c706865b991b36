import { rolesOf } from '@xiezhi/contracts';

/**
 * The fence (MESSAGING 3.1) of one or several partitions of a consumer. Compare-and-set of each stored offset comes first and its row lock
 * is held to the end, so two members that both believe to own a partition take turns, and the second finds the offset moved. A lost
 * comparison writes nothing; the chunks beside it are taken. Rows are locked in the order they are given in, which is the same for all.
 * It also tells how many announcements of each partition were counted.
 */
export const takeChunksSql = (s: string): string => `
  create function ${s}.take_chunks(
    p_consumer text, p_lock_timeout text,
    p_topics text[], p_partitions int[], p_froms bigint[], p_nexts bigint[], p_firsts boolean[],
    p_ids uuid[], p_chunks int[], p_sources text[], p_subjects text[], p_families text[])
  returns table (stored bigint[], counted bigint[], fresh uuid[], last_sequences int[], parked_streams boolean[], parked_families text[])
  language plpgsql security invoker as $$
  declare
    v_all_stored bigint[] := '{}';
    v_all_counted bigint[] := '{}';
    v_stored bigint;
    v_counted bigint;
    v_parks boolean;
  begin
    perform set_config('xiezhi.consumer', p_consumer, true), set_config('lock_timeout', p_lock_timeout, true);

    for n in 1 .. cardinality(p_topics) loop
      v_stored := null;
      update ${s}.inbox_offset o set next_offset = p_nexts[n], updated_at = clock_timestamp()
        where o.consumer = p_consumer and o.topic = p_topics[n] and o.partition = p_partitions[n] and o.next_offset = p_froms[n]
        returning o.counted into v_counted;
      if not found then
        -- Who reads a partition for the first time counts from its first record on.
        insert into ${s}.inbox_offset as o (consumer, topic, partition, next_offset, counted)
          select p_consumer, p_topics[n], p_partitions[n], p_nexts[n], 0 where p_firsts[n]
          on conflict do nothing returning o.counted into v_counted;
        if not found then
          -- No row where there was one: the database went back to before it began, or the consumer is rebuilt. So it begins again.
          v_stored := coalesce((select o.next_offset from ${s}.inbox_offset o
            where o.consumer = p_consumer and o.topic = p_topics[n] and o.partition = p_partitions[n]), 0);
        end if;
      end if;
      v_all_stored := array_append(v_all_stored, v_stored);
      v_all_counted := array_append(v_all_counted, v_counted);
    end loop;

    v_parks := exists(select from ${s}.inbox_parked p where p.consumer = p_consumer);
    return query
      with received as (
        insert into ${s}.inbox_seen (consumer, event_id)
          select p_consumer, i.id from unnest(p_ids, p_chunks) as i(id, chunk) where v_all_stored[i.chunk] is null
          on conflict do nothing returning event_id)
      select v_all_stored,
        v_all_counted,
        coalesce((select array_agg(event_id) from received), '{}'),
        coalesce((select array_agg(coalesce(g.last_sequence, 0) order by st.n)
           from unnest(p_sources, p_subjects) with ordinality as st(source, subject, n)
           left join ${s}.inbox_gate g on g.consumer = p_consumer and g.source = st.source and g.subject = st.subject), '{}'),
        case when v_parks then coalesce((select array_agg(exists(select from ${s}.inbox_parked p
             where p.consumer = p_consumer and p.lane = 'stream:' || st.source || ':' || st.subject) order by st.n)
           from unnest(p_sources, p_subjects) with ordinality as st(source, subject, n)), '{}')
         else array_fill(false, array[cardinality(p_sources)]) end,
        case when v_parks then coalesce((select array_agg(f) from unnest(p_families) as f
           where exists(select from ${s}.inbox_parked p where p.consumer = p_consumer and p.lane = f)), '{}')
         else '{}' end;
  end $$;
  comment on function ${s}.take_chunks is 'Fences and takes chunks of several partitions: for each the stored offset when somebody else was there first, else its count; for all together new ids, gates and parked lanes.';
  comment on function ${s}.take_chunk is 'For instances of the build before, which took one chunk at a time: they run beside newer ones during a rolling upgrade.';
  revoke all on function ${s}.take_chunks from public;
  grant execute on function ${s}.take_chunks to ${rolesOf(s).worker};`;
