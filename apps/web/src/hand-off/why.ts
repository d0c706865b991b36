import type { DeadlineWhy } from '../api/types.ts';

/** The lines of a derivation as sentences. */
export function sentencesOf({ lines = [] }: DeadlineWhy): string[] {
  return lines.map(({ text, source }) => (source === undefined ? text : `${text}（${source}）`));
}
