import { partyPolicies, plainGrants } from '@xiezhi/postgres';

const schema = 'portal';

/**
 * What callers read of the families they are party to. Each row carries the parties of the event it came from and is seen by them
 * alone; the consumer writes, nobody else.
 */
export const readModelsSql = `
  create table ${schema}.turn (
    item text not null,
    agency uuid not null,
    kind text,
    rank bigint not null,
    family_id uuid not null,
    source text not null,
    subject text not null,
    title text not null,
    since timestamptz(3) not null,
    counterpart uuid,
    world uuid,
    event_id uuid not null,
    parties uuid[] not null,
    constraint turn_pkey primary key (item, agency)
  );
  create index turn_worklist on ${schema}.turn (agency, since, item) where kind is not null;
  create index turn_family on ${schema}.turn (family_id) where kind is not null;
  comment on table ${schema}.turn is 'Whose turn it is on what: the worklist. kind null: not this agency''s turn any more; kept, so that a late event of lower rank changes nothing.';

  create table ${schema}.standing (
    source text not null,
    subject text not null,
    rank bigint not null,
    family_id uuid not null,
    state text not null,
    title text,
    owner uuid,
    counterpart uuid,
    clue_id uuid not null,
    result_code text,
    feedback_kind text,
    since timestamptz(3) not null,
    world uuid,
    parties uuid[] not null,
    constraint standing_pkey primary key (source, subject)
  );
  create index standing_family on ${schema}.standing (family_id);
  comment on table ${schema}.standing is 'Where each stream of a family stands.';

  create table ${schema}.timeline_line (
    event_id uuid constraint timeline_line_pkey primary key,
    family_id uuid not null,
    source text not null,
    subject text not null,
    sequence int not null,
    type text not null,
    first_agency uuid not null,
    second_agency uuid,
    title text,
    result_code text,
    feedback_kind text,
    post text,
    acted_at timestamptz(3) not null,
    recorded_at timestamptz not null,
    world uuid,
    parties uuid[] not null
  );
  create index timeline_line_family on ${schema}.timeline_line (family_id, recorded_at, event_id);
  comment on table ${schema}.timeline_line is 'What happened in a family, as parts of a sentence; agencies get their names when it is read.';

  create table ${schema}.notice (
    account text not null,
    id bigint not null,
    event_id uuid not null,
    event_type text not null,
    family_id uuid not null,
    subject text not null,
    item text,
    kind text,
    title text not null,
    acted_at timestamptz(3) not null,
    world uuid,
    parties uuid[] not null,
    constraint notice_pkey primary key (account, id)
  );
  comment on table ${schema}.notice is 'What an account is told, numbered per account; the last 1 000 of each are kept.';

  create table ${schema}.notice_counter (
    account text constraint notice_counter_pkey primary key,
    last_id bigint not null
  );
  comment on table ${schema}.notice_counter is 'Last notice number of each account; its row lock is what numbers them without holes.';

  ${partyPolicies(schema, 'turn', { app: 'select', worker: 'select, insert, update' })}
  ${partyPolicies(schema, 'standing', { app: 'select', worker: 'select, insert, update' })}
  ${partyPolicies(schema, 'timeline_line', { app: 'select', worker: 'select, insert' })}
  ${partyPolicies(schema, 'notice', { app: 'select', worker: 'select, insert, delete' })}
  ${plainGrants(schema, 'notice_counter', { app: 'select', worker: 'select, insert, update' })}`;
