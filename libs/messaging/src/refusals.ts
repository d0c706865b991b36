import type { IntegrationEvent } from '@xiezhi/contracts';
import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

/**
 * Keeps refusals met while reacting to events, in the transaction of the reaction: counted and shown to operators, never retried.
 * Identifiers and codes only. The consumer's name comes from the transaction (`take_chunks` sets it).
 */
export function keepRefusals(
  service: ServiceName,
): (tx: Queryable, event: IntegrationEvent, target: string, refusal: { code: string }) => Promise<void> {
  const schema = schemaOf(service);
  const insert = statement(
    `${schema}.inbox_refuse`,
    `insert into ${schema}.inbox_refused (event_id, source, type, subject, target, code) values ($1, $2, $3, $4, $5, $6)`,
  );
  return async (tx, event, target, refusal) => {
    await insert(tx, event.id, event.source, event.type, event.subject, target, refusal.code);
  };
}
