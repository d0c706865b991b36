import { randomUUID } from 'node:crypto';
import { type Role, roles } from '@xiezhi/contracts';
import { packed, packFilesFrom, PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { expectConsistent, type TestDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { huzhou, river as riverFolder } from './directory.fixture.ts';
import { harbour, harbourFiles, harbourRoute, unchecked } from './mechanism-pack/mechanism-pack.fixture.ts';
import { type Answer, type RunningDirectory, runningDirectory } from './running-directory.fixture.ts';

const river = packFilesFrom(riverFolder);

let database: TestDatabase;
let directory: RunningDirectory;
beforeAll(async () => {
  directory = await runningDirectory();
  database = directory.database;
}, 120_000);
afterAll(() => directory.stop());

const port = {
  id: randomUUID(),
  slug: 'port-of-anji',
  name: '安吉港',
  shortName: '安吉港',
  kind: 'TRA',
  division: '330523',
  level: 'county',
  creditCode: '91330502000000086M',
  desks: [],
  posts: [
    { id: 'port-of-anji.intake', role: 'intake', name: '安吉港-受理岗' },
    { id: 'port-of-anji.handler', role: 'handler', name: '安吉港-承办人' },
  ],
};
const route = {
  slug: 'port-to-police',
  name: '港口移送公安',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'TRA',
  toKind: 'POL',
  relation: 'any',
  sourceCodes: ['S13'],
  verbs: { refuse: 'never', return: { unilateralWithinHours: 24 }, forward: 'never', recall: 'before-received' },
  requiredMaterial: [],
  requiredHistory: [],
  signingChain: ['approver'],
  legalBasis: [{ text: '演练约定', article: '一', evidence: 'D' }],
  validFrom: '2026-01-01',
};
const world = { name: 'K11 演练', legalNow: '2026-10-12T09:00:00+08:00' };

const seeing = (answer: Answer) => ({ 'xiezhi-read-token': String(answer.body['readToken']) });

describe('the directory, once it is ready', () => {
  it('shows the whole pack', async () => {
    const { body } = await directory.get('/agencies?limit=200');
    expect(body.items).toHaveLength(165);
    expect(body['next']).toBeNull();
    const divisions = await directory.get('/divisions?limit=200');
    expect(divisions.body.items).toHaveLength(80);
    const waters = await directory.get('/water-bodies?division=330523');
    expect(waters.body.items?.map(({ name }) => name)).toContain('递铺港');
    const routes = await directory.get('/routes?fromKind=RCO&toKind=PRO');
    expect(routes.body.items?.map(({ slug }) => slug)).toEqual(['clue-from-problem', 'clue-from-public', 'problem-share']);
    expect(routes.body.items?.map(({ mechanism }) => mechanism)).toEqual(Array(3).fill('river-chief-procurator'));
  });

  it('says which post an account holds', async () => {
    const { body } = await directory.get('/posts?account=anji-river-chief-office.intake');
    expect(body.items).toEqual([
      expect.objectContaining({ post: 'anji-river-chief-office.intake', name: '安吉县河长办-受理岗', role: 'intake' }),
    ]);
    expect((await directory.get('/posts?account=nobody')).body.items).toEqual([]);
  });

  it('gives lists page by page', async () => {
    const first = await directory.get('/agencies?kind=PRO&limit=4');
    const second = await directory.get(`/agencies?kind=PRO&limit=4&after=${String(first.body['next'])}`);
    expect([first, second].map(({ body }) => body.items?.length)).toEqual([4, 2]);
    expect(second.body['next']).toBeNull();
  });

  it('has nothing left to relay, and its store in order', async () => {
    const { rows } = await database.admin.query(`select from directory.outbox`);
    expect(rows).toHaveLength(0);
    await expectConsistent(database);
  });
});

describe('an administrator', () => {
  it('registers an agency and sees it at once', async () => {
    const registered = await directory.post('/agencies', port, 'security-admin');
    expect(registered).toMatchObject({ status: 201, body: { id: port.id, version: 1 } });
    const seen = await directory.get(`/agencies/${port.id}`, 'handler', seeing(registered));
    expect(seen.headers.get('xiezhi-stale')).toBeNull();
    expect(seen.body).toEqual({ ...port, documentWord: null, legalEntity: null, abolishedOn: null, successor: null });
  });

  it('is told what is wrong with a credit code, a second registration, a taken slug', async () => {
    const wrong = await directory.post('/agencies', { ...port, id: randomUUID(), creditCode: '91330502000000086N' }, 'security-admin');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'CREDIT_CODE_INVALID' } });
    const again = await directory.post('/agencies', { ...port, name: '另一个港' }, 'security-admin');
    expect(again).toMatchObject({ status: 409, body: { code: 'AGENCY_ALREADY_REGISTERED' } });
    const taken = await directory.post('/agencies', { ...port, id: randomUUID() }, 'security-admin');
    expect(taken).toMatchObject({ status: 409, body: { code: 'AGENCY_ALREADY_REGISTERED' } });
  });

  it('grants a post and takes it back', async () => {
    const grant = randomUUID();
    const granting = { grant, post: 'port-of-anji.intake', account: 'port-of-anji.intake', from: '2026-01-01' };
    const granted = await directory.post(`/agencies/${port.id}/grant-post`, granting, 'security-admin');
    expect(granted).toMatchObject({ status: 200, body: { version: 2 } });
    const held = await directory.get('/posts?account=port-of-anji.intake', 'handler', seeing(granted));
    expect(held.body.items).toEqual([expect.objectContaining({ grant, post: 'port-of-anji.intake', to: null })]);

    const revoked = await directory.post(`/agencies/${port.id}/revoke-grant`, { grant, reason: '轮岗' }, 'security-admin');
    expect(revoked).toMatchObject({ status: 200, body: { version: 3 } });
    expect((await directory.get('/posts?account=port-of-anji.intake', 'handler', seeing(revoked))).body.items).toEqual([]);
  });

  it('abolishes an agency into another that stands, and shows both', async () => {
    const { items = [] } = (await directory.get('/agencies?slug=anji-river-chief-office')).body;
    const successor = String(items[0]?.['id']);
    const abolition = { lastDay: '2026-12-31', successor, document: '安编〔2026〕3号', reason: '机构改革' };
    const path = `/agencies/${port.id}/abolish`;
    const abolished = await directory.post(path, abolition, 'security-admin');
    expect(abolished).toMatchObject({ status: 200, body: { version: 4 } });
    const seen = await directory.get(`/agencies/${port.id}`, 'handler', seeing(abolished));
    expect(seen.body).toMatchObject({ id: port.id, abolishedOn: '2026-12-31', successor });

    expect(await directory.post(path, abolition, 'security-admin')).toMatchObject({ status: 200, body: { version: 4 } });
    const refused = async (change: object, at = path) =>
      (await directory.post(at, { ...abolition, ...change }, 'security-admin')).body.code;
    expect(await refused({ reason: '另有理由' })).toBe('AGENCY_ALREADY_ABOLISHED');
    const other = `/agencies/${successor}/abolish`;
    expect(await refused({}, other)).toBe('SUCCESSOR_IS_ITSELF');
    expect(await refused({ successor: port.id }, other)).toBe('SUCCESSOR_ABOLISHED');
    expect(await refused({ successor: randomUUID() }, other)).toBe('SUCCESSOR_NOT_FOUND');
    expect(await refused({ actedAt: '2999-01-01T00:00:00+08:00' }, other)).toBe('ACTED_AT_IN_FUTURE');
    expect(await refused({}, `/agencies/${randomUUID()}/abolish`)).toBe('AGENCY_NOT_FOUND');
  });

  it('publishes a route and withdraws it', async () => {
    const published = await directory.post('/routes', route, 'security-admin');
    expect(published.status).toBe(201);
    const id = String(published.body['id']);
    const shown = await directory.get('/routes?fromKind=TRA', 'handler', seeing(published));
    // Others start from transport bureaus too, among several kinds.
    const ours = ({ body }: typeof shown) => body.items?.filter(({ slug }) => slug === route.slug);
    expect(ours(shown)).toEqual([{ ...route, id, lastDay: null }]);
    expect(shown.body.items?.map(({ slug }) => slug)).toContain('criminal-transfer');
    const withdrawn = await directory.post(`/routes/${id}/withdraw`, { lastDay: '2026-12-31', reason: '改用新约定' }, 'security-admin');
    const after = await directory.get('/routes?fromKind=TRA', 'handler', seeing(withdrawn));
    expect(ours(after)).toMatchObject([{ lastDay: '2026-12-31' }]);
  });

  it('opens a practice world and moves its clock forward only', async () => {
    const opened = await directory.post('/practice-worlds', world, 'system-admin');
    expect(opened.status).toBe(201);
    const path = `/practice-worlds/${String(opened.body['id'])}`;
    expect((await directory.get(path)).body).toMatchObject({ ...world, version: 1 });
    const to = '2026-10-30T09:00:00+08:00';
    expect(await directory.post(`${path}/advance`, { to }, 'system-admin')).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await directory.get(path)).body).toMatchObject({ legalNow: to });
    const back = await directory.post(`${path}/advance`, { to: world.legalNow }, 'system-admin');
    expect(back).toMatchObject({ status: 409, body: { code: 'CLOCK_ONLY_FORWARD' } });
    expect(await directory.get(`/practice-worlds/${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'WORLD_UNKNOWN' } });
  });

  it('changes nothing from inside a practice world', async () => {
    const inside = { world: { id: randomUUID(), legalNow: world.legalNow } };
    const refused = await directory.post('/agencies', { ...port, id: randomUUID() }, 'security-admin', inside);
    expect(refused).toMatchObject({ status: 409, body: { code: 'WORLD_MISMATCH' } });
    expect((await directory.post('/practice-worlds', world, 'system-admin', inside)).body).toMatchObject({ code: 'WORLD_MISMATCH' });
  });
});

describe('a mechanism pack', () => {
  const publish = (body: unknown) => directory.post('/mechanism-packs', body, 'security-admin');
  const listed = async (after: Answer) =>
    (await directory.get('/mechanism-packs?name=harbour-master', 'inspector', seeing(after))).body.items;
  const [routeId, fisheryId] = [randomUUID(), randomUUID()];
  const first = () => harbour('2026.1', '2026-03-01', { 'routes.yaml': harbourRoute('harbour-to-coast-guard', routeId) });

  it('is published with its routes, once, and never changes', async () => {
    const published = await publish(first());
    expect(published.status).toBe(201);
    expect(await listed(published)).toEqual([
      expect.objectContaining({ packVersion: 'harbour-master@2026.1', validFrom: '2026-03-01', lastDay: null }),
    ]);
    const routesNow = async () => (await directory.get('/routes?fromKind=TRA&limit=200')).body.items;
    const withPack = expect.objectContaining({ slug: 'harbour-to-coast-guard', id: routeId, mechanism: 'harbour-master' });
    await expect.poll(routesNow, { timeout: 20_000 }).toContainEqual(withPack);
    expect(await publish(first())).toMatchObject({ status: 201, body: { version: 1 } });
    const other = await publish(harbour('2026.1', '2026-04-01'));
    expect(other).toMatchObject({ status: 409, body: { code: 'PACK_VERSION_TAKEN' } });
    expect(await publish(harbour('2026.2', '2026-03-01'))).toMatchObject({ status: 409, body: { code: 'PACK_DAY_TAKEN' } });
  });

  it('is published whole or not at all: a route that is taken leaves neither pack nor route', async () => {
    const taken = harbourRoute('harbour-to-nobody', randomUUID()) + harbourRoute('harbour-to-coast-guard', randomUUID());
    const facts = `select count(*) from directory.fact`;
    const before = await database.admin.query(facts);
    const refused = await publish(harbour('2026.3', '2026-05-01', { 'routes.yaml': taken }));
    expect(refused).toMatchObject({ status: 409, body: { code: 'ROUTE_ALREADY_PUBLISHED' } });
    expect(refused.body['errors']).toEqual([
      {
        path: expect.stringMatching(/^routes\.yaml:\d+ harbour-to-coast-guard$/),
        message: expect.stringContaining('give the changed route an id and a slug of its own'),
      },
    ]);
    expect((await database.admin.query(facts)).rows).toEqual(before.rows);
  });

  it('brings the routes that did not change with its next version: they are the same routes', async () => {
    const both = harbourRoute('harbour-to-coast-guard', routeId) + harbourRoute('harbour-to-fishery', fisheryId);
    const published = await publish(harbour('2026.3', '2026-05-01', { 'routes.yaml': both }));
    expect(published.status).toBe(201);
    const slugs = async () => (await directory.get('/routes?fromKind=TRA&limit=200')).body.items?.map(({ slug }) => slug);
    await expect.poll(slugs, { timeout: 20_000 }).toContain('harbour-to-fishery');
    const { rows } = await database.admin.query(`select from directory.fact where stream_id = $1`, [routeId]);
    expect(rows).toHaveLength(1);
  });

  it('with a route that changed under the same slug is told file, line and what to do, for every such route', async () => {
    const changed = (harbourRoute('harbour-to-coast-guard', routeId) + harbourRoute('harbour-to-fishery', fisheryId)).replaceAll(
      'refuse: never, return: never',
      'refuse: with-reason, return: never',
    );
    const refused = await publish(harbour('2026.4', '2026-06-01', { 'routes.yaml': changed }));
    expect(refused).toMatchObject({ status: 409, body: { code: 'ROUTE_ALREADY_PUBLISHED' } });
    const message =
      'this id is published already, with other verbs (give the changed route an id and a slug of its own; the published one stays as it is until it is withdrawn)';
    expect(refused.body['errors']).toEqual([
      { path: 'routes.yaml:2 harbour-to-coast-guard', message },
      { path: 'routes.yaml:18 harbour-to-fishery', message },
    ]);
  });

  describe('of the services’ own mechanism', () => {
    const text = river.get('routes.yaml') ?? '';
    const next = (version: string, validFrom: string, routes: string) => {
      const header = (river.get('pack.yaml') ?? '').replace('"2026.1"', `"${version}"`).replace('"2026-01-01"', `"${validFrom}"`);
      return { content: packed('river', new Map([...river, ['pack.yaml', header], ['routes.yaml', routes]])) };
    };
    const routeFacts = async () => {
      const { rows } = await database.admin.query<{ facts: number }>(
        `select count(*)::int as facts from directory.fact where type = 'RoutePublished'`,
      );
      return rows[0]!.facts;
    };

    it('is published as it stands, and no route of it again', async () => {
      const before = await routeFacts();
      expect(await publish(next('2026.1', '2026-01-01', text))).toMatchObject({ status: 201 });
      expect(await routeFacts()).toBe(before);
    });

    it('changes a route by another one: the next version brings it beside those that stay', async () => {
      const before = await routeFacts();
      const block = /\n- id: [^]*?slug: detention-transfer\n[^]*$/.exec(text.slice(text.lastIndexOf('\n- id:')))![0];
      const fresh = block
        .replace(/- id: .*/, `- id: ${randomUUID()}`)
        .replace('slug: detention-transfer', 'slug: detention-transfer-2')
        .replace('recall: before-received', 'recall: never');
      expect(await publish(next('2026.2', '2026-07-01', text + fresh))).toMatchObject({ status: 201 });
      expect(await routeFacts()).toBe(before + 1);
    });

    it('does not change a route under its slug', async () => {
      const changed = text.replace(/(slug: detention-transfer\n[^]*recall: )before-received/, '$1never');
      expect(changed).not.toBe(text);
      const refused = await publish(next('2026.3', '2026-08-01', changed));
      expect(refused).toMatchObject({ status: 409, body: { code: 'ROUTE_ALREADY_PUBLISHED' } });
      const line = text.slice(0, text.indexOf('slug: detention-transfer\n')).split('\n').length - 1;
      expect(refused.body['errors']).toEqual([
        { path: `routes.yaml:${line} detention-transfer`, message: expect.stringContaining('with other verbs') },
      ]);
    });
  });

  it('is withdrawn with its last day; what was never published is unknown', async () => {
    const end = { lastDay: '2026-09-30', reason: '新版本施行' };
    const withdrawn = await directory.post('/mechanism-packs/harbour-master@2026.1/withdraw', end, 'security-admin');
    expect(await listed(withdrawn)).toContainEqual(
      expect.objectContaining({ packVersion: 'harbour-master@2026.1', lastDay: '2026-09-30' }),
    );
    const unknown = await directory.post('/mechanism-packs/harbour-master@2031.1/withdraw', end, 'security-admin');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'PACK_UNKNOWN' } });
    const never = await directory.post(
      '/mechanism-packs/harbour-master@2026.1/withdraw',
      { ...end, lastDay: '2026-02-30' },
      'security-admin',
    );
    expect(never).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  const problemChart = () => harbourFiles('2027.1', '2027-01-01').get('charts/problem.yaml')!;
  it.each<[string, () => unknown, string]>([
    ['no packed pack', () => ({ content: Buffer.from('nothing').toString('base64') }), 'content'],
    ['a bomb of gzip', () => unchecked({ 'pack.yaml': 'a'.repeat(40_000_000) }), 'content'],
    ['a path that leads elsewhere', () => unchecked({ '../pack.yaml': 'name: x' }), 'content'],
    ['no header', () => unchecked({ 'charts/problem.yaml': problemChart() }), 'pack.yaml'],
    [
      'a bomb of YAML',
      () => harbour('2027.1', '2027-01-01', { 'warnings.yaml': 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n' }),
      'warnings.yaml',
    ],
    ['brackets without end', () => harbour('2027.1', '2027-01-01', { 'warnings.yaml': '['.repeat(100_000) }), 'warnings.yaml'],
    ['a day that is none', () => harbour('2027.1', '2027-02-30'), 'pack.yaml:4 validFrom'],
    [
      'a step to a stage that is none',
      () => harbour('2027.1', '2027-01-01', { 'charts/problem.yaml': problemChart().replace('to: REPORTED', 'to: NOWHERE') }),
      'charts/problem.yaml',
    ],
    [
      'a step that makes a document, in a pack without letters',
      () => {
        const chart = problemChart().replace('requires: [verification]\n', 'requires: [verification]\n    document: F-03\n');
        return harbour('2027.1', '2027-01-01', { 'charts/problem.yaml': chart });
      },
      'charts/problem.yaml',
    ],
  ])('%s is refused with its place, and nothing is published', async (_what, body, place) => {
    const before = await database.admin.query(`select count(*) from directory.fact`);
    const refused = await publish(body());
    expect(refused).toMatchObject({ status: 400, body: { code: 'PACK_INVALID' } });
    const [error] = refused.body['errors'] as { path: string; message: string }[];
    expect(error?.path).toContain(place);
    expect((await database.admin.query(`select count(*) from directory.fact`)).rows).toEqual(before.rows);
  });
  it('of ten megabytes is not even read', async () =>
    expect(await publish({ content: 'A'.repeat(10_000_000) })).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } }));
});

describe('permissions', () => {
  const others = (allowed: Role) => roles.filter((role) => role !== allowed);
  const end = { lastDay: '2026-12-31', successor: randomUUID(), document: '安编〔2026〕3号', reason: '机构改革' };
  const commandsOf = {
    'security-admin': {
      'register an agency': ['/agencies', port],
      'grant a post': [`/agencies/${port.id}/grant-post`, { post: port.posts[0]!.id, account: 'anybody', from: '2026-01-01' }],
      'revoke a grant': [`/agencies/${port.id}/revoke-grant`, { grant: randomUUID(), reason: '轮岗' }],
      'abolish an agency': [`/agencies/${port.id}/abolish`, end],
      'publish a route': ['/routes', route],
      'publish a mechanism pack': ['/mechanism-packs', { content: 'AAAA' }],
      'withdraw a mechanism pack': ['/mechanism-packs/harbour-master@2020.1/withdraw', { lastDay: '2026-12-31', reason: '改版' }],
      'withdraw a route': [`/routes/${randomUUID()}/withdraw`, { lastDay: '2026-12-31', reason: '改' }],
    },
    'system-admin': {
      'open a practice world': ['/practice-worlds', world],
      'advance a practice clock': [`/practice-worlds/${randomUUID()}/advance`, { to: '2026-10-30T09:00:00+08:00' }],
    },
  } as const satisfies Partial<Record<Role, Record<string, readonly [string, unknown]>>>;

  for (const [allowed, commands] of Object.entries(commandsOf) as [Role, Record<string, readonly [string, unknown]>][])
    for (const [what, [path, body]] of Object.entries(commands))
      it(`to ${what}: the ${allowed}, and no other post`, async () => {
        const answers = await Promise.all(others(allowed).map((role) => directory.post(path, body, role)));
        expect(answers.map(({ status, body: { code } }) => ({ status, code }))).toEqual(
          answers.map(() => ({ status: 403, code: 'ACTION_NOT_PERMITTED' })),
        );
        expect((await directory.post(path, body, allowed)).status).not.toBe(403);
      });

  it.each([
    '/agencies',
    `/agencies/${port.id}`,
    '/posts',
    '/routes',
    '/mechanism-packs',
    '/divisions',
    '/water-bodies',
    `/practice-worlds/${randomUUID()}`,
  ])('to read %s: whoever is signed in, nobody else', async (path) => {
    for (const role of roles) expect((await directory.get(path, role)).status).not.toBe(403);
    expect(await directory.get(path, 'inspector', { authorization: '' })).toMatchObject({ status: 401, body: { code: 'TOKEN_MISSING' } });
  });
});

describe('bad input', () => {
  it.each<[string, string, unknown]>([
    ['an unknown member', '/practice-worlds', { ...world, rank: 1 }],
    ['an unknown member deep inside', '/agencies', { ...port, posts: [{ ...port.posts[0], secret: 1 }] }],
    ['a moment without offset', '/practice-worlds', { ...world, legalNow: '2026-10-12T09:00:00' }],
    ['a year that no form can print', '/practice-worlds', { ...world, legalNow: '9999-10-12T09:00:00Z' }],
    ['a name of a megabyte', '/practice-worlds', { ...world, name: '演'.repeat(50_000) }],
    ['an id that is none', '/practice-worlds/1/advance', { to: world.legalNow }],
    ['a list where a text is due', '/practice-worlds', { ...world, name: ['演练'] }],
  ])('%s is refused with problem details', async (_what, path, body) => {
    const answer = await directory.post(path, body, path.startsWith('/agencies') ? 'security-admin' : 'system-admin');
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    '/agencies?limit=201',
    '/agencies?limit=0',
    '/agencies?colour=red',
    '/agencies?kind=XXX',
    '/posts?agency=1',
    '/divisions?parent=1;drop',
  ])('%s is refused', async (path) => expect(await directory.get(path)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } }));
});

describe('a restart', () => {
  it('finds the directory as it was, loads nothing twice, and refuses practice when production says so', async () => {
    const before = await database.admin.query(`select count(*) as facts from directory.fact`);
    await directory.restart({ environment: 'production' });
    expect((await database.admin.query(`select count(*) as facts from directory.fact`)).rows).toEqual(before.rows);
    expect((await directory.get('/agencies?limit=200')).body.items).toHaveLength(166);
    const refused = await directory.post('/practice-worlds', world, 'system-admin');
    expect(refused).toMatchObject({ status: 403, body: { code: 'PRACTICE_REFUSED_IN_PRODUCTION' } });
    await expectConsistent(database);
  });

  it('stops at a route whose coordinator is no agency of the place', async () => {
    const pack = readMechanismPack(riverFolder);
    const routes = pack.routes!.map((one) => ({ ...one, ...(one.slug === 'reverse-linkage' && { coordinator: 'lake-justice-bureau' }) }));
    const extra = { XIEZHI_DIRECTORY_PACK: huzhou, XIEZHI_MECHANISM_PACK: new PackShelf({ ...pack, routes }) };
    await expect(directory.restart({ extra })).rejects.toThrow(
      'routes.yaml reverse-linkage: no agency lake-justice-bureau to coordinate it',
    );
  });
});
