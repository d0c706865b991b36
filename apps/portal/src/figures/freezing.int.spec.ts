import { randomUUID } from 'node:crypto';
import { messagingMigrations, type ReceivedEvent } from '@xiezhi/messaging';
import { asAgency, connect, transaction } from '@xiezhi/postgres';
import { Calendar } from '@xiezhi/statutory-time';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { figureConsumer, figureTopics, portalConsumer } from '../consumer.ts';
import { clockMoved, registered, worldOpened } from '../directory/directory.fixture.ts';
import { directoryProjection } from '../directory/directory.projection.ts';
import { readAs } from '../directory/read-as.ts';
import { customs, familyStory, harbour, police, wholeStory } from '../family/family.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { portalEntities } from '../service.ts';
import type { Figure } from './figure.answer.ts';
import { FigureFreezer, type FigureFreezerOptions } from './figure-freezer.ts';
import { figureProjection } from './figure.projection.ts';
import { figuresOf, itemsOfFigure } from './figure.queries.ts';
import { FreezePlan } from './freeze-plan.ts';

let database: TestDatabase;
let dataSource: DataSource;
const plan = new FreezePlan(new Calendar([]), 'weekends@1');

beforeAll(async () => {
  database = await testDatabase('portal', [...messagingMigrations('portal'), ...migrations]);
  dataSource = await connect(database.address, 'portal', database.credentials(database.roles.app), portalEntities);
  await directory(...registered(harbour, 'harbour'), ...registered(customs, 'customs'), ...registered(police, 'police'));
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});
beforeEach(() => database.admin.query('truncate portal.figure_item, portal.frozen_figure, portal.world, portal.inbox_offset'));

const directory = (...events: ReceivedEvent[]) => transaction(database.worker, (tx) => directoryProjection(tx, events));
const apply = (...events: ReceivedEvent[]) => transaction(database.worker, (tx) => figureProjection(tx, events));

/** Of figures of what happened; cohorts come when they are mature. Weekends alone are off. */
const before = '2026-04-06T08:00:00.000Z';
const freezeDay = '2026-04-07T01:00:00.000Z';
const later = '2026-06-10T01:00:00.000Z';

function freezer(at: string, options: Partial<FigureFreezerOptions> = {}): FigureFreezer {
  return new FigureFreezer({
    database: { dataSource, worker: database.worker },
    plan,
    now: () => new Date(at),
    settleMs: 0,
    ...options,
  });
}

/** Until nothing is left. */
async function freeze(at = freezeDay, options: Partial<FigureFreezerOptions> = {}): Promise<number> {
  const one = freezer(at, options);
  let frozen = 0;
  for (let round = await one.runOnce(); round > 0; round = await one.runOnce()) frozen += round;
  return frozen;
}

interface Row {
  realm: string;
  month: string;
  agency: string;
  figure: string;
  digest: string;
  due_on: string;
  frozen_on: string;
  cut_off: Date;
  recorded_at: Date;
}
async function rows(): Promise<Row[]> {
  const { rows: all } = await database.admin.query<Row>(
    `select realm, month, agency, figure, digest, due_on::text, frozen_on::text, cut_off, recorded_at, shown from portal.frozen_figure
     order by realm, month, agency, figure`,
  );
  return all;
}
const agenciesIn = (all: Row[]) => [...new Set(all.map(({ agency }) => agency))].toSorted();

const march = { period: '2026-03' };
async function figureOf(
  id: string,
  { agency = harbour, at = later, world = null as string | null, period = march.period } = {},
): Promise<Figure> {
  const standpoint = { legalNow: at, world };
  const { figures } = await readAs(dataSource, agency, (db) => figuresOf(db, { period, figure: id }, standpoint, plan));
  const [figure] = figures;
  if (figure === undefined) throw new Error(`no figure ${id}`);
  return figure;
}

describe('freezing', () => {
  it('waits for the fifth working day of the next month', async () => {
    await apply(...wholeStory().all);
    expect(await freeze(before)).toBe(0);
    expect(await rows()).toEqual([]);
    expect(await figureOf('ST-01', { at: before })).toMatchObject({
      freezesOn: '2026-04-07',
      notes: ['本月数据暂未冻结，定于 2026 年 4 月 7 日冻结。'],
    });
  });

  it('keeps what each agency was shown, with the day, the moment and the calendar', async () => {
    await apply(...wholeStory().all);
    const shown = await figureOf('ST-01', { at: freezeDay });
    expect(await freeze()).toBe(3);
    expect(agenciesIn(await rows())).toEqual([harbour, customs, police].toSorted());
    const figure = await figureOf('ST-01');
    expect(figure).toMatchObject({
      shown: '2 件',
      numerator: 2,
      groups: shown.groups,
      frozen: { on: '2026-04-07', dueOn: '2026-04-07', cutOff: freezeDay, calendar: 'weekends@1', isProvisional: true, isIntact: true },
    });
    expect(figure.notes).toEqual([]);
    expect(Object.keys(figure)).not.toContain('restated');
    expect(figure.frozen?.digest).toBe((await rows()).find(({ agency, figure: id }) => agency === harbour && id === 'ST-01')?.digest);
  });

  it('is done once by two workers at the same time', async () => {
    await apply(...wholeStory().all);
    const faults: unknown[] = [];
    const log = { info: () => undefined, warn: (what: unknown) => faults.push(what) } as unknown as NonNullable<
      FigureFreezerOptions['log']
    >;
    await Promise.all([freeze(freezeDay, { log }), freeze('2026-04-07T02:00:00.000Z', { log }), freeze(freezeDay, { log })]);
    expect(faults).toEqual([]);
    const kept = (await rows()).map(({ realm, month, agency, figure }) => [realm, month, agency, figure].join(' '));
    expect(new Set(kept).size).toBe(kept.length);
    expect(agenciesIn(await rows())).toHaveLength(3);
  });

  it('goes on after a kill between two agencies, and leaves alone what is kept', async () => {
    await apply(...wholeStory().all);
    expect(await freezer(freezeDay, { agenciesPerRound: 1 }).runOnce()).toBe(1);
    const first = await rows();
    expect(agenciesIn(first)).toHaveLength(1);
    // What comes in between is counted for those that were not done yet, never for those that were.
    await apply(...wholeStory().all);
    expect(await freeze('2026-04-07T03:00:00.000Z')).toBe(2);
    const all = await rows();
    expect(agenciesIn(all)).toHaveLength(3);
    expect(all.filter(({ agency }) => agency === first[0]?.agency)).toEqual(first);
  });

  it('leaves nothing of an agency when it is killed between counting and keeping, and counts again', async () => {
    await apply(...wholeStory().all);
    const dying = {
      query: async (config: { text: string }) => {
        if (config.text.includes('insert into')) throw new Error('killed');
        return database.worker.query(config);
      },
    } as unknown as TestDatabase['worker'];
    expect(await freeze(freezeDay, { database: { dataSource, worker: dying } })).toBe(0);
    expect(await rows()).toEqual([]);
    expect(await freeze()).toBe(3);
  });

  it('asks for no item once everything is frozen, until a further day has come', async () => {
    await apply(...wholeStory().all);
    const asked: string[] = [];
    const listening = {
      query: async (config: { text: string }) => {
        asked.push(config.text);
        return database.worker.query(config);
      },
    } as unknown as TestDatabase['worker'];
    let now = freezeDay;
    const one = freezer(freezeDay, { database: { dataSource, worker: listening }, now: () => new Date(now) });
    expect([await one.runOnce(), await one.runOnce()]).toEqual([3, 0]);
    const looks = () => asked.filter((text) => text.includes('figure_item')).length;
    const settled = looks();
    now = '2026-04-20T01:00:00.000Z';
    for (let round = 0; round < 5; round += 1) expect(await one.runOnce()).toBe(0);
    expect(looks()).toBe(settled);
    now = '2026-05-08T01:00:00.000Z';
    expect(await one.runOnce()).toBe(3);
    expect(new Set((await rows()).map(({ month }) => month))).toEqual(new Set(['2026-03', '2026-04']));
  });

  it('waits until a day that has come has stood for a while: what was recorded before may be on its way', async () => {
    await apply(...wholeStory().all);
    expect(await freeze(freezeDay, { settleMs: 3_600_000 })).toBe(0);
    expect(await rows()).toEqual([]);
  });

  it('waits while the figures are behind the lists, as in the middle of a rebuild', async () => {
    await apply(...wholeStory().all);
    const [topic] = figureTopics;
    const stand = (consumer: string, offset: number) =>
      database.admin.query(
        `insert into portal.inbox_offset (consumer, topic, partition, next_offset) values ($1, $2, 0, $3)
         on conflict (consumer, topic, partition) do update set next_offset = excluded.next_offset`,
        [consumer, topic, offset],
      );
    await stand(portalConsumer, 9);
    expect(await freeze()).toBe(0);
    await stand(figureConsumer, 8);
    expect(await freeze()).toBe(0);
    await stand(figureConsumer, 9);
    expect(await freeze()).toBe(3);
  });

  it('is not held up by an agency whose figures cannot be counted', async () => {
    await apply(...wholeStory().all);
    await database.admin.query(
      `insert into portal.figure_item select 'hand-off/' || gen_random_uuid(), rank, kind, class, family_id, matter_id, about, title, first_at, rested_at,
         is_open, first_on, last_on, actors, world, array[$1::uuid], facts - 'supplementedOn' from portal.figure_item
       where kind = 'hand-off' and facts ? 'receivedOn' limit 1`,
      [customs],
    );
    expect(await freeze()).toBe(2);
    expect(agenciesIn(await rows())).toEqual([harbour, police].toSorted());
  });
});

describe('a frozen figure', () => {
  it('stays as it was after a late correction, with the restated one and a footnote beside it', async () => {
    await apply(...wholeStory().all);
    await freeze();
    await apply(...wholeStory().all);
    const { shown, numerator, frozen, restated, notes } = await figureOf('ST-01');
    expect({ shown, numerator, on: frozen?.on, notes }).toEqual({ shown: '2 件', numerator: 2, on: '2026-04-07', notes: [] });
    expect(restated).toMatchObject({
      shown: '4 件',
      numerator: 4,
      footnote: '本月数据已于 2026 年 4 月 7 日冻结；此后数据有更正，重述为 4 件。明细与重述后的数值一致。',
    });
    expect(restated?.digest).not.toBe(frozen?.digest);
    expect(await freeze(later)).toBeGreaterThan(0);
    expect(await figureOf('ST-01')).toMatchObject({ shown: '2 件', restated: { shown: '4 件' } });
  });

  it('has behind it the items of the restated one, and says so (SC-12)', async () => {
    await apply(...wholeStory().all);
    await freeze();
    await apply(...wholeStory().all);
    const { restated } = await figureOf('ST-01');
    const query = { ...march, side: 'numerator' as const, limit: 50 };
    const { items, note } = await readAs(dataSource, harbour, (db) => itemsOfFigure(db, 'ST-01', query, { legalNow: later, world: null }));
    expect(items.reduce((sum, item) => sum + item.numerator, 0)).toBe(restated?.numerator);
    expect(note).toContain('与重述后的数值一致');
  });

  it('is not restated by the passing of time alone', async () => {
    const hand = familyStory().handOffTo(customs);
    await apply(hand.submitted(), hand.sent(), hand.received());
    await freeze();
    const asked = hand.supplementRequested();
    await apply({ ...asked, meta: { ...asked.meta, actedAt: '2026-04-20T01:00:00.000Z' } });
    const figure = await figureOf('ST-21a');
    expect([figure.shown, figure.restated]).toEqual(['0/1', undefined]);
    const query = { ...march, side: 'numerator' as const, limit: 50 };
    const behind = await readAs(dataSource, harbour, (db) => itemsOfFigure(db, 'ST-21a', query, { legalNow: later, world: null }));
    expect(behind.items).toEqual([]);
  });

  it('says so when what is stored has not its digest any more', async () => {
    await apply(...wholeStory().all);
    await freeze();
    await database.admin.query(`update portal.frozen_figure set shown = jsonb_set(shown, '{numerator}', '9') where figure = 'ST-01'`);
    expect(await figureOf('ST-01')).toMatchObject({ frozen: { isIntact: false }, notes: ['冻结数据与其摘要不符，请联系平台管理员核查。'] });
  });

  it('is its own agency’s: another sees none of it', async () => {
    await apply(...wholeStory().all);
    await freeze();
    const seenBy = async (agency: string) =>
      asAgency(database.app, { agency }, async (db) => {
        const { rows: seen } = await db.query<{ agency: string }>({ text: 'select distinct agency from portal.frozen_figure' });
        return seen.map((row) => row.agency);
      });
    expect([await seenBy(harbour), await seenBy(customs)]).toEqual([[harbour], [customs]]);
    expect(await seenBy('01920000-0000-7000-8000-00000000aaff')).toEqual([]);
    const bystander = await figureOf('ST-01', { agency: '01920000-0000-7000-8000-00000000aaff' });
    expect([bystander.numerator, bystander.frozen]).toEqual([0, undefined]);
  });

  it('is of months alone', async () => {
    await apply(...wholeStory().all);
    await freeze();
    for (const period of ['2026-Q1', '2026-H1', '2026-YTD'])
      expect(await figureOf('ST-01', { period })).not.toMatchObject({ frozen: expect.anything() });
    for (const period of ['2026-Q1', '2026-YTD']) expect((await figureOf('ST-01', { period })).freezesOn).toBeUndefined();
  });
});

describe('a practice world whose clock jumps over several days of freezing', () => {
  const world = randomUUID();

  it('freezes each month as it is known then, says on which legal day, and freezes nothing real', async () => {
    await directory(worldOpened(world, '2026-03-20T01:00:00Z'));
    await apply(...wholeStory({ world }).all, ...wholeStory().all);
    expect(await freeze(before)).toBe(0);
    await directory(clockMoved(world, 2, '2026-03-20T01:00:00Z', later));
    expect(await freeze(before)).toBe(3);
    const all = await rows();
    expect(new Set(all.map(({ realm, month, due_on, frozen_on }) => [realm, month, due_on, frozen_on].join(' ')))).toEqual(
      new Set([
        `${world} 2026-03 2026-04-07 2026-06-10`,
        `${world} 2026-04 2026-05-07 2026-06-10`,
        `${world} 2026-05 2026-06-05 2026-06-10`,
      ]),
    );
    expect(await figureOf('ST-01', { world })).toMatchObject({
      shown: '2 件',
      frozen: { on: '2026-06-10', dueOn: '2026-04-07', cutOff: later },
    });
    expect(await figureOf('ST-01', { at: before })).not.toMatchObject({ frozen: expect.anything() });
  });

  it('freezes a cohort on the day on which it is mature, not before', async () => {
    const cohort = 'ST-04b';
    await directory(worldOpened(world, later));
    await apply(...wholeStory({ world }).all);
    await freeze(before);
    expect(await figureOf(cohort, { world })).toMatchObject({ freezesOn: '2026-06-29' });
    expect((await figureOf('ST-01', { world })).frozen?.on).toBe('2026-06-10');
    await directory(clockMoved(world, 2, later, '2026-06-29T01:00:00Z'));
    await freeze(before);
    const figure = await figureOf(cohort, { world, at: '2026-06-29T01:00:00.000Z' });
    expect(figure).toMatchObject({ isImmature: false, frozen: { on: '2026-06-29' } });
  });
});

describe('what is frozen', () => {
  const denied = { code: '42501' };

  it.each([
    ['update', `update portal.frozen_figure set digest = ''`],
    ['delete', 'delete from portal.frozen_figure'],
    ['truncate', 'truncate portal.frozen_figure'],
  ])('is changed by nobody who works here: %s', async (_what, text) => {
    await apply(...wholeStory().all);
    await freeze();
    const kept = await rows();
    await expect(database.worker.query(text)).rejects.toMatchObject(denied);
    await expect(asAgency(database.app, { agency: harbour }, (db) => db.query({ text }))).rejects.toMatchObject(denied);
    expect(await rows()).toEqual(kept);
  });

  it('is not made by those who answer requests', async () => {
    await apply(...wholeStory().all);
    await freeze();
    const forged = `insert into portal.frozen_figure select realm, '2020-01', agency, figure, shown, digest, due_on, frozen_on, cut_off, calendar, is_provisional,
      recorded_at, parties from portal.frozen_figure limit 1`;
    await expect(asAgency(database.app, { agency: harbour }, (db) => db.query({ text: forged }))).rejects.toMatchObject(denied);
  });

  it('is kept once: a second of the same is not taken, whoever inserts it', async () => {
    await apply(...wholeStory().all);
    await freeze();
    await expect(
      database.worker.query('insert into portal.frozen_figure select * from portal.frozen_figure limit 1'),
    ).rejects.toMatchObject({
      code: '23505',
    });
  });
});
