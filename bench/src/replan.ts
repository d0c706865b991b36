import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { handle } from '@xiezhi/aggregate';
import { clockEffect } from '@xiezhi/case-supervision/clock-effect';
import { ClockRuleBook } from '@xiezhi/case-supervision/clock-rules';
import { ReplanWorker } from '@xiezhi/case-supervision/replan';
import { replans } from '@xiezhi/case-supervision/replan-aggregate';
import { replanRows } from '@xiezhi/case-supervision/replan-row';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { type MechanismPack, PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { transaction } from '@xiezhi/postgres';
import { type ClockDatabase, firstDatabase, secondDatabase } from './clock-database.ts';
import type { Figure } from './figure.ts';
import { handOffSent } from './hand-off-sent.ts';
import type { Ground } from './part.ts';
import { spreadOf } from './statistics.ts';

const service = 'case-supervision';
const whole = { few: 10_000, many: 100_000 };
const quick = { few: 300, many: 3000 };
/** A round moves every clock of both databases to the other calendar: whole minutes. */
const roundsMost = 2;
const sentOn = '2035-03-05';
const at = `${sentOn}T09:00:00+08:00`;
const act: Act = { caller: { service }, actedAt: at, actedAtSource: 'system', correlationId: randomUUID() };
const platform = randomUUID();

/** Microseconds for each clock. */
interface Took {
  listed: number;
  carriedOut: number;
}

/**
 * What a clock's share of a re-plan costs, by how many run: all of them move, on ten thousand and on a hundred thousand. A list is made,
 * a second person confirms, and every clock is counted from what it is by then. The two are two databases of one server, in turns.
 */
export async function replanGrowth(ground: Ground): Promise<Figure[]> {
  const rig = await ground.rig();
  const { few, many } = ground.pace.isQuick ? quick : whole;
  const books = calendars();
  const other = await secondDatabase(rig, 'xiezhi_few_running');
  const sides = [
    { database: other, count: few },
    { database: firstDatabase(rig), count: many },
  ] as const;
  try {
    for (const { database, count } of sides) await seed(database, books[0], count);
    const rounds: [Took, Took][] = [];
    for (let round = 0; round < Math.min(ground.pace.rounds, roundsMost); round++) {
      ground.note();
      const book = books[(round + 1) % 2]!;
      const pair = [await replan(sides[0].database, book, few), await replan(sides[1].database, book, many)] as [Took, Took];
      console.log(`  ${many} clocks: ${seconds(pair[1].listed * many)} s to list, ${seconds(pair[1].carriedOut * many)} s to carry out`);
      rounds.push(pair);
    }
    return [growth('listed', rounds, few, many), growth('carriedOut', rounds, few, many)];
  } finally {
    await other.end();
  }
}

const seconds = (us: number): string => (us / 1e6).toFixed(0);
const stages = { listed: 'listed', carriedOut: 'carried out' };

function growth(stage: keyof Took, rounds: readonly (readonly [Took, Took])[], few: number, many: number): Figure {
  const [onFew, onMany] = [rounds.map(([took]) => took[stage]), rounds.map(([, took]) => took[stage])];
  return {
    name: `re-plan, a clock ${stages[stage]} of ${many} ÷ of ${few}`,
    unit: '×',
    value: spreadOf(onMany.map((us, round) => us / onFew[round]!)),
    // Facts lie by the ids of their streams: of ten times as many, fewer are in the cache when they are asked for.
    goal: { atMost: 2 },
    parts: {
      [`${few} clocks, µs each`]: spreadOf(onFew),
      [`${many} clocks, µs each`]: spreadOf(onMany),
      [`${many} clocks, s`]: spreadOf(onMany.map((us) => (us * many) / 1e6)),
    },
  };
}

async function replan({ admin, worker }: ClockDatabase, rules: ClockRuleBook, count: number): Promise<Took> {
  const id = randomUUID();
  const by = { account: 'platform.one', post: 'platform.system-admin' };
  const proposal = { target: { kind: 'calendar' as const, digest: rules.calendarDigest }, reason: '放假安排。', by, agency: platform, at };
  await transaction(worker, (tx) => handle(new PgEventStore(tx, service), replans, id, { type: 'ProposeReplan', proposal }, act));
  // The app role's row; the administrator stands in for it.
  await transaction(admin, (tx) => replanRows.propose(tx, id, proposal));
  const work = new ReplanWorker({ pool: worker, rules });
  const listed = await untilIdle(work, count);
  const second = { account: 'platform.two', post: 'platform.security-admin' };
  await transaction(worker, async (tx) => {
    const { state } = await handle(new PgEventStore(tx, service), replans, id, { type: 'ConfirmReplan', by: second, at }, act);
    await replanRows.stand(tx, id, state);
  });
  const carriedOut = await untilIdle(work, count);
  const { rows } = await admin.query<{ status: string; moved: number }>('select status, moved from case_supervision.replan where id = $1', [
    id,
  ]);
  if (rows[0]?.status !== 'applied' || rows[0].moved !== count)
    throw new Error(`${JSON.stringify(rows[0])} instead of ${count} moved: the figure is worth nothing`);
  return { listed, carriedOut };
}

/** @returns µs for each clock */
async function untilIdle(worker: ReplanWorker, count: number): Promise<number> {
  const begun = performance.now();
  while ((await worker.runOnce()) > 0);
  return ((performance.now() - begun) * 1000) / count;
}

/** The delivered pack, and the same with a notice that makes the due day of every clock here a day off. */
function calendars(): [ClockRuleBook, ClockRuleBook] {
  const pack = readMechanismPack(resolve(import.meta.dirname, '..', '..', 'packs', 'river-chief-procurator'));
  const off = [{ name: '测试假', from: '2035-03-06', to: '2035-03-07' }];
  const notice = { document: '国办发明电〔2034〕1号', title: '测试通知', issuedOn: '2034-11-01', off, makeUp: [] };
  const noticed: MechanismPack = { ...pack, calendars: [...pack.calendars, { year: 2035, notices: [notice] }] };
  return [new ClockRuleBook(new PackShelf(pack)), new ClockRuleBook(new PackShelf(noticed))];
}

/** One clock as the service starts it, then its rows and its facts so many times under ids, families and matters of their own. */
async function seed({ admin, worker }: ClockDatabase, rules: ClockRuleBook, count: number): Promise<void> {
  await new ReplanWorker({ pool: worker, rules }).lookForOutstanding();
  const effect = clockEffect(rules);
  const event = handOffSent(sentOn);
  await transaction(worker, (tx) => effect(tx, [event] as unknown as Parameters<typeof effect>[1]));
  const { rows } = await admin.query<{ id: string }>('select id from case_supervision.clock');
  const [template, ...more] = rows.map(({ id }) => id);
  if (template === undefined || more.length > 0) throw new Error('a sent hand-off starts one clock');
  const id = derived(`'${template}' || n`);
  const family = derived(`'family ${template}' || n`);
  const copies = `generate_series(1, ${count - 1}) n`;
  await admin.query(
    `insert into case_supervision.stream (aggregate, stream_id, version, announced, prev, family_id, parties, world)
     select 'clock', ${id}, version, announced, prev, ${family}, parties, world
     from case_supervision.stream, ${copies} where aggregate = 'clock' and stream_id = $1`,
    [template],
  );
  await admin.query(
    `insert into case_supervision.fact (aggregate, stream_id, version, type, data, meta, recorded_at, parties)
     select 'clock', ${id}, version, type,
       jsonb_set(data, '{terms}', data->'terms' || jsonb_build_object('familyId', ${family}, 'matterId', ${family})), meta, recorded_at, parties
     from case_supervision.fact, ${copies} where aggregate = 'clock' and stream_id = $1`,
    [template],
  );
  await admin.query(
    `insert into case_supervision.clock (id, rule_id, subject, matter_id, world, parties, is_open, due_at, next_fire_at, told)
     select ${id}, rule_id, subject, ${family}, world, parties, is_open, due_at, next_fire_at, told
     from case_supervision.clock, ${copies} where id = $1`,
    [template],
  );
  await admin.query('vacuum analyze case_supervision.clock, case_supervision.fact, case_supervision.stream');
  await admin.query('checkpoint');
}

/** A UUID of version 8 (RFC 9562) that follows from a text: what is announced about the copy must be one. */
const derived = (text: string): string => `overlay(overlay(md5(${text}) placing '8' from 13) placing 'a' from 17)::uuid`;
