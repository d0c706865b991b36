import type { Handled, PlannedCommand } from '@xiezhi/aggregate';
import type { Act, PgEventStore } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';

/** What a planned command would record on a stream that holds these facts; nothing is saved. */
export async function factsOf(planned: PlannedCommand, before: readonly object[] = []): Promise<unknown[]> {
  const stream = { version: before.length, announced: 0, facts: before };
  const store = { source: 'case-supervision', load: () => Promise.resolve(stream), append: () => Promise.resolve() };
  const act: Act = { caller: { service: 'case-supervision' }, correlationId: 'spec' };
  const handled = (await planned.handle(store as unknown as PgEventStore, act, {} as Queryable)) as Handled<object, unknown>;
  return handled.events;
}
