import { documentNumberMigration } from '@xiezhi/document-number';
import { chunkAppendMigration, eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';
import { knownPackMigration } from '@xiezhi/service/known-packs';
import { KnownDirectory } from './1764000000200-known-directory.ts';
import { KnownMatter } from './1764000000201-known-matter.ts';
import { OpenRung } from './1764000000202-open-rung.ts';
import { ClockTables } from './1764000000300-clock.ts';
import { ReplanTables } from './1764400000100-replan.ts';
import { MatterVersion } from './1764500000100-matter-version.ts';

export const migrations = [
  eventStoreMigration('case-supervision', { visibility: 'parties' }),
  chunkAppendMigration('case-supervision'),
  ...messagingMigrations('case_supervision'),
  documentNumberMigration('case-supervision'),
  KnownDirectory,
  KnownMatter,
  OpenRung,
  ClockTables,
  knownPackMigration('case-supervision'),
  ReplanTables,
  MatterVersion,
];
