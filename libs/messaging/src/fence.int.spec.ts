import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from './index.ts';
import { schema } from './messaging.fixture.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
  ]);
});
afterAll(() => database.close());

interface Taken {
  stored: number | null;
  fresh: string[] | null;
}

/** Takes the records [from, next) as a member would that believes to own the partition; `ids` are the events in them. */
async function take(consumer: string, from: number, next: number, ids: string[] = []): Promise<Taken> {
  const { rows } = await database.worker.query<Taken>(
    `select stored, fresh from ${schema}.take_chunk($1, 'topic', 0, $2, $3, $4, $5, '{}', '{}', '{}')`,
    [consumer, from, next, from === 0, ids],
  );
  return rows[0]!;
}

describe('the offset fence', () => {
  it('lets one of two members take a chunk; the other writes nothing and learns where the consumer stands', async () => {
    const consumer = randomUUID();
    const [mine, theirs] = [randomUUID(), randomUUID()];
    expect(await take(consumer, 0, 10, [mine])).toEqual({ stored: null, fresh: [mine] });
    expect(await take(consumer, 0, 7, [theirs])).toEqual({ stored: 10, fresh: null });
    // What the loser brought is new to whoever really comes to it.
    expect(await take(consumer, 10, 20, [theirs])).toEqual({ stored: null, fresh: [theirs] });
  });

  it('never moves back: a member that slept does not make the consumer read again what is done', async () => {
    const consumer = randomUUID();
    await take(consumer, 0, 10);
    await take(consumer, 10, 20);
    expect(await take(consumer, 5, 12)).toMatchObject({ stored: 20 });
    expect(await take(consumer, 20, 21)).toMatchObject({ stored: null });
  });

  it('lets two members that come at the same moment take turns', async () => {
    const consumer = randomUUID();
    await take(consumer, 0, 1);
    const both = await Promise.all([take(consumer, 1, 5), take(consumer, 1, 5)]);
    expect(both.map(({ stored }) => stored).toSorted((one, other) => (one === null ? 1 : 0) - (other === null ? 1 : 0))).toEqual([5, null]);
  });
});
