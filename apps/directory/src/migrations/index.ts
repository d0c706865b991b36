import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigration } from '@xiezhi/messaging';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { schema, service } from '../settings.ts';
import { directorySql } from './directory.sql.ts';

/** Forward only, in order; a released entry never changes. */
export const migrations: MigrationClass[] = [
  eventStoreMigration(service, { visibility: 'everyone' }),
  messagingMigration(schema),
  sqlMigration('Directory1764000000010', directorySql),
];
