import { plainGrants } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

const tables = `
  create table ${schema}.agency (
    id uuid not null,
    slug text not null,
    name text not null,
    short_name text not null,
    kind text not null,
    division text not null,
    level text not null,
    credit_code text not null,
    legal_entity uuid,
    constraint agency_pkey primary key (id)
  );
  create unique index agency_slug on ${schema}.agency (slug);
  create index agency_division on ${schema}.agency (division);
  comment on table ${schema}.agency is 'Read model: agencies in the directory.';

  create table ${schema}.desk (
    id text not null,
    agency uuid not null,
    place int not null,
    name text not null,
    constraint desk_pkey primary key (id)
  );
  create index desk_agency on ${schema}.desk (agency);
  comment on table ${schema}.desk is 'Read model: desks of agencies, in the order of the registration.';

  create table ${schema}.post (
    id text not null,
    agency uuid not null,
    place int not null,
    role text not null,
    name text not null,
    desk text,
    constraint post_pkey primary key (id)
  );
  create index post_agency on ${schema}.post (agency);
  comment on table ${schema}.post is 'Read model: posts of agencies, in the order of the registration.';

  create table ${schema}.post_grant (
    id uuid not null,
    post text not null,
    account text not null,
    from_on date not null,
    to_on date,
    revoked_at timestamptz,
    revoked_for text,
    constraint post_grant_pkey primary key (id)
  );
  create index post_grant_post on ${schema}.post_grant (post);
  create index post_grant_account on ${schema}.post_grant (account);
  comment on table ${schema}.post_grant is 'Read model: which account holds which post from when to when; accounts are offices, not persons.';

  create table ${schema}.route (
    id uuid not null,
    slug text not null,
    terms jsonb not null,
    last_on date,
    constraint route_pkey primary key (id)
  );
  create unique index route_slug on ${schema}.route (slug);
  comment on table ${schema}.route is 'Read model: ways on which matters may be handed over, and under which verbs.';

  create table ${schema}.practice_world (
    id uuid not null,
    name text not null,
    legal_now timestamptz not null,
    constraint practice_world_pkey primary key (id)
  );
  comment on table ${schema}.practice_world is 'Read model: practice worlds and their legal time.';

  create table ${schema}.division (
    code text not null,
    gb2260 text,
    name text not null,
    level text not null,
    parent text,
    geographic_parent text,
    seat jsonb,
    valid_from date not null,
    valid_to date,
    constraint division_pkey primary key (code)
  );
  create index division_parent on ${schema}.division (parent);
  comment on table ${schema}.division is 'Look-up, seeded from the pack: divisions down to the township.';

  create table ${schema}.water_body (
    id text not null,
    name text not null,
    kind text not null,
    chief_levels text[] not null,
    divisions text[] not null,
    position jsonb not null,
    schematic_line jsonb,
    facts jsonb not null,
    valid_from date not null,
    constraint water_body_pkey primary key (id)
  );
  comment on table ${schema}.water_body is 'Look-up, seeded from the pack: rivers, lakes, reservoirs and wetlands.';`;

/** Those that `xiezhi rebuild` could empty from the first release on; a released migration never changes. */
export const firstProjectedTables = ['agency', 'desk', 'post', 'post_grant', 'route', 'practice_world', 'competence_proposal'] as const;

/** Those of them that follow from the directory's own announcements: `xiezhi rebuild` empties and refills them. */
export const projectedTables = [...firstProjectedTables, 'mechanism_pack'] as const;

/** None of these holds case facts: who is signed in may read all of them, so they have grants and no row policies. */
export const everyonesTables = ['agency', 'desk', 'post', 'post_grant', 'route', 'practice_world', 'division', 'water_body'] as const;

/** Came later than the others: a released migration never changes. */
export const competenceProposalSql = `
  alter table ${schema}.agency add column document_word text;
  create table ${schema}.competence_proposal (
    id uuid not null,
    status text not null,
    dispute_id uuid not null,
    decision_number text not null,
    competent_units uuid[] not null,
    category_code text,
    division_code text,
    valid_from date,
    reason text,
    constraint competence_proposal_pkey primary key (id)
  );
  create index competence_proposal_status on ${schema}.competence_proposal (status);
  comment on table ${schema}.competence_proposal is 'Read model: rules of competence that bound disputes propose, and what became of them.';
  ${plainGrants(schema, 'competence_proposal', { app: 'select', worker: 'select, insert, update, delete' })}`;

/** Published versions of mechanism packs; their content stays in the event store and on the topic. */
export const mechanismPackSql = `
  create table ${schema}.mechanism_pack (
    id uuid not null,
    pack_version text not null,
    title text not null,
    valid_from date not null,
    digest text not null,
    last_on date,
    constraint mechanism_pack_pkey primary key (id)
  );
  create unique index mechanism_pack_version on ${schema}.mechanism_pack (pack_version);
  comment on table ${schema}.mechanism_pack is 'Read model: published versions of mechanism packs, without their content.';
  ${plainGrants(schema, 'mechanism_pack', { app: 'select', worker: 'select, insert, update, delete' })}`;

/** The end of an agency, and who takes over. */
export const agencyAbolitionSql = `alter table ${schema}.agency add column abolished_on date, add column successor uuid;`;

export const directorySql = [
  tables,
  ...everyonesTables.map((table) => plainGrants(schema, table, { app: 'select', worker: 'select, insert, update, delete' })),
].join('\n');
