import { eventStoreMigration } from '@xiezhi/event-store';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { messagingMigrations } from '../index.ts';
import { schema } from '../messaging.fixture.ts';
import { InboxPair } from './inbox-pair.fixture.ts';
import { OutboxPair } from './outbox-pair.fixture.ts';
import { Seeded } from './seeded.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
  ]);
});
afterAll(() => database.close());

const operations = 150;

describe('each statement and its reducer', () => {
  it.each([1, 2, 3])('answer alike for the publisher, whatever came before (seed %i)', async (seed) => {
    await database.admin.query(
      `truncate ${schema}.outbox, ${schema}.announced, ${schema}.relay_count, ${schema}.relay_member; update ${schema}.relay_lease set owner = '', epoch = 0, expires_at = '-infinity'`,
    );
    const pair = new OutboxPair(database, new Seeded(seed));
    for (let now = 0; now < operations; now++) await pair.step(now);
    await pair.expectSameTables();
  });

  it.each([4, 5, 6])('answer alike for the consumer, whatever came before (seed %i)', async (seed) => {
    const pair = new InboxPair(database, new Seeded(seed));
    for (let now = 0; now < operations; now++) await pair.step(now);
    await pair.expectSameTables();
  });
});
