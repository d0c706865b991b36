import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerPool } from './connect.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('audit', []);
  await database.admin.query(`create table audit.looked_up (holder text, key text, n int, primary key (holder, key));
    grant select on audit.looked_up to ${database.roles.worker}`);
});
afterAll(() => database.close());

describe('a pool that asks by key', () => {
  it('keeps no plan from the empty table that reads it whole', async () => {
    expect(await planKeptFromEmpty(false)).toMatch(/Hash|Seq Scan/);
    const byKey = await planKeptFromEmpty(true);
    expect(byKey).toMatch(/Index Cond: .*key = asked/);
    expect(byKey).not.toMatch(/Hash|Seq Scan|Materialize/);
  });

  it('makes a plan once, however few keys are asked for', async () => {
    expect((await plansMade(false)).custom).toBeGreaterThanOrEqual(5);
    expect(await plansMade(true)).toEqual({ generic: 8, custom: 0 });
  });
});

const text = `select l.n from unnest($2::text[]) as asked left join audit.looked_up l on l.holder = $1 and l.key = asked`;

async function planKeptFromEmpty(asksByKey: boolean): Promise<string> {
  const pool = poolOf(asksByKey);
  await pool.query(`prepare look_up (text, text[]) as ${text}`);
  const { rows } = await pool.query<Record<'QUERY PLAN', string>>(`explain execute look_up ('x', '{${keys.join()}}')`);
  await pool.end();
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

async function plansMade(asksByKey: boolean): Promise<{ generic: number; custom: number }> {
  const pool = poolOf(asksByKey);
  for (const key of keys) await pool.query({ name: 'look_up', text, values: ['x', [key]] });
  const { rows } = await pool.query<{ generic: number; custom: number }>(
    `select generic_plans as generic, custom_plans as custom from pg_prepared_statements where name = 'look_up'`,
  );
  await pool.end();
  return rows[0]!;
}

/** One connection: what is prepared on it is asked for on it. */
const poolOf = (asksByKey: boolean) =>
  workerPool(database.address, database.credentials(database.roles.worker), { connectionsMax: 1, asksByKey });
