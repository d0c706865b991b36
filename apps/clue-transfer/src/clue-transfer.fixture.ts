import { randomBytes, randomUUID } from 'node:crypto';
import { AgencyRegisteredV1, type Role, RoutePublishedV1 } from '@xiezhi/contracts';
import { callerOf, eventually, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { expect } from 'vitest';
import { migrations } from './migrations/index.ts';
import { clueTransfer } from './service.ts';

// Topics are shared by all specs of a run: these agencies and routes are this spec's alone.
export const [harbour, customs, police] = [randomUUID(), randomUUID(), randomUUID()] as const;
export const routes = { public: `public-${harbour.slice(0, 8)}`, mustAccept: `must-accept-${harbour.slice(0, 8)}` };
export const canary = { name: 'CANARY-REPORTER-NAME', contact: 'CANARY-REPORTER-CONTACT', remark: 'CANARY-REPORTER-REMARK' };

export interface Harbour {
  database: TestDatabase;
  service: TestService;
  stop(): Promise<void>;
}

/** clue-transfer on the run's Postgres and broker, with three agencies and two routes in the directory it knows. */
export async function startClueTransfer(): Promise<Harbour> {
  const database = await testDatabase('clue-transfer', migrations);
  const service = await runService(clueTransfer, database, { XIEZHI_MASTER_KEY: randomBytes(32).toString('base64') });
  await service.publish(
    agencyRegistered(harbour, 'RCO'),
    agencyRegistered(customs, 'PRO'),
    agencyRegistered(police, 'POL'),
    routePublished(routes.public, 'with-reason'),
    routePublished(routes.mustAccept, 'never'),
  );
  await eventually(
    async () => {
      const { rows } = await database.admin.query(
        `select (select count(*)::int from clue_transfer.known_route where slug = any($1)) as routes,
                (select count(*)::int from clue_transfer.known_agency where id = any($2)) as agencies`,
        [Object.values(routes), [harbour, customs, police]],
      );
      expect(rows).toEqual([{ routes: 2, agencies: 3 }]);
    },
    { withinMs: 30_000 },
  );
  return {
    database,
    service,
    stop: async () => {
      await service.stop();
      await database.close();
    },
  };
}

function agencyRegistered(id: string, kind: 'RCO' | 'PRO' | 'POL') {
  const data = {
    id,
    slug: `${kind.toLowerCase()}-${id.slice(0, 8)}`,
    name: kind,
    shortName: kind,
    kind,
    division: '330523',
    level: 'county',
    creditCode: '11330523000000078G',
    desks: [],
    posts: [],
  } as const;
  return integrationEvent(AgencyRegisteredV1, `agency/${id}`, { ...data, desks: [], posts: [] }, { familyId: id, parties: [] });
}

function routePublished(slug: string, refuse: 'never' | 'with-reason') {
  const id = randomUUID();
  const verbs = { refuse, return: 'by-consent', forward: 'never', recall: 'never' } as const;
  const terms = {
    slug,
    name: slug,
    kind: 'owning',
    matterKind: 'clue',
    fromKind: 'RCO',
    toKind: 'PRO',
    relation: 'same-division',
    verbs,
    validFrom: '2026-01-01',
  } as const;
  const legalBasis = [{ text: '规则', article: '第一条', evidence: 'D' as const }];
  const data = {
    id,
    ...terms,
    sourceCodes: ['S18' as const],
    signingChain: ['approver' as const],
    requiredMaterial: ['AUDIOVISUAL' as const],
    requiredHistory: [],
    legalBasis,
  };
  return integrationEvent(RoutePublishedV1, `route/${id}`, data, { familyId: id, parties: [] });
}

export const clueBody = {
  title: '排水口异常排水',
  description: '水色发黑 CANARY-DESCRIPTION',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  waterBodyId: 'WB22',
  foundAt: '2026-10-11T09:00:00+08:00',
  materials: [{ name: '照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) }],
};

/** The desks of the story; each is one post of one agency. */
export function desksOf(service: TestService, more: Parameters<typeof callerOf>[2] = {}) {
  const ids = { harbour, customs, police };
  const desk = (agency: keyof typeof ids, role: Role) => service.as(callerOf(agency, role, { agency: ids[agency], ...more }));
  return {
    intake: desk('harbour', 'intake'),
    handler: desk('harbour', 'handler'),
    approver: desk('harbour', 'approver'),
    liaison: desk('customs', 'liaison'),
    answerer: desk('customs', 'intake'),
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
