import { schemaOf } from '@xiezhi/contracts';
import type pg from 'pg';
import type { Member } from './members.ts';

/** Copies every table of a service's schema as it stands at one moment: what a backup of that database would hold. */
export async function backUp(db: pg.Client, member: Member): Promise<void> {
  const schema = schemaOf(member);
  await db.query(`drop schema if exists backup_${schema} cascade`);
  await db.query('begin isolation level repeatable read');
  await db.query(`create schema backup_${schema}`);
  for (const table of await tablesOf(db, schema)) await db.query(`create table backup_${schema}.${table} as table ${schema}.${table}`);
  await db.query('commit');
}

/** Puts the copy back while nobody works on the schema; generated keys go on where they were. */
export async function restore(db: pg.Client, member: Member): Promise<void> {
  const schema = schemaOf(member);
  await db.query('begin');
  await db.query(`set local session_replication_role = replica`);
  const tables = await tablesOf(db, schema);
  await db.query(`truncate ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
  for (const table of tables) {
    const { rows } = await db.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
       where attrelid = ($1 || '.' || $2)::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [schema, table],
    );
    const columns = rows.map(({ name }) => name).join(', ');
    await db.query(`insert into ${schema}.${table} (${columns}) overriding system value select ${columns} from backup_${schema}.${table}`);
  }
  await db.query('commit');
}

async function tablesOf(db: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
}
