import { plainGrants, sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';

/** Like a claim, but with a height: no supervision is approved below or beside one that stands over the same unit. */
export const OpenRung = sqlMigration(
  'OpenRung1764000000202',
  `
  create table ${schema}.open_rung (
    supervision_id uuid not null,
    matter_id uuid not null,
    unit uuid not null,
    rank smallint not null,
    constraint open_rung_pkey primary key (supervision_id)
  );
  create unique index open_rung_height on ${schema}.open_rung (matter_id, unit, rank);
  comment on table ${schema}.open_rung is 'Approved and not yet ended supervision per matter and unit, by its height on the ladder. Written with the facts that approve and end it; ids only.';
  ${plainGrants(schema, 'open_rung', { app: 'select, insert, delete', worker: 'select' })}`,
);
