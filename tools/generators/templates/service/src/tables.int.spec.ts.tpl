import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from './migrations/index.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase('{{kebab}}', migrations);
});
afterAll(() => db.close());

describe('the tables of {{kebab}}', () => {
  it.each(['stream', 'fact', 'outbox'])('%s is closed to the other services', async (table) => {
    await db.admin.query(`do $$ begin create role {{snake}}_stranger login; exception when duplicate_object then null; end $$`);
    const { rows } = await db.admin.query(`select has_table_privilege('{{snake}}_stranger', '{{snake}}.${table}', 'select') as may`);
    expect(rows).toEqual([{ may: false }]);
  });
  it.each(['stream', 'fact'])('%s shows nothing without an agency', async (table) => {
    expect((await db.app.query(`select from {{snake}}.${table}`)).rowCount).toBe(0);
  });
});
