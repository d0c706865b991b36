import { sqlMigration } from '@xiezhi/postgres';

/** Who takes over from an abolished agency, so that a refusal can name it. */
export const KnownSuccessor = sqlMigration(
  'KnownSuccessor1764200000312',
  `alter table clue_transfer.known_agency add column successor uuid;`,
);
