import { partyPolicies } from '@xiezhi/postgres';

const schema = 'portal';

/**
 * Matters of three kinds instead of clues alone, deadlines, and the keys by which the worklist's tabs are read: one index per
 * tab, so that a first page costs the same whatever lies behind it. After upgrading, `xiezhi rebuild portal` fills the keys of old rows.
 */
export const protocolSql = `
  alter table ${schema}.standing rename column clue_id to matter_id;
  alter table ${schema}.standing add column matter_kind text not null default 'clue', add column stage text;
  alter table ${schema}.standing alter column matter_kind drop default;
  alter table ${schema}.timeline_line add column detail jsonb;

  alter table ${schema}.turn
    add column role text,
    add column hand_off_id uuid,
    add column is_sent boolean not null default false,
    add column shelf text,
    add column clock_id uuid,
    add column attention_at timestamptz(3),
    add column late_key bigint,
    add column work_key bigint,
    add column sent_key bigint,
    add column done_key bigint;
  alter table ${schema}.turn alter column is_sent drop default;
  drop index ${schema}.turn_worklist;
  create index turn_work on ${schema}.turn (agency, world, shelf, work_key, item) where work_key is not null;
  create index turn_late on ${schema}.turn (agency, world, late_key, item) where late_key is not null;
  create index turn_sent on ${schema}.turn (agency, world, sent_key, item) where sent_key is not null;
  create index turn_done on ${schema}.turn (agency, world, done_key, item) where done_key is not null;
  create index turn_subject on ${schema}.turn (subject);
  comment on column ${schema}.turn.work_key is 'Order on the list of what is to be done, least time left first: milliseconds of the due moment; without one 10^14 + those since when it waits. Null: not to be shown there.';
  comment on column ${schema}.turn.late_key is 'Milliseconds of the moment after which the agency is late with an open turn.';
  comment on column ${schema}.turn.sent_key is 'Order on the list of the agency''s own hand-offs: running deadlines first, then the latest act first.';
  comment on column ${schema}.turn.done_key is 'Order on the list of what is done: the latest first, minus milliseconds.';

  create table ${schema}.deadline (
    clock_id uuid constraint deadline_pkey primary key,
    rank bigint not null,
    rule_id text not null,
    rule_name text not null,
    subject text not null,
    matter_kind text not null,
    matter_id uuid not null,
    family_id uuid not null,
    holder uuid not null,
    title text not null,
    state text not null,
    change text,
    due_at timestamptz(3),
    late_after timestamptz(3),
    attention_at timestamptz(3),
    warning_at timestamptz(3),
    is_provisional boolean not null,
    nature text,
    turns_red boolean not null,
    world uuid,
    parties uuid[] not null
  );
  create index deadline_subject on ${schema}.deadline (subject);
  create index deadline_family on ${schema}.deadline (family_id);
  comment on table ${schema}.deadline is 'Deadlines as the clocks of case-supervision announce them. What colour they have is asked at the reader''s legal now, never stored.';
  ${partyPolicies(schema, 'deadline', { app: 'select', worker: 'select, insert, update' })}`;
