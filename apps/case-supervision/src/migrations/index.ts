import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';
import { KnownDirectory } from './1764000000200-known-directory.ts';
import { ClockTables } from './1764000000300-clock.ts';

export const migrations = [
  eventStoreMigration('case-supervision', { visibility: 'parties' }),
  ...messagingMigrations('case_supervision'),
  KnownDirectory,
  ClockTables,
];
