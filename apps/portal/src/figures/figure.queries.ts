import { Refusal } from '@xiezhi/decider';
import { figureDefinitions, periodOf, splitNames, unavailableFigures, type Window } from '@xiezhi/statistics';
import { dateOf } from '@xiezhi/statutory-time';
import { WorldId } from '@xiezhi/contracts';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { type Described, Figure, isDefinition } from './figure.answer.ts';
import { type Asked, type Behind, foldFigures, itemsBehind } from './figure-fold.ts';
import type { FreezePlan } from './freeze-plan.ts';
import { cutOffOf, frozenAnswer, frozenFigures, itemsNote, unfrozenAnswer } from './frozen-figures.ts';

export const listMax = 200;

const PeriodText = z
  .string()
  .max(10)
  .describe('Month 2026-10, quarter 2026-Q4, half-year 2026-H2, year 2026, or year to date 2026-YTD; legal days, both ends included');
const World = WorldId.optional().describe('演练: figures of this practice world; absent: that of Xiezhi-World, else real matters');

export const FiguresQuery = z.strictObject({
  period: PeriodText,
  figure: z.string().min(1).max(400).optional().describe('Ids of figures, separated by commas; absent: all'),
  world: World,
});
export type FiguresQuery = z.infer<typeof FiguresQuery>;

export const BehindQuery = z
  .strictObject({
    period: PeriodText,
    side: z.enum(['numerator', 'denominator', 'all']).default('all').describe('all: also what is only still open'),
    split: z.enum(splitNames).optional(),
    key: z.string().min(1).max(200).optional().describe('With split: only what is counted in this group'),
    limit: z.coerce.number().int().min(1).max(listMax).default(50),
    cursor: z.string().max(300).optional().describe('next of the page before'),
    world: World,
  })
  .refine(({ split, key }) => (split === undefined) === (key === undefined), { message: 'split and key go together' });
export type BehindQuery = z.infer<typeof BehindQuery>;

export const Figures = z
  .object({
    period: z.object({ text: z.string(), from: z.iso.date(), to: z.iso.date(), isOpen: z.boolean().describe('Not over yet') }),
    legalNow: z.iso.datetime().describe('Up to when everything was followed, but for what is frozen'),
    world: z.uuid().optional().describe('演练: practice world'),
    figures: z.array(Figure),
  })
  .meta({ id: 'Figures' });
export type Figures = z.infer<typeof Figures>;

export const FigureItems = z
  .object({
    figure: z.string(),
    note: z.string().optional().describe('Of a frozen figure: that the items are those of the restated one'),
    items: z.array(
      z.object({
        id: z.string().describe('Stream `<aggregate>/<uuid>`, or the id of a family'),
        familyId: z.uuid(),
        title: z.string().optional(),
        numerator: z.number(),
        denominator: z.number(),
        original: z.number().optional(),
        grossDays: z.number().optional(),
        netDays: z.number().optional(),
        openDays: z.number().optional(),
      }),
    ),
    next: z.string().optional().describe('Cursor of the next page; absent when there is nothing left'),
  })
  .meta({ id: 'FigureItems' });
export type FigureItems = z.infer<typeof FigureItems>;

/** Legal moment and world of whoever asks. */
export interface Standpoint {
  legalNow: string;
  world: string | null;
}

/** @throws Refusal PERIOD_IMPOSSIBLE, PERIOD_IN_FUTURE */
export function windowOf(text: string, { legalNow }: Standpoint): Window {
  const today = dateOf(legalNow);
  const period = periodOf(text, today);
  if (period === undefined) throw new Refusal('PERIOD_IMPOSSIBLE', { period: text });
  if (period.from > today) throw new Refusal('PERIOD_IN_FUTURE', { period: text, today });
  return { period, cutOff: { at: legalNow, on: today } };
}

/**
 * Of a month that was frozen the frozen numbers, and beside them what they are restated to; of everything else the numbers of now.
 *
 * @throws Refusal FIGURE_UNKNOWN, PERIOD_IMPOSSIBLE, PERIOD_IN_FUTURE
 */
export async function figuresOf(db: EntityManager, query: FiguresQuery, standpoint: Standpoint, plan: FreezePlan): Promise<Figures> {
  const window = windowOf(query.period, standpoint);
  const { period, cutOff } = window;
  const wanted = wantedBy(query.figure);
  const ids = wanted.map(({ id }) => id);
  const frozen = await frozenFigures(db, period, ids, standpoint.world);
  const countings = wanted.filter(isDefinition).map((definition) => {
    const row = frozen.get(definition.id);
    return { definition, window: row === undefined ? window : { period, cutOff: cutOffOf(row) } };
  });
  const counted = new Map((await foldFigures(db, countings, standpoint.world)).map((figure) => [figure.id, figure]));
  const { text, from, to } = period;
  return {
    period: { text, from, to, isOpen: to >= cutOff.on },
    legalNow: standpoint.legalNow,
    ...(standpoint.world !== null && { world: standpoint.world }),
    figures: wanted.map((described) => {
      const [row, figure] = [frozen.get(described.id), counted.get(described.id)];
      if (row !== undefined && figure !== undefined) return frozenAnswer(row, figure, described);
      return unfrozenAnswer(described, figure, period, cutOff.on, plan);
    }),
  };
}

const all: readonly Described[] = [...figureDefinitions, ...unavailableFigures].toSorted((one, other) => (one.id < other.id ? -1 : 1));

function wantedBy(ids: string | undefined): readonly Described[] {
  if (ids === undefined) return all;
  return [...new Set(ids.split(','))].map(describedBy);
}

function describedBy(id: string): Described {
  const found = all.find((described) => described.id === id);
  if (found === undefined) throw new Refusal('FIGURE_UNKNOWN', { figure: id.slice(0, 40) });
  return found;
}

/** @throws Refusal FIGURE_UNKNOWN, FIGURE_NOT_AVAILABLE, PERIOD_IMPOSSIBLE, PERIOD_IN_FUTURE, FIGURE_CURSOR_INVALID */
export async function itemsOfFigure(db: EntityManager, id: string, query: BehindQuery, standpoint: Standpoint): Promise<FigureItems> {
  const described = describedBy(id);
  if (!isDefinition(described)) throw new Refusal('FIGURE_NOT_AVAILABLE', { figure: id });
  const { side, split, key, limit, cursor } = query;
  const { world } = standpoint;
  const window = windowOf(query.period, standpoint);
  const frozen = (await frozenFigures(db, window.period, [id], world)).get(id);
  // The list goes with what a frozen figure is restated to: what it was counted of then is nowhere any more.
  const asked: Asked = { window: frozen === undefined ? window : { ...window, cutOff: cutOffOf(frozen) }, world };
  const after = cursor === undefined ? { walk: 0, id: '' } : positionOf(cursor);
  const behind: Behind = { side, limit, after, ...(split !== undefined && key !== undefined && { group: { split, key } }) };
  const { items, next } = await itemsBehind(db, described, asked, behind);
  return {
    figure: id,
    ...(frozen !== undefined && { note: itemsNote(frozen) }),
    items: items.map(({ item, title, judgement: { numerator, denominator, original, days, openDays } }) => ({
      id: item.id,
      familyId: item.familyId,
      ...(title !== null && { title }),
      numerator,
      denominator,
      ...(original !== undefined && { original }),
      ...(days !== undefined && { grossDays: days.gross, netDays: days.net }),
      ...(openDays !== undefined && { openDays }),
    })),
    ...(next !== undefined && { next: cursorOf(next) }),
  };
}

const Position = z.tuple([z.int().min(0).max(20), z.string().regex(/^(?:[a-z-]{1,30}\/)?[0-9a-f-]{36}$/)]);

const cursorOf = ({ walk, id }: Behind['after']): string => Buffer.from(JSON.stringify([walk, id])).toString('base64url');

function positionOf(cursor: string): Behind['after'] {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new Refusal('FIGURE_CURSOR_INVALID');
  }
  const position = Position.safeParse(read);
  if (!position.success) throw new Refusal('FIGURE_CURSOR_INVALID');
  const [walk, id] = position.data;
  return { walk, id };
}
