import { partyPolicies } from '@xiezhi/postgres';

const schema = 'portal';

/**
 * Month figures as they were on the day of their freezing (SC-11). No read model: no topic tells them again, so no rebuild empties them,
 * and no role that works here may change or take away what was said once.
 */
export const frozenFiguresSql = `
  create table ${schema}.frozen_figure (
    realm text not null,
    month text not null,
    agency uuid not null,
    figure text not null,
    shown jsonb not null,
    digest text not null,
    due_on date not null,
    frozen_on date not null,
    cut_off timestamptz(3) not null,
    calendar text not null,
    is_provisional boolean not null,
    recorded_at timestamptz not null default now(),
    parties uuid[] not null,
    constraint frozen_figure_pkey primary key (realm, month, agency, figure)
  );
  comment on table ${schema}.frozen_figure is 'Month figures of each agency as they were when they were frozen, for ever. Not rebuilt from topics: restored from a backup or lost.';
  comment on column ${schema}.frozen_figure.realm is 'real, or the id of a practice world.';
  comment on column ${schema}.frozen_figure.due_on is 'Legal day on which it was to be frozen, by the calendar named beside; frozen_on is the legal day on which it was.';
  comment on column ${schema}.frozen_figure.is_provisional is 'Counted without a confirmed calendar of that year.';
  ${partyPolicies(schema, 'frozen_figure', { app: 'select', worker: 'select, insert' })}`;
