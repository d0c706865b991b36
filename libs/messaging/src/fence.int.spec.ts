import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { eventStoreMigration } from '@xiezhi/event-store';
import { InboxTables } from './inbox-tables.ts';
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
  /** Of each chunk: null where it was taken. */
  stored: (number | null)[];
  fresh: string[];
}

interface Asked {
  partition?: number;
  from: number;
  next: number;
  ids?: string[];
}

/** Takes records [from, next) as a member would that believes to own the partitions; `ids` are the events in them. */
async function takeAll(consumer: string, chunks: readonly Asked[], lockTimeoutMs?: number): Promise<Taken> {
  const taken = await new InboxTables(schema).takeChunks(database.worker, consumer, {
    chunks: chunks.map(({ partition = 0, from, next }) => ({ topic: 'topic', partition, from, next, isFirst: from === 0 })),
    ids: chunks.flatMap(({ ids = [] }, chunk) => ids.map((id) => ({ id, chunk }))),
    streams: [],
    families: [],
    lockTimeoutMs,
  });
  return { stored: taken.stored, fresh: taken.fresh };
}

const take = (consumer: string, from: number, next: number, ids: string[] = []) => takeAll(consumer, [{ from, next, ids }]);

describe('the offset fence', () => {
  it('lets one of two members take a chunk; the other writes nothing and learns where the consumer stands', async () => {
    const consumer = randomUUID();
    const [mine, theirs] = [randomUUID(), randomUUID()];
    expect(await take(consumer, 0, 10, [mine])).toEqual({ stored: [null], fresh: [mine] });
    expect(await take(consumer, 0, 7, [theirs])).toEqual({ stored: [10], fresh: [] });
    // What the loser brought is new to whoever really comes to it.
    expect(await take(consumer, 10, 20, [theirs])).toEqual({ stored: [null], fresh: [theirs] });
  });

  it('never moves back: a member that slept does not make the consumer read again what is done', async () => {
    const consumer = randomUUID();
    await take(consumer, 0, 10);
    await take(consumer, 10, 20);
    expect(await take(consumer, 5, 12)).toMatchObject({ stored: [20] });
    expect(await take(consumer, 20, 21)).toMatchObject({ stored: [null] });
  });

  it('lets two members that come at the same moment take turns', async () => {
    const consumer = randomUUID();
    await take(consumer, 0, 1);
    const both = await Promise.all([take(consumer, 1, 5), take(consumer, 1, 5)]);
    expect(both.map(({ stored }) => stored[0]).toSorted((one, other) => (one === null ? 1 : 0) - (other === null ? 1 : 0))).toEqual([
      5,
      null,
    ]);
  });

  it('is one of each partition: where one chunk of a group comes second, those beside it are taken', async () => {
    const consumer = randomUUID();
    const [lost, won, again] = [randomUUID(), randomUUID(), randomUUID()];
    await take(consumer, 0, 10);
    const both = [
      { partition: 0, from: 4, next: 12, ids: [lost] },
      { partition: 1, from: 0, next: 3, ids: [won, again] },
    ];
    const { stored, fresh } = await takeAll(consumer, both);
    expect(stored).toEqual([10, null]);
    expect(new Set(fresh)).toEqual(new Set([won, again]));
    expect(await takeAll(consumer, [{ from: 10, next: 12, ids: [lost, again] }])).toEqual({ stored: [null], fresh: [lost] });
  });

  it('waits for a lock no longer than it was told', async () => {
    const consumer = randomUUID();
    await take(consumer, 0, 10);
    const holder = await database.admin.connect();
    try {
      await holder.query('begin');
      await holder.query(`select from ${schema}.inbox_offset where consumer = $1 for update`, [consumer]);
      await expect(takeAll(consumer, [{ from: 10, next: 12 }], 50)).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await take(consumer, 10, 12)).toMatchObject({ stored: [null] });
  });
});
