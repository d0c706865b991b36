import { publishers, rolesOf, schemaOf } from '@xiezhi/contracts';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { deliverySql } from './delivery.sql.ts';
import { messagingSql } from './messaging.sql.ts';
import { sharingSql } from './sharing.sql.ts';
import { takeChunksSql } from './take-chunks.sql.ts';

/** Shards of the outbox; `append` (libs/event-store) writes the same number into its rows. */
export const outboxShards = 4;

/**
 * Lets `xiezhi rebuild` empty the tables of a projection: run after they were made, and again under a later moment for more of them.
 *
 * @param moment the thirteen digits of the migration's name
 */
export function rebuildableMigration(schema: string, tables: readonly string[], moment: string): MigrationClass {
  const { worker } = rolesOf(schema);
  const grant = `grant truncate on ${tables.map((table) => `${schema}.${table}`).join(', ')} to ${worker};`;
  return sqlMigration(`Rebuildable${moment}`, grant);
}

/** Relay leases and inbox tables of one service's schema, with their grants. Run after the event store's, where there is one. */
export function messagingMigrations(schema: string): MigrationClass[] {
  const publishes = publishers.some((publisher) => schemaOf(publisher) === schema);
  return [
    sqlMigration('Messaging1764000000002', messagingSql(schema, outboxShards)),
    sqlMigration('Delivery1764100000002', deliverySql(schema, publishes)),
    sqlMigration('Sharing1764200000002', sharingSql(schema)),
    sqlMigration('GroupCommit1764300000002', takeChunksSql(schema)),
  ];
}
