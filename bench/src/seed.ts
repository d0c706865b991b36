import { publishers, schemaOf, services } from '@xiezhi/contracts';
import { counties, lifeSteps } from '@xiezhi/faults/life-steps';
import type pg from 'pg';
import type { Desk } from './lifecycle-desk.ts';
import { newLife } from './lifecycle-load.ts';
import type { World } from './lifecycle-world.ts';
import { copyIn } from './seed-copy-in.ts';
import { type Calendar, copyOf, type Counters, type Lines } from './seed-copies.ts';
import { type Announced, type NumberTaken, type Remains, seriesOf, type TableRows, type Template, templateOf } from './seed-template.ts';

/** How far lives of the seed have come, and how many of a hundred. Most clues of a city wait in a register or are long closed. */
const kinds: readonly { steps: number; ofHundred: number }[] = [
  { steps: 1, ofHundred: 92 },
  { steps: 4, ofHundred: 4 },
  { steps: 6, ofHundred: 2 },
  { steps: lifeSteps.length, ofHundred: 2 },
];

/** What belongs to no life: counters of the passage through the broker, news of the directory, sign-ins. */
const notLived = new Set([
  'migration',
  'outbox',
  'inbox_offset',
  'inbox_beacon',
  'inbox_begun',
  // Forgotten after the retention of the broker, which a world of this age has behind it.
  'inbox_seen',
  'number_series',
  // The last thousand of each account are kept: a bounded number in any world.
  'notice',
  'notice_counter',
  'session',
  'sign_in',
  'operator_act',
]);

const batch = 1_000;
const connections = 3;
/** Ten months back: what is seeded lies in the order in which it would have been lived. */
const calendarOf = (count: number): Calendar => {
  const spanMs = 300 * 86_400_000;
  return { firstAt: Date.now() - spanMs - 86_400_000, stepMs: spanMs / count };
};

/** Multiplies lives that the world has lived itself, row by row in every schema. */
export class Seed {
  readonly #world: World;
  readonly #templates: Template[][] = [];
  #partitions = 0;
  #seeded = 0;
  #calendar: Calendar;

  /** @param countMax clues that will ever be asked for */
  constructor(world: World, countMax: number) {
    this.#world = world;
    this.#calendar = calendarOf(countMax);
  }

  /** Lives one life of each kind in each county, with nothing else going on, and keeps what it left. For a young world: it is read whole. */
  async learn(desk: Desk): Promise<void> {
    const { db } = this.#world;
    const tables = await tablesOf(db);
    const { rows } = await db.query<{ n: number }>(`select max(partition)::int + 1 as n from audit.inbox_offset`);
    this.#partitions = rows[0]!.n;
    for (const { steps } of kinds) {
      const templates: Template[] = [];
      for (const county of counties) {
        await this.#world.settled();
        const before = await snapshot(db, tables);
        const so = { ...newLife(), county };
        for (const step of lifeSteps.slice(0, steps)) {
          if (!(await desk.take(step, so))) throw new Error(`the seed's own life was refused at ${step.name}`);
        }
        await this.#world.settled();
        templates.push(learned(before, await snapshot(db, tables), so.clueId!));
      }
      console.log(`  a life of ${steps} steps leaves ${templates[0]!.rows} rows`);
      this.#templates.push(templates);
    }
  }

  /** Adds clues until there are so many. Progress is told every few seconds. */
  async growTo(size: number): Promise<void> {
    const count = size - this.#seeded;
    const { stack, db } = this.#world;
    const pool = stack.pool('postgres', connections);
    const counters = await countersOf(db);
    const columns = new Map(this.#templates.flat().flatMap(({ tables }) => tables.map((one) => [one.table, one.columns] as const)));
    const [startedAt, from] = [performance.now(), this.#seeded];
    let [loading, rows, toldAt] = [Promise.resolve(), 0, startedAt];
    await db.query(`alter system set max_wal_size = '16GB'`);
    await db.query('select pg_reload_conf()');
    try {
      while (this.#seeded < from + count) {
        const lines: Lines = new Map();
        for (const until = Math.min(this.#seeded + batch, from + count); this.#seeded < until; this.#seeded++)
          copyOf(this.#templateFor(this.#seeded), this.#seeded, this.#calendar, this.#partitions, counters, lines);
        // One batch is made while the one before it is loaded: two are in memory at most.
        await loading;
        for (const list of lines.values()) rows += list.length / 2;
        loading = load(pool, lines, columns);
        if (performance.now() - toldAt > 5_000) {
          toldAt = performance.now();
          tellProgress(this.#seeded - from, count, rows, (toldAt - startedAt) / 1000);
        }
      }
      await loading;
      await saveCounters(db, counters);
    } finally {
      await pool.end();
      await db.query('alter system reset max_wal_size');
      await db.query('select pg_reload_conf()');
    }
    console.log(`  ${rows} rows in ${((performance.now() - startedAt) / 1000).toFixed(0)} s; statistics …`);
    for (const schema of services.map(schemaOf)) await analyze(db, schema, [...columns.keys()]);
    await db.query('checkpoint');
  }

  #templateFor(n: number): Template {
    let place = (n * 37) % 100;
    const kind = kinds.findIndex(({ ofHundred }) => (place -= ofHundred) < 0);
    return this.#templates[kind]![Math.floor(n / 100) % counties.length]!;
  }
}

function tellProgress(done: number, count: number, rows: number, seconds: number): void {
  const left = (seconds * (count - done)) / done;
  console.log(
    `  ${done} of ${count} clues (${((100 * done) / count).toFixed(0)} %), ${(rows / seconds / 1000).toFixed(0)} k rows/s, about ${left.toFixed(0)} s left`,
  );
}

async function load(pool: pg.Pool, lines: Lines, columns: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const waiting = [...lines].toSorted(([, left], [, right]) => right.length - left.length);
  const line = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query(`set synchronous_commit = off`);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await copyIn(client, next[0], columns.get(next[0])!, next[1].join(''));
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: connections }, line));
}

async function analyze(db: pg.Pool, schema: string, tables: readonly string[]): Promise<void> {
  const mine = tables.filter((table) => table.startsWith(`${schema}.`));
  // Of what autovacuum would have done long ago: visibility for index-only scans, and statistics.
  if (mine.length > 0) await db.query(`vacuum (analyze) ${mine.join(', ')}`);
}

interface Table {
  name: string;
  columns: string[];
}

async function tablesOf(db: pg.Pool): Promise<Table[]> {
  const { rows } = await db.query<{ schema: string; name: string; columns: string[] }>(
    `select table_schema as schema, table_name as name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = any($1) and table_type = 'BASE TABLE' and is_generated = 'NEVER' group by 1, 2`,
    [services.filter((service) => service !== 'directory').map(schemaOf)],
  );
  return rows
    .filter(({ name }) => !notLived.has(name) && !name.startsWith('relay_'))
    .map(({ schema, name, columns }) => ({ name: `${schema}.${name}`, columns }));
}

type Snapshot = Map<string, { columns: string[]; rows: Map<string, (string | null)[]> }>;

async function snapshot(db: pg.Pool, tables: readonly Table[]): Promise<Snapshot> {
  const all: Snapshot = new Map();
  for (const { name, columns } of tables) {
    const list = columns.map((column) => `"${column}"::text`).join(', ');
    const { rows } = await db.query<(string | null)[]>({ text: `select ${list} from ${name}`, rowMode: 'array' });
    all.set(name, { columns, rows: new Map(rows.map((row) => [JSON.stringify(row), row])) });
  }
  return all;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What is there now and was not before, with the ids that came with it. */
function learned(before: Snapshot, after: Snapshot, family: string): Template {
  const known = new Set([...before.values()].flatMap(({ rows }) => [...rows.keys()].flatMap((row) => row.match(uuid) ?? [])));
  const tables: TableRows[] = [...after].flatMap(([table, { columns, rows }]) => {
    const fresh = [...rows].filter(([key]) => !before.get(table)!.rows.has(key)).map(([, row]) => row);
    return fresh.length === 0 ? [] : [{ table, columns, rows: fresh }];
  });
  const ids = new Set(tables.flatMap(({ rows }) => rows.flatMap((row) => row.join(' ').match(uuid) ?? [])));
  const remains: Remains = {
    tables,
    announced: publishers.flatMap((service) => recordsOf(tables, `${schemaOf(service)}.announced`).map((one) => announcedOf(service, one))),
    numbers: publishers.flatMap((service) =>
      recordsOf(tables, `${schemaOf(service)}.document_number`).map((one) => numberOf(schemaOf(service), one)),
    ),
    ids: [...ids].filter((id) => !known.has(id)),
    family,
  };
  return templateOf(remains, namesIn(tables));
}

type Row = Record<string, string | null>;

function recordsOf(tables: readonly TableRows[], name: string): Row[] {
  const found = tables.find(({ table }) => table === name);
  return (found?.rows ?? []).map((row) => Object.fromEntries(found!.columns.map((column, n) => [column, row[n] ?? null])));
}

const announcedOf = (service: string, row: Row): Announced => ({
  service,
  eventId: row['event_id']!,
  subject: row['subject']!,
  type: row['type']!,
  sequence: Number(row['sequence']),
  time: row['time']!,
  body: row['body']!,
});

const numberOf = (schema: string, row: Row): NumberTaken => ({
  schema,
  type: row['type']!,
  holder: row['holder']!,
  year: row['year']!,
  number: Number(row['number']),
  text: row['text']!,
});

/** What ids are derived under: by clocks from their rule, by files and threads from what they are. */
function namesIn(tables: readonly TableRows[]): string[] {
  const rules = recordsOf(tables, 'case_supervision.clock').map((row) => row['rule_id']!);
  const feedback = ['RECEIPT', 'ACCEPTANCE', 'FILING', 'PROGRESS', 'RESULT', 'EFFECT', 'CLOSING'];
  return [
    'case-file',
    ...feedback.map((kind) => `feedback/${kind}`),
    ...rules.flatMap((rule) => ['', '1', '2', '3', ...feedback].map((per) => `clock/${rule}/${per}`)),
  ];
}

/** Where positions and numbers stand. */
async function countersOf(db: pg.Pool): Promise<Counters> {
  const positions = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const schema of publishers.map(schemaOf)) {
    const { rows } = await db.query<{ last: string }>(`select nextval(pg_get_serial_sequence('${schema}.outbox', 'position')) as last`);
    positions.set(schema, Number(rows[0]!.last) + 1);
    if (!(await hasNumbers(db, schema))) continue;
    const series = await db.query<{ type: string; holder: string; year: number; last: number }>(
      `select type, holder, year, last from ${schema}.number_series where world is null`,
    );
    for (const { type, holder, year, last } of series.rows) numbers.set(seriesOf({ schema, type, holder, year: String(year) }), last + 1);
  }
  return { positions, numbers };
}

async function saveCounters(db: pg.Pool, { positions, numbers }: Counters): Promise<void> {
  for (const [schema, next] of positions) await db.query(`select setval(pg_get_serial_sequence('${schema}.outbox', 'position'), ${next})`);
  for (const [series, next] of numbers) {
    const [schema, type, holder, year] = series.split(' ');
    await db.query(`update ${schema}.number_series set last = $1 where type = $2 and holder = $3 and year = $4 and world is null`, [
      next - 1,
      type,
      holder,
      year,
    ]);
  }
}

async function hasNumbers(db: pg.Pool, schema: string): Promise<boolean> {
  const { rows } = await db.query<{ is: boolean }>(`select to_regclass('${schema}.number_series') is not null as is`);
  return rows[0]!.is;
}
