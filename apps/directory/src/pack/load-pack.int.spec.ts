import { Commands } from '@xiezhi/service';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { actOf, callerOf, expectConsistent } from '@xiezhi/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agencies } from '../agency/agency.announce.ts';
import { agencyById, listAgencies, listHeldPosts } from '../agency/agency.queries.ts';
import { type DirectoryDatabase, directoryDatabase, foldOutbox, huzhou, river } from '../directory.fixture.ts';
import { listDivisions, listWaterBodies } from '../look-up/look-up.queries.ts';
import { routes } from '../route/route.announce.ts';
import { listRoutes } from '../route/route.queries.ts';
import { service } from '../settings.ts';
import { loadPacks, type OwnMechanism } from './load-pack.ts';
import type { Pack } from './pack.schema.ts';
import { readPack } from './read-pack.ts';
import { seedLookUps } from './seed-look-ups.ts';

const quietly = () => undefined;
const today = '2026-11-24';
const mechanism = readMechanismPack(river);
/** For specs that look at agencies. */
const withoutRoutes: OwnMechanism = { header: mechanism.header };
const withoutAgencies = (): Pack => ({ ...pack, agencies: [] });

let database: DirectoryDatabase;
let commands: Commands;
let pack: Pack;
beforeEach(async () => {
  database = await directoryDatabase();
  commands = new Commands(service, database.app, () => undefined);
  pack = await readPack(huzhou);
});
afterEach(() => database.close());

const firstAgencies = (count: number): Pack => ({ ...pack, agencies: pack.agencies.slice(0, count) });

describe('loading the packs', () => {
  it('registers every agency with its posts, grants and routes, and names what the read models must have seen', async () => {
    const lines: string[] = [];
    const report = await loadPacks(commands, pack, mechanism, (_figures, message) => lines.push(message));
    expect(report).toMatchObject({ agencies: pack.agencies.length, routes: mechanism.routes?.length });
    expect(pack.agencies).toHaveLength(165);
    expect(lines.length).toBeGreaterThan(2);
    await expectConsistent(database);

    const anji = pack.agencies.find(({ slug }) => slug === 'anji-procuratorate')!;
    expect(report.readToken).toContainEqual(['/xiezhi/directory', `agency/${anji.id}`, 1 + anji.posts.length]);

    await foldOutbox(database);
    const { note: _note, ...registration } = anji;
    expect(await agencyById(database.dataSource, anji.id)).toEqual({
      ...registration,
      legalEntity: null,
      abolishedOn: null,
      successor: null,
    });
    const held = await listHeldPosts(database.dataSource, { limit: 10, account: 'anji-procuratorate.handler' }, today);
    expect(held.items).toEqual([
      expect.objectContaining({
        post: 'anji-procuratorate.handler',
        name: '安吉县检察院-承办人',
        role: 'handler',
        from: '2026-01-01',
        to: null,
        desk: { id: 'anji-procuratorate/public-interest', name: '公益诉讼检察部门' },
        agency: expect.objectContaining({ id: anji.id, slug: 'anji-procuratorate', kind: 'PRO', division: '330523', level: 'county' }),
      }),
    ]);
    const { items } = await listRoutes(database.dataSource, { limit: 10, fromKind: 'RCO' });
    const fromOffices = (mechanism.routes ?? []).filter(({ fromKind, alsoFrom = [] }) => [fromKind, ...alsoFrom].includes('RCO'));
    expect(items.map(({ slug }) => slug)).toEqual(fromOffices.map(({ slug }) => slug).toSorted());
    expect(items.find(({ slug }) => slug === 'clue-from-public')).toMatchObject({
      lastDay: null,
      verbs: { refuse: 'with-reason' },
      mechanism: 'river-chief-procurator',
    });
  });

  it('changes nothing when it is done again', async () => {
    await loadPacks(commands, firstAgencies(5), withoutRoutes, quietly);
    const again = await loadPacks(commands, firstAgencies(5), withoutRoutes, quietly);
    expect(again).toMatchObject({ agencies: 0, routes: 0, kept: [] });
    expect(again.readToken).toHaveLength(5);
    await expectConsistent(database);
  });

  it('completes a load that died half-way', async () => {
    await loadPacks(commands, firstAgencies(3), withoutRoutes, quietly);
    const rest = await loadPacks(commands, firstAgencies(7), withoutRoutes, quietly);
    expect(rest.agencies).toBe(4);
    await expectConsistent(database);
  });

  it('is done once when two instances start together', async () => {
    const reports = await Promise.all([
      loadPacks(commands, firstAgencies(8), withoutRoutes, quietly),
      loadPacks(commands, firstAgencies(8), withoutRoutes, quietly),
    ]);
    expect(new Set(reports[0]?.readToken)).toEqual(new Set(reports[1]?.readToken));
    await foldOutbox(database);
    expect((await listAgencies(database.dataSource, { limit: 50 })).items).toHaveLength(8);
    await expectConsistent(database);
  });

  it('leaves what an administrator changed', async () => {
    await loadPacks(commands, firstAgencies(1), withoutRoutes, quietly);
    const [office] = pack.agencies;
    const act = () => actOf(callerOf('harbour', 'security-admin'));
    const grants = await listHeldPosts(await folded(), { limit: 50, agency: office!.id }, today);
    const grant = grants.items[0]!.grant;
    await commands.handle(agencies, office!.id, { type: 'RevokeGrant', grant, reason: '轮岗' }, act());
    await loadPacks(commands, firstAgencies(1), withoutRoutes, quietly);
    await foldOutbox(database);
    const held = await listHeldPosts(database.dataSource, { limit: 50, agency: office!.id }, today);
    expect(held.items.map(({ grant: id }) => id)).not.toContain(grant);
    expect(held.items).toHaveLength(office!.posts.length - 1);
  });

  it('keeps what the directory knows otherwise, and says so', async () => {
    await loadPacks(commands, firstAgencies(2), withoutRoutes, quietly);
    const [first, second] = pack.agencies;
    const changed = { ...pack, agencies: [{ ...first!, name: '另一名称' }, second!] };
    expect(await loadPacks(commands, changed, withoutRoutes, quietly)).toMatchObject({ agencies: 0, kept: [first!.slug] });
    expect((await agencyById(await folded(), first!.id))?.name).toBe(first!.name);
  });

  it('takes a few seconds on two busy cores, not the quarter minute it may', async () => {
    const begun = performance.now();
    await loadPacks(commands, pack, mechanism, quietly);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});

describe('loading the routes of the services’ own mechanism', () => {
  const [first, second] = mechanism.routes!;
  const load = (of: OwnMechanism = mechanism) => loadPacks(commands, withoutAgencies(), of, quietly);
  const published = async () => (await database.admin.query(`select count(*)::int as routes from directory.fact`)).rows;

  it('publishes each once, as of that mechanism, and at the next start nothing', async () => {
    expect(await load()).toMatchObject({ routes: 35, kept: [] });
    expect(await load()).toMatchObject({ routes: 0, kept: [] });
    expect(await published()).toEqual([{ routes: 35 }]);
    await foldOutbox(database);
    const { items } = await listRoutes(database.dataSource, { limit: 200 });
    expect(new Set(items.map((route) => route.mechanism))).toEqual(new Set(['river-chief-procurator']));
    await expectConsistent(database);
  });

  it('finds the same routes in those of a directory that did not yet know whose they are', async () => {
    const act = actOf(callerOf('harbour', 'security-admin'));
    for (const { id, ...terms } of mechanism.routes!) await commands.handle(routes, id, { type: 'PublishRoute', id, terms }, act);
    expect(await load()).toMatchObject({ routes: 0, kept: [] });
    expect(await published()).toEqual([{ routes: 35 }]);
  });

  it('names a route that stands in other words, leaves it as it is, and publishes the others', async () => {
    await load({ ...mechanism, routes: [first!] });
    const changed = { ...mechanism, routes: [{ ...first!, relation: 'any' as const }, second!] };
    expect(await load(changed)).toMatchObject({ routes: 1, kept: [first!.slug] });
    await foldOutbox(database);
    const { items } = await listRoutes(database.dataSource, { limit: 200 });
    expect(items.find(({ slug }) => slug === first!.slug)?.relation).toBe(first!.relation);
  });

  it('needs none: a mechanism may leave its routes to the administrator', async () =>
    expect(await load(withoutRoutes)).toMatchObject({ routes: 0, kept: [] }));
});

async function folded() {
  await foldOutbox(database);
  return database.dataSource;
}

describe('seeding the look-ups', () => {
  it('writes every row once, and only what changed afterwards', async () => {
    expect(await seedLookUps(database.worker, pack)).toBe(80 + 33);
    expect(await seedLookUps(database.worker, pack)).toBe(0);
    const renamed = pack.divisions.map((division) => (division.code === '330502' ? { ...division, name: '吴兴' } : division));
    expect(await seedLookUps(database.worker, { ...pack, divisions: renamed })).toBe(1);
  });

  it('never takes away what cases may name', async () => {
    await seedLookUps(database.worker, pack);
    await seedLookUps(database.worker, { divisions: [], waterBodies: [] });
    expect((await listDivisions(database.dataSource, { limit: 200 })).items).toHaveLength(80);
  });

  it('is listed page by page', async () => {
    await seedLookUps(database.worker, pack);
    const first = await listDivisions(database.dataSource, { limit: 10, parent: '330502' });
    expect(first.items).toHaveLength(10);
    const second = await listDivisions(database.dataSource, { limit: 10, parent: '330502', after: first.next! });
    expect(second).toMatchObject({ next: null });
    expect([...first.items, ...second.items].map(({ name }) => name)).toContain('道场乡');
    expect(new Set([...first.items, ...second.items].map(({ code }) => code)).size).toBe(19);
  });

  it('finds the waters of a division', async () => {
    await seedLookUps(database.worker, pack);
    const { items } = await listWaterBodies(database.dataSource, { limit: 50, division: '330523' });
    expect(items.map(({ name }) => name)).toEqual(['西苕溪', '浒溪', '递铺港', '赋石水库', '老石坎水库']);
    expect(items[0]?.schematicLine?.[0]).toEqual([119.48, 30.62]);
  });
});
