import { type Publisher, schemaOf, sourceOf, topicOf } from '@xiezhi/contracts';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { eventStoreSql, type Visibility } from './event-store.sql.ts';

/** First migration of every service that decides something. */
export function eventStoreMigration(service: Publisher, options: { visibility: Visibility }): MigrationClass {
  return sqlMigration('EventStore1764000000001', eventStoreSql(schemaOf(service), sourceOf(service), topicOf(service), options.visibility));
}
