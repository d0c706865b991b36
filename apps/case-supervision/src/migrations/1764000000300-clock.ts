import { partyPolicies, plainGrants, sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';

/**
 * The cached row of a clock, rewritten in the transaction of its facts: what the ticker looks for and what lists show. It may be
 * lost: the streams fold into it again.
 */
export const ClockTables = sqlMigration(
  'ClockTables1764000000300',
  `
  create table ${schema}.clock (
    id uuid not null,
    rule_id text not null,
    subject text not null,
    matter_id uuid not null,
    world uuid,
    parties uuid[] not null,
    is_open boolean not null,
    due_at timestamptz,
    next_fire_at timestamptz,
    told jsonb not null,
    constraint clock_pkey primary key (id)
  );
  comment on column ${schema}.clock.next_fire_at is 'When the clock speaks next by itself; null when it never will. Real clocks are compared with now(), practice ones with the legal now of their world.';
  comment on column ${schema}.clock.told is 'What lists show of it, as it was last told.';
  -- The ticker's two questions: both read as many entries as are due, however many clocks run.
  create index clock_next_fire on ${schema}.clock (next_fire_at, id) where next_fire_at is not null and world is null;
  create index clock_world_next_fire on ${schema}.clock (world, next_fire_at, id) where next_fire_at is not null and world is not null;
  create index clock_matter on ${schema}.clock (matter_id);
  create index clock_open on ${schema}.clock (rule_id, subject) where is_open;
  ${partyPolicies(schema, 'clock', { app: 'select, update', worker: 'select, insert, update' })}

  create table ${schema}.practice_world (
    id uuid not null,
    legal_now timestamptz not null,
    ticked_to timestamptz,
    constraint practice_world_pkey primary key (id)
  );
  comment on table ${schema}.practice_world is 'Legal time of practice worlds as the directory told it, and up to when their clocks have spoken. Holds no case facts.';
  ${plainGrants(schema, 'practice_world', { app: 'select', worker: 'select, insert, update' })}

  create table ${schema}.clock_calendar (
    is_only boolean not null default true,
    digest text not null,
    constraint clock_calendar_pkey primary key (is_only),
    constraint clock_calendar_is_only check (is_only)
  );
  comment on table ${schema}.clock_calendar is 'Digest of the calendars that running clocks were last counted with. May be lost: they are counted anew.';
  ${plainGrants(schema, 'clock_calendar', { worker: 'select, insert, update' })}`,
);
