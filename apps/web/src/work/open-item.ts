import type { WorklistItem } from '../api/types.ts';

/** What follows a chart has a page of its own. */
const chartPages: Readonly<Record<string, string>> = { 'case-file': 'case-files', problem: 'problems', dispute: 'disputes' };

/** The page of something by its subject, `<aggregate>/<id>`; undefined for what has none. */
export function pageOf(subject: string): string | undefined {
  const [aggregate = '', id = ''] = subject.split('/');
  const page = chartPages[aggregate];
  return page === undefined ? undefined : `/${page}/${id}`;
}

/** The page on which an item is worked: a clue that waits to be handed over, a hand-off with all that hangs on it, what follows a chart, or the whole matter. */
export function pathOf({ kind, subject, handOffId, familyId }: WorklistItem): string {
  const [aggregate, id] = subject.split('/');
  if (kind === 'hand-over-clue' && aggregate === 'matter') return `/clues/${id}/hand-over`;
  const handOff = aggregate === 'hand-off' ? id : handOffId;
  return handOff === undefined ? (pageOf(subject) ?? `/families/${familyId}`) : `/hand-offs/${handOff}`;
}
