import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { Mending, messagingStatus, OutboxRelay, type RelayTuning } from './index.ts';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { putIntoOutbox, sample, type Sample, schema, sequencesOf, withKafkaAdmin } from './messaging.fixture.ts';

const { database, broker, consumer, started, eventuallyApplied } = inboxGround();
const operator = { account: 'platform-operator', post: 'platform.system-admin', reason: 'records were deleted on the broker' };

/** Beacons at once, as soon as nothing is left to send. */
const quickBeacons: Partial<RelayTuning> = { beacons: { idleMs: 0, busyMs: 1000, repeatMaxMs: 1000 } };

async function sendAll(samples: readonly Sample[], topic: string): Promise<void> {
  await putIntoOutbox(database().worker, topic, samples);
  await withRelay(async (relay) => {
    while ((await relay.runOnce()) > 0);
  });
}

async function sendBeacons(): Promise<void> {
  await withRelay(async (relay) => {
    await relay.runOnce();
    await relay.beaconRound();
  });
}

async function withRelay(work: (relay: OutboxRelay) => Promise<void>): Promise<void> {
  const relay = new OutboxRelay({ service: 'clue-transfer', broker: broker(), pool: database().worker, tuning: quickBeacons });
  await work(relay);
  await relay.stop();
}

/** What a broker that lost its disk, a careless operator or a wrong retention does. */
async function deleteBelow(topic: string, offset: number): Promise<void> {
  await withKafkaAdmin(inject('kafka'), async (admin) => {
    await admin.fetchTopicOffsets(topic); // kafkajs deletes only in topics it has already met
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
  });
}

const missingOf = async (name: string) =>
  (await messagingStatus('clue-transfer')(database().worker)).missing.filter((one) => one.consumer === name);

describe('records that the broker has lost', () => {
  it('are noticed by the next beacon though no stream has a gap, and healed by telling them again', async () => {
    const where = await consumer(1);
    const lost = [randomUUID(), randomUUID(), randomUUID()];
    const kept = [randomUUID(), randomUUID()];
    for (const families of [lost, kept])
      await sendAll(
        families.map((family) => sample({ family })),
        where.topic,
      );
    await deleteBelow(where.topic, 3);
    await started(where);
    await eventuallyApplied(where.name, Object.fromEntries(kept.map((family) => [thing(family), [1]])));
    expect(await missingOf(where.name)).toEqual([]);

    await sendBeacons();
    await eventually(async () => expect(await missingOf(where.name)).toMatchObject([{ topic: where.topic, partition: 0, missing: 3 }]));

    // Told again, in pieces, under the old ids: who has an event drops it, who lacks it applies it.
    const mending = new Mending('clue-transfer', database().worker);
    for (let after: number | null = 0; after !== null;) {
      const piece: { count: number; next: number | null } = await mending.announceAgain(operator, {}, after);
      after = piece.next;
    }
    await withRelay(async (relay) => {
      while ((await relay.runOnce()) > 0);
    });
    await eventuallyApplied(where.name, Object.fromEntries([...kept, ...lost].map((family) => [thing(family), [1]])));
    await sendBeacons();
    await eventually(async () => expect(await missingOf(where.name)).toEqual([]));
    expect(await mending.acts()).toMatchObject([{ act: 'announced-again', account: operator.account, reason: operator.reason }]);
  });

  it('let a stopped partition go on once an operator accepts it, the gaps waiting for what is told again', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    const steps = (...sequences: number[]) => sequences.map((sequence) => sample({ family, sequence }));
    await sendAll(steps(1, 2), where.topic);
    const inbox = await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2] });
    await inbox.stop();
    await sendAll(steps(3, 4, 5), where.topic);
    await deleteBelow(where.topic, 4);

    const again = await started(where);
    await eventually(async () => expect(again.health()?.stopped).toMatchObject([{ kind: 'retention-passed', stored: 2, low: 4 }]));
    const mending = new Mending('clue-transfer', database().worker);
    const [alarm] = again.health()?.stopped ?? [];
    if (alarm === undefined) throw new Error('no alarm');
    expect(await mending.acceptLoss(operator, where.name, alarm)).toEqual({ mended: { from: 4 } });
    expect(await mending.acceptLoss(operator, where.name, alarm)).toEqual({ not: 'MOVED_ON' });
    await again.restart();
    await eventually(async () => expect(again.health()).toMatchObject({ joined: true, stopped: [] }));

    await mending.announceAgain(operator, { subject: thing(family) }, 0);
    await withRelay(async (relay) => void (await relay.runOnce()));
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3, 4, 5] });
  });
});

describe('beacons', () => {
  it('do not count what was sent twice or told again', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    await sendAll([sample({ family })], where.topic);
    await new Mending('clue-transfer', database().worker).announceAgain(operator, { family }, 0);
    await withRelay(async (relay) => void (await relay.runOnce()));
    const { rows } = await database().admin.query(`select published from ${schema}.relay_count where topic = $1`, [where.topic]);
    expect(rows).toEqual([{ published: 1 }]);
    const kept = await database().admin.query(`select event_id from ${schema}.announced where topic = $1`, [where.topic]);
    expect(kept.rows).toHaveLength(1);
    expect(await sequencesOf(database().admin, where.name)).toEqual({});
  });
});
