import { eventStoreMigration, passingMigration } from '@xiezhi/event-store';
import { messagingMigration } from '@xiezhi/messaging';
import { KnownDirectory } from './1764000000100-known-directory.ts';
import { SealedReporter } from './1764000000101-sealed-reporter.ts';

export const migrations = [
  eventStoreMigration('clue-transfer', { visibility: 'parties' }),
  messagingMigration('clue_transfer'),
  KnownDirectory,
  SealedReporter,
  passingMigration('clue-transfer'),
];
