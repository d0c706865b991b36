import type { MechanismPack } from './read-mechanism-pack.ts';

/** One thing that two versions of a pack say differently. Absent `before` is new, absent `after` is gone. */
export interface Difference {
  /** Where, in the pack's own names: `charts problem transitions P4 requires`, `clocks H05 length`. */
  place: string;
  before?: unknown;
  after?: unknown;
}

/**
 * What changes between two versions, by the names a lawyer knows: rows and steps are compared under their ids, whatever file or line
 * they stand in. In the order of the places.
 */
export function diffPacks(before: MechanismPack, after: MechanismPack): Difference[] {
  return differences('', contentOf(before), contentOf(after)).toSorted((one, other) =>
    one.place.localeCompare(other.place, 'en', { numeric: true }),
  );
}

/** Files are a matter of order in a folder, and names of documents are said by letters; what counts is what is said. */
const contentOf = ({ clocks, charts, ...rest }: MechanismPack) => ({
  ...rest,
  charts: Object.fromEntries(Object.entries(charts).map(([name, { documents: _names, ...chart }]) => [name, chart])),
  clocks: clocks.flatMap(({ rules, information }) => [...rules, ...information]),
});

function differences(place: string, before: unknown, after: unknown): Difference[] {
  if (isSame(before, after)) return [];
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left === undefined || right === undefined) {
    return [{ place, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differences(place === '' ? name : `${place} ${name}`, left.get(name), right.get(name)),
  );
}

/** Members of an object, or of a list whose elements all have a name; other lists are compared as a whole. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    const isNamed = names.every((name) => name !== undefined) && new Set(names).size === names.length;
    return isNamed && names.length > 0 ? new Map(names.map((name, place) => [name, value[place]])) : undefined;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function nameOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  // A route has an id for machines too; officers know it by its slug.
  const { slug, id, code, chart, year } = element as Record<string, unknown>;
  const name = slug ?? id ?? code ?? chart ?? year;
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
