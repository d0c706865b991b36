import type { Pool } from 'pg';
import type { Queryable } from './queryable.ts';
import {
  type TableRow,
  functionsSql,
  hangersOfTableSql,
  linesOfTableSql,
  schemaSql,
  sequencesSql,
  tablesSql,
  typesSql,
  viewsSql,
} from './describe-schema.sql.ts';
import { transaction } from './transaction.ts';

/**
 * Writes down a migrated schema as SQL: types, tables with columns, constraints, indexes, policies, row security flags and grants, then
 * views and functions. It is made to be read as a diff (`apps/<service>/schema.sql`): the same schema gives the same text whatever
 * the order in which its migrations made it. It describes; nobody restores from it.
 *
 * @throws Error when there is no such schema, or the role may not see it
 */
export async function describeSchema(pool: Pool, schema: string): Promise<string> {
  return transaction(pool, async (client) => {
    // With an empty path the catalog qualifies every name, so that the text does not depend on whose connection this is.
    await client.query(`select set_config('search_path', '', true)`);
    const sections = [
      await textsOf(client, schemaSql, schema),
      await textsOf(client, typesSql, schema),
      await textsOf(client, sequencesSql, schema),
      await tablesOf(client, schema),
      await textsOf(client, viewsSql, schema),
      await textsOf(client, functionsSql, schema),
    ];
    if (sections[0]?.length === 0) throw new Error(`there is no schema ${schema}`);
    return `${sections
      .flat()
      .map((text) => text.trimEnd())
      .join('\n\n')}\n`;
  });
}

async function tablesOf(db: Queryable, schema: string): Promise<string[]> {
  const { rows: tables } = await db.query<TableRow & Record<string, unknown>>({ text: tablesSql, values: [schema] });
  const texts: string[] = [];
  for (const { oid, head, tail } of tables) {
    const lines = await textsOf(db, linesOfTableSql, oid);
    const hangers = await textsOf(db, hangersOfTableSql, oid);
    texts.push([`${head} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${tail}`, ...hangers].join('\n'));
  }
  return texts;
}

async function textsOf(db: Queryable, text: string, about: string | number): Promise<string[]> {
  const { rows } = await db.query<{ text: string }>({ text, values: [about] });
  return rows.map((row) => row.text);
}
