import { randomUUID } from 'node:crypto';
import { eventStoreMigration } from '@xiezhi/event-store';
import { eventually, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { gateReader, Inbox, KafkaJsBroker, messagingMigrations, messagingStatus, OutboxRelay } from './index.ts';
import {
  brokerOf,
  effectTable,
  newTopic,
  outboxCount,
  putIntoOutbox,
  sample,
  schema,
  sequencesOf,
  StepTakenV1,
  writeEffect,
} from './messaging.fixture.ts';

let database: TestDatabase;
let broker: KafkaJsBroker;

beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
    effectTable,
  ]);
  broker = brokerOf(inject('kafka'));
});
afterAll(async () => {
  await broker.close();
  await database.close();
});

describe('what is committed to the outbox', () => {
  it('has its effect at the consumer, once, in order per stream, and can be waited for by read token', async () => {
    const topic = await newTopic(inject('kafka'));
    const families = Array.from({ length: 12 }, () => randomUUID());
    const samples = [1, 2, 3, 4, 5].flatMap((sequence) => families.map((family) => sample({ family, sequence })));
    await putIntoOutbox(database.worker, topic, samples);
    const name = `order-${randomUUID()}`;
    const inbox = new Inbox({
      service: 'clue-transfer',
      schema,
      name,
      topics: [topic],
      effect: writeEffect,
      broker,
      pool: database.worker,
      known: [StepTakenV1],
    });
    const relay = new OutboxRelay({ service: 'clue-transfer', broker, pool: database.worker });

    relay.start();
    await inbox.start();
    const token = families.map((family) => ['/xiezhi/clue-transfer', `test-thing/${family}`, 5] as [string, string, number]);
    const { whenReached } = gateReader('clue-transfer');
    expect(await whenReached(database.app, [name], token, inbox.applied, 20_000)).toBe(true);

    expect(await sequencesOf(database.admin, name)).toEqual(
      Object.fromEntries(families.map((family) => [`test-thing/${family}`, [1, 2, 3, 4, 5]])),
    );
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(0));
    const status = await messagingStatus('clue-transfer')(database.worker);
    expect(status.outbox).toEqual({ waiting: 0, oldestSeconds: 0 });
    expect(status.parked).toEqual([]);
    await inbox.stop();
    await relay.stop();
  });
});
