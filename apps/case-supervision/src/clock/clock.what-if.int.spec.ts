import { randomUUID } from 'node:crypto';
import { RoutePublishedV1, type RouteTerms } from '@xiezhi/contracts';
import { integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { handOffStory, on } from './clock.fixture.ts';

let database: TestDatabase;
let service: TestService;
const { ids, as, register, known } = ownAgencies(() => service, { office: 'RCO', procuratorate: 'PRO' });
const slug = `clue-${randomUUID().slice(0, 8)}`;

/** A way of this spec’s own: topics are shared by all specs. */
function published() {
  const id = randomUUID();
  const terms: RouteTerms = {
    slug,
    name: '线索移送',
    kind: 'owning',
    matterKind: 'clue',
    fromKind: 'RCO',
    toKind: 'PRO',
    relation: 'same-division',
    sourceCodes: [],
    verbs: { refuse: 'never', return: 'by-consent', forward: 'to-competent', recall: 'before-received' },
    requiredMaterial: [],
    requiredHistory: [],
    signingChain: ['approver'],
    legalBasis: [{ text: '港口规则', article: '第一条', evidence: 'D' }],
    validFrom: '2026-01-01',
  };
  return integrationEvent(RoutePublishedV1, `route/${id}`, { ...terms, id }, { familyId: id, parties: [] });
}

beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await register();
  await known(database);
  await service.publish(published());
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const asked = (more: Record<string, string> = {}) => {
  const query = new URLSearchParams({ route: slug, receiver: ids.procuratorate, at: on('2026-09-30'), ...more });
  return as('office', 'handler').get(`/clocks/if-sent?${query.toString()}`);
};

describe('what would be due if a draft were sent', () => {
  it('is what falls due once it is sent: the same row, holder and day', async () => {
    const planned = await eventuallyTold(async () => {
      const { status, body } = await asked();
      expect(status).toBe(200);
      return (body['items'] as Record<string, unknown>[])[0]!;
    });
    expect(planned).toMatchObject({
      ruleId: 'H06',
      holder: ids.procuratorate,
      dueOn: '2026-10-08',
      nature: 'internal',
      source: expect.any(String),
    });
    expect((planned['sentences'] as string[]).join('')).toContain('国庆节');

    const { matterId, sent } = handOffStory(ids.office, ids.procuratorate);
    await service.publish(sent(on('2026-09-30')));
    await eventuallyTold(async () => {
      const { body } = await as('office', 'handler').get(`/clocks?matterId=${matterId}`);
      const { ruleId, holder, dueOn, lateAfter } = planned;
      expect(body['items']).toMatchObject([{ ruleId, holder, dueOn, lateAfter }]);
    });
  });

  it('is not told of a route or a receiver the directory does not know, nor of a moment that is none', async () => {
    expect(await asked({ route: 'no-such-way' })).toMatchObject({ status: 404, body: { code: 'ROUTE_UNKNOWN' } });
    expect(await asked({ at: on('2025-12-31') })).toMatchObject({ status: 404, body: { code: 'ROUTE_UNKNOWN' } });
    expect(await asked({ receiver: randomUUID() })).toMatchObject({ status: 400, body: { code: 'RECEIVER_UNKNOWN' } });
    expect(await asked({ at: '2026-02-30T09:00:00+08:00' })).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await asked({ urgency: 'at once' })).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  describe('permissions', () => {
    it('whoever may read deadlines may ask; an administrator of the platform may not', async () => {
      expect((await asked()).status).toBe(200);
      const query = new URLSearchParams({ route: slug, receiver: ids.procuratorate });
      const refused = await as('office', 'system-admin').get(`/clocks/if-sent?${query.toString()}`);
      expect(refused).toMatchObject({ status: 403 });
    });
  });
});
