import { {{eventName}}, type IntegrationEvent } from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';

const upsert = statement(
  '{{schema}}.upsert_{{snake}}',
  `insert into {{schema}}.{{snake}} as t (subject, family_id, type, sequence, recorded_at, parties) values ($1, $2, $3, $4, $5, $6)
   on conflict (subject) do update set type = excluded.type, sequence = excluded.sequence, recorded_at = excluded.recorded_at, parties = excluded.parties
   where t.sequence < excluded.sequence`,
);

/** Folds events into rows of {{snake}}, inside the inbox's transaction. */
export const {{camel}}Projection = projection([
  when({{eventName}}, async (tx, event) => {
    const row = rowOf(event);
    await upsert(tx, row.subject, row.familyId, row.type, row.sequence, row.recordedAt, row.parties);
  }),
]);

export function rowOf({ subject, type, meta }: Pick<IntegrationEvent, 'subject' | 'type' | 'meta'>) {
  const { familyId, sequence, recordedAt, parties } = meta;
  return { subject, familyId, type, sequence, recordedAt, parties };
}
