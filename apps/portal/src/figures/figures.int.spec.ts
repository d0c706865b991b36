import { randomUUID } from 'node:crypto';
import { ClueOwnerChangedV1 } from '@xiezhi/contracts';
import { messagingMigrations, type ReceivedEvent } from '@xiezhi/messaging';
import { connect, transaction } from '@xiezhi/postgres';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import { Calendar } from '@xiezhi/statutory-time';
import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registered } from '../directory/directory.fixture.ts';
import { directoryProjection } from '../directory/directory.projection.ts';
import { readAs } from '../directory/read-as.ts';
import { customs, familyStory, harbour, police, wholeStory } from '../family/family.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { portalEntities } from '../service.ts';
import type { Figure } from './figure.answer.ts';
import { figureProjection } from './figure.projection.ts';
import { type BehindQuery, type FiguresQuery, figuresOf as countedFigures, itemsOfFigure, type Standpoint } from './figure.queries.ts';
import { FreezePlan } from './freeze-plan.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase('portal', [...messagingMigrations('portal'), ...migrations]);
  dataSource = await connect(database.address, 'portal', database.credentials(database.roles.app), portalEntities);
  await transaction(database.worker, (tx) =>
    directoryProjection(tx, [...registered(harbour, 'harbour'), ...registered(customs, 'customs'), ...registered(police, 'police')]),
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});
beforeEach(() => database.admin.query('truncate portal.figure_item'));

/** Each list is one chunk, as the inbox would hand it over. */
async function apply(...chunks: ReceivedEvent[][]): Promise<void> {
  for (const chunk of chunks) await transaction(database.worker, (tx) => figureProjection(tx, chunk));
}

const plan = new FreezePlan(new Calendar([]), 'weekends@1');
const figuresOf = (db: EntityManager, query: FiguresQuery, at: Standpoint) => countedFigures(db, query, at, plan);

const march = { period: '2026-03' };
const standpoint = { legalNow: '2026-04-20T08:00:00.000Z', world: null as string | null };

async function figureOf(id: string, agency = harbour, at = standpoint): Promise<Figure> {
  const { figures } = await readAs(dataSource, agency, (db) => figuresOf(db, { ...march, figure: id }, at));
  const [figure] = figures;
  if (figure === undefined) throw new Error(`no figure ${id}`);
  return figure;
}

async function behind(id: string, query: Partial<BehindQuery> = {}, agency = harbour) {
  return readAs(dataSource, agency, (db) => itemsOfFigure(db, id, { ...march, side: 'all', limit: 50, ...query }, standpoint));
}

const rows = async () => (await database.admin.query('select * from portal.figure_item order by subject')).rows;

describe('what figures count', () => {
  it('is the same whatever the chunks and the order in which services arrive', async () => {
    const { transfer, clocks, supervision, feedback, all } = wholeStory();
    await apply(all);
    const whole = await rows();
    for (const order of [
      all.map((event) => [event]),
      [clocks, feedback, supervision, transfer],
      [[...supervision, ...feedback], transfer, clocks],
    ]) {
      await database.admin.query('truncate portal.figure_item');
      await apply(...order);
      expect(await rows()).toEqual(whole);
    }
  });

  it('is the same when an event is applied again', async () => {
    const { all } = wholeStory();
    await apply(all);
    const once = await rows();
    await apply(all.slice(3, 5), all);
    expect(await rows()).toEqual(once);
  });

  it('holds no draft', async () => {
    const hand = familyStory().handOffTo(customs);
    await apply([hand.submitted()]);
    expect(await rows()).toEqual([]);
  });
});

describe('a figure', () => {
  it('counts what was sent, by direction, source and place', async () => {
    await apply(wholeStory().all);
    const { numerator, shown, groups } = await figureOf('ST-01');
    expect({ numerator, shown }).toEqual({ numerator: 2, shown: '2 件' });
    expect(groups?.map(({ split, key, share }) => [split, key, share.numerator])).toContainEqual(['domain', 'D01', 2]);
  });

  it('says to the receiver what it says to the sender, as far as both see it', async () => {
    await apply(wholeStory().all.filter(({ type }) => type !== ClueOwnerChangedV1.type));
    for (const agency of [harbour, customs]) expect((await figureOf('ST-04a', agency)).share?.shown).toBe('1/1');
    // The clue is its registering agency's alone: the receiver sees the hand-off without the field.
    const { numerator, groups } = await figureOf('ST-01', customs);
    expect({ numerator, domains: groups?.filter(({ split }) => split === 'domain') }).toEqual({ numerator: 1, domains: [] });
  });

  it('counts nothing of what the reader is not party to', async () => {
    await apply(wholeStory().all);
    const bystander = '01920000-0000-7000-8000-00000000aaff';
    const { figures } = await readAs(dataSource, bystander, (db) => figuresOf(db, march, standpoint));
    expect(figures.filter(({ numerator = 0, denominator = 0, open }) => numerator + denominator + (open?.n ?? 0) > 0)).toEqual([]);
  });

  it('never mixes a practice world with another or with real matters', async () => {
    const [world, other] = [randomUUID(), randomUUID()];
    await apply(wholeStory({ world }).all, wholeStory().all, wholeStory().all);
    const sent = async (at: string | null) => (await figureOf('ST-01', harbour, { ...standpoint, world: at })).numerator;
    expect([await sent(world), await sent(null), await sent(other)]).toEqual([2, 4, 0]);
    const { figures } = await readAs(dataSource, harbour, (db) => figuresOf(db, march, { ...standpoint, world }));
    const twice = await readAs(dataSource, harbour, (db) => figuresOf(db, march, standpoint));
    const double = (figure: Figure) => [figure.id, 2 * (figure.numerator ?? 0), 2 * (figure.denominator ?? 0)];
    const isSum = ({ shape, isAvailable }: Figure) => isAvailable && shape !== 'ratio';
    expect(twice.figures.filter(isSum).map(({ id, numerator, denominator }) => [id, numerator, denominator])).toEqual(
      figures.filter(isSum).map(double),
    );
  });

  it('opens the items behind it, page by page, and they are as many as it says (SC-12)', async () => {
    for (let n = 0; n < 4; n += 1) await apply(wholeStory().all);
    const { figures } = await readAs(dataSource, harbour, (db) => figuresOf(db, march, standpoint));
    const counted = figures.filter(({ numerator, denominator }) => (numerator ?? 0) + (denominator ?? 0) > 0);
    expect(counted.length).toBeGreaterThan(6);
    for (const { id, numerator, denominator } of counted) {
      const items: Awaited<ReturnType<typeof behind>>['items'] = [];
      let cursor: string | undefined;
      do {
        const page = await behind(id, { limit: 3, ...(cursor !== undefined && { cursor }) });
        items.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      const sum = (side: 'numerator' | 'denominator') => items.reduce((all, item) => all + item[side], 0);
      expect([id, sum('numerator'), sum('denominator')]).toEqual([id, numerator, denominator]);
      expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
    }
  });

  it('opens one group by itself', async () => {
    await apply(wholeStory().all);
    expect((await behind('ST-01', { split: 'source', key: 'S03' })).items).toHaveLength(2);
    expect((await behind('ST-01', { split: 'source', key: 'S01' })).items).toEqual([]);
  });

  it('measures the time between organs and the time net of pauses', async () => {
    const { story, toCustoms, transfer, clocks, feedback } = wholeStory();
    const pausing = story.clockOn(toCustoms.subject, customs, [harbour]);
    await apply(transfer, clocks, feedback, [pausing.started('2026-03-09T16:00:00Z'), pausing.paused()]);
    const lead = await figureOf('ST-06.2');
    expect(lead).toMatchObject({ numerator: 1, gross: { n: 1 }, net: { n: 1 } });
    expect(await figureOf('ST-27')).toMatchObject({ denominator: 1 });
  });
});

describe('what cannot be answered', () => {
  it('is listed with its reason and without a number', async () => {
    const figure = await figureOf('ST-28');
    expect(figure).toMatchObject({ isAvailable: false, reason: '平台没有记录哪些栏目是预填的。' });
    expect(Object.keys(figure)).not.toContain('numerator');
  });

  it.each([
    ['an unknown figure', () => figureOf('ST-99'), 'FIGURE_UNKNOWN'],
    ['the items of a figure without numbers', () => behind('ST-28'), 'FIGURE_NOT_AVAILABLE'],
    ['a thirteenth month', () => behind('ST-01', { period: '2026-13' }), 'PERIOD_IMPOSSIBLE'],
    ['the fifth quarter', () => behind('ST-01', { period: '2026-Q5' }), 'PERIOD_IMPOSSIBLE'],
    ['a month that has not begun', () => behind('ST-01', { period: '2026-05' }), 'PERIOD_IN_FUTURE'],
    ['next year to date', () => behind('ST-01', { period: '2027-YTD' }), 'PERIOD_IN_FUTURE'],
    ['a cursor of somebody else', () => behind('ST-01', { cursor: 'bm9uc2Vuc2U' }), 'FIGURE_CURSOR_INVALID'],
    ['a cursor that is none', () => behind('ST-01', { cursor: 'W10' }), 'FIGURE_CURSOR_INVALID'],
  ])('%s is refused with a code', (_what, ask, code) => expect(ask()).rejects.toMatchObject({ code }));
});
