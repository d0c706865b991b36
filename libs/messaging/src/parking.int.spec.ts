import { randomUUID } from 'node:crypto';
import { defineEvent } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Effect } from './effect.ts';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { publish, sample, schema, sequencesOf, StepTakenV1, writeEffect } from './messaging.fixture.ts';

const { database, broker, consumer, started, parkedOf, eventuallyApplied, letRetriesBeDue } = inboxGround();

describe('an inbox that cannot take an event', () => {
  it('parks a malformed record at the head with its key, and a hundred followers of other keys do not notice', async () => {
    const where = await consumer(1);
    const [broken, unknown] = [randomUUID(), randomUUID()];
    const malformed = { record: { ...sample({ family: broken, sequence: 1 }).record, value: '{"meta":' } };
    const nameless = { record: { key: unknown, value: Buffer.from([0xff, 0x00]), headers: { ce_id: 'x' } } };
    const keyless = { record: { key: null, value: 'noise', headers: {} } };
    const others = Array.from({ length: 100 }, () => randomUUID());
    await publish(broker(), where.topic, [
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
    await publish(broker(), where.topic, [sample({ family: broken, sequence: 1 })]);
    await eventually(async () => expect((await sequencesOf(database().admin, where.name))[thing(broken)]).toEqual([1, 2]));
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
      broker(),
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
    await publish(broker(), where.topic, [sample({ family, sequence: 1 }), sample({ family, sequence: 2 })]);
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
    expect(await sequencesOf(database().admin, where.name)).toEqual({});
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
    await publish(broker(), where.topic, [
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

  it('finds a record that kills the process by how often it was begun with nothing beside it, and parks it alone', async () => {
    const where = await consumer(1);
    const [killer, neighbour] = [randomUUID(), randomUUID()];
    await publish(broker(), where.topic, [sample({ family: killer, sequence: 1 }), sample({ family: neighbour, sequence: 1 })]);
    // What four processes that died in it leave behind, three of them with nothing else under way.
    await database().admin.query(
      `insert into ${schema}.inbox_begun (consumer, topic, partition, first_offset, begun, alone) values ($1, $2, 0, 0, 4, 3)`,
      [where.name, where.topic],
    );
    await started(where);
    await eventuallyApplied(where.name, { [thing(neighbour)]: [1] });
    expect(await parkedOf(where.name)).toMatchObject([
      { reason: 'PROCESS_KILLER', state: 'dead', lane: `stream:/xiezhi/clue-transfer:${thing(killer)}` },
    ]);
  });

  it('does not park what was only there when a process died, however often', async () => {
    const where = await consumer(1);
    const families = [randomUUID(), randomUUID()];
    await publish(
      broker(),
      where.topic,
      families.map((family) => sample({ family, sequence: 1 })),
    );
    await database().admin.query(
      `insert into ${schema}.inbox_begun (consumer, topic, partition, first_offset, begun, alone) values ($1, $2, 0, 0, 50, 0)`,
      [where.name, where.topic],
    );
    await started(where);
    await eventuallyApplied(where.name, Object.fromEntries(families.map((family) => [thing(family), [1]])));
    expect(await parkedOf(where.name)).toEqual([]);
  });
});
