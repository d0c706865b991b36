import {
  compared,
  type Figure,
  type FigureDefinition,
  type Item,
  type ItemKind,
  type Judgement,
  type Source,
  Tally,
  type Window,
  yearBefore,
} from '@xiezhi/statistics';
import { addMonths } from '@xiezhi/statutory-time';
import type { DataSource, EntityManager } from 'typeorm';
import { readAs } from '../directory/read-as.ts';
import { type PageAsked, pageOf, type PageRow } from './figure.sql.ts';

/** Items of about a kilobyte: a page stays near two megabytes, whatever there is in all. */
export const pageRows = 2000;

/** Pages that a list may look through for one answer; a list that has not filled itself by then goes on in the next. */
const pagesPerList = 20;

/** What is read together: one walk per kind, however many figures count it. */
export interface Walk {
  kind: ItemKind;
  classes?: readonly string[];
  with: ReadonlySet<NonNullable<Source['with']>>;
}

export function walksOf(definitions: readonly FigureDefinition[]): Walk[] {
  const sources = definitions.flatMap(({ reads }) => reads);
  return [...Map.groupBy(sources, ({ kind }) => kind)].map(([kind, ofKind]) => {
    const classes = ofKind.some((source) => source.classes === undefined)
      ? undefined
      : [...new Set(ofKind.flatMap((source) => source.classes ?? []))];
    return { kind, ...(classes !== undefined && { classes }), with: new Set(ofKind.flatMap((source) => source.with ?? [])) };
  });
}

export interface Asked {
  window: Window;
  world: string | null;
}

/** Of one page: one that takes longer is not a page but a missing index. */
const pageTimeoutMs = 15_000;

/**
 * Walks under the policies of one agency. A page comes along its index in order: a planner that believes that hardly a page of all items meets
 * the conditions would read and sort whatever is left of them, for every page again. So it is told that sorting is dear.
 */
export function walkAs<Answer>(dataSource: DataSource, agency: string, read: (db: EntityManager) => Promise<Answer>): Promise<Answer> {
  return readAs(dataSource, agency, async (db) => {
    await db.query(`select set_config('statement_timeout', $1, true), set_config('enable_sort', 'off', true)`, [String(pageTimeoutMs)]);
    return read(db);
  });
}

/** A figure and what it is asked for. */
export interface Counting {
  definition: FigureDefinition;
  window: Window;
}

/**
 * Every figure asked for, and what it was a year before, by one walk over each kind of item, however many periods are asked for: page after
 * page, each item judged and forgotten. Run under the policies of the reader.
 *
 * @returns in the order in which they were asked for
 */
export async function foldFigures(db: EntityManager, countings: readonly Counting[], world: string | null): Promise<Figure[]> {
  const pairs = countings.map(({ definition, window }) => {
    const before = windowBefore(window);
    const [now, past] = [new Tally(definition, window), new Tally(definition, before)];
    return { definition, now, past, from: before.period.from, to: window.period.to };
  });
  const from =
    pairs
      .map((pair) => pair.from)
      .toSorted()
      .at(0) ?? '';
  const to =
    pairs
      .map((pair) => pair.to)
      .toSorted()
      .at(-1) ?? '';
  for (const walk of walksOf(countings.map(({ definition }) => definition))) {
    const concerned = pairs.filter(({ definition }) => definition.reads.some(({ kind }) => kind === walk.kind));
    for await (const { item } of itemsOn(db, walk, { from, to, world })) {
      for (const { now, past } of concerned) {
        now.add(item);
        past.add(item);
      }
    }
  }
  return pairs.map(({ definition, now, past }) => compared(definition, now.figure(), past.figure()));
}

/** The same period a year ago, seen as it was seen then. */
function windowBefore({ period, cutOff }: Window): Window {
  const at = new Date(cutOff.at);
  at.setUTCFullYear(at.getUTCFullYear() - 1);
  const on = addMonths(cutOff.on, -12);
  return { period: yearBefore(period), cutOff: { at: at.toISOString(), on } };
}

/** Which of the items behind a figure are wanted. */
export interface Behind {
  side: 'numerator' | 'denominator' | 'all';
  group?: { split: string; key: string };
  limit: number;
  after: { walk: number; id: string };
}

export interface BehindItem {
  item: Item;
  title: string | null;
  judgement: Judgement;
}

/** One page of the items behind a figure, by the judgement that made the number. `next` is absent when there is nothing left. */
export async function itemsBehind(
  db: EntityManager,
  definition: FigureDefinition,
  { window, world }: Asked,
  { side, group, limit, after }: Behind,
): Promise<{ items: BehindItem[]; next?: Behind['after'] }> {
  const found: BehindItem[] = [];
  const walks = walksOf([definition]);
  let looked = 0;
  for (let walk = after.walk; walk < walks.length; walk += 1) {
    const wanted = walks[walk];
    if (wanted === undefined) break;
    const start = walk === after.walk ? after.id : '';
    for await (const { item, title } of itemsOn(db, wanted, { from: window.period.from, to: window.period.to, world }, start)) {
      const judgement = definition.judge(item, window);
      if (judgement !== undefined && isOn(side, judgement) && isIn(group, judgement)) found.push({ item, title, judgement });
      looked += 1;
      if (found.length === limit || looked === pageRows * pagesPerList) return { items: found, next: { walk, id: item.id } };
    }
  }
  return { items: found };
}

const isOn = (side: Behind['side'], { numerator, denominator }: Judgement): boolean =>
  side === 'all' || (side === 'numerator' ? numerator !== 0 : denominator !== 0);

const isIn = (group: Behind['group'], { splits = {} }: Judgement): boolean =>
  group === undefined || Object.entries(splits).some(([split, key]) => split === group.split && key === group.key);

type Range = Pick<PageAsked, 'from' | 'to' | 'world'>;

async function* itemsOn(db: EntityManager, walk: Walk, range: Range, start = ''): AsyncGenerator<{ item: Item; title: string | null }> {
  let after = start;
  for (;;) {
    const page = pageOf({ ...walk, ...range, after, limit: pageRows });
    const rows = await db.query<PageRow[]>(page.text, page.values);
    // The projection writes what the types of libs/statistics say; the joins add the members they name.
    for (const { id, familyId, class: sort, title, facts } of rows)
      yield { item: { kind: walk.kind, id, familyId, class: sort, ...facts } as unknown as Item, title };
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last.id;
  }
}
