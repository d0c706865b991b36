import { z } from 'zod';
import type { Fields } from './field.ts';
import type { StageState } from './state.ts';

const Amount = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}(\.[a-z][A-Za-z0-9]{0,39})?$/)
  .describe('A number field, or a number in the rows of a records field, such as payments.amount');

/** A balance over a ledger: what was put in, less what was taken back. */
export const Sum = z.strictObject({ plus: z.array(Amount).min(1).max(10), minus: z.array(Amount).max(10).default([]) });
export type Sum = z.infer<typeof Sum>;

/**
 * Rows are summed over every step that recorded some and this one, since each step adds to the ledger; a number field counts once, as
 * last recorded. What was never recorded is nothing.
 *
 * @returns in the fields' own unit, to the sixth decimal, so that fen and kilograms add up as on paper
 */
export function sumOf({ plus, minus }: Sum, fields: Fields, state: StageState): number {
  const all = (paths: readonly string[]) => paths.reduce((sum, path) => sum + amountAt(path, fields, state), 0);
  return Math.round((all(plus) - all(minus)) * 1e6) / 1e6;
}

function amountAt(path: string, fields: Fields, { taken, values }: StageState): number {
  const [field = '', member] = path.split('.');
  if (member === undefined) return numberIn(fields[field] ?? values[field]);
  return [...taken.map((step) => step.fields), fields]
    .flatMap((recorded) => rowsIn(recorded[field]))
    .reduce((sum, row) => sum + numberIn(row[member]), 0);
}

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : 0);

const rowsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null) : [];
