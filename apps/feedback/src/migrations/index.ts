import { chunkAppendMigration, eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';
import { knownPackMigration } from '@xiezhi/service/known-packs';

export const migrations = [
  eventStoreMigration('feedback', { visibility: 'parties' }),
  chunkAppendMigration('feedback'),
  ...messagingMigrations('feedback'),
  knownPackMigration('feedback'),
];
