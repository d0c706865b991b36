import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

/**
 * For whoever learns that a version of the rules has arrived: what waits for one is tried again at once, whichever consumer of the
 * service it waits in. A row that waits for another version only waits on.
 */
export function releaseAwaited(service: ServiceName): (db: Queryable) => Promise<void> {
  const schema = schemaOf(service);
  const makeDue = statement(
    `${schema}.inbox_awaited_due`,
    `update ${schema}.inbox_parked set attempts = 0, next_attempt_at = clock_timestamp() where reason = 'AWAITED_VERSION' and state = 'waiting'`,
  );
  return async (db) => {
    await makeDue(db);
  };
}
