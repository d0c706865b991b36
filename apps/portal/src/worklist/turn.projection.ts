import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from '../family/family.projection.ts';
import type { Turn } from '../family/reading.ts';

/** A turn that took effect with this chunk. */
export interface OpenedTurn {
  event_id: string;
  item: string;
  agency: string;
}

const mergeTurns = statement<OpenedTurn & { kind: string | null }>(
  'portal.merge_turns',
  `insert into portal.turn as t (item, agency, kind, rank, family_id, source, subject, title, since, counterpart, world, event_id, parties)
   select item, agency, kind, rank, family_id, source, subject, title, since, counterpart, world, event_id, parties
   from jsonb_to_recordset($1::jsonb) as row (item text, agency uuid, kind text, rank bigint, family_id uuid, source text, subject text,
     title text, since timestamptz, counterpart uuid, world uuid, event_id uuid, parties uuid[])
   on conflict (item, agency) do update set kind = excluded.kind, rank = excluded.rank, subject = excluded.subject,
     title = excluded.title, since = excluded.since, counterpart = excluded.counterpart, event_id = excluded.event_id,
     parties = excluded.parties
   where t.rank < excluded.rank
   returning item, agency, kind, event_id`,
);

/** @returns turns that are somebody's now and were not before this chunk */
export async function saveTurns(tx: Queryable, readEvents: readonly ReadEvent[]): Promise<OpenedTurn[]> {
  const rows = latestTurns(readEvents);
  if (rows.length === 0) return [];
  const merged = await mergeTurns(tx, JSON.stringify(rows));
  return merged.filter(({ kind }) => kind !== null);
}

/** One row per item and agency, that of the highest rank: an upsert may not touch a row twice. */
export function latestTurns(readEvents: readonly ReadEvent[]) {
  const latest = new Map<string, ReturnType<typeof rowOf>>();
  for (const readEvent of readEvents) {
    for (const turn of readEvent.reading.turns) {
      const key = `${turn.item} ${turn.agency}`;
      if ((latest.get(key)?.rank ?? 0) < turn.rank) latest.set(key, rowOf(readEvent, turn));
    }
  }
  return [...latest.values()];
}

function rowOf({ event }: ReadEvent, turn: Turn) {
  return {
    ...turn,
    family_id: event.meta.familyId,
    source: event.source,
    subject: event.subject,
    since: event.meta.actedAt,
    world: event.meta.world,
    event_id: event.id,
    parties: event.meta.parties,
  };
}
