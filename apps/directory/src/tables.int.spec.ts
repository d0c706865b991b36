import { eventStoreAccess, machineryAccess, readAsStranger, tableAccess } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectoryDatabase, directoryDatabase } from './directory.fixture.ts';
import { everyonesTables, projectedTables } from './migrations/directory.sql.ts';
import { schema } from './settings.ts';

let database: DirectoryDatabase;
beforeAll(async () => {
  database = await directoryDatabase();
});
afterAll(() => database.close());

describe('the directory’s tables', () => {
  it('are the ones listed: look-ups and read models for everybody, machinery for the worker role', async () => {
    const forEverybody = 'plain; directory_app: select; directory_worker: delete, insert, select, update';
    const rebuildable = 'plain; directory_app: select; directory_worker: delete, insert, select, truncate, update';
    expect(await tableAccess(database)).toEqual({
      ...eventStoreAccess(schema),
      ...machineryAccess(schema),
      ...Object.fromEntries(everyonesTables.map((table) => [table, forEverybody])),
      ...Object.fromEntries(projectedTables.map((table) => [table, rebuildable])),
    });
  });

  it('equal the entities', async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it.each([...everyonesTables, 'competence_proposal', 'mechanism_pack'])('%s is not written by the app role', async (table) => {
    await expect(database.app.query(`delete from directory.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([...everyonesTables, 'competence_proposal', 'mechanism_pack', 'stream', 'fact', 'outbox', 'receipt'])(
    '%s is closed to another service’s role',
    async (table) => {
      await expect(readAsStranger(database, table)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('let nobody hide a fact behind parties: the event store takes public rows only', async () => {
    await expect(
      database.app.query(
        `insert into directory.stream (aggregate, stream_id, version, announced, prev, family_id, parties)
         values ('agency', uuidv7(), 1, 0, repeat('0', 64), uuidv7(), array[uuidv7()])`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
