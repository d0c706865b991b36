import { z } from 'zod';

/** Rows of one answer. The largest list, 165 agencies, comes whole when asked for in 200s. */
export const pageSizeMax = 200;

/** Query members of every list: `after` is the `next` of the page before. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(50),
  after: z.string().min(1).max(120).optional(),
};

export interface Page<Item> {
  items: Item[];
  /** Send it as `after` for the next page; null on the last one. */
  next: string | null;
}

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Cuts a list that was asked for with one row more than the page holds. */
export function page<Row, Item>(rows: Row[], limit: number, keyOf: (row: Row) => string, itemOf: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
