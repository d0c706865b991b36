import { Commands } from '@xiezhi/service';
import { actOf, callerOf, expectConsistent } from '@xiezhi/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agencies } from '../agency/agency.announce.ts';
import { agencyById, listAgencies, listHeldPosts } from '../agency/agency.queries.ts';
import { type DirectoryDatabase, directoryDatabase, foldOutbox, huzhou } from '../directory.fixture.ts';
import { listDivisions, listWaterBodies } from '../look-up/look-up.queries.ts';
import { listRoutes } from '../route/route.queries.ts';
import { service } from '../settings.ts';
import { loadPack } from './load-pack.ts';
import type { Pack } from './pack.schema.ts';
import { readPack } from './read-pack.ts';
import { seedLookUps } from './seed-look-ups.ts';

const quietly = () => undefined;
const today = '2026-11-24';

let database: DirectoryDatabase;
let commands: Commands;
let pack: Pack;
beforeEach(async () => {
  database = await directoryDatabase();
  commands = new Commands(service, database.app, () => undefined);
  pack = await readPack(huzhou);
});
afterEach(() => database.close());

const firstAgencies = (count: number): Pack => ({ ...pack, agencies: pack.agencies.slice(0, count), routes: [] });

describe('loading the Huzhou pack', () => {
  it('registers every agency with its posts, grants and routes, and names what the read models must have seen', async () => {
    const lines: string[] = [];
    const report = await loadPack(commands, pack, (_figures, message) => lines.push(message));
    expect(report).toMatchObject({ agencies: pack.agencies.length, routes: pack.routes.length });
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
    const fromOffices = pack.routes.filter(({ fromKind, alsoFrom = [] }) => [fromKind, ...alsoFrom].includes('RCO'));
    expect(items.map(({ slug }) => slug)).toEqual(fromOffices.map(({ slug }) => slug).toSorted());
    expect(items.find(({ slug }) => slug === 'clue-from-public')).toMatchObject({ lastDay: null, verbs: { refuse: 'with-reason' } });
  });

  it('changes nothing when it is done again', async () => {
    await loadPack(commands, firstAgencies(5), quietly);
    const again = await loadPack(commands, firstAgencies(5), quietly);
    expect(again).toMatchObject({ agencies: 0, routes: 0, kept: [] });
    expect(again.readToken).toHaveLength(5);
    await expectConsistent(database);
  });

  it('completes a load that died half-way', async () => {
    await loadPack(commands, firstAgencies(3), quietly);
    const rest = await loadPack(commands, firstAgencies(7), quietly);
    expect(rest.agencies).toBe(4);
    await expectConsistent(database);
  });

  it('is done once when two instances start together', async () => {
    const reports = await Promise.all([loadPack(commands, firstAgencies(8), quietly), loadPack(commands, firstAgencies(8), quietly)]);
    expect(new Set(reports[0]?.readToken)).toEqual(new Set(reports[1]?.readToken));
    await foldOutbox(database);
    expect((await listAgencies(database.dataSource, { limit: 50 })).items).toHaveLength(8);
    await expectConsistent(database);
  });

  it('leaves what an administrator changed', async () => {
    await loadPack(commands, firstAgencies(1), quietly);
    const [office] = pack.agencies;
    const act = () => actOf(callerOf('harbour', 'security-admin'));
    const grants = await listHeldPosts(await folded(), { limit: 50, agency: office!.id }, today);
    const grant = grants.items[0]!.grant;
    await commands.handle(agencies, office!.id, { type: 'RevokeGrant', grant, reason: '轮岗' }, act());
    await loadPack(commands, firstAgencies(1), quietly);
    await foldOutbox(database);
    const held = await listHeldPosts(database.dataSource, { limit: 50, agency: office!.id }, today);
    expect(held.items.map(({ grant: id }) => id)).not.toContain(grant);
    expect(held.items).toHaveLength(office!.posts.length - 1);
  });

  it('keeps what the directory knows otherwise, and says so', async () => {
    await loadPack(commands, firstAgencies(2), quietly);
    const [first, second] = pack.agencies;
    const changed = { ...pack, agencies: [{ ...first!, name: '另一名称' }, second!], routes: [] };
    expect(await loadPack(commands, changed, quietly)).toMatchObject({ agencies: 0, kept: [first!.slug] });
    expect((await agencyById(await folded(), first!.id))?.name).toBe(first!.name);
  });

  it('takes a few seconds on two busy cores, not the quarter minute it may', async () => {
    const begun = performance.now();
    await loadPack(commands, pack, quietly);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
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
