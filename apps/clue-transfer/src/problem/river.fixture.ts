import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import {
  AgencyAbolishedV1,
  type AgencyKind,
  AgencyRegisteredV1,
  type DivisionLevel,
  type Role,
  RoutePublishedV1,
  type RouteTerms,
} from '@xiezhi/contracts';
import {
  type Answer,
  callerOf,
  eventually,
  integrationEvent,
  runService,
  type TestDatabase,
  testDatabase,
  type TestService,
} from '@xiezhi/testing';
import { expect } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { clueTransfer } from '../service.ts';

// Topics are shared by all specs of a run: these agencies, routes and this division are ours alone.
const mark = randomUUID().slice(0, 8);
/** A county nobody else has: offices are found by the division of a report. */
export const county = `${randomInt(1000, 9999)}${randomInt(11, 99)}`;
const city = `${county.slice(0, 4)}00`;
export const town = `${county}111`;
export const river = {
  township: randomUUID(),
  office: randomUUID(),
  bureau: randomUUID(),
  otherBureau: randomUUID(),
  procuratorate: randomUUID(),
  cityOffice: randomUUID(),
  justice: randomUUID(),
  government: randomUUID(),
  formerBureau: randomUUID(),
  forestOffice: randomUUID(),
} as const;
export type RiverAgency = keyof typeof river;
export const routes = { assignment: `assignment-${mark}`, fromProblem: `from-problem-${mark}`, onward: `onward-${mark}` };

const registered: Record<RiverAgency, { kind: AgencyKind; division: string; level: DivisionLevel; documentWord?: string }> = {
  township: { kind: 'TOW', division: town, level: 'township' },
  office: { kind: 'RCO', division: county, level: 'county', documentWord: `演${mark}河长办` },
  bureau: { kind: 'WAT', division: county, level: 'county' },
  // A branch of the city's bureau: of city level, and yet within the county (DOMAIN 2).
  otherBureau: { kind: 'ECO', division: county, level: 'city' },
  procuratorate: { kind: 'PRO', division: county, level: 'county' },
  cityOffice: { kind: 'RCO', division: city, level: 'city' },
  justice: { kind: 'JUS', division: city, level: 'city' },
  government: { kind: 'GOV', division: city, level: 'city' },
  // Where the forest chief's office sits.
  forestOffice: { kind: 'NAT', division: county, level: 'county', documentWord: `演${mark}林长办` },
  // Abolished long ago; the bureau took over.
  formerBureau: { kind: 'WAT', division: county, level: 'county' },
};

export interface River {
  database: TestDatabase;
  service: TestService;
  as(agency: RiverAgency, role: Role, more?: Parameters<typeof callerOf>[2]): ReturnType<TestService['as']>;
  stop(): Promise<void>;
}

/** clue-transfer with the organs along one river and the two routes a problem's story needs. */
export async function startRiver(): Promise<River> {
  const database = await testDatabase('clue-transfer', migrations);
  const service = await runService(clueTransfer, database, { XIEZHI_MASTER_KEY: randomBytes(32).toString('base64') });
  const assignment = {
    matterKind: 'problem',
    toKind: 'WAT',
    alsoTo: ['ECO', 'TOW'],
    relation: 'within-division',
  } satisfies Partial<RouteTerms>;
  const history = ['reminder-number', 'reminder-expiry', 'study-minutes'] as const;
  await service.publish(
    ...(Object.keys(river) as RiverAgency[]).map(agencyRegistered),
    formerBureauAbolished(),
    routePublished(routes.assignment, {
      ...assignment,
      verbs: { refuse: 'with-reason', return: 'never', forward: 'never', recall: 'before-received' },
    }),
    routePublished(routes.onward, { ...assignment, alsoFrom: ['WAT'], signingChain: ['section-head', 'approver'] }),
    routePublished(routes.fromProblem, { sourceCodes: ['S04'], requiredHistory: [...history] }),
  );
  await eventually(
    async () => {
      const { rows } = await database.admin.query(
        `select (select count(*)::int from clue_transfer.known_route where slug = any($1)) as routes,
                (select count(*)::int from clue_transfer.known_agency where id = any($2)) as agencies,
                (select count(successor)::int from clue_transfer.known_agency) as abolished`,
        [Object.values(routes), Object.values(river)],
      );
      expect(rows).toMatchObject([
        { routes: Object.keys(routes).length, agencies: Object.keys(river).length, abolished: expect.any(Number) },
      ]);
      expect(rows[0]).not.toMatchObject({ abolished: 0 });
    },
    { withinMs: 30_000 },
  );
  return {
    database,
    service,
    as: (agency, role, more = {}) => {
      const post = `${agency.toLowerCase()}.${role}`;
      return service.as(callerOf('harbour', role, { account: post, post, agency: river[agency], agencyName: agency, ...more }));
    },
    stop: async () => {
      await service.stop();
      await database.close();
    },
  };
}

function agencyRegistered(name: RiverAgency) {
  const id = river[name];
  const slug = `${name.toLowerCase()}-${mark}`;
  const data = { id, slug, name: slug, shortName: slug, creditCode: '11330523000000078G', ...registered[name], desks: [], posts: [] };
  return integrationEvent(AgencyRegisteredV1, `agency/${id}`, data, { familyId: id, parties: [] });
}

function formerBureauAbolished() {
  const id = river.formerBureau;
  const data = { id, lastDay: '2020-12-31', successor: river.bureau, document: '演编〔2020〕1号', reason: '机构改革' };
  return integrationEvent(AgencyAbolishedV1, `agency/${id}`, data, { familyId: id, parties: [], sequence: 2 });
}

function routePublished(slug: string, change: Partial<RouteTerms>) {
  const id = randomUUID();
  const terms: RouteTerms = {
    slug,
    name: slug,
    kind: 'owning',
    matterKind: 'clue',
    fromKind: 'RCO',
    toKind: 'PRO',
    relation: 'same-division',
    sourceCodes: [],
    verbs: { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' },
    requiredMaterial: [],
    requiredHistory: [],
    signingChain: ['approver'],
    coordinator: `cityoffice-${mark}`,
    legalBasis: [{ text: '规则', article: '第一条', evidence: 'D' }],
    validFrom: '2026-01-01',
    ...change,
  };
  return integrationEvent(RoutePublishedV1, `route/${id}`, { id, ...terms }, { familyId: id, parties: [] });
}

export const reportBody = {
  title: '左岸钢棚',
  description: '新建钢棚约四百二十平方米 CANARY-DESCRIPTION',
  sourceCode: 'S11',
  categoryCode: 'Z4-02',
  divisionCode: town,
  waterBodyId: 'WB20',
  reach: `段-${mark}`,
  lon: 119.7,
  lat: 30.9,
  foundAt: '2026-07-08T08:50:00+08:00',
  materials: [{ name: '照片', kind: 'AUDIOVISUAL' as const, mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) }],
};

export const day = (date: string) => ({ actedAt: `${date}T10:00:00+08:00` });
export const okay = async (answering: Promise<Answer>, status = 200): Promise<string> => {
  const answer = await answering;
  expect(answer).toMatchObject({ status });
  return String(answer.body['id']);
};

const triage = (bureau: string, severity: string) => ({
  severity,
  severityReason: '未批先建',
  categoryCode: 'Z4-02',
  duplicateChecked: true,
  proposedUnit: bureau,
  competenceBasis: '水法第三十八条',
});

/** A problem that was reported, triaged and handed to a unit, whose signature is still to come. */
export async function assigned(started: River, to: RiverAgency = 'bureau', body: object = {}) {
  const problemId = await withTerms(started, to, body);
  return { problemId, handOffId: await assign(started, problemId, to) };
}

export const terms = (to: RiverAgency, limitOn = '2026-07-31') => ({ leadUnit: river[to], requirements: ['限期拆除'], limitOn });

/** A problem whose assignment has its terms, and is not drafted yet. */
export async function withTerms(started: River, to: RiverAgency, body: object = {}): Promise<string> {
  const problemId = await okay(started.as('township', 'intake').post('/problems', { ...reportBody, ...day('2026-07-08'), ...body }), 201);
  const handler = started.as('office', 'handler');
  await okay(handler.post(`/problems/${problemId}/steps/P2`, { ...triage(river[to], '一般'), ...day('2026-07-09') }));
  await okay(handler.post(`/problems/${problemId}/steps/P4a`, { ...terms(to), ...day('2026-07-09') }));
  return problemId;
}

/** An assignment as far as the signature. */
export async function submitted(started: River, problemId: string, to: RiverAgency): Promise<string> {
  const draft = { matterKind: 'problem', matterId: problemId, receiver: river[to], route: routes.assignment };
  const said = { purpose: '请依法整改', legalBasis: '河长制规定第十一条', ...day('2026-07-09') };
  const handler = started.as('office', 'handler');
  const handOffId = await okay(handler.post('/hand-offs', { ...draft, ...said }), 201);
  await okay(handler.post(`/hand-offs/${handOffId}/submit`, day('2026-07-09')));
  return handOffId;
}

export async function assign(started: River, problemId: string, to: RiverAgency): Promise<string> {
  const handOffId = await submitted(started, problemId, to);
  await okay(started.as('office', 'approver').post(`/hand-offs/${handOffId}/approve`, day('2026-07-09')));
  return handOffId;
}

/** Waits until the problem stands in a stage: it follows its hand-off by events. */
export const standsIn = (started: River, problemId: string, stage: string) =>
  eventually(async () => expect((await started.as('office', 'handler').get(`/problems/${problemId}`)).body).toMatchObject({ stage }), {
    withinMs: 20_000,
  });
