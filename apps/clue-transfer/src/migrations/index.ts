import { chunkAppendMigration, eventStoreMigration } from '@xiezhi/event-store';
import { documentNumberMigration } from '@xiezhi/document-number';
import { messagingMigrations, rebuildableMigration } from '@xiezhi/messaging';
import { knownPackMigration } from '@xiezhi/service/known-packs';
import { knownDirectoryTables } from '../known-directory/tables.ts';
import { KnownDirectory } from './1764000000100-known-directory.ts';
import { KnownDirectoryProtocol } from './1764000000301-known-directory-protocol.ts';
import { KnownSuccessor } from './1764200000312-known-successor.ts';
import { SealedReporter } from './1764000000101-sealed-reporter.ts';
import { ProblemPlace } from './1764000000311-problem-place.ts';

export const migrations = [
  eventStoreMigration('clue-transfer', { visibility: 'parties' }),
  chunkAppendMigration('clue-transfer'),
  ...messagingMigrations('clue_transfer'),
  KnownDirectory,
  SealedReporter,
  KnownDirectoryProtocol,
  documentNumberMigration('clue-transfer'),
  ProblemPlace,
  rebuildableMigration('clue_transfer', knownDirectoryTables, '1764100000110'),
  KnownSuccessor,
  knownPackMigration('clue-transfer'),
];
