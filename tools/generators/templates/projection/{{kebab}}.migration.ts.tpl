import { partyPolicies, sqlMigration } from '@xiezhi/postgres';

export const {{pascal}} = sqlMigration(
  '{{pascal}}{{moment}}',
  `
  create table {{schema}}.{{snake}} (
    subject text not null,
    family_id uuid not null,
    type text not null,
    sequence int not null,
    recorded_at text not null,
    parties uuid[] not null,
    constraint {{snake}}_pkey primary key (subject)
  );
  comment on table {{schema}}.{{snake}} is '{{Words}}: what was last told of each stream.';
  ${partyPolicies('{{schema}}', '{{snake}}', { app: 'select', worker: 'select, insert, update' })}`,
);
