import { rolesOf } from '@xiezhi/contracts';
import { partyPolicies, plainGrants, sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';
const { app } = rolesOf(schema);

/** Re-plans as acts (adr/0030): what they are, their lists, and the calendars that running clocks were counted with. */
export const ReplanTables = sqlMigration(
  'Replan1764400000100',
  `
  create table ${schema}.replan (
    id uuid not null,
    parties uuid[] not null,
    world uuid,
    kind text not null check (kind in ('calendar', 'pack-version')),
    target text not null,
    status text not null check (status in ('computing', 'awaiting-confirmation', 'applying', 'applied', 'withdrawn')),
    reason text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    confirmed_by text,
    total int,
    looked int not null default 0,
    cursor uuid not null default '00000000-0000-0000-0000-000000000000',
    changes int not null default 0,
    stays int not null default 0,
    done int not null default 0,
    moved int not null default 0,
    updated_at timestamptz not null default now(),
    constraint replan_pkey primary key (id)
  );
  comment on table ${schema}.replan is 'One re-plan as lists show it, and how far the work on it has come; written with its facts. Whoever works on it holds the row.';
  comment on column ${schema}.replan.cursor is 'Clocks up to this id have been looked at. What was carried out is told by replan_change.outcome.';
  create index replan_at_work on ${schema}.replan (updated_at) where status in ('computing', 'applying');
  ${partyPolicies(schema, 'replan', { app: 'select, insert, update', worker: 'select, update' })}

  create table ${schema}.replan_change (
    replan_id uuid not null,
    clock_id uuid not null,
    parties uuid[] not null,
    changes boolean not null,
    matter_kind text not null,
    matter_id uuid not null,
    rule_id text not null,
    rule_name text not null,
    due_before jsonb not null,
    due_after jsonb,
    reason text not null,
    outcome text check (outcome in ('moved', 'same', 'gone')),
    constraint replan_change_pkey primary key (replan_id, clock_id)
  );
  comment on table ${schema}.replan_change is 'What a re-plan would change, and what stays. Identifiers, rows and dates only; seen by the platform, which is no party to the matters.';
  comment on column ${schema}.replan_change.outcome is 'What came of it, written with the clock: a clock of the list is touched once. Null: not yet.';
  create index replan_change_open on ${schema}.replan_change (replan_id, clock_id) where changes and outcome is null;
  ${partyPolicies(schema, 'replan_change', { app: 'select', worker: 'select, insert, update' })}

  create table ${schema}.counted_calendar (
    world uuid,
    digest text not null,
    calendars jsonb,
    constraint counted_calendar_world unique nulls not distinct (world)
  );
  comment on table ${schema}.counted_calendar is 'The calendars that running clocks were last counted with, real ones (world null) and those of a practice world that has had a re-plan of its own; calendars null where only their digest was kept. Lost, a re-plan that is outstanding is not noticed.';
  ${plainGrants(schema, 'counted_calendar', { app: 'select', worker: 'select, insert, update' })}
  insert into ${schema}.counted_calendar (world, digest) select null::uuid, digest from ${schema}.clock_calendar;
  drop table ${schema}.clock_calendar;

  -- Proposing, confirming and withdrawing are written down as every act of an operator is (adr/0021), with the command's own facts.
  alter table ${schema}.operator_act drop constraint operator_act_act_check;
  alter table ${schema}.operator_act add constraint operator_act_act_check check (act in ('parked-replayed', 'parked-skipped',
    'announced-again', 'consumer-rebuilt', 'loss-accepted', 'replan-proposed', 'replan-confirmed', 'replan-withdrawn'));
  grant insert on ${schema}.operator_act to ${app};`,
);
