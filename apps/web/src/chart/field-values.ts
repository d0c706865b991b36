import type { FormField } from '../api/types.ts';

/** What a form holds of one field: as its input gives it. */
export type Held = string | number | boolean | string[] | Record<string, string | number>[] | null | undefined;
/** What a step records under a field. */
export type Said = string | number | boolean | string[] | Record<string, unknown>[] | Record<string, boolean>;

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The fields of a step as the service wants them; what was left empty is not said at all. */
export function saidOf(form: readonly FormField[], held: Readonly<Record<string, Held>>): Record<string, Said> {
  const said = form.flatMap((field): [string, Said][] => {
    const value = saidInField(field, held[field.field]);
    return value === undefined ? [] : [[field.field, value]];
  });
  return Object.fromEntries(said);
}

function saidInField({ kind, options = [] }: FormField, held: Held): Said | undefined {
  // A list of which nothing is ticked is an answer too: nothing of it is done.
  if (kind === 'checklist') {
    const ticked = Array.isArray(held) ? held : undefined;
    return ticked === undefined ? undefined : Object.fromEntries(options.map(({ value }) => [value, (ticked as string[]).includes(value)]));
  }
  if (held === undefined || held === null) return undefined;
  if (typeof held === 'string') {
    const text = held.trim();
    if (kind === 'lines') return linesOf(text).length === 0 ? undefined : linesOf(text);
    return text === '' ? undefined : text;
  }
  if (!Array.isArray(held)) return held;
  if (held.length === 0) return undefined;
  return kind === 'records' ? (held as Record<string, string | number>[]).map(withoutEmpty) : held;
}

const withoutEmpty = (row: Record<string, string | number | undefined>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined && value !== ''));

interface Names {
  agency(id: string): string;
  yes: string;
  no: string;
}

/** What was recorded, in words; one line for each entry of a list. */
export function wordsOf({ kind, options = [], members = [] }: FormField, value: unknown, { agency, yes, no }: Names): string[] {
  const nameOf = (code: unknown): string => options.find((option) => option.value === code)?.name ?? String(code);
  const list = Array.isArray(value) ? value : [value];
  if (kind === 'flag') return [value === true ? yes : no];
  if (kind === 'code' || kind === 'codes') return list.map(nameOf);
  if (kind === 'agency' || kind === 'agencies') return list.map((id) => agency(String(id)));
  if (kind === 'checklist')
    return options.map((option) => `${option.name}：${(value as Record<string, boolean>)[option.value] === true ? yes : no}`);
  if (kind !== 'records') return list.map(String);
  return (list as Record<string, string | number>[]).map((row) =>
    members.flatMap(({ member, name }) => (row[member] === undefined ? [] : [`${name} ${String(row[member])}`])).join('，'),
  );
}
