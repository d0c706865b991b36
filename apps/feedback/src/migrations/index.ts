import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';
import { knownPackMigration } from '@xiezhi/service/known-packs';

export const migrations = [
  eventStoreMigration('feedback', { visibility: 'parties' }),
  ...messagingMigrations('feedback'),
  knownPackMigration('feedback'),
];
