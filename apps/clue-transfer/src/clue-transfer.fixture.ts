import { randomBytes, randomUUID } from 'node:crypto';
import { AgencyAbolishedV1, AgencyRegisteredV1, type Role, RoutePublishedV1, type RouteTerms, type RouteVerbs } from '@xiezhi/contracts';
import { callerOf, eventually, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { expect } from 'vitest';
import { migrations } from './migrations/index.ts';
import { clueTransfer } from './service.ts';

// Topics are shared by all specs of a run: these agencies and routes are ours alone.
export const [harbour, customs, police] = [randomUUID(), randomUUID(), randomUUID()] as const;
/** Another procuratorate, the government that coordinates, and two organs: one abolished long ago, one that comes to its end in a spec. */
export const [lighthouse, government, wharf, pier] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
const mark = harbour.slice(0, 8);
export const routes = {
  public: `public-${mark}`,
  mustAccept: `must-accept-${mark}`,
  onward: `onward-${mark}`,
  copy: `copy-${mark}`,
  file: `file-${mark}`,
};
export const canary = { name: 'CANARY-REPORTER-NAME', contact: 'CANARY-REPORTER-CONTACT', remark: 'CANARY-REPORTER-REMARK' };

export interface Harbour {
  database: TestDatabase;
  service: TestService;
  desks: Desks;
  stop(): Promise<void>;
}

const agencies: Record<string, Parameters<typeof agencyRegistered>[1]> = {
  [harbour]: { kind: 'RCO', documentWord: '港河长办' },
  [customs]: { kind: 'PRO' },
  [police]: { kind: 'POL' },
  [lighthouse]: { kind: 'PRO', division: '330502' },
  [government]: { kind: 'GOV' },
  [wharf]: { kind: 'PRO' },
  [pier]: { kind: 'PRO' },
};

/** clue-transfer on the run's Postgres and broker, with the agencies and routes above in the directory it knows. */
export async function startClueTransfer(): Promise<Harbour> {
  const database = await testDatabase('clue-transfer', migrations);
  const service = await runService(clueTransfer, database, { XIEZHI_MASTER_KEY: randomBytes(32).toString('base64') });
  await service.publish(
    ...Object.entries(agencies).map(([id, said]) => agencyRegistered(id, said)),
    agencyAbolished(wharf),
    routePublished(routes.public, {}),
    routePublished(routes.mustAccept, { verbs: { ...allVerbs, refuse: 'never' } }),
    routePublished(routes.onward, { fromKind: 'PRO', relation: 'same-level' }),
    routePublished(routes.copy, { kind: 'share', toKind: 'POL' }),
    routePublished(routes.file, { matterKind: 'case-file', fromKind: 'PRO', relation: 'same-level' }),
  );
  await eventually(
    async () => {
      const { rows } = await database.admin.query(
        `select (select count(*)::int from clue_transfer.known_route where slug = any($1)) as routes,
                (select count(*)::int from clue_transfer.known_agency where id = any($2)) as agencies,
                (select count(*)::int from clue_transfer.known_agency where id = $3 and abolished_on is not null) as abolished`,
        [Object.values(routes), Object.keys(agencies), wharf],
      );
      expect(rows).toEqual([{ routes: Object.keys(routes).length, agencies: Object.keys(agencies).length, abolished: 1 }]);
    },
    { withinMs: 30_000 },
  );
  return {
    database,
    service,
    desks: desksOf(service),
    stop: async () => {
      await service.stop();
      await database.close();
    },
  };
}

export const slugOf = (id: string) => `agency-${id.slice(0, 8)}`;

function agencyRegistered(id: string, said: { kind: 'RCO' | 'PRO' | 'POL' | 'GOV'; division?: string; documentWord?: string }) {
  const slug = slugOf(id);
  const named = { id, slug, name: slug, shortName: slug, division: '330523', level: 'county', creditCode: '11330523000000078G' } as const;
  return integrationEvent(AgencyRegisteredV1, `agency/${id}`, { ...named, ...said, desks: [], posts: [] }, { familyId: id, parties: [] });
}

/** Long ago; the lighthouse took over. */
export function agencyAbolished(id: string) {
  const data = { id, lastDay: '2020-12-31', successor: lighthouse, document: '德编〔2020〕1号', reason: '机构改革' };
  return integrationEvent(AgencyAbolishedV1, `agency/${id}`, data, { familyId: id, parties: [], sequence: 2 });
}

const allVerbs: RouteVerbs = { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' };

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
    sourceCodes: ['S18'],
    verbs: allVerbs,
    requiredMaterial: ['AUDIOVISUAL'],
    requiredHistory: [],
    signingChain: ['approver'],
    coordinator: slugOf(government),
    legalBasis: [{ text: '规则', article: '第一条', evidence: 'D' }],
    validFrom: '2026-01-01',
    ...change,
  };
  return integrationEvent(RoutePublishedV1, `route/${id}`, { id, ...terms }, { familyId: id, parties: [] });
}

export const clueBody = {
  title: '排水口异常排水',
  description: '水色发黑 CANARY-DESCRIPTION',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  waterBodyId: 'WB22',
  foundAt: '2026-10-11T09:00:00+08:00',
  materials: [{ name: '照片', kind: 'AUDIOVISUAL' as const, mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) }],
};

/** The desks of the story; each is one post of one agency. */
export function desksOf(service: TestService, more: Parameters<typeof callerOf>[2] = {}) {
  const ids = { harbour, customs, police, lighthouse };
  const desk = (agency: keyof typeof ids, role: Role) => {
    const post = `${agency}.${role}`;
    const caller = callerOf('harbour', role, { account: post, post, agency: ids[agency], agencyName: agency, ...more });
    return service.as(caller);
  };
  return {
    intake: desk('harbour', 'intake'),
    handler: desk('harbour', 'handler'),
    approver: desk('harbour', 'approver'),
    liaison: desk('customs', 'liaison'),
    answerer: desk('customs', 'intake'),
    chief: desk('customs', 'approver'),
    lighthouse: desk('lighthouse', 'intake'),
    bystander: desk('police', 'intake'),
    bystandingApprover: desk('police', 'approver'),
  };
}
export type Desks = ReturnType<typeof desksOf>;

type Step = 'registered' | 'drafted' | 'submitted' | 'sent' | 'received';
const steps: Step[] = ['registered', 'drafted', 'submitted', 'sent', 'received'];

/** Brings one clue and its hand-off to a step of the story. */
export async function bringTo(
  step: Step,
  desks: Desks,
  change: { clue?: object; draft?: object } = {},
): Promise<{ clueId: string; handOffId: string }> {
  const isDue = (wanted: Step) => steps.indexOf(wanted) <= steps.indexOf(step);
  const clueId = await idOf(desks.intake.post('/clues', { ...clueBody, ...change.clue }), 201);
  if (!isDue('drafted')) return { clueId, handOffId: '' };
  const draft = {
    matterKind: 'clue',
    matterId: clueId,
    receiver: customs,
    route: routes.public,
    purpose: '请依法评估',
    legalBasis: '协作机制第五条',
    ...change.draft,
  };
  const handOffId = await idOf(desks.intake.post('/hand-offs', draft), 201);
  if (isDue('submitted')) await idOf(desks.intake.post(`/hand-offs/${handOffId}/submit`, {}));
  if (isDue('sent')) await idOf(desks.approver.post(`/hand-offs/${handOffId}/approve`, {}));
  if (isDue('received')) await idOf(desks.liaison.post(`/hand-offs/${handOffId}/receive`, {}));
  return { clueId, handOffId };
}

async function idOf(answering: Promise<{ status: number; body: Record<string, unknown> }>, status = 200): Promise<string> {
  const answer = await answering;
  expect(answer).toMatchObject({ status });
  return String(answer.body['id']);
}
