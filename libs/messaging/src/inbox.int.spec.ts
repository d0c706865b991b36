import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Effect } from './effect.ts';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { keepRefusals, messagingStatus } from './index.ts';
import { publish, sample, schema, StepTakenV1, writeEffect } from './messaging.fixture.ts';

const { database, broker, consumer, started, parkedOf, eventuallyApplied } = inboxGround();

describe('an inbox', () => {
  it('applies the same event once: the same record again, a second copy at a new offset, a re-announcement under a new id', async () => {
    const where = await consumer();
    const family = randomUUID();
    const first = sample({ family, sequence: 1 });
    await publish(broker(), where.topic, [
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
    await publish(broker(), where.topic, [sample({ family, sequence: 4 })]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3, 4] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('heals wrong order, within a chunk and across chunks, and counts types that nobody handles', async () => {
    const where = await consumer();
    const [inChunk, across] = [randomUUID(), randomUUID()];
    const ignored = sample({ family: across, sequence: 3, type: 'clue-transfer.test-nobody-listens.v1' });
    await publish(broker(), where.topic, [
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
    await publish(broker(), where.topic, [sample({ family: across, sequence: 1 })]);
    await eventuallyApplied(where.name, { [thing(inChunk)]: [1, 2, 3, 4], [thing(across)]: [1, 2, 4] });
    expect(await parkedOf(where.name)).toEqual([]);
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
        broker(),
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
      broker(),
      where.topic,
      [1, 2].map((sequence) => sample({ family, sequence })),
    );
    await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2] });
    for (const table of ['effect', 'inbox_offset', 'inbox_seen', 'inbox_gate'])
      await database().admin.query(`delete from ${schema}.${table} where consumer = $1`, [where.name]);
    await publish(broker(), where.topic, [sample({ family, sequence: 3 })]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('keeps a refusal as a result', async () => {
    const where = await consumer(1);
    const step = sample();
    const keep = keepRefusals('clue-transfer');
    await publish(broker(), where.topic, [step]);
    await started(where, {
      effect: async (tx, events) => {
        for (const event of events) await keep(tx, event, `hand-off/${event.meta.familyId}`, { code: 'HAND_OFF_NOT_SENT' });
      },
    });
    await eventually(async () => {
      const { refused } = await messagingStatus('clue-transfer')(database().worker);
      expect(refused.filter((row) => row.consumer === where.name)).toMatchObject([{ code: 'HAND_OFF_NOT_SENT', count: 1 }]);
    });
  });
});

describe('the inbox tables', () => {
  it.each(['inbox_offset', 'inbox_begun', 'inbox_seen', 'inbox_gate', 'inbox_parked', 'inbox_refused', 'relay_lease'])(
    '%s is closed to the app role',
    async (table) => {
      await expect(database().app.query(`select from ${schema}.${table}`)).rejects.toThrow('permission denied');
    },
  );
});
