import type { WorklistItem } from '../api/types.ts';

/** The page on which an item is worked: a clue that waits to be handed over, a hand-off with all that hangs on it, or the whole matter. */
export function pathOf({ kind, subject, handOffId, familyId }: WorklistItem): string {
  const [aggregate, id] = subject.split('/');
  if (kind === 'hand-over-clue' && aggregate === 'matter') return `/clues/${id}/hand-over`;
  const handOff = aggregate === 'hand-off' ? id : handOffId;
  return handOff === undefined ? `/families/${familyId}` : `/hand-offs/${handOff}`;
}
