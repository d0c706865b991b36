import { partyPolicies } from '@xiezhi/postgres';

const schema = 'portal';

/** What figures count (DOMAIN 7). A projection of its own consumer, so that it fills itself from the topics' beginning wherever it is new. */
export const figuresSql = `
  create table ${schema}.figure_item (
    subject text constraint figure_item_pkey primary key,
    rank bigint not null,
    kind text not null,
    class text not null,
    family_id uuid not null,
    matter_id uuid,
    about text,
    title text,
    first_at timestamptz(3) not null,
    rested_at timestamptz(3),
    is_open boolean not null,
    first_on date not null,
    last_on date not null,
    actors uuid[] not null,
    world uuid,
    parties uuid[] not null,
    facts jsonb not null
  );
  create index figure_item_kind on ${schema}.figure_item (kind, world, subject);
  create index figure_item_family on ${schema}.figure_item (family_id);
  create index figure_item_matter on ${schema}.figure_item (matter_id, kind);
  create index figure_item_about on ${schema}.figure_item (about) where about is not null;
  comment on table ${schema}.figure_item is 'What figures count: one row per stream, folded from what it told. Days -infinity and infinity: no bound.';
  ${partyPolicies(schema, 'figure_item', { app: 'select', worker: 'select, insert, update' })}`;
