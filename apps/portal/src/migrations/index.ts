import { rebuildableMigration } from '@xiezhi/messaging';
import { type MigrationClass, sqlMigration } from '@xiezhi/postgres';
import { figureReadModels, portalReadModels } from '../read-models.ts';
import { countedInTheIndexSql } from './counted-in-the-index.sql.ts';
import { figuresSql } from './figures.sql.ts';
import { frozenFiguresSql } from './frozen-figures.sql.ts';
import { lookUpsSql } from './look-ups.sql.ts';
import { protocolSql } from './protocol.sql.ts';
import { readModelsSql } from './read-models.sql.ts';
import { signInSql } from './sign-in.sql.ts';
import { workingDaysSql } from './working-days.sql.ts';

/** Forward only, in this order. */
export const migrations: MigrationClass[] = [
  sqlMigration('LookUps1764000001001', lookUpsSql),
  sqlMigration('ReadModels1764000001002', readModelsSql),
  sqlMigration('SignIn1764000001003', signInSql),
  sqlMigration('Protocol1764000001004', protocolSql),
  rebuildableMigration('portal', portalReadModels, '1764100001005'),
  sqlMigration('WorkingDays1764200001006', workingDaysSql),
  sqlMigration('Figures1764300001007', figuresSql),
  rebuildableMigration('portal', figureReadModels, '1764300001008'),
  sqlMigration('FrozenFigures1764400001009', frozenFiguresSql),
  sqlMigration('CountedInTheIndex1764500001010', countedInTheIndexSql),
];
