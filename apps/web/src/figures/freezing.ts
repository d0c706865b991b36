import type { Figure } from '../api/types.ts';

/** What is not frozen yet of a month. */
export interface NextFreezing {
  which: 'all' | 'rest';
  /** Legal day of the next; absent when it has come and the freezing has not: it follows in a moment, or there was nothing of the agency. */
  on?: string;
}

/**
 * @param today legal day
 * @returns undefined where nothing is to be frozen any more, as of a quarter or a year
 */
export function nextFreezing(figures: readonly Pick<Figure, 'frozen' | 'freezesOn'>[], today: string): NextFreezing | undefined {
  const [first] = figures.flatMap(({ freezesOn }) => freezesOn ?? []).toSorted();
  if (first === undefined) return undefined;
  const which = figures.some(({ frozen }) => frozen !== undefined) ? 'rest' : 'all';
  return { which, ...(first > today && { on: first }) };
}
