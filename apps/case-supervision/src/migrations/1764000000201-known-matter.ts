import { partyPolicies, sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';

/** Which matters there are, to whom: who may urge or supervise must be party to the matter (G1). */
export const KnownMatter = sqlMigration(
  'KnownMatter1764000000201',
  `
  create table ${schema}.known_matter (
    matter_id uuid not null,
    matter_kind text not null,
    family_id uuid not null,
    world uuid,
    title text not null,
    parties uuid[] not null,
    constraint known_matter_pkey primary key (matter_id)
  );
  comment on table ${schema}.known_matter is 'Matters as their events told of them, with every agency that was party to one. A projection: rebuilt from the topics.';
  ${partyPolicies(schema, 'known_matter', { app: 'select', worker: 'select, insert, update' })}`,
);
