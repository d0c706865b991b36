import { chunkAppendMigration, eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations, rebuildableMigration } from '@xiezhi/messaging';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { schema, service } from '../settings.ts';
import { agencyAbolitionSql, competenceProposalSql, directorySql, firstProjectedTables, mechanismPackSql } from './directory.sql.ts';

/** Forward only, in order; a released entry never changes. */
export const migrations: MigrationClass[] = [
  eventStoreMigration(service, { visibility: 'everyone' }),
  chunkAppendMigration(service),
  ...messagingMigrations(schema),
  sqlMigration('Directory1764000000010', directorySql),
  sqlMigration('CompetenceProposal1764000000020', competenceProposalSql),
  rebuildableMigration(schema, firstProjectedTables, '1764100000020'),
  sqlMigration('AgencyAbolition1764200000030', agencyAbolitionSql),
  sqlMigration('MechanismPack1764300000040', mechanismPackSql),
  rebuildableMigration(schema, ['mechanism_pack'], '1764300000041'),
];
