import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Effect } from './effect.ts';
import { Mending } from './index.ts';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { effectsOf, publish, sample, schema, sequencesOf, writeEffect } from './messaging.fixture.ts';

const { database, broker, consumer, started, parkedOf, eventuallyApplied } = inboxGround();
const operator = { account: 'platform-operator', post: 'platform.system-admin', reason: '上游数据有误，已线下补录' };
const mending = () => new Mending('clue-transfer', database().worker);
const laneOf = (family: string) => `stream:/xiezhi/clue-transfer:${thing(family)}`;

describe('an operator', () => {
  it('skips a dead event by name and with a reason; what waits behind it follows in order', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    const effect: Effect = async (tx, events) => {
      if (events.some(({ meta }) => meta.sequence === 1)) throw new Error('always');
      await writeEffect(tx, events);
    };
    await publish(
      broker(),
      where.topic,
      [1, 2, 3].map((sequence) => sample({ family, sequence })),
    );
    const inbox = await started(where, { effect });
    await eventually(async () => expect(await parkedOf(where.name)).toMatchObject([{ records: 3 }]));
    const records = await mending().parkedRecords(where.name, laneOf(family));
    expect(records).toMatchObject([{ sequence: 1, reason: 'HANDLER_FAULT' }, { sequence: 2 }, { sequence: 3 }]);
    expect(JSON.stringify(records)).not.toContain('step 1');

    const [first, second] = records.map(({ id }) => id);
    expect(await mending().skipParked(operator, where.name, laneOf(family), second ?? 0)).toEqual({ not: 'MOVED_ON' });
    expect(await mending().skipParked(operator, where.name, laneOf(family), first ?? 0)).toMatchObject({ mended: { dropped: true } });
    inbox.retrySoon();
    await eventuallyApplied(where.name, { [thing(family)]: [2, 3] });
    expect(await mending().skipParked(operator, where.name, laneOf(family), first ?? 0)).toEqual({ not: 'NOT_PARKED' });
    const acts = (await mending().acts()).filter(({ target }) => target.startsWith(where.name));
    expect(acts).toMatchObject([{ act: 'parked-skipped', account: operator.account, post: operator.post, reason: operator.reason }]);
  });

  it('jumps over announcements that are gone for good', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    await publish(
      broker(),
      where.topic,
      [1, 4, 5].map((sequence) => sample({ family, sequence })),
    );
    const inbox = await started(where);
    await eventuallyApplied(where.name, { [thing(family)]: [1] });
    await eventually(async () => expect(await parkedOf(where.name)).toMatchObject([{ reason: 'GAP', records: 2 }]));
    const [first] = await mending().parkedRecords(where.name, laneOf(family));
    expect(await mending().skipParked(operator, where.name, laneOf(family), first?.id ?? 0)).toMatchObject({
      mended: { dropped: false, jumped: 2 },
    });
    inbox.retrySoon();
    await eventuallyApplied(where.name, { [thing(family)]: [1, 4, 5] });
  });

  it('lets a dead event be tried again once its cause is mended', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    let bug = true;
    const effect: Effect = async (tx, events) => {
      if (bug) throw new Error('always');
      await writeEffect(tx, events);
    };
    await publish(broker(), where.topic, [sample({ family })]);
    const inbox = await started(where, { effect });
    await eventually(async () => expect(await parkedOf(where.name)).toHaveLength(1));
    await database().admin.query(`update ${schema}.inbox_parked set state = 'dead', next_attempt_at = null where consumer = $1`, [
      where.name,
    ]);
    bug = false;
    expect(await mending().replayParked(operator, where.name, laneOf(family))).toMatchObject({ mended: {} });
    inbox.retrySoon();
    await eventuallyApplied(where.name, { [thing(family)]: [1] });
  });

  it('rebuilds a projection from the first record into empty tables, equal to what it was, in every instance', async () => {
    const where = await consumer(2);
    const table = `rebuilt_${where.name.replaceAll('-', '').slice(-12)}`;
    await database().admin.query(
      `create table ${schema}.${table} (like ${schema}.effect including all);
       alter table ${schema}.${table} owner to ${schema}_owner;
       grant select, insert, truncate on ${schema}.${table} to ${schema}_worker`,
    );
    const effect: Effect = async (tx, events) => {
      for (const { id, subject, meta, data } of events)
        await tx.query({
          text: `insert into ${schema}.${table} (consumer, event_id, subject, sequence, note) values ('rebuilt', $1, $2, $3, $4)`,
          values: [id, subject, meta.sequence, (data as { note: string }).note],
        });
    };
    const projected = async () =>
      (await database().admin.query(`select event_id, subject, sequence, note from ${schema}.${table} order by subject, n`)).rows;
    const families = Array.from({ length: 20 }, () => randomUUID());
    await publish(
      broker(),
      where.topic,
      [1, 2, 3].flatMap((sequence) => families.map((family) => sample({ family, sequence }))),
    );
    const [inbox, other] = [await started(where, { effect }), await started(where, { effect })];
    await eventually(async () => expect(await projected()).toHaveLength(60));
    await eventually(async () => expect([inbox, other].map((one) => one.health()?.assigned.length)).toEqual([1, 1]));
    const before = await projected();

    // Something that only a rebuild mends.
    await database().admin.query(`update ${schema}.${table} set note = 'wrong'; delete from ${schema}.${table} where sequence = 2`);
    await mending().rebuild(operator, where.name, [table]);
    await eventually(async () => expect(await projected()).toEqual(before));
    await publish(broker(), where.topic, [sample({ family: families[0] ?? '', sequence: 4 })]);
    await eventually(async () => expect(await projected()).toHaveLength(61));
    expect(await effectsOf(database().admin, where.name)).toEqual([]);
    expect(await sequencesOf(database().admin, where.name)).toEqual({});
  });

  it('empties nothing that the consumer did not name, and nothing that the worker role may not', async () => {
    await expect(mending().rebuild(operator, 'nobody', ['outbox; drop table x'])).rejects.toThrow('no table');
    await expect(mending().rebuild(operator, 'nobody', ['fact'])).rejects.toThrow('permission denied');
  });
});
