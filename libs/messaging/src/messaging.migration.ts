import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { messagingSql } from './messaging.sql.ts';

/** Shards of the outbox; `append` (libs/event-store) writes the same number into its rows. */
export const outboxShards = 4;

/** Relay leases and inbox tables of one service's schema, with their grants. Run after the event store's, where there is one. */
export function messagingMigration(schema: string): MigrationClass {
  return sqlMigration('Messaging1764000000002', messagingSql(schema, outboxShards));
}
