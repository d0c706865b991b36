import type { IntegrationEvent } from '@xiezhi/contracts';
import { concerning, type Effect, type ReceivedEvent } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';
import { foldClock, foldDuty, foldFile, foldSupervision } from './handling-items.ts';
import type { Fold, HeldItem, HeldKind } from './held-item.ts';
import { foldClue, foldDispute, foldHandOff, foldProblem } from './transfer-items.ts';

/** Which fold the streams of an aggregate have, and whether a family stays open until they are at rest: deadlines and duties follow matters. */
const folds: Readonly<Record<string, { fold: Fold<never>; isMatter: boolean }>> = {
  clue: { fold: foldClue as Fold<never>, isMatter: false },
  problem: { fold: foldProblem as Fold<never>, isMatter: true },
  'hand-off': { fold: foldHandOff as Fold<never>, isMatter: true },
  dispute: { fold: foldDispute as Fold<never>, isMatter: true },
  'case-file': { fold: foldFile as Fold<never>, isMatter: true },
  thread: { fold: foldDuty as Fold<never>, isMatter: false },
  clock: { fold: foldClock as Fold<never>, isMatter: false },
  supervision: { fold: foldSupervision as Fold<never>, isMatter: true },
};

const foldOf = ({ subject }: Pick<IntegrationEvent, 'subject'>) => folds[subject.split('/')[0] ?? ''];

/** One row of portal.figure_item. */
export interface ItemRow {
  subject: string;
  rank: number;
  kind: HeldKind;
  class: string;
  family_id: string;
  matter_id: string | null;
  about: string | null;
  title: string | null;
  first_at: string;
  rested_at: string | null;
  is_open: boolean;
  first_on: string;
  last_on: string;
  actors: string[];
  world: string | null;
  parties: string[];
  facts: HeldItem['facts'];
}

const selectItems = statement<ItemRow>(
  'portal.select_figure_items',
  `select subject, rank::float8 as rank, kind, class, family_id, matter_id, about, title, first_at, rested_at, is_open, first_on::text, last_on::text,
     actors, world, parties, facts from portal.figure_item where subject = any($1::text[])`,
);

const putItems = statement(
  'portal.put_figure_items',
  `insert into portal.figure_item as i (subject, rank, kind, class, family_id, matter_id, about, title, first_at, rested_at, is_open, first_on, last_on,
     actors, world, parties, facts)
   select subject, rank, kind, class, family_id, matter_id, about, title, first_at, rested_at, is_open, first_on, last_on,
     actors, world, parties, facts
   from jsonb_to_recordset($1::jsonb) as row (subject text, rank bigint, kind text, class text, family_id uuid, matter_id uuid, about text, title text,
     first_at timestamptz, rested_at timestamptz, is_open boolean, first_on date, last_on date, actors uuid[], world uuid, parties uuid[], facts jsonb)
   on conflict (subject) do update set rank = excluded.rank, class = excluded.class, rested_at = excluded.rested_at, is_open = excluded.is_open,
     first_on = excluded.first_on, last_on = excluded.last_on, actors = excluded.actors, parties = excluded.parties, facts = excluded.facts
   where i.rank < excluded.rank`,
);

/** Every event of a counted stream, also one that changes no fact: it may change who sees the stream, and says who acted. */
const isCounted = (event: ReceivedEvent): boolean => foldOf(event) !== undefined;

/**
 * Keeps what is counted: one row per stream, folded from what its stream tells in order, whatever lies between. Two statements a chunk.
 * An event that was applied before has a rank that is not above the row's, and changes nothing.
 */
export const figureProjection: Effect = concerning(
  (type) => !type.startsWith('directory.'),
  async (tx: Queryable, events: ReceivedEvent[]) => {
    const told = events.filter(isCounted);
    if (told.length === 0) return;
    const subjects = [...new Set(told.map(({ subject }) => subject))];
    const rows = new Map((await selectItems(tx, subjects)).map((row) => [row.subject, row]));
    const before = new Map(rows);
    for (const event of told) {
      const row = rowAfter(rows.get(event.subject), event);
      if (row !== undefined) rows.set(event.subject, row);
    }
    const changed = [...rows.values()].filter((row) => before.get(row.subject) !== row);
    if (changed.length > 0) await putItems(tx, JSON.stringify(changed));
  },
);

/** @returns the row it was when the event is of before, undefined while the stream is not counted yet */
export function rowAfter(row: ItemRow | undefined, event: IntegrationEvent): ItemRow | undefined {
  const known = foldOf(event);
  const { sequence, familyId, actedAt, actor, parties, world } = event.meta;
  if (known === undefined || (row !== undefined && row.rank >= sequence)) return row;
  const fold = known.fold as unknown as Fold<HeldKind>;
  const item = fold(row && itemOf(row), event);
  if (item === undefined) return undefined;
  const actors = 'agency' in actor ? [...new Set([...(row?.actors ?? []), actor.agency])] : (row?.actors ?? []);
  const isOpen = item.restedAt === undefined;
  return {
    subject: event.subject,
    rank: sequence,
    kind: item.kind,
    class: item.class,
    family_id: familyId,
    matter_id: item.matterId ?? null,
    about: item.about ?? null,
    title: item.title ?? null,
    first_at: row?.first_at ?? actedAt,
    rested_at: item.restedAt ?? null,
    is_open: known.isMatter && isOpen,
    ...daysOf(item, isOpen),
    actors,
    world: world ?? null,
    parties,
    facts: item.facts,
  };
}

function itemOf(row: ItemRow): HeldItem {
  return {
    kind: row.kind,
    class: row.class,
    facts: row.facts,
    ...(row.rested_at !== null && { restedAt: new Date(row.rested_at).toISOString() }),
    ...(row.matter_id !== null && { matterId: row.matter_id }),
    ...(row.about !== null && { about: row.about }),
    ...(row.title !== null && { title: row.title }),
  };
}

/**
 * First and last day that any fact of the item names, by which a period leaves out what cannot concern it; what is open may concern every
 * later one. A deadline is over when it was stopped, a clue never concerns a period by itself.
 */
function daysOf({ kind, facts }: HeldItem, isOpen: boolean): Pick<ItemRow, 'first_on' | 'last_on'> {
  const days = [...JSON.stringify(facts).matchAll(/"(\d{4}-\d{2}-\d{2})"/g)].flatMap(([, day]) => day ?? []).toSorted();
  const goesOn = kind === 'clock' ? !('stopped' in facts) : kind === 'duty' ? false : isOpen;
  return { first_on: days[0] ?? '-infinity', last_on: goesOn ? 'infinity' : (days.at(-1) ?? 'infinity') };
}
