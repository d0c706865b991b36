import type { Pool, PoolClient } from 'pg';

/** One statement as the product sent it. */
export interface Call {
  /** Of the prepared statement; absent for what is sent as plain text. */
  name?: string | undefined;
  text: string;
  values: readonly unknown[];
}

type Query = string | { name?: string; text: string; values?: unknown[] };

export interface Recording {
  /** To be used in the pool's place. */
  pool: Pool;
  /** Everything, in the order it was sent. */
  calls: Call[];
  /** What was sent by each client from its check-out to its release: a transaction. */
  transactions: Call[][];
}

/** The pool, and what is asked through it and its clients from now on. */
export function recording(pool: Pool): Recording {
  const calls: Call[] = [];
  const transactions: Call[][] = [];
  const listening = <Target extends Pool | PoolClient>(target: Target, transaction: Call[]): Target =>
    new Proxy(target, {
      get(real, name) {
        const member: unknown = Reflect.get(real, name, real);
        if (name === 'query') {
          return (query: Query) => {
            const call = callOf(query);
            calls.push(call);
            transaction.push(call);
            return real.query(query as string);
          };
        }
        if (name === 'connect') {
          return async () => {
            const own: Call[] = [];
            transactions.push(own);
            return listening(await (real as Pool).connect(), own);
          };
        }
        return typeof member === 'function' ? (member as (...words: unknown[]) => unknown).bind(real) : member;
      },
    });
  return { pool: listening(pool, []), calls, transactions };
}

const callOf = (query: Query): Call =>
  typeof query === 'string' ? { text: query, values: [] } : { name: query.name, text: query.text, values: query.values ?? [] };

/** Ids of the recorded run, and the SQL that makes an id of the n-th in their place. */
export type Substitutions = Readonly<Record<string, string>>;

/**
 * The recorded calls as a pgbench script: the same statements in the same order, for the n-th instead of the recorded one. What a
 * load tells (version, announced, prev) is handed to the append after it, as `handle` does.
 *
 * @param typesOf the parameter types of a function, by its name with its schema
 */
export function pgbenchScript(calls: readonly Call[], ids: Substitutions, typesOf: (name: string) => readonly string[]): string {
  return calls.map((call) => line(call, ids, typesOf)).join('\n');
}

function line({ text, values }: Call, ids: Substitutions, typesOf: (name: string) => readonly string[]): string {
  const called = /^select \* from ([\w.]+)\(/.exec(text.trim())?.[1];
  if (called === undefined)
    return `${text.replaceAll(/\$(\d+)/g, (_all, place: string) => sqlOf(values[Number(place) - 1], 'text', ids))};`;
  const words = wordsOf(values, typesOf(called), ids);
  if (called.endsWith('.append')) [words[3], words[4], words[5]] = [':version ::int', ':announced ::int', ':prev'];
  return `select * from ${called}(${words.join(', ')})${called.endsWith('.load') ? ' \\gset' : ';'}`;
}

/** The values of a function's call as SQL. */
export function wordsOf(values: readonly unknown[], types: readonly string[], ids: Substitutions): string[] {
  return values.map((value, place) => sqlOf(value, types[place] ?? 'text', ids));
}

/** A value as SQL of a type, with the recorded ids replaced wherever they stand in a text. */
export function sqlOf(value: unknown, type: string, ids: Substitutions): string {
  if (value === null || value === undefined) return `null::${type}`;
  if (Array.isArray(value)) return `array[${value.map((one) => textOf(String(one), ids)).join(', ')}]::${type}`;
  if (typeof value === 'string') return `${textOf(value, ids)}::${type}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}::${type}`;
  throw new Error(`no SQL is known for a ${typeof value}`);
}

/** A quoted text, cut where an id stands. pgbench takes `:name` for a variable even within quotes, so every colon stands alone. */
function textOf(value: string, ids: Substitutions): string {
  const pattern = new RegExp(`(${[...Object.keys(ids), ':'].join('|')})`);
  const pieces = value.split(pattern).filter((piece) => piece !== '');
  const sql = pieces.map((piece) => (piece === ':' ? 'chr(58)' : (ids[piece] ?? `'${piece.replaceAll("'", "''")}'`)));
  if (sql.length === 0) return `''`;
  return sql.length === 1 ? sql[0]! : `(${sql.join(' || ')})`;
}
