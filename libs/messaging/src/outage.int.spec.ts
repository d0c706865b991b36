import { randomUUID } from 'node:crypto';
import { rolesOf } from '@xiezhi/contracts';
import { anyFreePort, provisionDatabase, type RunningPostgres, startPostgres, temporaryHome } from '@xiezhi/embedded';
import { eventStoreMigration } from '@xiezhi/event-store';
import { migrate, workerPool } from '@xiezhi/postgres';
import { eventually as eventuallyWithin } from '@xiezhi/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Inbox, type KafkaJsBroker, messagingMigrations, messagingStatus, OutboxRelay } from './index.ts';
import {
  brokerOf,
  effectTable,
  newTopic,
  outboxCount,
  publish,
  putIntoOutbox,
  sample,
  schema,
  sequencesOf,
  StepTakenV1,
  writeEffect,
} from './messaging.fixture.ts';

/** A database of its own, because it is stopped and killed; with fsync, because what it confirmed must be there afterwards. */
const home = temporaryHome('xiezhi-outage-');
const password = 'outageoutage';
const eventually = <Result>(check: () => Promise<Result>) => eventuallyWithin(check, { withinMs: 40_000 });
let port: number;
let postgres: RunningPostgres;
let worker: Pool;
let admin: Pool;
let broker: KafkaJsBroker;

const start = () => startPostgres({ home: home.path, port, password });

beforeAll(async () => {
  port = await anyFreePort();
  postgres = await start();
  const { owner, app, worker: workerRole } = rolesOf(schema);
  const passwords = Object.fromEntries([owner, app, workerRole].map((role) => [role, password]));
  await provisionDatabase({ login: { host: postgres.host, port, user: 'postgres', password }, services: ['clue-transfer'], passwords });
  const address = { host: postgres.host, port, name: 'xiezhi' };
  await migrate(address, schema, { user: owner, password }, [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
    effectTable,
  ]);
  worker = workerPool(address, { user: workerRole, password });
  admin = workerPool(address, { user: 'postgres', password }, { connectionsMax: 2 });
  broker = brokerOf(inject('kafka'));
});
afterAll(async () => {
  await broker.close();
  await Promise.all([worker.end(), admin.end()]);
  await postgres.stop();
  home.remove();
});

describe('a database that goes away for three seconds', () => {
  it.each(['stopped', 'killed'] as const)(
    '(%s) parks nothing, loses nothing, and everything goes on by itself',
    async (how) => {
      const topic = await newTopic(inject('kafka'));
      const name = `consumer-${randomUUID()}`;
      const families = Array.from({ length: 6 }, () => randomUUID());
      const relay = new OutboxRelay({ service: 'clue-transfer', broker, pool: worker });
      const inbox = new Inbox({
        service: 'clue-transfer',
        schema,
        name,
        topics: [topic],
        effect: writeEffect,
        broker,
        pool: worker,
        known: [StepTakenV1],
      });
      relay.start();
      await inbox.start();
      await putIntoOutbox(
        worker,
        topic,
        families.map((family) => sample({ family, sequence: 1 })),
      );
      await eventually(async () => expect(Object.keys(await sequencesOf(admin, name))).toHaveLength(6));

      await putIntoOutbox(
        worker,
        topic,
        families.map((family) => sample({ family, sequence: 2 })),
      );
      if (how === 'killed') postgres.kill();
      await postgres.stop();
      // Meanwhile others publish: the inbox has something in hand that it cannot write.
      await eventually(() =>
        publish(
          broker,
          topic,
          families.map((family) => sample({ family, sequence: 3 })),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 3000));
      postgres = await start();

      await eventually(async () =>
        expect(await sequencesOf(admin, name)).toEqual(Object.fromEntries(families.map((family) => [`test-thing/${family}`, [1, 2, 3]]))),
      );
      await eventually(async () => expect(await outboxCount(admin)).toBe(0));
      const status = await messagingStatus('clue-transfer')(worker);
      expect(status.parked).toEqual([]);
      await inbox.stop();
      await relay.stop();
    },
    120_000,
  );
});
