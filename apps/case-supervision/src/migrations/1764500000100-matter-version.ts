import { sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';

/**
 * Under which rules a matter runs: a person who proposes a supervision stands on the ladder of that version. What is known already learns it
 * with its next step, or by `xiezhi rebuild known-matter`; until then the mechanism of the services is meant, as before.
 */
export const MatterVersion = sqlMigration(
  'MatterVersion1764500000100',
  `
  alter table ${schema}.known_matter add column pack_version text, add column mechanism text;
  comment on column ${schema}.known_matter.pack_version is 'Pack and version the matter keeps. Null: it has none of its own, or was not heard of.';
  comment on column ${schema}.known_matter.mechanism is 'Mechanism of the route it was last handed over by. Null: that of the services.';`,
);
