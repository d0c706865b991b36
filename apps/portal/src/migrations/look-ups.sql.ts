import { plainGrants } from '@xiezhi/postgres';

const schema = 'portal';
const projected = { app: 'select', worker: 'select, insert, update' };

/** The directory as the portal knows it: public, the same for everybody, written by the consumer only. */
export const lookUpsSql = `
  create table ${schema}.agency (
    id uuid constraint agency_pkey primary key,
    slug text not null,
    name text not null,
    short_name text not null,
    kind text not null,
    level text not null,
    division text not null
  );
  comment on table ${schema}.agency is 'Agencies by name, from the directory.';

  create table ${schema}.post (
    id text constraint post_pkey primary key,
    agency uuid not null,
    role text not null,
    name text not null,
    desk text
  );
  comment on table ${schema}.post is 'Posts of agencies, from the directory.';

  create table ${schema}.post_grant (
    id uuid constraint post_grant_pkey primary key,
    account text not null,
    post text not null,
    agency uuid not null,
    role text not null,
    first_day date not null,
    last_day date,
    is_revoked boolean not null
  );
  create index post_grant_account on ${schema}.post_grant (account);
  create index post_grant_agency on ${schema}.post_grant (agency, role);
  comment on table ${schema}.post_grant is 'Which account holds which post from which day to which, from the directory. Days are of Asia/Shanghai.';

  create table ${schema}.world (
    id uuid constraint world_pkey primary key,
    name text not null,
    legal_now timestamptz not null
  );
  comment on table ${schema}.world is 'Practice worlds and their legal time, which only moves forward.';

  ${['agency', 'post', 'post_grant', 'world'].map((table) => plainGrants(schema, table, projected)).join('\n')}`;
