import { derivedId } from '@xiezhi/aggregate';
import { announcementHash } from '@xiezhi/contracts';

/** Rows of one table that a life has left, each value as Postgres writes it. */
export interface TableRows {
  table: string;
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
}

/** One announcement of the life, as the table `announced` keeps it. */
export interface Announced {
  service: string;
  eventId: string;
  subject: string;
  type: string;
  sequence: number;
  time: string;
  body: string;
}

export interface NumberTaken {
  schema: string;
  type: string;
  holder: string;
  year: string;
  number: number;
  text: string;
}

/** What a life has left, and what of it is the life's own. */
export interface Remains {
  tables: readonly TableRows[];
  announced: readonly Announced[];
  numbers: readonly NumberTaken[];
  /** Ids that were not there before the life. */
  ids: readonly string[];
  family: string;
}

/** A text with holes: `texts[0] value[holes[0]] texts[1] …` */
export interface Form {
  texts: readonly string[];
  holes: readonly number[];
}

/** How the value of a hole is made for a copy, in the order of the holes. */
export type Hole =
  | { kind: 'id'; version: string }
  | { kind: 'derived'; from: number; what: string }
  | { kind: 'number'; series: string; word: string; rest: string }
  | { kind: 'number alone'; series: string }
  | { kind: 'position'; schema: string }
  | { kind: 'partition' }
  /** Hash of an announcement: made when its body is filled. */
  | { kind: 'hash'; headers: Form; source: string; type: string; time: string; body: Form };

export interface Template {
  holes: readonly Hole[];
  family: number;
  /** Lines of COPY, by table. */
  tables: readonly { table: string; columns: readonly string[]; lines: readonly Form[] }[];
  /** Announcements per publisher's schema: positions that a copy takes. */
  positions: Readonly<Record<string, number>>;
  rows: number;
}

const own = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}/g;

/**
 * Makes a form of one lived life: ids, hashes, numbers, positions and partitions are holes, everything else is as it was lived.
 *
 * @param names what may be derived from what: 'case-file', 'clock/H06/'
 * @throws when a derived id follows from nothing known: a copy would not be one
 */
export function templateOf(remains: Remains, names: readonly string[]): Template {
  const holes: Hole[] = [];
  const placeOf = new Map<string, number>();
  const hole = (text: string, made: Hole): number => {
    placeOf.set(text, holes.length);
    return holes.push(made) - 1;
  };
  for (const id of inOrderOfDerivation(remains.ids, names)) {
    if (id.from === undefined) hole(id.id, { kind: 'id', version: id.id[14]! });
    else hole(id.id, { kind: 'derived', from: placeOf.get(id.from)!, what: id.what });
  }
  for (const taken of remains.numbers) {
    const series = seriesOf(taken);
    const [word, rest] = taken.text.split(`${taken.number}号`) as [string, string];
    hole(taken.text, { kind: 'number', series, word, rest: `号${rest}` });
  }
  const form = (text: string): Form => formOf(text, placeOf);
  const chained = remains.announced.toSorted((left, right) => left.subject.localeCompare(right.subject) || left.sequence - right.sequence);
  for (const { service, eventId, subject, type, time, body } of chained) {
    const source = `/xiezhi/${service}`;
    const hash = announcementHash({ id: eventId, source, type, subject, time }, Buffer.from(body));
    hole(hash, { kind: 'hash', headers: form(`${eventId} ${subject}`), source, type, time, body: form(body) });
  }
  const tables = remains.tables.map(({ table, columns, rows }) => ({
    table,
    columns,
    lines: rows.map((row) => lineOf(table, columns, row, { form, holes })),
  }));
  const positions: Record<string, number> = {};
  for (const one of holes) if (one.kind === 'position') positions[one.schema] = (positions[one.schema] ?? 0) + 1;
  return { holes, family: placeOf.get(remains.family)!, tables, positions, rows: tables.reduce((sum, { lines }) => sum + lines.length, 0) };
}

export const seriesOf = ({ schema, type, holder, year }: Omit<NumberTaken, 'number' | 'text'>): string =>
  [schema, type, holder, year].join(' ');

/** Every id behind what it follows from. */
function inOrderOfDerivation(ids: readonly string[], names: readonly string[]): { id: string; from?: string; what: string }[] {
  const isDerived = (id: string): boolean => id[14] === '8';
  const ordered: { id: string; from?: string; what: string }[] = ids.filter((id) => !isDerived(id)).map((id) => ({ id, what: '' }));
  const missing = new Set(ids.filter(isDerived));
  // Grows while it is walked: what follows from a derived id is found behind it.
  for (let n = 0; n < ordered.length && missing.size > 0; n++) {
    const from = ordered[n]!.id;
    for (const what of names) {
      const id = derivedId(from, what);
      if (missing.delete(id)) ordered.push({ id, from, what });
    }
  }
  if (missing.size > 0) throw new Error(`ids follow from nothing known: ${[...missing].join(', ')}`);
  return ordered;
}

function formOf(text: string, placeOf: ReadonlyMap<string, number>): Form {
  const numbers = [...placeOf.keys()]
    .filter((known) => known.endsWith('号'))
    .map((known) => known.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = numbers.length === 0 ? own : new RegExp(`${own.source}|${numbers.join('|')}`, 'g');
  const texts: string[] = [];
  const holes: number[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const place = placeOf.get(found);
    if (place === undefined) continue;
    texts.push(text.slice(end, index));
    holes.push(place);
    end = index + found.length;
  }
  return { texts: [...texts, text.slice(end)], holes };
}

/** Columns whose value follows from the copy and from no other text of it. */
function lineOf(
  table: string,
  columns: readonly string[],
  row: readonly (string | null)[],
  { form, holes }: { form(text: string): Form; holes: Hole[] },
): Form {
  const [schema, name] = table.split('.') as [string, string];
  const value = (column: string): string => row[columns.indexOf(column)] ?? '';
  const forms = columns.map((column, n): Form => {
    const made = ((): Hole | undefined => {
      if (name === 'announced' && column === 'position') return { kind: 'position', schema };
      if (name === 'trail' && column === 'partition') return { kind: 'partition' };
      if (name === 'document_number' && column === 'number')
        return {
          kind: 'number alone',
          series: seriesOf({ schema, type: value('type'), holder: value('holder'), year: value('year') }),
        };
      return undefined;
    })();
    const text = row[n];
    if (made !== undefined) return { texts: ['', ''], holes: [holes.push(made) - 1] };
    return text === null || text === undefined ? { texts: ['\\N'], holes: [] } : form(escaped(text));
  });
  return forms.reduce((line, next) => joined(line, '\t', next));
}

function joined(left: Form, between: string, right: Form): Form {
  const [first, ...rest] = right.texts as [string, ...string[]];
  return {
    texts: [...left.texts.slice(0, -1), `${left.texts.at(-1)}${between}${first}`, ...rest],
    holes: [...left.holes, ...right.holes],
  };
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
const escaped = (text: string): string => text.replaceAll(/[\\\n\t\r]/g, (sign) => escapes[sign]!);
