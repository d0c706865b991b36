import { type Publisher, schemaOf, sourceOf, topicOf } from '@xiezhi/contracts';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { chunkAppendSql } from './chunk-append.sql.ts';
import { eventStoreSql, type Visibility } from './event-store.sql.ts';

/** First migration of every service that decides something. */
export function eventStoreMigration(service: Publisher, options: { visibility: Visibility }): MigrationClass {
  return sqlMigration('EventStore1764000000001', eventStoreSql(schemaOf(service), sourceOf(service), topicOf(service), options.visibility));
}

/** Appends of a whole chunk in one call (chunk-event-store.ts). */
export function chunkAppendMigration(service: Publisher): MigrationClass {
  return sqlMigration('ChunkAppend1764400000001', chunkAppendSql(schemaOf(service), sourceOf(service), topicOf(service)));
}
