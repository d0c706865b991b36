import { rolesOf } from '@xiezhi/contracts';
import { currentAgency, sqlMigration } from '@xiezhi/postgres';

const schema = 'clue_transfer';
const { app } = rolesOf(schema);

const sealed = (table: string) => `
  alter table ${schema}.${table} enable row level security;
  alter table ${schema}.${table} force row level security;
  create policy ${table}_agency on ${schema}.${table} to ${app}
    using (parties @> array[${currentAgency}]) with check (parties @> array[${currentAgency}]);
  grant select, insert on ${schema}.${table} to ${app};`;

/** The sealed class of DOMAIN 2.2: the worker role, and so every consumer, relay and projection, has no right here at all. */
export const SealedReporter = sqlMigration(
  'SealedReporter1764000000101',
  `
  create table ${schema}.family_key (
    family_id uuid not null,
    wrapped_key bytea not null,
    parties uuid[] not null,
    constraint family_key_pkey primary key (family_id)
  );
  comment on table ${schema}.family_key is 'Key of one family, wrapped by the master key. Destroying a row erases what it sealed.';
  create table ${schema}.sealed_reporter (
    clue_id uuid not null,
    family_id uuid not null,
    ciphertext bytea not null,
    parties uuid[] not null,
    constraint sealed_reporter_pkey primary key (clue_id)
  );
  comment on table ${schema}.sealed_reporter is 'Reporter identities, encrypted; read by a recorded call with a purpose.';
  ${sealed('family_key')}
  ${sealed('sealed_reporter')}`,
);
