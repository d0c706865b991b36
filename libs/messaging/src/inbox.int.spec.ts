import { randomUUID } from 'node:crypto';
import { defineEvent } from '@xiezhi/contracts';
import { eventStoreMigration } from '@xiezhi/event-store';
import { eventually as eventuallyWithin, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import type { Effect } from './effect.ts';
import {
  Inbox,
  type InboxOptions,
  type KafkaJsBroker,
  keepRefusals,
  messagingMigration,
  messagingStatus,
  type ParkedLane,
} from './index.ts';
import { brokerOf, effectTable, newTopic, publish, sample, schema, sequencesOf, StepTakenV1, writeEffect } from './messaging.fixture.ts';

let database: TestDatabase;
let broker: KafkaJsBroker;
const opened: Inbox[] = [];

beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    messagingMigration(schema),
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

interface Consumer {
  name: string;
  topic: string;
}

async function consumer(partitions = 2): Promise<Consumer> {
  return { name: `consumer-${randomUUID()}`, topic: await newTopic(inject('kafka'), partitions) };
}

async function started({ name, topic }: Consumer, more: Partial<InboxOptions> = {}): Promise<Inbox> {
  const inbox = new Inbox({
    service: 'clue-transfer',
    schema,
    name,
    topics: [topic],
    effect: writeEffect,
    broker,
    pool: database.worker,
    known: [StepTakenV1],
    ...more,
  });
  opened.push(inbox);
  await inbox.start();
  return inbox;
}

async function parkedOf(name: string): Promise<ParkedLane[]> {
  const { parked } = await messagingStatus('clue-transfer')(database.worker);
  return parked.filter((lane) => lane.consumer === name);
}

const eventually = <Result>(check: () => Promise<Result>) => eventuallyWithin(check, { withinMs: 25_000 });

async function eventuallyApplied(name: string, expected: Record<string, number[]>): Promise<void> {
  await eventually(async () => expect(await sequencesOf(database.admin, name)).toEqual(expected));
}

/** Lets retries happen now instead of in seconds; the clock of retries is the database's. */
async function letRetriesBeDue(name: string): Promise<void> {
  await database.admin.query(
    `update ${schema}.inbox_parked set next_attempt_at = clock_timestamp() where consumer = $1 and next_attempt_at is not null`,
    [name],
  );
}

const thing = (family: string): string => `test-thing/${family}`;

describe('an inbox', () => {
  it('applies the same event once: the same record again, a second copy at a new offset, a re-announcement under a new id', async () => {
    const where = await consumer();
    const family = randomUUID();
    const first = sample({ family, sequence: 1 });
    await publish(broker, where.topic, [
      first,
      first,
      sample({ family, sequence: 2 }),
      first,
      sample({ family, sequence: 1 }),
      sample({ family, sequence: 3 }),
    ]);
    const inbox = await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3] });
    // A restart from an offset that lags behind changes nothing: the stored offset is what counts.
    await inbox.stop();
    await started(where);
    await publish(broker, where.topic, [sample({ family, sequence: 4 })]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3, 4] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('heals wrong order, within a chunk and across chunks, and counts types that nobody handles', async () => {
    const where = await consumer();
    const [inChunk, across] = [randomUUID(), randomUUID()];
    const ignored = sample({ family: across, sequence: 3, type: 'clue-transfer.test-nobody-listens.v1' });
    await publish(broker, where.topic, [
      ...[3, 1, 4, 2].map((sequence) => sample({ family: inChunk, sequence })),
      sample({ family: across, sequence: 4 }),
      ignored,
      sample({ family: across, sequence: 2 }),
    ]);
    const handlesSteps: Effect = (tx, events) =>
      writeEffect(
        tx,
        events.filter(({ type }) => type === StepTakenV1.type),
      );
    await started(where, { effect: handlesSteps });
    await eventuallyApplied(where.name, { [thing(inChunk)]: [1, 2, 3, 4] });
    await eventually(async () =>
      expect(await parkedOf(where.name)).toMatchObject([
        { lane: `stream:/xiezhi/clue-transfer:${thing(across)}`, reason: 'GAP', state: 'waiting', records: 3 },
      ]),
    );
    await publish(broker, where.topic, [sample({ family: across, sequence: 1 })]);
    await eventuallyApplied(where.name, { [thing(inChunk)]: [1, 2, 3, 4], [thing(across)]: [1, 2, 4] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('parks a malformed record at the head with its key, and a hundred followers of other keys do not notice', async () => {
    const where = await consumer(1);
    const [broken, unknown] = [randomUUID(), randomUUID()];
    const malformed = { record: { ...sample({ family: broken, sequence: 1 }).record, value: '{"meta":' } };
    const nameless = { record: { key: unknown, value: Buffer.from([0xff, 0x00]), headers: { ce_id: 'x' } } };
    const keyless = { record: { key: null, value: 'noise', headers: {} } };
    const others = Array.from({ length: 100 }, () => randomUUID());
    await publish(broker, where.topic, [
      malformed,
      nameless,
      keyless,
      sample({ family: broken, sequence: 2 }),
      sample({ family: unknown, sequence: 1 }),
      ...others.map((family) => sample({ family })),
    ]);
    await started(where);
    await eventuallyApplied(where.name, Object.fromEntries(others.map((family) => [thing(family), [1]])));
    const parked = await parkedOf(where.name);
    expect(parked.toSorted((a, b) => a.lane.localeCompare(b.lane))).toMatchObject([
      { lane: `family:${where.topic}:${unknown}`, reason: 'BAD_HEADER', state: 'dead', records: 2 },
      { lane: `record:${where.topic}:0:2`, reason: 'BAD_HEADER', state: 'dead', records: 1 },
      { lane: `stream:/xiezhi/clue-transfer:${thing(broken)}`, reason: 'BAD_JSON', state: 'dead', records: 2 },
    ]);
    expect(JSON.stringify(parked)).not.toContain('noise');
    // Healed by announcing the broken one again: the follower comes along, in order.
    await publish(broker, where.topic, [sample({ family: broken, sequence: 1 })]);
    await eventually(async () => expect((await sequencesOf(database.admin, where.name))[thing(broken)]).toEqual([1, 2]));
  });

  it('parks only the key whose handler throws, even a TypeError, and releases it in order when the bug is gone', async () => {
    const where = await consumer(1);
    const [sick, ...healthy] = Array.from({ length: 6 }, () => randomUUID());
    let bug = true;
    const effect: Effect = async (tx, events) => {
      await writeEffect(tx, events);
      if (bug && events.some(({ subject, meta }) => subject === thing(sick ?? '') && meta.sequence === 2))
        throw new TypeError(`cannot read properties of undefined`);
    };
    await publish(
      broker,
      where.topic,
      [1, 2, 3, 4].flatMap((sequence) => [sick, ...healthy].map((family) => sample({ family: family ?? '', sequence }))),
    );
    await started(where, { effect });
    const others = Object.fromEntries(healthy.map((family) => [thing(family), [1, 2, 3, 4]]));
    await eventuallyApplied(where.name, { [thing(sick ?? '')]: [1], ...others });
    expect(await parkedOf(where.name)).toMatchObject([{ reason: 'HANDLER_FAULT', state: 'waiting', records: 3 }]);

    await letRetriesBeDue(where.name);
    await eventually(async () => expect((await parkedOf(where.name))[0]?.attempts).toBeGreaterThan(0));
    bug = false;
    await letRetriesBeDue(where.name);
    await eventuallyApplied(where.name, { [thing(sick ?? '')]: [1, 2, 3, 4], ...others });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('gives a failing event five tries, keeps it, and keeps its followers behind it', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    let tries = 0;
    const effect: Effect = () => {
      tries++;
      return Promise.reject(new Error('always'));
    };
    await publish(broker, where.topic, [sample({ family, sequence: 1 }), sample({ family, sequence: 2 })]);
    const inbox = await started(where, { effect });
    await eventually(async () => expect(await parkedOf(where.name)).toHaveLength(1));
    await eventually(async () => {
      await letRetriesBeDue(where.name);
      await inbox.runOnce();
      expect(await parkedOf(where.name)).toMatchObject([
        { reason: 'HANDLER_FAULT', state: 'dead', attempts: 5, nextAttemptAt: null, records: 2 },
      ]);
    });
    const triesWhenDead = tries;
    await inbox.runOnce();
    expect(tries).toBe(triesWhenDead);
    expect(await sequencesOf(database.admin, where.name)).toEqual({});
  });

  it('takes turns with another inbox that believes to own the same partitions', async () => {
    const where = await consumer(1);
    const families = Array.from({ length: 5 }, () => randomUUID());
    // Another group name, so that the broker gives every partition to both; only the database stands between them.
    const slowly: Effect = async (tx, events) => {
      await tx.query({ text: 'select pg_sleep(0.02)' });
      await writeEffect(tx, events);
    };
    await started(where, { effect: slowly });
    await started(where, { effect: slowly, service: 'zombie' });
    for (let sequence = 1; sequence <= 20; sequence++)
      await publish(
        broker,
        where.topic,
        families.map((family) => sample({ family, sequence })),
      );
    const oneToTwenty = Array.from({ length: 20 }, (_, n) => n + 1);
    await eventuallyApplied(where.name, Object.fromEntries(families.map((family) => [thing(family), oneToTwenty])));
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('goes back with a database that was restored, to its stored offset or to the very beginning', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    await publish(
      broker,
      where.topic,
      [1, 2].map((sequence) => sample({ family, sequence })),
    );
    await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2] });
    for (const table of ['effect', 'inbox_offset', 'inbox_seen', 'inbox_gate'])
      await database.admin.query(`delete from ${schema}.${table} where consumer = $1`, [where.name]);
    await publish(broker, where.topic, [sample({ family, sequence: 3 })]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('waits for a newer build with an event it does not understand, and then takes it in order', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    const StepTakenV2 = defineEvent({
      service: 'clue-transfer',
      name: 'test-step-taken',
      version: 2,
      description: 'spec',
      data: z.object({ note: z.string() }),
    });
    await publish(broker, where.topic, [
      sample({ family, sequence: 1 }),
      sample({ family, sequence: 2, type: StepTakenV2.type }),
      sample({ family, sequence: 3 }),
    ]);
    const old = await started(where);
    await eventually(async () =>
      expect(await parkedOf(where.name)).toMatchObject([{ reason: 'UNKNOWN_VERSION', state: 'dead', records: 2 }]),
    );
    await old.stop();
    await started(where, { known: [StepTakenV1, StepTakenV2] });
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('finds a record that kills the process by how often it was begun, and parks it alone', async () => {
    const where = await consumer(1);
    const [killer, neighbour] = [randomUUID(), randomUUID()];
    await publish(broker, where.topic, [sample({ family: killer, sequence: 1 }), sample({ family: neighbour, sequence: 1 })]);
    // What four processes that died in it leave behind.
    await database.admin.query(
      `insert into ${schema}.inbox_begun (consumer, topic, partition, first_offset, begun) values ($1, $2, 0, 0, 4)`,
      [where.name, where.topic],
    );
    await started(where);
    await eventuallyApplied(where.name, { [thing(neighbour)]: [1] });
    expect(await parkedOf(where.name)).toMatchObject([
      { reason: 'PROCESS_KILLER', state: 'dead', lane: `stream:/xiezhi/clue-transfer:${thing(killer)}` },
    ]);
  });

  it('keeps a refusal as a result', async () => {
    const where = await consumer(1);
    const step = sample();
    const keep = keepRefusals('clue-transfer');
    await publish(broker, where.topic, [step]);
    await started(where, {
      effect: async (tx, events) => {
        for (const event of events) await keep(tx, event, `hand-off/${event.meta.familyId}`, { code: 'HAND_OFF_NOT_SENT' });
      },
    });
    await eventually(async () => {
      const { refused } = await messagingStatus('clue-transfer')(database.worker);
      expect(refused.filter((row) => row.consumer === where.name)).toMatchObject([{ code: 'HAND_OFF_NOT_SENT', count: 1 }]);
    });
  });
});

describe('the inbox tables', () => {
  it.each(['inbox_offset', 'inbox_begun', 'inbox_seen', 'inbox_gate', 'inbox_parked', 'inbox_refused', 'relay_lease'])(
    '%s is closed to the app role',
    async (table) => {
      await expect(database.app.query(`select from ${schema}.${table}`)).rejects.toThrow('permission denied');
    },
  );
});
