import { LegalBasis } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { pack } from './files.fixture.ts';
import { MechanismPackInvalid, mechanismPackOf, type PackFiles, packFilesFrom } from './index.ts';

const { routes = [] } = pack;
const bySlug = (slug: string) => routes.find((route) => route.slug === slug);

describe('the routes of the river mechanism', () => {
  it('are thirty-five, each with its own id and what it rests on', () => {
    expect(routes).toHaveLength(35);
    expect(routes.filter(({ legalBasis }) => legalBasis.some((basis) => !LegalBasis.safeParse(basis).success))).toEqual([]);
  });

  it('let nobody refuse a crime, an opinion or a proposal', () => {
    const binding = routes.filter(({ slug }) => /^(criminal-|reverse-linkage|filing-supervision|transfer-opinion)/.test(slug));
    expect(binding).toHaveLength(10);
    expect(binding.filter(({ verbs }) => verbs.refuse !== 'never')).toEqual([]);
  });

  it('have K11’s: a clue from the public to the same-level procuratorate, which may refuse with a reason', () => {
    const route = bySlug('clue-from-public');
    expect(route).toMatchObject({ fromKind: 'RCO', toKind: 'PRO', relation: 'same-division', requiredHistory: [] });
    expect(route?.sourceCodes).toEqual(expect.arrayContaining(['S18', 'S01', 'S15']));
    expect(route?.verbs.refuse).toBe('with-reason');
  });

  it('let no procuratorate bounce what another one sends (2021 rules, Art. 26)', () => {
    const between = routes.filter(({ fromKind, toKind }) => fromKind === 'PRO' && toKind === 'PRO');
    expect(between.map(({ slug }) => slug)).toEqual([
      'clue-between-procuratorates',
      'file-between-procuratorates',
      'file-to-superior-procuratorate',
    ]);
    expect(between.flatMap(({ verbs }) => [verbs.refuse, verbs.return, verbs.forward])).toEqual(Array(9).fill('never'));
  });

  it('let no police organ refuse a suspected crime; it may give it back alone within 24 hours (Order 310)', () => {
    // A case for administrative detention is no crime: the police may refuse it with reasons.
    const toPolice = routes.filter(({ toKind, slug }) => toKind === 'POL' && slug !== 'detention-transfer');
    expect(toPolice.length).toBeGreaterThan(3);
    for (const { verbs } of toPolice) expect(verbs).toMatchObject({ refuse: 'never', return: { unilateralWithinHours: 24 } });
  });

  it('send a clue grown from a problem by the one route that asks for its history', () => {
    const fromOffices = routes.filter(
      ({ matterKind, fromKind, toKind }) => matterKind === 'clue' && fromKind === 'RCO' && toKind === 'PRO',
    );
    const forGrown = fromOffices.filter(({ sourceCodes }) => sourceCodes.includes('S04'));
    expect(forGrown.map(({ slug, requiredHistory }) => [slug, requiredHistory])).toEqual([
      ['clue-from-problem', ['reminder-number', 'reminder-expiry', 'study-minutes']],
    ]);
  });

  it('assign problems to the bureaus of the division and the townships inside it, who may refuse with a reason and never return', () => {
    const route = bySlug('problem-assignment');
    expect(route).toMatchObject({ matterKind: 'problem', relation: 'within-division', verbs: { refuse: 'with-reason', return: 'never' } });
    expect([route?.toKind, ...(route?.alsoTo ?? [])]).toEqual(['WAT', 'ECO', 'AGR', 'LAW', 'NAT', 'HOU', 'TRA', 'TOW']);
  });

  it('share on ways which move no ownership and so permit no verb that would', () => {
    const shared = routes.filter(({ kind }) => kind === 'share');
    expect(shared.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['problem-share', 'clue-share', 'damage-clue']));
    for (const { verbs } of shared) expect(verbs).toMatchObject({ refuse: 'never', return: 'never', forward: 'never' });
  });
});

describe('a pack that brings routes', () => {
  const delivered = packFilesFrom(new URL('../../../packs/river-chief-procurator', import.meta.url).pathname);
  const complaintsAbout = (files: PackFiles): readonly string[] => {
    try {
      mechanismPackOf(files, 'pack');
      return [];
    } catch (error) {
      if (error instanceof MechanismPackInvalid) return error.complaints;
      throw error;
    }
  };
  const without = (slug: string) =>
    new Map([...delivered, ['routes.yaml', (delivered.get('routes.yaml') ?? '').replace(`slug: ${slug}\n`, `slug: ${slug}-new\n`)]]);

  it('brings those that its charts open files by and its clocks count for, and is told file and line where one is missing', () => {
    expect(complaintsAbout(delivered)).toEqual([]);
    const complaints = complaintsAbout(without('criminal-jurisdiction'));
    const advice = '(add the route, or name one that is there: a pack that brings routes brings all that it names)';
    expect(complaints[0]).toMatch(/^charts\/criminal-case\.yaml:\d+ opening: routes\.yaml has no criminal-jurisdiction/);
    expect(complaints[1]).toMatch(/^clocks\/collaboration\.yaml:\d+ H07: routes\.yaml has no criminal-jurisdiction/);
    expect(complaints.filter((one) => !one.endsWith(`routes.yaml has no criminal-jurisdiction ${advice}`))).toEqual([]);
  });

  it('opens no file by a route for problems', () => {
    const text = (delivered.get('routes.yaml') ?? '').replace(/(slug: detention-transfer\n[^]*?matterKind: )case-file/, '$1problem');
    expect(complaintsAbout(new Map([...delivered, ['routes.yaml', text]]))).toEqual([
      expect.stringMatching(
        /^charts\/detention-case\.yaml:\d+ opening: the route detention-transfer hands over a problem, and opens no file \(/,
      ),
    ]);
  });

  it('may bring none, and goes those of the directory', () =>
    expect(complaintsAbout(new Map([...delivered].filter(([file]) => file !== 'routes.yaml')))).toEqual([]));
});
