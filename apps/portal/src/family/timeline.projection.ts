import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from './family.projection.ts';

const insertLines = statement(
  'portal.insert_timeline_lines_2',
  `insert into portal.timeline_line (event_id, family_id, source, subject, sequence, type, first_agency, second_agency, title,
     result_code, feedback_kind, detail, post, acted_at, recorded_at, world, parties)
   select event_id, family_id, source, subject, sequence, type, first_agency, second_agency, title,
     result_code, feedback_kind, detail, post, acted_at, recorded_at, world, parties
   from jsonb_to_recordset($1::jsonb) as line (event_id uuid, family_id uuid, source text, subject text, sequence int, type text,
     first_agency uuid, second_agency uuid, title text, result_code text, feedback_kind text, detail jsonb, post text, acted_at timestamptz,
     recorded_at timestamptz, world uuid, parties uuid[])
   on conflict do nothing`,
);

export async function saveTimeline(tx: Queryable, readEvents: readonly ReadEvent[]): Promise<void> {
  await insertLines(tx, JSON.stringify(readEvents.map(rowOf)));
}

function rowOf({ event, reading: { line } }: ReadEvent) {
  const { meta } = event;
  return {
    event_id: event.id,
    family_id: meta.familyId,
    source: event.source,
    subject: event.subject,
    sequence: meta.sequence,
    type: event.type,
    first_agency: line.first,
    second_agency: line.second,
    title: line.title,
    result_code: line.resultCode,
    feedback_kind: line.feedbackKind,
    detail: line.detail,
    post: 'post' in meta.actor ? meta.actor.post : undefined,
    acted_at: meta.actedAt,
    recorded_at: event.time,
    world: meta.world,
    parties: meta.parties,
  };
}
