import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from '../family/family.projection.ts';

// What stopped says nothing of moments it may not know: those of the running clock stay for whoever asks how it ended.
const mergeDeadlines = statement(
  'portal.merge_deadlines',
  `insert into portal.deadline as d (clock_id, rank, rule_id, rule_name, subject, matter_kind, matter_id, family_id, holder, title, state,
     change, due_at, late_after, attention_at, warning_at, unit, is_provisional, nature, turns_red, world, parties)
   select clock_id, rank, rule_id, rule_name, subject, matter_kind, matter_id, family_id, holder, title, state,
     change, due_at, late_after, attention_at, warning_at, unit, is_provisional, nature, turns_red, world, parties
   from jsonb_to_recordset($1::jsonb) as row (clock_id uuid, rank bigint, rule_id text, rule_name text, subject text, matter_kind text,
     matter_id uuid, family_id uuid, holder uuid, title text, state text, change text, due_at timestamptz, late_after timestamptz,
     attention_at timestamptz, warning_at timestamptz, unit text, is_provisional boolean, nature text, turns_red boolean, world uuid, parties uuid[])
   on conflict (clock_id) do update set rank = excluded.rank, state = excluded.state, change = coalesce(excluded.change, d.change),
     due_at = case excluded.state when 'stopped' then coalesce(excluded.due_at, d.due_at) else excluded.due_at end,
     late_after = case excluded.state when 'stopped' then coalesce(excluded.late_after, d.late_after) else excluded.late_after end,
     attention_at = excluded.attention_at, warning_at = excluded.warning_at, is_provisional = excluded.is_provisional,
     unit = coalesce(excluded.unit, d.unit), nature = coalesce(excluded.nature, d.nature), turns_red = excluded.turns_red, parties = excluded.parties
   where d.rank < excluded.rank`,
);

export async function saveDeadlines(tx: Queryable, readEvents: readonly ReadEvent[]): Promise<void> {
  const rows = latestDeadlines(readEvents);
  if (rows.length > 0) await mergeDeadlines(tx, JSON.stringify(rows));
}

/** One row per clock, the latest: an upsert may not touch a row twice. */
function latestDeadlines(readEvents: readonly ReadEvent[]) {
  const latest = new Map<string, DeadlineRow>();
  for (const readEvent of readEvents) {
    if (readEvent.reading.deadline === undefined) continue;
    const row = rowOf(readEvent, readEvent.reading.deadline);
    const before = latest.get(row.clock_id);
    if (before !== undefined && before.rank >= row.rank) continue;
    const kept = row.state === 'stopped' && before !== undefined ? { ...row, ...endedAfter(before, row) } : row;
    latest.set(row.clock_id, kept);
  }
  return [...latest.values()];
}

/** As the statement does with a row that was stored before. */
function endedAfter(before: DeadlineRow, row: DeadlineRow): Pick<DeadlineRow, 'due_at' | 'late_after' | 'unit' | 'nature'> {
  const { due_at, late_after, unit, nature } = before;
  return { due_at: row.due_at ?? due_at, late_after: row.late_after ?? late_after, unit: row.unit ?? unit, nature: row.nature ?? nature };
}

type DeadlineRow = ReturnType<typeof rowOf>;

function rowOf({ event }: ReadEvent, deadline: NonNullable<ReadEvent['reading']['deadline']>) {
  return {
    clock_id: deadline.clockId,
    rank: event.meta.sequence,
    rule_id: deadline.ruleId,
    rule_name: deadline.ruleName,
    subject: deadline.subject,
    matter_kind: deadline.matterKind,
    matter_id: deadline.matterId,
    family_id: event.meta.familyId,
    holder: deadline.holder,
    title: deadline.title,
    state: deadline.state,
    change: deadline.change,
    due_at: deadline.dueAt,
    late_after: deadline.lateAfter,
    attention_at: deadline.attentionAt,
    warning_at: deadline.warningAt,
    unit: deadline.unit,
    is_provisional: deadline.isProvisional,
    nature: deadline.nature,
    turns_red: deadline.turnsRed,
    world: event.meta.world,
    parties: event.meta.parties,
  };
}
