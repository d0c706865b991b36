import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigration } from '@xiezhi/messaging';
import { KnownDirectory } from './1764000000200-known-directory.ts';

export const migrations = [
  eventStoreMigration('case-supervision', { visibility: 'parties' }),
  messagingMigration('case_supervision'),
  KnownDirectory,
];
