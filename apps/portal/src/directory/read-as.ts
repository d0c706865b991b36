import type { DataSource, EntityManager } from 'typeorm';

/**
 * Reads under the row policies of one agency. The context is local to the transaction; without it every policy yields no rows.
 * Repeatable read: several queries of one answer see the same moment.
 */
export function readAs<Result>(dataSource: DataSource, agency: string, read: (db: EntityManager) => Promise<Result>): Promise<Result> {
  return dataSource.transaction('REPEATABLE READ', async (db) => {
    await db.query(`select set_config('xiezhi.agency', $1, true)`, [agency]);
    return read(db);
  });
}
