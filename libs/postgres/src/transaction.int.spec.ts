import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTransient } from './fault.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('audit', []);
});
afterAll(() => database.close());

describe('a transaction whose connection is lost between two statements', () => {
  it('fails with a fault that passes, does not end the process, and leaves the pool usable', async () => {
    const failing = transaction(database.worker, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await database.admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await client.query('select 1');
    });
    const error = await failing.catch((fault: unknown) => fault);
    expect(isTransient(error)).toBe(true);
    await expect(database.worker.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });
});
