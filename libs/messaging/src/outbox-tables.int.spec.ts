import { eventStoreMigration } from '@xiezhi/event-store';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagingMigrations } from './index.ts';
import { outboxCount, putIntoOutbox, sample, schema } from './messaging.fixture.ts';
import { outboxTables } from './outbox-tables.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
  ]);
});
afterAll(() => database.close());

describe('what the broker has confirmed', () => {
  it('leaves the outbox without waiting for the disk, and no other commit of that connection is hurried less', async () => {
    const tables = outboxTables(schema);
    await putIntoOutbox(database.worker, 'xiezhi.test.events.v1', [sample()]);
    const leases = await tables.take(database.worker, 'harbour', 60_000, 4);
    const client = await database.worker.connect();
    const mode = async () => (await client.query<{ synchronous_commit: string }>('show synchronous_commit')).rows[0]!.synchronous_commit;
    try {
      const before = await mode();
      await client.query('begin');
      const [row] = await tables.oldest(
        client,
        leases.map(({ shard }) => shard),
        { countMax: 10, bytesMax: 1_000_000 },
        [],
        [],
      );
      const { shard, position } = row!;
      const { epoch } = leases.find((lease) => lease.shard === shard)!;
      expect(await tables.remove(client, 'harbour', [{ shard, epoch, position, partition: 0 }])).toEqual([{ shard, removed: 1 }]);
      expect(await mode()).toBe('off');
      await client.query('commit');
      expect(await mode()).toBe(before);
      expect(await outboxCount(database.admin)).toBe(0);
    } finally {
      client.release();
    }
  });
});
