import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from './family.projection.ts';
import type { Standing } from './reading.ts';

// A title once told stays when a later event of the stream does not repeat it.
const mergeStandings = statement(
  'portal.merge_standings_2',
  `insert into portal.standing as s (source, subject, rank, family_id, state, title, owner, counterpart, matter_kind, matter_id, stage, result_code,
     feedback_kind, since, world, parties)
   select source, subject, rank, family_id, state, title, owner, counterpart, matter_kind, matter_id, stage, result_code, feedback_kind, since, world, parties
   from jsonb_to_recordset($1::jsonb) as row (source text, subject text, rank bigint, family_id uuid, state text, title text, owner uuid,
     counterpart uuid, matter_kind text, matter_id uuid, stage text, result_code text, feedback_kind text, since timestamptz, world uuid, parties uuid[])
   on conflict (source, subject) do update set rank = excluded.rank, state = excluded.state, stage = excluded.stage, title = coalesce(excluded.title, s.title),
     owner = excluded.owner, counterpart = excluded.counterpart, result_code = excluded.result_code,
     feedback_kind = excluded.feedback_kind, since = excluded.since, parties = excluded.parties
   where s.rank < excluded.rank`,
);

export interface StandingRow {
  source: string;
  subject: string;
  rank: number;
  title?: string | undefined;
}

export async function saveStandings(tx: Queryable, readEvents: readonly ReadEvent[]): Promise<void> {
  const rows = latestStandings(readEvents);
  if (rows.length > 0) await mergeStandings(tx, JSON.stringify(rows));
}

/** One row per stream: an upsert may not touch a row twice. Streams arrive in order, whatever lies between their events. */
export function latestStandings(readEvents: readonly ReadEvent[]): StandingRow[] {
  const latest = new Map<string, StandingRow>();
  for (const readEvent of readEvents) {
    if (readEvent.reading.standing === undefined) continue;
    const row = rowOf(readEvent, readEvent.reading.standing);
    const key = `${row.source} ${row.subject}`;
    const before = latest.get(key);
    if (before === undefined || before.rank < row.rank) latest.set(key, { ...row, title: row.title ?? before?.title });
  }
  return [...latest.values()];
}

function rowOf({ event }: ReadEvent, standing: Standing) {
  return {
    source: event.source,
    subject: event.subject,
    rank: event.meta.sequence,
    family_id: event.meta.familyId,
    state: standing.state,
    title: standing.title,
    owner: standing.owner,
    counterpart: standing.counterpart,
    matter_kind: standing.matterKind,
    matter_id: standing.matterId,
    stage: standing.stage,
    result_code: standing.resultCode,
    feedback_kind: standing.feedbackKind,
    since: event.meta.actedAt,
    world: event.meta.world,
    parties: event.meta.parties,
  };
}
