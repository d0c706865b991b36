import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from '../family/family.projection.ts';
import { sourceOfAggregate, type Turn } from '../family/reading.ts';
import { turnKinds, untoldKinds } from './turn-kind.ts';

/** A turn that took effect with this chunk. */
export interface OpenedTurn {
  event_id: string;
  item: string;
  agency: string;
}

// A hand-off once sent by an agency stays on its list: is_sent is never taken back.
const mergeTurns = statement<OpenedTurn & { kind: string | null }>(
  'portal.merge_turns_2',
  `insert into portal.turn as t (item, agency, kind, rank, family_id, source, subject, title, since, counterpart, world, event_id, parties,
     role, hand_off_id, is_sent)
   select item, agency, kind, rank, family_id, source, subject, title, since, counterpart, world, event_id, parties,
     role, hand_off_id, is_sent
   from jsonb_to_recordset($1::jsonb) as row (item text, agency uuid, kind text, rank bigint, family_id uuid, source text, subject text,
     title text, since timestamptz, counterpart uuid, world uuid, event_id uuid, parties uuid[], role text, hand_off_id uuid,
     is_sent boolean)
   on conflict (item, agency) do update set kind = excluded.kind, rank = excluded.rank, subject = excluded.subject,
     title = excluded.title, since = excluded.since, counterpart = excluded.counterpart, event_id = excluded.event_id,
     parties = excluded.parties, role = excluded.role, hand_off_id = coalesce(excluded.hand_off_id, t.hand_off_id),
     is_sent = t.is_sent or excluded.is_sent
   where t.rank < excluded.rank
   returning item, agency, kind, event_id`,
);

/**
 * Brings the keys of all turns about these streams up to what is now known of turns and deadlines, in whatever order both came: the
 * agency's own deadline first, a running one before a paused one, the nearest before others. A deadline without a turn stands for
 * itself, unless another turn of its holder on the same stream covers it.
 */
const settleTurns = statement(
  'portal.settle_turns',
  `update portal.turn t set shelf = s.shelf, clock_id = s.clock_id, attention_at = s.attention_at, late_key = s.late_key,
     work_key = s.work_key, sent_key = s.sent_key, done_key = s.done_key
   from (
     select t.item, t.agency, open.shelf, d.clock_id,
       case when open.shelf is not null and d.is_own then d.attention_at end as attention_at,
       case when open.shelf is not null and d.is_own then ms.late end as late_key,
       case when open.shelf is not null then coalesce(ms.due, 100000000000000 + ms.since) end as work_key,
       case when t.is_sent then coalesce(ms.due, 200000000000000 - ms.since) end as sent_key,
       case when t.kind is null and t.item = t.subject then - ms.since end as done_key
     from portal.turn t
     left join lateral (
       select d.*, d.holder = t.agency as is_own from portal.deadline d
       where d.subject = t.subject and d.state <> 'stopped' and d.world is not distinct from t.world
         and d.parties @> array[t.agency] and (t.kind is distinct from 'meet-deadline' or d.clock_id::text = split_part(t.item, '/', 2))
       order by d.holder = t.agency desc, d.state = 'running' desc, d.due_at, d.clock_id limit 1) d on true
     -- One row, searched by subject. As exists it was answered by a hash of every open turn there is, eight times per chunk; and the
     -- coalesce keeps a plan made while few are open from walking the index of open ones.
     left join lateral (select true as is_there from portal.turn o
       where o.subject = t.subject and o.agency = t.agency and coalesce(o.kind, 'meet-deadline') <> 'meet-deadline' limit 1) other
       on t.kind = 'meet-deadline'
     cross join lateral (select case when other.is_there then null else $2::jsonb ->> t.kind end as shelf offset 0) open
     cross join lateral (select (extract(epoch from d.due_at) * 1000)::bigint as due,
       (extract(epoch from d.late_after) * 1000)::bigint as late, (extract(epoch from t.since) * 1000)::bigint as since offset 0) ms
     where t.subject = any($1::text[])) s
   where t.item = s.item and t.agency = s.agency
     and (t.shelf, t.clock_id, t.attention_at, t.late_key, t.work_key, t.sent_key, t.done_key)
       is distinct from (s.shelf, s.clock_id, s.attention_at, s.late_key, s.work_key, s.sent_key, s.done_key)`,
);

/**
 * A turn and its deadline come by different topics, in transactions that do not see each other: whoever is second waits here until the
 * first is done and then sees what it did. Taken before any turn is touched and in one order, so that nobody waits in a circle.
 */
const awaitOthersOn = statement(
  'portal.await_others_on',
  `select pg_advisory_xact_lock(key) from (
     select distinct hashtextextended('portal.turn/' || subject, 0) as key from unnest($1::text[]) as subject order by key) as keys`,
);

const shelves = JSON.stringify(Object.fromEntries(Object.entries(turnKinds).map(([kind, { shelf }]) => [kind, shelf])));

/** @returns turns that are somebody's now, were not before this chunk, and are to be told */
export async function saveTurns(tx: Queryable, readEvents: readonly ReadEvent[]): Promise<OpenedTurn[]> {
  const rows = latestTurns(readEvents);
  const about = [...rows.map(({ subject }) => subject), ...readEvents.flatMap(({ reading }) => reading.deadline?.subject ?? [])];
  if (about.length === 0) return [];
  const subjects = [...new Set(about)];
  await awaitOthersOn(tx, subjects);
  const merged = rows.length === 0 ? [] : await mergeTurns(tx, JSON.stringify(rows));
  await settleTurns(tx, subjects, shelves);
  return merged.filter(({ kind }) => kind !== null && !untoldKinds.has(kind));
}

/** One row per item and agency, that of the highest rank: an upsert may not touch a row twice. */
export function latestTurns(readEvents: readonly ReadEvent[]) {
  const latest = new Map<string, ReturnType<typeof rowOf>>();
  for (const readEvent of readEvents) {
    for (const turn of readEvent.reading.turns) {
      const key = `${turn.item} ${turn.agency}`;
      const before = latest.get(key);
      if ((before?.rank ?? 0) < turn.rank) {
        const row = rowOf(readEvent, turn);
        latest.set(key, { ...row, is_sent: row.is_sent || before?.is_sent === true });
      }
    }
  }
  return [...latest.values()];
}

function rowOf({ event }: ReadEvent, { subject = event.subject, handOffId, role, isSent = false, ...turn }: Turn) {
  return {
    ...turn,
    role,
    hand_off_id: handOffId,
    is_sent: isSent,
    family_id: event.meta.familyId,
    source: sourceOfAggregate[subject.split('/')[0] ?? ''] ?? event.source,
    subject,
    since: event.meta.actedAt,
    world: event.meta.world,
    event_id: event.id,
    parties: event.meta.parties,
  };
}
