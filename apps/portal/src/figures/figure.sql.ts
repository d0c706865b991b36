import type { ItemKind, Source } from '@xiezhi/statistics';

/** One page of the items a figure may count, in the order of their ids: numbers and the lists behind them read the same (SC-12). */
export interface PageAsked {
  kind: ItemKind;
  /** Absent: all classes of the kind. */
  classes?: readonly string[];
  with: ReadonlySet<NonNullable<Source['with']>>;
  /** Legal days: items that are all over before, or begin after, cannot concern the figure. */
  from: string;
  to: string;
  /** null: real matters. */
  world: string | null;
  after: string;
  limit: number;
}

/** What every page has: who may see it is a matter of the row policies. */
export interface PageRow {
  id: string;
  familyId: string;
  class: string;
  title: string | null;
  facts: Record<string, unknown>;
}

export function pageOf(asked: PageAsked): { text: string; values: unknown[] } {
  const { kind, classes = null, from, to, world, after, limit } = asked;
  const values: unknown[] = [after, limit, from, to, ...(world === null ? [] : [world])];
  const inWorld = (row: string) => (world === null ? `${row}.world is null` : `${row}.world = $5`);
  if (kind === 'family') return { text: families(inWorld), values };
  if (kind === 'lead') return { text: leads(inWorld), values };
  const classesAt = values.push(classes);
  const [joined, facts] = joins(asked, inWorld);
  // A deadline may fall due after all else about its file is over.
  const isOver = asked.with.has('deadlines') ? '$3::date is not null' : 'i.last_on >= $3::date';
  const text = `select i.subject as id, i.family_id as "familyId", i.class, i.title, ${facts} as facts
    from (select i.* from portal.figure_item i
      where i.kind = '${kind}' and ${inWorld('i')} and i.subject > $1 and ${isOver} and i.first_on <= $4::date
        and ($${classesAt}::text[] is null or i.class = any($${classesAt}::text[]))
      ${inPages}) i ${joined}
    order by i.subject`;
  return { text, values };
}

type InWorld = (row: string) => string;

/**
 * Along the index, stopped at a page before anything is joined to it. The world is named in the order although all rows have the same: for
 * `is null` the planner does not know that, and sorts whatever is left of a million items for every page (see walkAs).
 */
const inPages = 'order by i.world, i.subject limit $2';

/** Pauses of the deadlines about the item itself or about its matter. */
const pausesOf = (inWorld: InWorld) => `left join lateral (
    select jsonb_agg(p order by p ->> 'from') as pauses from portal.figure_item c cross join lateral jsonb_array_elements(c.facts -> 'pauses') p
    where c.kind = 'clock' and c.about in (i.subject, 'matter/' || i.matter_id::text) and ${inWorld('c')}) paused on true`;
const paused = `jsonb_build_object('pauses', coalesce(paused.pauses, '[]'::jsonb))`;

function joins({ kind, with: joined }: PageAsked, inWorld: InWorld): [from: string, facts: string] {
  if (kind === 'hand-off') {
    const from = `left join portal.agency s on s.id = (i.facts ->> 'sender')::uuid left join portal.agency r on r.id = (i.facts ->> 'receiver')::uuid
      left join portal.figure_item c on c.subject = 'clue/' || i.matter_id::text and ${inWorld('c')}`;
    const kinds = `jsonb_strip_nulls(jsonb_build_object('senderKind', s.kind, 'receiverKind', r.kind))`;
    return [from, `i.facts || ${kinds} || coalesce(c.facts, '{}'::jsonb)`];
  }
  const from: string[] = [];
  const facts = ['i.facts'];
  if (joined.has('pauses')) {
    from.push(pausesOf(inWorld));
    facts.push(paused);
  }
  if (joined.has('deadlines')) {
    from.push(`left join lateral (
      select jsonb_agg(c.facts || jsonb_build_object('kind', 'clock', 'id', c.subject, 'familyId', c.family_id, 'class', c.class)
        order by c.first_at, c.subject) as deadlines
      from portal.figure_item c where c.kind = 'clock' and c.about = i.subject and ${inWorld('c')}) owed on true`);
    facts.push(`jsonb_build_object('deadlines', coalesce(owed.deadlines, '[]'::jsonb))`);
  }
  return [from.join(' '), facts.join(' || ')];
}

/**
 * A clue's first sending that was not taken back, with the decision on it as the receiver has told it. `offset 0` keeps the search for an
 * earlier one a search by matter for each row of the page: as a join it is made over all hand-offs, for every page again.
 */
const leads = (inWorld: InWorld) => `
  select i.subject as id, i.family_id as "familyId", i.class, i.title,
    jsonb_build_object('sentOn', i.facts -> 'sentOn', 'isRecalled', coalesce(i.facts -> 'end' ->> 'how', '') = 'recalled')
      || coalesce(decided.facts, '{}'::jsonb) || ${paused} as facts
  from (select i.* from portal.figure_item i
    where i.kind = 'hand-off' and i.class = 'clue' and ${inWorld('i')} and i.subject > $1 and $3::date is not null and i.first_on <= $4::date
      and (i.facts -> 'isOwning')::boolean
      and not exists (
        select from portal.figure_item e where e.matter_id = i.matter_id and e.kind = 'hand-off' and ${inWorld('e')} and (e.facts -> 'isOwning')::boolean
          and coalesce(e.facts -> 'end' ->> 'how', '') <> 'recalled' and (e.first_at, e.subject) < (i.first_at, i.subject) offset 0)
    ${inPages}) i ${pausesOf(inWorld)}
  left join lateral (
    select jsonb_build_object('decidedOn', d.facts -> 'owedOn', 'resultCode', d.facts -> 'resultCode') as facts from portal.figure_item d
    where d.kind = 'duty' and d.class = 'FILING' and d.matter_id = i.matter_id and ${inWorld('d')} and d.facts ? 'resultCode'
    order by d.first_at, d.subject limit 1) decided on true
  order by i.subject`;

/** All that stems from one set of facts, as far as the reader sees it. Who acted is told by every stream, when it is closed by the matters. */
const families = (inWorld: InWorld) => `
  select f.id, f.id as "familyId", '' as class, f.title,
    jsonb_strip_nulls(jsonb_build_object('firstAt', f.first_at, 'firstOn', (f.first_at at time zone 'Asia/Shanghai')::date,
      'closedAt', f.closed_at, 'closedOn', (f.closed_at at time zone 'Asia/Shanghai')::date, 'organs', f.organs))
      || jsonb_build_object('waits', coalesce(waits.all, '[]'::jsonb)) as facts
  from (
    select i.family_id::text as id, i.family_id, min(i.title) as title, min(i.first_at) as first_at, count(distinct a) as organs,
      case when bool_or(i.is_open) then null else max(i.rested_at) end as closed_at
    from portal.figure_item i left join lateral unnest(i.actors) a on true
    where ${inWorld('i')} and i.family_id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
    group by i.family_id
    having $3::date is not null and min(i.first_on) <= $4::date
    order by i.family_id limit $2) f
  left join lateral (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('sentAt', h.facts -> 'sentAt', 'receivedAt', h.facts -> 'receivedAt',
      'firstActionAt', h.facts -> 'firstActionAt', 'endedAt', h.facts -> 'end' -> 'at'))) as all
    from portal.figure_item h where h.family_id = f.family_id and h.kind = 'hand-off' and ${inWorld('h')}) waits on true
  order by f.family_id`;
