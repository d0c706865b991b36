import { randomUUID } from 'node:crypto';
import { view } from '@xiezhi/aggregate';
import { type IntegrationEvent, PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { PgEventStore } from '@xiezhi/event-store';
import { asAgency, transaction } from '@xiezhi/postgres';
import { agencies, expectConsistent, integrationEvent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { rowOf, toldOf } from './clock-row.ts';
import { ClockTicker } from './clock-ticker.ts';
import { clocks } from './clock.announce.ts';
import { isStarted, serviceName } from './clock-chunk.ts';
import { clockEffect } from './clock.effect.ts';
import { clockRules, ruleBook, handOffStory, on, problemStory } from './clock.fixture.ts';
import { planOf } from './clock.plan.ts';
import { practiceWorld, practiceWorlds } from './practice-world.projection.ts';

const { harbour, customs, police } = agencies;
const schema = 'case_supervision';

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase('case-supervision', migrations)));
afterAll(() => database.close());

type Received = Parameters<ReturnType<typeof clockEffect>>[1];
const hear = (...events: IntegrationEvent[]) => transaction(database.worker, (tx) => clockEffect(ruleBook)(tx, events as Received));
const ticker = () => new ClockTicker({ pool: database.worker, rules: ruleBook });
const tickAll = async (one = ticker()): Promise<number> => {
  let all = 0;
  for (let fired = await one.runOnce(); fired > 0; fired = await one.runOnce()) all += fired;
  return all;
};

/** Every fact of the clocks of one matter, oldest first. */
async function factsOf(matterId: string): Promise<{ rule: string; type: string; at: string; point?: string }[]> {
  const { rows } = await database.admin.query<{ rule: string; type: string; data: { at: string; point?: string } }>(
    `select c.rule_id as rule, f.type, f.data from ${schema}.fact f join ${schema}.clock c on c.id = f.stream_id
     where c.matter_id = $1 order by f.recorded_at, c.rule_id, f.version`,
    [matterId],
  );
  return rows.map(({ rule, type, data: { at, point } }) => ({ rule, type, at, ...(point !== undefined && { point }) }));
}
const spoken = async (matterId: string) =>
  (await factsOf(matterId))
    .filter(({ type }) => type === 'ClockWarned' || type === 'ClockBreached')
    .map(({ rule, point }) => `${rule} ${point}`);

/** Rows are only a cache: each equals what its stream folds into, and the plan of the stream what is counted anew. */
async function expectClocksConsistent(): Promise<void> {
  const store = new PgEventStore(database.worker, serviceName);
  const { rows } = await database.admin.query(
    `select id, rule_id, subject, matter_id, world, parties, is_open, due_at, next_fire_at, told from ${schema}.clock`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const found = await view(store, clocks, row.id, { caller: { service: serviceName }, correlationId: randomUUID() });
    const clock = found!.state;
    if (!isStarted(clock)) throw new Error(`${row.id} has a row without a start`);
    expect(clock.plan).toEqual(planOf(clock.terms, clock, clockRules));
    const { dueAt, nextFireAt, ...rest } = rowOf(clock);
    const moment = (at: string | null) => (at === null ? null : new Date(at));
    expect([row.due_at, row.next_fire_at]).toEqual([moment(dueAt), moment(nextFireAt)]);
    expect({
      ruleId: row.rule_id,
      subject: row.subject,
      matterId: row.matter_id,
      world: row.world,
      parties: row.parties,
      isOpen: row.is_open,
    }).toEqual(rest);
    expect(row.told).toEqual(toldOf(clock));
  }
  await expectConsistent(database);
}

/** A pool whose server process is killed when everything is written and only the commit is missing. */
function killedAtCommit({ worker, admin }: TestDatabase): TestDatabase['worker'] {
  const connect = async () => {
    const client = await worker.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<{ rows: { pid: number }[] }>;
    client.query = (async (...args: unknown[]) => {
      if (args[0] === 'commit') {
        const { rows } = await query('select pg_backend_pid() as pid');
        await admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      }
      return query(...args);
    }) as unknown as typeof client.query;
    return client;
  };
  return { connect, query: worker.query.bind(worker) } as unknown as TestDatabase['worker'];
}

describe('a running clock', () => {
  it('is a row beside its facts, and both are gone when the chunk is', async () => {
    const kept = handOffStory(harbour, customs);
    await hear(kept.sent(on('2035-01-08')));
    const lost = handOffStory(harbour, customs);
    await expect(
      transaction(database.worker, async (tx) => {
        await clockEffect(ruleBook)(tx, [lost.sent(on('2035-01-08'))] as unknown as Received);
        throw new Error('the process dies here');
      }),
    ).rejects.toThrow('dies');
    const { rows } = await database.admin.query(`select matter_id, rule_id from ${schema}.clock where matter_id = any($1)`, [
      [kept.matterId, lost.matterId],
    ]);
    expect(rows).toEqual([{ matter_id: kept.matterId, rule_id: 'H06' }]);
    await expectClocksConsistent();
  });

  it('is seen by holder and watchers and by nobody else', async () => {
    const { matterId, sent } = handOffStory(harbour, customs);
    await hear(sent(on('2035-01-08')));
    const seen = (agency: string) =>
      asAgency(
        database.app,
        { agency },
        async (tx) => (await tx.query(`select 1 from ${schema}.clock where matter_id = $1`, [matterId])).rowCount,
      );
    expect([await seen(harbour), await seen(customs), await seen(police)]).toEqual([1, 1, 0]);
    expect((await database.app.query(`select 1 from ${schema}.clock where matter_id = $1`, [matterId])).rowCount).toBe(0);
  });

  it('heard of first by its end has no row until it starts', async () => {
    const { matterId, sent, received } = handOffStory(harbour, customs);
    await hear(received(on('2035-01-09')));
    const rows = () =>
      database.admin.query(`select rule_id, is_open from ${schema}.clock where matter_id = $1 order by rule_id`, [matterId]);
    expect((await rows()).rows).toEqual([{ rule_id: 'H09b', is_open: true }]);
    await hear(sent(on('2035-01-08')));
    expect((await rows()).rows).toEqual([
      { rule_id: 'H06', is_open: false },
      { rule_id: 'H09b', is_open: true },
    ]);
    await expectClocksConsistent();
  });
});

describe('the ticker', () => {
  it('after a month away says everything once, each at its legal time, in legal order', async () => {
    const one = handOffStory(harbour, customs);
    await hear(one.sent(on('2026-03-09')), one.received(on('2026-03-10')));
    expect(await tickAll()).toBeGreaterThan(0);
    // H06 was met in time, so only the answer that is owed speaks.
    expect((await factsOf(one.matterId)).filter(({ point }) => point !== undefined)).toEqual([
      { rule: 'H09b', type: 'ClockWarned', point: 'attention', at: '2026-03-13T00:00:00+08:00' },
      { rule: 'H09b', type: 'ClockWarned', point: 'warning', at: '2026-03-16T00:00:00+08:00' },
      { rule: 'H09b', type: 'ClockBreached', point: 'overdue', at: '2026-03-18T00:00:00+08:00' },
    ]);
    expect(await tickAll()).toBe(0);
    await expectClocksConsistent();
  });

  it('shared by two workers says everything once', async () => {
    const all = Array.from({ length: 120 }, () => handOffStory(harbour, customs));
    for (const { sent } of all) await hear(sent(on('2026-03-09')));
    const fired = await Promise.all([tickAll(), tickAll(), tickAll()]);
    expect(fired.reduce((sum, count) => sum + count, 0)).toBe(all.length * 2);
    for (const { matterId } of all) expect(await spoken(matterId)).toEqual(['H06 warning', 'H06 overdue']);
  });

  it('killed before its commit has said nothing, and says it in the next round', async () => {
    const { matterId, sent } = handOffStory(harbour, customs);
    await hear(sent(on('2026-03-09')));
    const dying = new ClockTicker({ pool: killedAtCommit(database), rules: ruleBook });
    await expect(dying.runOnce()).rejects.toThrow(/terminat|not queryable/);
    expect(await spoken(matterId)).toEqual([]);
    await tickAll();
    expect(await spoken(matterId)).toEqual(['H06 warning', 'H06 overdue']);
    await expectClocksConsistent();
  });

  it('lets the others speak when one cannot, and leaves that one aside', async () => {
    const [broken, whole] = [handOffStory(harbour, customs), handOffStory(harbour, customs)];
    await hear(broken.sent(on('2026-03-06')), whole.sent(on('2026-03-09')));
    const { rows } = await database.admin.query<{ id: string; told: object }>(`select id, told from ${schema}.clock where matter_id = $1`, [
      broken.matterId,
    ]);
    const { id, told } = rows[0]!;
    // A row whose stream is gone, as after a restore of one table and not of the other.
    await database.admin.query(`update ${schema}.clock set id = $2 where id = $1`, [id, randomUUID()]);
    const said: unknown[] = [];
    const one = new ClockTicker({
      pool: database.worker,
      rules: ruleBook,
      log: { warn: (...what: unknown[]) => void said.push(what) } as never,
    });
    await tickAll(one);
    expect(await spoken(whole.matterId)).toEqual(['H06 warning', 'H06 overdue']);
    expect(said).toMatchObject([[{ fault: 'Refusal' }, 'a clock cannot speak and is left aside']]);
    await database.admin.query(`update ${schema}.clock set id = $1 where told = $2`, [id, told]);
    expect(await tickAll()).toBe(2);
  });

  it('tells every point in the outbox with its fact, under the legal time of the point', async () => {
    const { matterId, sent } = handOffStory(harbour, customs);
    await hear(sent(on('2026-03-09')));
    await tickAll();
    const { rows } = await database.admin.query<{ type: string; at: string }>(
      `select o.type, o.body::jsonb->'meta'->>'actedAt' as at from ${schema}.clock c join ${schema}.outbox o on o.subject = 'clock/' || c.id
       where c.matter_id = $1 order by o.position`,
      [matterId],
    );
    expect(rows.map(({ type, at }) => [type, new Date(at).getTime()])).toEqual([
      ['case-supervision.clock-started.v1', Date.parse(on('2026-03-09'))],
      ['case-supervision.clock-warned.v1', Date.parse('2026-03-10T14:30:00+08:00')],
      ['case-supervision.clock-breached.v1', Date.parse('2026-03-11T00:00:00+08:00')],
    ]);
  });

  it('leaves alone what is not due, and what has ended', async () => {
    const { matterId, sent, received } = handOffStory(harbour, customs);
    await hear(sent(on('2026-03-09')), received(on('2026-03-09', '11:00')));
    const later = handOffStory(harbour, customs);
    await hear(later.sent(on('2035-01-08')));
    await tickAll();
    expect((await spoken(matterId)).filter((said) => said.startsWith('H06'))).toEqual([]);
    expect(await spoken(later.matterId)).toEqual([]);
  });
});

describe('a practice world', () => {
  const open = async (legalNow: string): Promise<{ world: string; move(to: string): Promise<void> }> => {
    const world = randomUUID();
    const meta = { familyId: world, parties: [] };
    const project = (event: IntegrationEvent) => transaction(database.worker, (tx) => practiceWorlds(tx, [event] as Received));
    await project(integrationEvent(PracticeWorldOpenedV1, `practice-world/${world}`, { id: world, name: '演练', legalNow }, meta));
    return {
      world,
      move: (to) => project(integrationEvent(PracticeClockMovedV1, `practice-world/${world}`, { id: world, from: legalNow, to }, meta)),
    };
  };

  it('ticks by its own legal now, and says how far', async () => {
    const { world, move } = await open(on('2031-03-10'));
    const one = handOffStory(harbour, customs, { world });
    await hear(one.sent(on('2031-03-10')));
    await tickAll();
    expect(await spoken(one.matterId)).toEqual([]);
    expect((await practiceWorld(database.worker, world))?.tickedTo).toBe(new Date(on('2031-03-10')).toISOString());
    await move(on('2031-03-11', '15:00'));
    expect(await practiceWorld(database.worker, world)).toMatchObject({ tickedTo: new Date(on('2031-03-10')).toISOString() });
    await tickAll();
    expect(await spoken(one.matterId)).toEqual(['H06 warning']);
    await move(on('2031-06-01'));
    await tickAll();
    expect(await spoken(one.matterId)).toEqual(['H06 warning', 'H06 overdue']);
    expect((await practiceWorld(database.worker, world))?.tickedTo).toBe(new Date(on('2031-06-01')).toISOString());
    await expectClocksConsistent();
  });

  it('tells what falls due on one move in legal order across its clocks', async () => {
    const { world, move } = await open(on('2031-03-10'));
    const all = [3, 1, 2].map((days) => ({ one: handOffStory(harbour, customs, { world }), at: on(`2031-03-1${days}`) }));
    for (const { one, at } of all) await hear(one.received(at));
    await move(on('2031-06-01'));
    await tickAll();
    const { rows } = await database.admin.query<{ at: Date }>(
      `select (o.body::jsonb->'meta'->>'actedAt')::timestamptz as at from ${schema}.outbox o join ${schema}.clock c on o.subject = 'clock/' || c.id
       where c.world = $1 and o.type in ('case-supervision.clock-warned.v1', 'case-supervision.clock-breached.v1') order by o.position`,
      [world],
    );
    const moments = rows.map(({ at }) => at.getTime());
    expect(moments).toHaveLength(9);
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  });

  it('does not move another world, nor real clocks', async () => {
    const [one, other] = [await open(on('2031-03-10')), await open(on('2031-03-10'))];
    const quiet = handOffStory(harbour, customs, { world: other.world });
    await hear(quiet.sent(on('2031-03-10')));
    await one.move(on('2032-01-01'));
    await tickAll();
    expect(await spoken(quiet.matterId)).toEqual([]);
  });
});

it('a look-back of a problem meets one clock and leaves the other running', async () => {
  const { problemId, step } = problemStory(harbour, customs, '一般');
  await hear(step('P8', on('2035-05-21')), step('P14a', on('2035-08-20')));
  const { rows } = await database.admin.query(
    `select is_open, told->>'occurrence' as k from ${schema}.clock where matter_id = $1 order by due_at`,
    [problemId],
  );
  expect(rows).toEqual([
    { is_open: false, k: '1' },
    { is_open: true, k: '2' },
  ]);
});
