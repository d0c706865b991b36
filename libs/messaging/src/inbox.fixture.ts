import { randomUUID } from 'node:crypto';
import { eventStoreMigration } from '@xiezhi/event-store';
import { eventually as eventuallyWithin, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { Inbox, type InboxOptions, type KafkaJsBroker, messagingMigrations, messagingStatus, type ParkedLane } from './index.ts';
import { brokerOf, effectTable, newTopic, schema, sequencesOf, StepTakenV1, writeEffect } from './messaging.fixture.ts';

export interface Consumer {
  name: string;
  topic: string;
}

export const thing = (family: string): string => `test-thing/${family}`;
export const eventually = <Result>(check: () => Promise<Result>) => eventuallyWithin(check, { withinMs: 25_000 });

/** A database of the spec's own and the shared broker, with what inbox specs do on them. Call it at the top of the file. */
export function inboxGround() {
  let database: TestDatabase;
  let broker: KafkaJsBroker;
  const opened: Inbox[] = [];

  beforeAll(async () => {
    database = await testDatabase('clue-transfer', [
      eventStoreMigration('clue-transfer', { visibility: 'parties' }),
      ...messagingMigrations(schema),
      effectTable,
    ]);
    broker = brokerOf(inject('kafka'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((inbox) => inbox.stop()));
  });
  afterAll(async () => {
    await broker.close();
    await database.close();
  });

  return {
    database: () => database,
    broker: () => broker,

    async consumer(partitions = 2): Promise<Consumer> {
      return { name: `consumer-${randomUUID()}`, topic: await newTopic(inject('kafka'), partitions) };
    },

    async started({ name, topic }: Consumer, more: Partial<InboxOptions> = {}): Promise<Inbox> {
      const usual = { service: 'clue-transfer', schema, name, topics: [topic], effect: writeEffect, broker, pool: database.worker };
      const inbox = new Inbox({ ...usual, known: [StepTakenV1], ...more });
      opened.push(inbox);
      await inbox.start();
      return inbox;
    },

    async parkedOf(name: string): Promise<ParkedLane[]> {
      const { parked } = await messagingStatus('clue-transfer')(database.worker);
      return parked.filter((lane) => lane.consumer === name);
    },

    async eventuallyApplied(name: string, expected: Record<string, number[]>): Promise<void> {
      await eventually(async () => expect(await sequencesOf(database.admin, name)).toEqual(expected));
    },

    /** Lets retries happen now instead of in seconds; the clock of retries is the database's. */
    async letRetriesBeDue(name: string): Promise<void> {
      const due = `update ${schema}.inbox_parked set next_attempt_at = clock_timestamp() where consumer = $1 and next_attempt_at is not null`;
      await database.admin.query(due, [name]);
    },
  };
}
