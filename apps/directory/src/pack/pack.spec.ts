import { isCreditCode } from '@xiezhi/contracts';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { beforeAll, describe, expect, it } from 'vitest';
import { huzhou, river } from '../directory.fixture.ts';
import type { Pack } from './pack.schema.ts';
import { complaintsAboutCoordinators } from './coordinators.ts';
import { complaintsAboutPack, readPack } from './read-pack.ts';

describe('the Huzhou directory', () => {
  let pack: Pack;
  beforeAll(async () => {
    pack = await readPack(huzhou);
  });
  const agency = (slug: string) => pack.agencies.find((each) => each.slug === slug);

  it('has no complaint against it', () => expect(complaintsAboutPack(pack)).toEqual([]));

  it('has the 72 townships and streets of five districts, and one functional area without a national code', () => {
    const townships = pack.divisions.filter(({ level }) => level === 'township');
    const perDistrict = Object.groupBy(townships, ({ parent }) => parent ?? 'none');
    expect(Object.fromEntries(Object.entries(perDistrict).map(([code, list]) => [code, list?.length]))).toEqual({
      '330502': 19,
      '330503': 10,
      '330521': 13,
      '330522': 15,
      '330523': 15,
    });
    expect(townships.every(({ code, parent }) => parent !== null && code.startsWith(parent))).toBe(true);
    expect(pack.divisions.filter(({ gb2260 }) => gb2260 === null)).toEqual([
      expect.objectContaining({ code: '3305N1', level: 'functional-area', geographicParent: '330502' }),
    ]);
  });

  it('has 33 water bodies, thirteen of them with a schematic line', () => {
    expect(pack.waterBodies).toHaveLength(33);
    expect(pack.waterBodies.filter(({ schematicLine }) => schematicLine)).toHaveLength(13);
  });

  it('has the generic units of DOMAIN 8.3, and each township government', () => {
    const counted = Object.groupBy(pack.agencies, ({ kind }) => kind);
    expect(Object.fromEntries(Object.entries(counted).map(([kind, list]) => [kind, list.length]))).toEqual({
      RCO: 7,
      PRO: 6,
      WAT: 6,
      ECO: 6,
      AGR: 6,
      LAW: 6,
      NAT: 6,
      HOU: 6,
      TRA: 6,
      FIN: 6,
      POL: 6,
      COU: 7,
      JUS: 6,
      SUP: 6,
      GOV: 6,
      TOW: 72,
      PLATFORM: 1,
    });
    const seats = new Set(pack.agencies.filter(({ kind }) => kind === 'TOW').map(({ division }) => division));
    expect(pack.divisions.filter(({ level, code }) => level === 'township' && !seats.has(code))).toEqual([]);
  });

  it('gives every agency but the platform an intake, a handler, an approver and a liaison', () => {
    const lacking = pack.agencies
      .filter(({ kind }) => kind !== 'PLATFORM')
      .filter(({ posts }) => !['intake', 'handler', 'approver', 'liaison'].every((role) => posts.some((post) => post.role === role)));
    expect(lacking.map(({ slug }) => slug)).toEqual([]);
  });

  it('names posts after office and role, in both languages', () => {
    const posts = pack.agencies.flatMap(({ posts: all, slug, shortName }) => all.map((post) => ({ ...post, slug, shortName })));
    expect(posts.filter(({ id, slug, role }) => id !== `${slug}.${role}`)).toEqual([]);
    expect(posts.filter(({ name, shortName }) => !name.startsWith(`${shortName}-`))).toEqual([]);
    expect(agency('anji-river-chief-office')?.posts[0]?.name).toBe('安吉县河长办-受理岗');
    expect(agency('huzhou-river-chief-office')?.posts.map(({ role }) => role)).toContain('inspector');
    expect(agency('platform')?.posts.map(({ role }) => role)).toEqual(['system-admin', 'security-admin', 'audit-admin']);
  });

  it('carries synthetic credit codes with valid check characters, the given ones where DOMAIN 8.4 gives them', () => {
    expect(pack.agencies.filter(({ creditCode }) => !isCreditCode(creditCode))).toEqual([]);
    expect(agency('huzhou-river-chief-office')?.creditCode).toBe('113305000000000193');
    expect(agency('anji-procuratorate')?.creditCode).toBe('11330523000000078G');
    const serials = pack.agencies.map(({ creditCode }) => Number(creditCode.slice(8, 16)));
    expect(Math.max(...serials)).toBeLessThan(1000);
  });

  it('counts environment branches at the level of their legal entity', () => {
    const city = agency('huzhou-ecology-bureau');
    const branches = pack.agencies.filter(({ kind, slug }) => kind === 'ECO' && slug !== city?.slug);
    expect(branches.map(({ level, legalEntity }) => [level, legalEntity])).toEqual(branches.map(() => ['city', city?.id]));
  });

  it('gives every unit that writes letters a 机关代字 of its own; courts number elsewhere', () => {
    const words = pack.agencies.filter(({ documentWord }) => documentWord !== undefined);
    expect(words).toHaveLength(157);
    expect(agency('huzhou-river-chief-office')?.documentWord).toBe('湖河长办');
    expect(pack.agencies.filter(({ kind }) => kind === 'COU').every(({ documentWord }) => documentWord === undefined)).toBe(true);
  });

  it('names a broken pack’s mistakes all at once', () => {
    const [first, ...rest] = pack.agencies;
    const broken: Pack = { ...pack, agencies: [{ ...first!, division: '999999', slug: 'elsewhere' }, ...rest, rest[0]!] };
    const complaints = complaintsAboutPack(broken).join('\n');
    expect(complaints).toContain('no division 999999');
    expect(complaints).toContain(`document word ${rest[0]!.documentWord} stands twice`);
    expect(complaints).toContain('stands twice');
    expect(complaints).toContain('编号须以单位标识和 . 开头');
  });
});

describe('the routes of the river mechanism in Huzhou', () => {
  const { routes = [] } = readMechanismPack(river);
  it('are coordinated by agencies that are there', async () => {
    const { agencies } = await readPack(huzhou);
    expect(complaintsAboutCoordinators(routes, agencies)).toEqual([]);
    expect(
      complaintsAboutCoordinators(
        routes,
        agencies.filter(({ slug }) => slug !== 'huzhou-justice-bureau'),
      ),
    ).toEqual(['routes.yaml reverse-linkage: no agency huzhou-justice-bureau to coordinate it']);
  });
});
