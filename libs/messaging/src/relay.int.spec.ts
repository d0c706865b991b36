import { randomUUID } from 'node:crypto';
import { eventStoreMigration } from '@xiezhi/event-store';
import { eventually as eventuallyWithin, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type BrokerPort, Inbox, type KafkaJsBroker, messagingMigrations, OutboxRelay, ProduceFault } from './index.ts';
import {
  brokerOf,
  effectTable,
  newTopic,
  outboxCount,
  putIntoOutbox,
  sample,
  type Sample,
  schema,
  sequencesOf,
  StepTakenV1,
  writeEffect,
} from './messaging.fixture.ts';
import { partitionOf } from './partitioner.ts';

let database: TestDatabase;
let broker: KafkaJsBroker;
const opened: { stop(): Promise<void> }[] = [];
const eventually = <Result>(check: () => Promise<Result>) => eventuallyWithin(check, { withinMs: 25_000 });

beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
    effectTable,
  ]);
  broker = brokerOf(inject('kafka'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((part) => part.stop()));
  await database.admin.query(
    `delete from ${schema}.outbox; delete from ${schema}.relay_member; update ${schema}.relay_lease set expires_at = '-infinity'`,
  );
});
afterAll(async () => {
  await broker.close();
  await database.close();
});

function relay(through: BrokerPort = broker, tuning: ConstructorParameters<typeof OutboxRelay>[0]['tuning'] = {}): OutboxRelay {
  const made = new OutboxRelay({ service: 'clue-transfer', broker: through, pool: database.worker, tuning });
  opened.push(made);
  return made;
}

/** The real broker with something happening around `produce`. */
function brokerWith(
  produce: (send: () => ReturnType<BrokerPort['produce']>, partitions: number[]) => ReturnType<BrokerPort['produce']>,
): BrokerPort {
  return {
    produce: (topic, groups, deadlineMs) =>
      produce(
        () => broker.produce(topic, groups, deadlineMs),
        groups.map(({ partition }) => partition),
      ),
    subscribe: (options) => broker.subscribe(options),
    partitionsOf: (topic) => broker.partitionsOf(topic),
    watermarksOf: (topic) => broker.watermarksOf(topic),
    health: () => broker.health(),
    close: () => Promise.resolve(),
  };
}

const family = (): string => randomUUID();
const steps = (of: string, ...sequences: number[]): Sample[] => sequences.map((sequence) => sample({ family: of, sequence }));

async function recordsIn(topic: string): Promise<number> {
  return [...(await broker.watermarksOf(topic)).values()].reduce((sum, { high }) => sum + high, 0);
}

async function effectsThrough(topic: string): Promise<{ name: string }> {
  const name = `consumer-${randomUUID()}`;
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
  opened.push(inbox);
  await inbox.start();
  return { name };
}

/** As if the owner had been silent for longer than its lease. */
const leasesRunOut = () =>
  database.admin.query(`delete from ${schema}.relay_member; update ${schema}.relay_lease set expires_at = '-infinity'`);

describe('a relay', () => {
  it('sends in bounded batches, oldest first, and empties the outbox', async () => {
    const topic = await newTopic(inject('kafka'));
    const families = Array.from({ length: 20 }, family);
    await putIntoOutbox(
      database.worker,
      topic,
      [1, 2, 3].flatMap((sequence) => families.flatMap((of) => steps(of, sequence))),
    );
    const sender = relay(broker, { batchCountMax: 5 });
    // Five divided by four shards, rounded up.
    for (let left = 60; left > 0;) {
      const sent = await sender.runOnce();
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThanOrEqual(8);
      left -= sent;
    }
    expect(await sender.runOnce()).toBe(0);
    expect(await recordsIn(topic)).toBe(60);
    const { name } = await effectsThrough(topic);
    await eventually(async () =>
      expect(await sequencesOf(database.admin, name)).toEqual(Object.fromEntries(families.map((of) => [`test-thing/${of}`, [1, 2, 3]]))),
    );
  });

  it('keeps to the bytes a request may have, and always sends at least one', async () => {
    const topic = await newTopic(inject('kafka'), 1);
    const of = family();
    await putIntoOutbox(
      database.worker,
      topic,
      [1, 2, 3].map((sequence) => sample({ family: of, sequence, note: 'x'.repeat(3000) })),
    );
    const sender = relay(broker, { batchBytesMax: 4 * 8000 });
    expect([await sender.runOnce(), await sender.runOnce(), await sender.runOnce()]).toEqual([2, 1, 0]);
    await putIntoOutbox(database.worker, topic, steps(of, 4, 5));
    const tiny = relay(broker, { batchBytesMax: 1 });
    await sender.stop();
    expect([await tiny.runOnce(), await tiny.runOnce(), await tiny.runOnce()]).toEqual([1, 1, 0]);
  });

  it('that is killed between confirmation and deletion makes duplicates, and inboxes absorb them', async () => {
    const topic = await newTopic(inject('kafka'), 2);
    const families = [family(), family(), family()];
    await putIntoOutbox(
      database.worker,
      topic,
      families.flatMap((of) => steps(of, 1, 2)),
    );
    // The broker has confirmed, the relay never gets to know: for the database it is dead from here on.
    const killed = relay(brokerWith((send) => send().then(() => new Promise<never>(() => undefined))));
    void killed.runOnce();
    await eventually(async () => expect(await recordsIn(topic)).toBe(6));
    expect(await outboxCount(database.admin)).toBe(6);
    opened.splice(0);

    await leasesRunOut();
    await relay().runOnce();
    expect(await outboxCount(database.admin)).toBe(0);
    expect(await recordsIn(topic)).toBe(12);
    const { name } = await effectsThrough(topic);
    await putIntoOutbox(
      database.worker,
      topic,
      families.flatMap((of) => steps(of, 3)),
    );
    await relay().stop();
    await leasesRunOut();
    await relay().runOnce();
    await eventually(async () =>
      expect(await sequencesOf(database.admin, name)).toEqual(Object.fromEntries(families.map((of) => [`test-thing/${of}`, [1, 2, 3]]))),
    );
  });

  it('that comes back as a zombie deletes nothing: its epoch is over', async () => {
    const topic = await newTopic(inject('kafka'), 1);
    await putIntoOutbox(database.worker, topic, steps(family(), 1, 2));
    const sent = Promise.withResolvers<void>();
    const wakeUp = Promise.withResolvers<void>();
    const zombie = relay(
      brokerWith(async (send) => {
        const result = await send();
        sent.resolve();
        await wakeUp.promise;
        return result;
      }),
    );
    const sleeping = zombie.runOnce();
    await sent.promise;

    await leasesRunOut();
    // The successor owns the shard but has not sent yet; what stands in the outbox is now its to delete.
    const successor = relay(brokerWith(() => Promise.reject(new ProduceFault('unreachable', topic, [], 'not yet'))));
    await expect(successor.runOnce()).rejects.toThrow('unreachable');
    wakeUp.resolve();
    expect(await sleeping).toBe(0);
    expect(await outboxCount(database.admin)).toBe(2);
  });

  it('gives its shards back when it stops, and another one sends at once', async () => {
    const topic = await newTopic(inject('kafka'));
    const first = relay(broker, { leaseTtlMs: 60_000 });
    const second = relay(broker, { leaseTtlMs: 60_000 });
    await first.runOnce();
    await putIntoOutbox(database.worker, topic, steps(family(), 1));
    expect(await second.runOnce()).toBe(0);
    await first.stop();
    await first.stop();
    expect(await second.runOnce()).toBe(1);
  });

  it('takes over the shards of a relay that died, when their leases have run out', async () => {
    const topic = await newTopic(inject('kafka'));
    await relay(broker, { leaseTtlMs: 300 }).runOnce();
    opened.splice(0);
    await putIntoOutbox(database.worker, topic, steps(family(), 1));
    const successor = relay(broker, { leaseTtlMs: 300 });
    successor.start();
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(0));
  });

  it('shares the shards by count, whoever comes or goes', async () => {
    const relays = Array.from({ length: 3 }, () => relay());
    const shared = () => relays.map((one) => one.shards().length).toSorted((a, b) => b - a);
    relays[0]?.start();
    await eventually(async () => expect(shared()).toEqual([4, 0, 0]));
    relays[1]?.start();
    await eventually(async () => expect(shared()).toEqual([2, 2, 0]));
    relays[2]?.start();
    await eventually(async () => expect(shared()).toEqual([2, 1, 1]));
    expect(relays.flatMap((one) => one.shards()).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    const startedAt = performance.now();
    await relays[0]?.stop();
    await eventually(async () => expect(shared()).toEqual([2, 2, 0]));
    // It said good-bye: nobody waited for its leases to run out.
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('lets a record that is too large wait with its key, visibly, and sends all others', async () => {
    const topic = await newTopic(inject('kafka'), 1);
    const [large, ...others] = Array.from({ length: 4 }, family);
    await putIntoOutbox(database.worker, topic, [
      sample({ family: large ?? '', sequence: 1, note: 'x'.repeat(1_500_000) }),
      ...others.flatMap((of) => steps(of, 1)),
      ...steps(large ?? '', 2),
    ]);
    const sender = relay(broker, { batchBytesMax: 5_000_000 });
    sender.start();
    // Which is done first, the others' rows removed or the large one's key set aside, is not promised.
    await eventually(async () => {
      expect(await outboxCount(database.admin)).toBe(2);
      expect([...sender.blockedKeys().keys()]).toEqual([large]);
    });
    expect(await recordsIn(topic)).toBe(3);
    // What comes after still flows: the shard is not blocked.
    await putIntoOutbox(
      database.worker,
      topic,
      others.flatMap((of) => steps(of, 2)),
    );
    sender.wake();
    await eventually(async () => expect(await recordsIn(topic)).toBe(6));
    // Sent before they leave the table.
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(2));
  });

  it('deletes nothing of a partition that the answer lacks, and everything of the others', async () => {
    const topic = await newTopic(inject('kafka'), 6);
    await putIntoOutbox(
      database.worker,
      topic,
      Array.from({ length: 30 }, family).flatMap((of) => steps(of, 1)),
    );
    let calls = 0;
    let lacking = 0;
    const flaky = relay(
      brokerWith(async (send) => {
        const results = await send();
        if (calls++ > 0) return results;
        lacking = results[0]!.count;
        throw new ProduceFault('incomplete', topic, [], 'no answer', results.slice(1));
      }),
    );
    await expect(flaky.runOnce()).rejects.toThrow('incomplete');
    expect(await outboxCount(database.admin)).toBe(lacking);
    await eventually(async () => {
      await flaky.runOnce();
      expect(await outboxCount(database.admin)).toBe(0);
    });
    // At least: of a topic that is new kafkajs may be told that a leader is not ready, and sends all of its call once more.
    expect(await recordsIn(topic)).toBeGreaterThanOrEqual(30 + lacking);
  });

  it('sends everything of all shards in one call, and removes it in one statement', async () => {
    const topic = await newTopic(inject('kafka'), 6);
    await putIntoOutbox(
      database.worker,
      topic,
      Array.from({ length: 40 }, family).flatMap((of) => steps(of, 1, 2)),
    );
    const calls: number[][] = [];
    const counting = relay(
      brokerWith((send, partitions) => {
        calls.push(partitions);
        return send();
      }),
    );
    expect(await counting.runOnce()).toBe(80);
    expect(calls.map((partitions) => partitions.toSorted((a, b) => a - b))).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(await outboxCount(database.admin)).toBe(0);
  });

  it('sends on while one partition is away, which goes apart and follows when it is back', async () => {
    const topic = await newTopic(inject('kafka'), 6);
    const families = Array.from({ length: 30 }, family);
    const announce = (sequence: number) =>
      putIntoOutbox(
        database.worker,
        topic,
        families.flatMap((of) => steps(of, sequence)),
      );
    let isAway = true;
    const sender = relay(
      // As kafkajs tells it: of a call that failed nothing is said.
      brokerWith((send, partitions) =>
        isAway && partitions.includes(2) ? Promise.reject(new ProduceFault('unreachable', topic, [], '')) : send(),
      ),
    );
    const recordsThere = async () => (await broker.watermarksOf(topic)).get(2)?.high;
    await announce(1);
    sender.start();
    const away = families.filter((of) => partitionOf(of, 6) === 2).length;
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(away));
    await announce(2);
    sender.wake();
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(2 * away));
    expect(await recordsThere()).toBe(0);
    isAway = false;
    await eventually(async () => expect(await outboxCount(database.admin)).toBe(0));
    expect(await recordsThere()).toBe(2 * away);
    const { name } = await effectsThrough(topic);
    await eventually(async () =>
      expect(await sequencesOf(database.admin, name)).toEqual(Object.fromEntries(families.map((of) => [`test-thing/${of}`, [1, 2]]))),
    );
  });

  it('that loses one shard in the middle of a batch removes the rows of the others', async () => {
    const topic = await newTopic(inject('kafka'), 6);
    await putIntoOutbox(
      database.worker,
      topic,
      Array.from({ length: 40 }, family).flatMap((of) => steps(of, 1)),
    );
    const { rows } = await database.admin.query<{ count: number }>(`select count(*)::int as count from ${schema}.outbox where shard = 2`);
    const robbed = relay(
      brokerWith(async (send) => {
        const results = await send();
        await database.admin.query(`update ${schema}.relay_lease set owner = 'another', epoch = epoch + 1 where shard = 2`);
        return results;
      }),
    );
    expect(await robbed.runOnce()).toBe(40 - rows[0]!.count);
    expect(robbed.shards().toSorted((a, b) => a - b)).toEqual([0, 1, 3]);
    expect(await outboxCount(database.admin)).toBe(rows[0]!.count);
  });
});
