import { type Publisher, schemaOf, sourceOf, topicOf } from '@xiezhi/contracts';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { eventStoreSql, passingSql, type Visibility } from './event-store.sql.ts';

/** First migration of every service that decides something. */
export function eventStoreMigration(service: Publisher, options: { visibility: Visibility }): MigrationClass {
  return sqlMigration('EventStore1764000000001', eventStoreSql(schemaOf(service), sourceOf(service), topicOf(service), options.visibility));
}

/** Next migration of a service whose aggregates pass claims from stream to stream, or keep the facts before a new party came to themselves. */
export function passingMigration(service: Publisher): MigrationClass {
  return sqlMigration('EventStorePassing1764000000300', passingSql(schemaOf(service), sourceOf(service), topicOf(service)));
}
