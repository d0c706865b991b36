import { randomUUID } from 'node:crypto';
import { eventually as eventuallyWithin } from '@xiezhi/testing';
import { describe, expect, inject, it } from 'vitest';
import { OutboxRelay } from './index.ts';
import { InboxTables } from './inbox-tables.ts';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { newTopic, outboxCount, publish, putIntoOutbox, sample, schema } from './messaging.fixture.ts';
import { OutboxDoorbell } from './outbox-doorbell.ts';

const { database, broker, consumer, started, parkedOf, eventuallyApplied } = inboxGround();

describe('ids that were seen long ago', () => {
  it('are forgotten without harm: the gate drops a late copy, and what is parked keeps its id', async () => {
    const where = await consumer(1);
    const [family, waiting] = [randomUUID(), randomUUID()];
    const [first, ahead] = [sample({ family }), sample({ family: waiting, sequence: 2 })];
    await publish(broker(), where.topic, [first, ahead]);
    await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1] });
    const seen = async () => {
      const { rows } = await database().admin.query<{ event_id: string }>(`select event_id from ${schema}.inbox_seen where consumer = $1`, [
        where.name,
      ]);
      return rows.map(({ event_id }) => event_id).toSorted();
    };
    expect(await seen()).toEqual([first.id, ahead.id].toSorted());

    expect(await new InboxTables(schema).forgetSeen(database().worker, where.name, -1000, 100)).toBe(1);
    expect(await seen()).toEqual([ahead.id]);
    const next = sample({ family, sequence: 2 });
    await publish(broker(), where.topic, [first, ahead, next]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2] });
    expect(await parkedOf(where.name)).toMatchObject([{ reason: 'GAP', records: 1 }]);
  });
});

describe('a chunk that fails for good outside its effect', () => {
  it('is shown, and goes on by itself when the fault is mended', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    const inbox = await started(where);
    await eventually(async () => expect(inbox.health()?.joined).toBe(true));
    await database().admin.query(`revoke update, insert on ${schema}.inbox_offset from ${schema}_worker`);
    try {
      await publish(broker(), where.topic, [sample({ family })]);
      await eventually(async () =>
        expect(inbox.failing()).toMatchObject([{ topic: where.topic, partition: 0, offset: 0, fault: 'error 42501' }]),
      );
    } finally {
      await database().admin.query(`grant update, insert on ${schema}.inbox_offset to ${schema}_worker`);
    }
    await eventuallyApplied(where.name, { [thing(family)]: [1] });
    expect(inbox.failing()).toEqual([]);
  });
});

describe('an instance that owns no shard', () => {
  it('wakes the one that does, long before that would look by itself', async () => {
    const topic = await newTopic(inject('kafka'), 1);
    const slow = { pollMs: 60_000, leaseTtlMs: 60_000 };
    const [owner, other] = [1, 2].map(
      () => new OutboxRelay({ service: 'clue-transfer', broker: broker(), pool: database().worker, tuning: slow }),
    ) as [OutboxRelay, OutboxRelay];
    try {
      owner.start();
      await eventually(async () => expect(owner.shards()).toHaveLength(4));
      other.start();
      // Each has its half although neither looks by itself before a third of a minute: they hear of each other.
      await eventuallyWithin(async () => expect([owner.shards().length, other.shards().length]).toEqual([2, 2]), { withinMs: 15_000 });
      await putIntoOutbox(
        database().worker,
        topic,
        Array.from({ length: 20 }, () => sample()),
      );
      other.wake();
      await eventuallyWithin(async () => expect(await outboxCount(database().admin)).toBe(0), { withinMs: 15_000, everyMs: 10 });
    } finally {
      await Promise.all([owner.stop(), other.stop()]);
    }
  });

  it('rings once for a burst of commits', async () => {
    const heard = new OutboxDoorbell(database().worker, schema);
    const ringing = new OutboxDoorbell(database().worker, schema);
    let rings = 0;
    heard.start(
      () => void rings++,
      () => undefined,
    );
    ringing.start(
      () => undefined,
      () => undefined,
    );
    await eventually(async () => expect(rings).toBe(1)); // listening
    for (let n = 0; n < 500; n++) ringing.ring();
    await eventually(async () => expect(rings).toBeGreaterThan(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(rings).toBeLessThanOrEqual(4);
    await Promise.all([heard.stop(), ringing.stop()]);
  });
});

describe('a relay that is stopped', () => {
  it('first sends what waits', async () => {
    const topic = await newTopic(inject('kafka'), 1);
    const relay = new OutboxRelay({ service: 'clue-transfer', broker: broker(), pool: database().worker, tuning: { pollMs: 60_000 } });
    relay.start();
    await eventually(async () => expect(relay.shards()).toHaveLength(4));
    await putIntoOutbox(
      database().worker,
      topic,
      Array.from({ length: 50 }, () => sample()),
    );
    expect(await relay.drain(5000)).toBe(true);
    await relay.stop();
    expect(await outboxCount(database().admin)).toBe(0);
  });
});
