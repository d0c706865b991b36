import { type Queryable, statement } from '@xiezhi/postgres';
import type { HeldKind } from './held-item.ts';

/** Of a practice world its id; a key holds no null. */
export const realmOf = (world: string | null): string => world ?? 'real';

/** One row of portal.frozen_figure, but for the moment of recording. */
export interface FrozenRow {
  realm: string;
  month: string;
  agency: string;
  figure: string;
  shown: unknown;
  digest: string;
  due_on: string;
  frozen_on: string;
  cut_off: string;
  calendar: string;
  is_provisional: boolean;
}

/** By name, so that each world is one range of the index of kinds instead of a look at every row. */
const heldKinds: Readonly<Record<HeldKind, true>> = {
  clue: true,
  problem: true,
  'hand-off': true,
  duty: true,
  file: true,
  clock: true,
  supervision: true,
  dispute: true,
};
const kinds = Object.keys(heldKinds);

interface Counting {
  agency: string;
  /** First month in which there is anything of it. */
  since: string;
}

const countedIn = (world: string) =>
  `select a as agency, to_char(min(i.first_at) at time zone 'Asia/Shanghai', 'YYYY-MM') as since
   from portal.figure_item i cross join lateral unnest(i.parties) a where i.kind = any($1::text[]) and ${world} group by a order by a`;
const countedInReal = statement<Counting>('portal.agencies_counted_real', countedIn('i.world is null'));
const countedInWorld = statement<Counting>('portal.agencies_counted_world', countedIn('i.world = $2::uuid'));

/** Every agency that is party to anything in a world, and since when. Walks all items of it. */
export function agenciesCounted(worker: Queryable, world: string | null): Promise<Counting[]> {
  return world === null ? countedInReal(worker, kinds) : countedInWorld(worker, kinds, world);
}

export const frozenOf = statement<{ agency: string; month: string; figures: string[] }>(
  'portal.frozen_of',
  `select agency, month, array_agg(figure) as figures from portal.frozen_figure where realm = $1 and month >= $2 group by agency, month`,
);

/** What stands stays, whoever comes second; in the order of the key, so that two who freeze the same wait for each other and never in a circle. */
export const keepFrozen = statement<{ figure: string }>(
  'portal.keep_frozen',
  `insert into portal.frozen_figure (realm, month, agency, figure, shown, digest, due_on, frozen_on, cut_off, calendar, is_provisional, parties)
   select realm, month, agency, figure, shown, digest, due_on, frozen_on, cut_off, calendar, is_provisional, array[agency]
   from jsonb_to_recordset($1::jsonb) as row (realm text, month text, agency uuid, figure text, shown jsonb, digest text, due_on date, frozen_on date,
     cut_off timestamptz, calendar text, is_provisional boolean)
   order by realm, month, agency, figure on conflict do nothing returning figure`,
);

/** Under the policies of the reader: the frozen figures of his own agency. */
export const frozenMonthText = `select figure, shown, digest, due_on::text, frozen_on::text, cut_off, calendar, is_provisional
  from portal.frozen_figure where realm = $1 and month = $2 and figure = any($3::text[])`;

/**
 * Whether the figures have applied as much of each topic as the lists have: not in the middle of a rebuild, nor behind the clock of a
 * practice world, which the lists' consumer moves on.
 */
const selectCaughtUp = statement<{ is_caught_up: boolean }>(
  'portal.figures_caught_up',
  `select not exists (
     select from portal.inbox_offset other left join portal.inbox_offset own
       on own.consumer = $1 and own.topic = other.topic and own.partition = other.partition
     where other.consumer = $2 and other.topic = any($3::text[]) and coalesce(own.next_offset, 0) < other.next_offset) as is_caught_up`,
);

export async function isCaughtUp(worker: Queryable, own: string, other: string, topics: readonly string[]): Promise<boolean> {
  return (await selectCaughtUp(worker, own, other, topics))[0]?.is_caught_up === true;
}

export const selectWorlds = statement<{ id: string; legal_now: Date }>(
  'portal.select_worlds',
  'select id, legal_now from portal.world order by id limit 10000',
);
