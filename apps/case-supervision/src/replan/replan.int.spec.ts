import { randomUUID } from 'node:crypto';
import { view } from '@xiezhi/aggregate';
import { PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { PgEventStore } from '@xiezhi/event-store';
import { transaction } from '@xiezhi/postgres';
import { agencies, expectConsistent, integrationEvent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { rowOf, toldOf } from '../clock/clock-row.ts';
import type { ClockRuleBook } from '../clock/clock-rules.ts';
import { clocks } from '../clock/clock.announce.ts';
import { isStarted, serviceName } from '../clock/clock-chunk.ts';
import { handOffStory, on, ruleBook } from '../clock/clock.fixture.ts';
import { planOf } from '../clock/clock.plan.ts';
import { practiceWorlds } from '../clock/practice-world.projection.ts';
import { migrations } from '../migrations/index.ts';
import { bookOf, noticed, replanning, slower } from './replan.fixture.ts';
import { commands } from './replan.samples.ts';
import { ReplanWorker } from './replan.worker.ts';

const { harbour, customs } = agencies;
const schema = 'case_supervision';
const newCalendar = bookOf(noticed);
const calendar = { kind: 'calendar', digest: newCalendar.calendarDigest } as const;

let database: TestDatabase | undefined;
let replan: ReturnType<typeof replanning>;
const db = (): TestDatabase => database!;
/** Each spec has a database of its own: a re-plan is about every running clock there is. */
beforeEach(async () => {
  await database?.close();
  database = await testDatabase('case-supervision', migrations);
  replan = replanning(database);
  await new ReplanWorker({ pool: database.worker, rules: ruleBook }).lookForOutstanding();
});
afterAll(() => database?.close());

const workerWith = (rules: ClockRuleBook, more: { batchSize?: number; pool?: TestDatabase['worker'] } = {}) =>
  new ReplanWorker({ pool: db().worker, rules, ...more });
async function workAll(worker: ReplanWorker): Promise<number> {
  let all = 0;
  for (let done = await worker.runOnce(); done > 0; done = await worker.runOnce()) all += done;
  return all;
}
/** Hand-offs that are to be signed for on the day after, 6 March 2035, a day off in the new calendar. */
async function running(count: number, world?: string) {
  const hands = Array.from({ length: count }, () => handOffStory(harbour, customs, world === undefined ? {} : { world }));
  for (const { sent } of hands) await replan.hear(ruleBook, sent(on('2035-03-05')));
  return hands;
}
type Hand = ReturnType<typeof handOffStory>;
const statusOf = async (id: string) =>
  (await db().admin.query(`select status, looked, changes, stays, done, moved from ${schema}.replan where id = $1`, [id])).rows[0];
const dueDays = async (hands: readonly Hand[]) =>
  (
    await db().admin.query<{ on: string }>(`select told->>'dueOn' as on from ${schema}.clock where matter_id = any ($1) order by 1`, [
      hands.map(({ matterId }) => matterId),
    ])
  ).rows.map((row) => row.on);
/** Announcements that a clock was moved, by matter. */
const told = async () =>
  (
    await db().admin.query<{ matter: string; replan: string; reason: string; actor: object }>(
      `select o.body::jsonb->'data'->>'matterId' as matter, o.body::jsonb->'data'->>'replanId' as replan, o.body::jsonb->'data'->>'reason' as reason,
         o.body::jsonb->'meta'->'actor' as actor
       from ${schema}.outbox o where o.type = 'case-supervision.clock-changed.v1' and o.body::jsonb->'data'->>'change' = 'replanned'`,
    )
  ).rows;

async function expectClocksConsistent(counting: ClockRuleBook): Promise<void> {
  const store = new PgEventStore(db().worker, serviceName);
  const { rows } = await db().admin.query(`select id, is_open, due_at, next_fire_at, told from ${schema}.clock`);
  for (const row of rows) {
    const clock = (await view(store, clocks, row.id, { caller: { service: serviceName }, correlationId: randomUUID() }))!.state;
    if (!isStarted(clock)) throw new Error(`${row.id} has a row without a start`);
    if (clock.status === 'running') expect(clock.plan).toEqual(planOf(clock.terms, clock, counting));
    const { isOpen, dueAt, nextFireAt } = rowOf(clock);
    const moment = (at: string | null) => (at === null ? null : new Date(at));
    expect(row).toEqual({ id: row.id, is_open: isOpen, due_at: moment(dueAt), next_fire_at: moment(nextFireAt), told: toldOf(clock) });
  }
  await expectConsistent(db());
}

type Query = (...args: unknown[]) => Promise<{ rows: { pid: number }[] }>;

/** A pool whose server process is killed when everything of the n-th transaction is written and only the commit is missing. */
function killedAtCommit(nth: number): TestDatabase['worker'] {
  let left = nth;
  const originals = new WeakMap<object, Query>();
  const connect = async () => {
    const client = await db().worker.connect();
    const bound = client.query.bind(client) as Query;
    const query = originals.get(client) ?? bound;
    originals.set(client, query);
    client.query = (async (...args: unknown[]) => {
      if (args[0] === 'commit' && --left === 0) {
        const { rows } = await query('select pg_backend_pid() as pid');
        await db().admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      }
      return query(...args);
    }) as unknown as typeof client.query;
    return client;
  };
  return { connect, query: db().worker.query.bind(db().worker) } as unknown as TestDatabase['worker'];
}

describe('other calendars', () => {
  it('move nothing by themselves, and are said to be outstanding until a re-plan was carried out', async () => {
    const hands = await running(3);
    const said: unknown[] = [];
    const log = { info: () => undefined, warn: (...what: unknown[]) => void said.push(what) } as never;
    const worker = new ReplanWorker({ pool: db().worker, rules: newCalendar, log });
    expect(await worker.lookForOutstanding()).toBe(true);
    expect(await workAll(worker)).toBe(0);
    expect(said).toHaveLength(1);
    expect(await dueDays(hands)).toEqual(['2035-03-06', '2035-03-06', '2035-03-06']);

    const id = await replan.propose(calendar);
    await workAll(worker);
    expect(await statusOf(id)).toMatchObject({ status: 'awaiting-confirmation', looked: 3, changes: 3, done: 0 });
    expect(await dueDays(hands)).toEqual(['2035-03-06', '2035-03-06', '2035-03-06']);
    expect(await told()).toEqual([]);

    await replan.command(id, commands.confirm);
    await workAll(worker);
    expect(await statusOf(id)).toMatchObject({ status: 'applied', done: 3, moved: 3 });
    expect(await dueDays(hands)).toEqual(['2035-03-08', '2035-03-08', '2035-03-08']);
    expect(await worker.lookForOutstanding()).toBe(false);
    expect((await told()).map(({ matter }) => matter).toSorted()).toEqual(hands.map(({ matterId }) => matterId).toSorted());
    for (const { replan: by, reason, actor } of await told())
      expect({ by, reason, actor }).toEqual({
        by: id,
        reason: expect.stringContaining('由工作日改为休息日（测试假）'),
        actor: { service: 'case-supervision' },
      });
    await expectClocksConsistent(newCalendar);
  });
  it('that are the first there ever were leave nothing outstanding', async () => {
    await db().admin.query(`delete from ${schema}.counted_calendar`);
    expect(await workerWith(newCalendar).lookForOutstanding()).toBe(false);
  });
  it('that move no clock are carried out without anybody’s confirmation', async () => {
    const id = await replan.propose(calendar);
    await workAll(workerWith(newCalendar));
    expect(await statusOf(id)).toMatchObject({ status: 'applied', changes: 0, moved: 0 });
    expect(await workerWith(newCalendar).lookForOutstanding()).toBe(false);
  });
  it('are counted only by an instance that has them', async () => {
    await running(1);
    const id = await replan.propose(calendar);
    expect(await workAll(workerWith(ruleBook))).toBe(0);
    expect(await statusOf(id)).toMatchObject({ status: 'computing', looked: 0 });
  });
});

describe('a worker that is killed', () => {
  it.each([1, 2, 4, 5, 6, 7, 8, 10])('before commit %i has done whole batches only, and another goes on where it was', async (nth) => {
    const hands = await running(7);
    const id = await replan.propose(calendar);
    const small = { batchSize: 2 };
    const dying = async () => {
      const worker = workerWith(newCalendar, { ...small, pool: killedAtCommit(nth) });
      await workAll(worker);
      await replan.command(id, commands.confirm);
      await workAll(worker);
    };
    await dying().catch((error: Error) => expect(error.message).toMatch(/terminat|not queryable/));
    const { looked, done, status } = await statusOf(id);
    // Four batches of the list, a round that finds nothing to do, the confirmation, then the changes.
    expect(status === 'computing' ? looked : done).toBe(status === 'computing' ? (nth - 1) * 2 : Math.max(nth - 7, 0) * 2);
    await workAll(workerWith(newCalendar, small));
    if ((await statusOf(id)).status === 'awaiting-confirmation') await replan.command(id, commands.confirm);
    await workAll(workerWith(newCalendar, small));
    expect(await statusOf(id)).toMatchObject({ status: 'applied', looked: 7, changes: 7, done: 7, moved: 7 });
    expect(await dueDays(hands)).toEqual(hands.map(() => '2035-03-08'));
    expect((await told()).map(({ matter }) => matter).toSorted()).toEqual(hands.map(({ matterId }) => matterId).toSorted());
    await expectClocksConsistent(newCalendar);
  });
});

it('two workers at once list and move every clock once, and repeated passes nothing', async () => {
  const hands = await running(40);
  const id = await replan.propose(calendar);
  const both = () => Promise.all([workAll(workerWith(newCalendar, { batchSize: 5 })), workAll(workerWith(newCalendar, { batchSize: 5 }))]);
  await both();
  await replan.command(id, commands.confirm);
  await both();
  await workAll(workerWith(newCalendar));
  expect(await statusOf(id)).toMatchObject({ status: 'applied', looked: 40, changes: 40, done: 40, moved: 40 });
  expect(await told()).toHaveLength(40);
  expect(new Set(await dueDays(hands))).toEqual(new Set(['2035-03-08']));
  expect(await workAll(workerWith(newCalendar))).toBe(0);
  await expectClocksConsistent(newCalendar);
});

it('what ended or began since the list was made is as it is, and what somebody holds is left for the next round', async () => {
  const [ended, held, other] = await running(3);
  const id = await replan.propose(calendar);
  await workAll(workerWith(newCalendar));
  await replan.hear(newCalendar, ended!.received(on('2035-03-05', '11:00')));
  const begun = handOffStory(harbour, customs);
  await replan.hear(newCalendar, begun.sent(on('2035-03-05')));
  await replan.command(id, commands.confirm);
  await transaction(db().admin, async (tx) => {
    await tx.query(`select 1 from ${schema}.clock where matter_id = $1 for update`, [held!.matterId]);
    await workAll(workerWith(newCalendar));
    expect(await statusOf(id)).toMatchObject({ status: 'applying', done: 2 });
  });
  await workAll(workerWith(newCalendar));
  expect(await statusOf(id)).toMatchObject({ status: 'applied', done: 3, moved: 2 });
  expect((await told()).map(({ matter }) => matter).toSorted()).toEqual([held!, other!].map(({ matterId }) => matterId).toSorted());
  expect(await dueDays([begun])).toEqual(['2035-03-08']);
  await expectClocksConsistent(newCalendar);
});

it('a clock whose row is gone is settled as gone and stops nobody', async () => {
  const [lost, kept] = await running(2);
  const id = await replan.propose(calendar);
  await workAll(workerWith(newCalendar));
  await db().admin.query(`delete from ${schema}.clock where matter_id = $1`, [lost!.matterId]);
  await replan.command(id, commands.confirm);
  await workAll(workerWith(newCalendar));
  expect(await statusOf(id)).toMatchObject({ status: 'applied', done: 2, moved: 1 });
  expect(await dueDays([kept!])).toEqual(['2035-03-08']);
});

it('withdrawn while it is carried out, what has moved stays moved, and the rest is the next one’s', async () => {
  const hands = await running(6);
  const first = await replan.propose(calendar);
  await workAll(workerWith(newCalendar));
  await replan.command(first, commands.confirm);
  await workerWith(newCalendar, { batchSize: 2 }).runOnce();
  await expect(replan.propose(calendar)).rejects.toThrow('REPLAN_ALREADY_UNDER_WAY');
  await replan.command(first, commands.withdraw);
  expect(await workAll(workerWith(newCalendar))).toBe(0);
  expect(await workerWith(newCalendar).lookForOutstanding()).toBe(true);
  const second = await replan.propose(calendar);
  await workAll(workerWith(newCalendar));
  expect(await statusOf(second)).toMatchObject({ changes: 4 });
  await replan.command(second, commands.confirm);
  await workAll(workerWith(newCalendar));
  expect(new Set(await dueDays(hands))).toEqual(new Set(['2035-03-08']));
  expect(await told()).toHaveLength(6);
});

it('a practice world has re-plans of its own, in its legal now, beside the real ones', async () => {
  const world = randomUUID();
  const meta = { familyId: world, parties: [] };
  const legalNow = on('2035-03-05', '10:00');
  const project = (event: object) => transaction(db().worker, (tx) => practiceWorlds(tx, [event] as never));
  await project(integrationEvent(PracticeWorldOpenedV1, `practice-world/${world}`, { id: world, name: '演练', legalNow }, meta));
  await project(
    integrationEvent(PracticeClockMovedV1, `practice-world/${world}`, { id: world, from: legalNow, to: on('2035-03-05', '12:00') }, meta),
  );
  const [practised, real] = [await running(1, world), await running(1)];
  const realOne = await replan.propose(calendar);
  const id = await replan.propose(calendar, world);
  await workAll(workerWith(newCalendar));
  await replan.command(id, commands.confirm);
  await workAll(workerWith(newCalendar));
  expect(await statusOf(id)).toMatchObject({ status: 'applied', looked: 1, moved: 1 });
  expect(await statusOf(realOne)).toMatchObject({ status: 'awaiting-confirmation', looked: 1 });
  expect([await dueDays(practised), await dueDays(real)]).toEqual([['2035-03-08'], ['2035-03-06']]);
  const { rows } = await db().admin.query<{ at: string }>(
    `select body::jsonb->'meta'->>'actedAt' as at from ${schema}.outbox where body::jsonb->'data'->>'replanId' = $1`,
    [id],
  );
  expect(rows.map(({ at }) => new Date(at).getTime())).toEqual([Date.parse(on('2035-03-05', '12:00'))]);
  expect(await workerWith(newCalendar).lookForOutstanding()).toBe(true);
});

it('a newer version counts running clocks of the older one by its rows, and lists those whose row it lacks', async () => {
  const rules = bookOf(noticed, slower);
  const signing = handOffStory(harbour, customs);
  const answering = handOffStory(harbour, customs);
  await replan.hear(ruleBook, signing.sent(on('2035-01-08')), answering.received(on('2035-01-08')));
  const id = await replan.propose({ kind: 'pack-version', packVersion: 'river-chief-procurator@2035.1' });
  await workAll(workerWith(rules));
  expect(await statusOf(id)).toMatchObject({ status: 'awaiting-confirmation', changes: 1, stays: 1 });
  await replan.command(id, commands.confirm);
  await workAll(workerWith(rules));
  expect([await dueDays([signing]), await dueDays([answering])]).toEqual([['2035-01-11'], ['2035-01-15']]);
  const { rows } = await db().admin.query(
    `select rule_id, changes, outcome, reason from ${schema}.replan_change where replan_id = $1 order by rule_id`,
    [id],
  );
  expect(rows).toEqual([
    { rule_id: 'H06', changes: true, outcome: 'moved', reason: expect.stringContaining('期间由1个工作日改为3个工作日') },
    { rule_id: 'H09b', changes: false, outcome: null, reason: expect.stringContaining('没有期限表第H09b行') },
  ]);
  await expectConsistent(db());
});
