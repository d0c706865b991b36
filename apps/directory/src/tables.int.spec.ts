import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectoryDatabase, directoryDatabase } from './directory.fixture.ts';
import { everyonesTables } from './migrations/directory.sql.ts';

let database: DirectoryDatabase;
beforeAll(async () => {
  database = await directoryDatabase();
});
afterAll(() => database.close());

/** Machinery of the libraries, as their READMEs say who may read it. */
const eventStoreTables = ['stream', 'fact', 'outbox', 'receipt', 'claim'];
const messagingTables = ['relay_lease', 'inbox_offset', 'inbox_begun', 'inbox_seen', 'inbox_gate', 'inbox_parked', 'inbox_refused'];

describe('the directory’s tables', () => {
  it('are the ones listed, and no other', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'directory'::regnamespace and relkind in ('r', 'p') order by relname`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...everyonesTables, ...eventStoreTables, ...messagingTables, 'migration'].toSorted());
  });

  it('equal the entities', async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it.each(everyonesTables)('%s is read by the app role, written by the worker role, and by nobody else', async (table) => {
    const { rows } = await database.admin.query<{ role: string; rights: string[] }>(
      `select grantee as role, array_agg(privilege_type::text order by privilege_type) as rights
       from information_schema.role_table_grants
       where table_schema = 'directory' and table_name = $1 and grantee <> 'directory_owner' group by grantee order by grantee`,
      [table],
    );
    expect(rows).toEqual([
      { role: 'directory_app', rights: ['SELECT'] },
      { role: 'directory_worker', rights: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'] },
    ]);
    await expect(database.app.query(`delete from directory.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('are closed to another service’s roles', async () => {
    await database.admin.query(`do $$ begin create role stranger_app login; exception when duplicate_object then null; end $$`);
    for (const table of [...everyonesTables, 'stream', 'fact', 'outbox', 'receipt'])
      await expect(
        database.admin.query(
          `select has_table_privilege('stranger_app', 'directory.${table}', 'select') as may, has_schema_privilege('stranger_app', 'directory', 'usage') as enters`,
        ),
      ).resolves.toMatchObject({ rows: [{ may: false, enters: false }] });
  });

  it('let nobody hide a fact behind parties: the event store takes public rows only', async () => {
    await expect(
      database.app.query(
        `insert into directory.stream (aggregate, stream_id, version, announced, prev, family_id, parties)
         values ('agency', uuidv7(), 1, 0, repeat('0', 64), uuidv7(), array[uuidv7()])`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
