import { runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { handOffStory, on } from '../clock/clock.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { bookOf, noticed, replanning } from './replan.fixture.ts';
import { ReplanWorker } from './replan.worker.ts';

let database: TestDatabase;
let service: TestService;
const { ids, as } = ownAgencies(() => service, { office: 'RCO', bureau: 'WAT', platform: 'RCO' });
const hand = () => handOffStory(ids.office, ids.bureau);
const moved = hand();

/** The service comes up with the delivered calendars; its clocks were counted with others. */
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  const others = bookOf(noticed);
  await new ReplanWorker({ pool: database.worker, rules: others }).lookForOutstanding();
  await replanning(database).hear(others, moved.sent(on('2035-03-05')));
  service = await runService(caseSupervision, database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const operator = (account = 'platform.one') => as('platform', 'system-admin', { account });
const keeper = (account = 'platform.two') => as('platform', 'security-admin', { account });
const because = { kind: 'calendar', reason: '放假安排有变动。' };
const view = async (id: string) => (await operator().get(`/replans/${id}`)).body;
const eventually = (id: string, status: string) => eventuallyTold(async () => expect(await view(id)).toMatchObject({ status }));
const withdraw = (id: string) => keeper().post(`/replans/${id}/withdraw`, { reason: '另行提出。' });
const proposed = async () => {
  const { status, body } = await operator().post('/replans', because);
  expect(status).toBe(201);
  const id = String(body['id']);
  await eventually(id, 'awaiting-confirmation');
  return id;
};

describe('a re-plan over HTTP', () => {
  it('is said to be outstanding, proposed, listed with its reasons, confirmed by another and told by the clock', async () => {
    expect((await operator().get('/replans')).body).toMatchObject({ isOutstanding: true, items: [] });
    const explained = await as('office', 'handler').get(`/clocks?matterId=${moved.matterId}`);
    const [clock] = explained.body['items'] as { clockId: string; dueOn: string }[];
    expect(clock).toMatchObject({ dueOn: '2035-03-08' });
    // Until then the date that stands is explained by the calendar it was counted with.
    const why = () => as('office', 'handler').get(`/clocks/${clock!.clockId}/why`);
    expect((await why()).body).toMatchObject({ dueAt: '2035-03-09T00:00:00+08:00', recomputedDueAt: '2035-03-09T00:00:00+08:00' });

    const id = await proposed();
    expect(await view(id)).toMatchObject({
      proposedBy: 'platform.one',
      progress: { changes: 1, done: 0 },
      lines: [
        {
          clockId: clock!.clockId,
          matterId: moved.matterId,
          ruleId: 'H06',
          dueBefore: { dueOn: '2035-03-08', isProvisional: false },
          dueAfter: { dueOn: '2035-03-06', isProvisional: true },
          reason: expect.stringContaining('由休息日改为工作日'),
          outcome: null,
        },
      ],
      next: null,
    });
    expect((await view(id))['lines']).toHaveLength(1);
    expect(JSON.stringify(await view(id))).not.toContain(moved.data.title);

    const own = await operator().post(`/replans/${id}/confirm`, {});
    expect(own).toMatchObject({ status: 403, body: { code: 'REPLAN_NEEDS_SECOND_PERSON' } });
    const bothPosts = await keeper('platform.one').post(`/replans/${id}/confirm`, {});
    expect(bothPosts).toMatchObject({ status: 403, body: { code: 'REPLAN_NEEDS_SECOND_PERSON' } });
    expect((await keeper().post(`/replans/${id}/confirm`, {})).status).toBe(200);
    await eventually(id, 'applied');
    expect((await keeper().post(`/replans/${id}/confirm`, {})).status).toBe(200);
    expect(await keeper('platform.three').post(`/replans/${id}/confirm`, {})).toMatchObject({ body: { code: 'REPLAN_ALREADY_CONFIRMED' } });
    expect(await withdraw(id)).toMatchObject({ status: 409, body: { code: 'REPLAN_APPLIED' } });
    expect(await view(id)).toMatchObject({ confirmedBy: 'platform.two', progress: { done: 1, moved: 1 }, lines: [{ outcome: 'moved' }] });
    expect((await why()).body).toMatchObject({ dueAt: '2035-03-07T00:00:00+08:00' });
    expect((await operator().get('/replans')).body).toMatchObject({ isOutstanding: false, items: [{ id, status: 'applied' }] });
    const told = await eventuallyTold(() => {
      const found = service.announced(`clock/${clock!.clockId}`).find(({ type }) => type === 'case-supervision.clock-changed.v1');
      expect(found).toBeDefined();
      return found!;
    });
    expect(told.data).toMatchObject({
      change: 'replanned',
      replanId: id,
      dueOn: '2035-03-06',
      reason: expect.stringContaining('历法更新'),
    });
  });

  it('is written down as an act, with who and why', async () => {
    const { body } = await as('platform', 'audit-admin').get('/operations/acts');
    const acts = (body['acts'] as { act: string; account: string; reason: string }[]).filter(({ act }) => act.startsWith('replan-'));
    expect(acts.slice(-2)).toMatchObject([
      { act: 'replan-confirmed', account: 'platform.two' },
      { act: 'replan-proposed', account: 'platform.one', reason: because.reason },
    ]);
  });

  it('with nothing to change ends by itself', async () => {
    const id = String((await operator().post('/replans', because)).body['id']);
    await eventually(id, 'applied');
    expect(await view(id)).toMatchObject({ confirmedBy: null, lines: [] });
  });

  it('is the same when the request is sent twice', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await operator().post('/replans', because, key);
    expect((await operator().post('/replans', because, key)).body['id']).toBe(first.body['id']);
    await eventually(String(first.body['id']), 'applied');
  });
});

describe('bad input', () => {
  it('is refused by name: an unknown version, one without an older one, no reason, an unknown re-plan, a withdrawn one', async () => {
    const newer = (packVersion: string) => operator().post('/replans', { kind: 'pack-version', packVersion, reason: '新版本施行。' });
    expect(await newer('river-chief-procurator@2099.1')).toMatchObject({ status: 409, body: { code: 'PACK_VERSION_NOT_LOADED' } });
    expect(await newer('river-chief-procurator@2026.1')).toMatchObject({ status: 409, body: { code: 'REPLAN_VERSION_NOT_NEWER' } });
    expect(await newer('no version')).toMatchObject({ status: 400 });
    expect(await operator().post('/replans', { kind: 'calendar' })).toMatchObject({ status: 400 });
    expect(await operator().post('/replans', { ...because, packVersion: 'river-chief-procurator@2026.1' })).toMatchObject({ status: 400 });
    expect(await operator().get(`/replans/${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'REPLAN_NOT_FOUND' } });
    expect(await keeper().post(`/replans/${randomUUID()}/confirm`, {})).toMatchObject({ status: 404, body: { code: 'REPLAN_NOT_FOUND' } });
  });
});

describe('permissions', () => {
  it('officers and another platform see and do nothing; auditors read and do nothing', async () => {
    const id = String((await operator().post('/replans', because)).body['id']);
    await eventually(id, 'applied');
    for (const role of ['handler', 'approver', 'inspector'] as const) {
      expect(await as('office', role).get('/replans')).toMatchObject({ status: 403 });
      expect(await as('office', role).post('/replans', because)).toMatchObject({ status: 403 });
    }
    const auditor = as('platform', 'audit-admin');
    expect((await auditor.get(`/replans/${id}`)).status).toBe(200);
    expect(await auditor.post('/replans', because)).toMatchObject({ status: 403 });
    expect(await auditor.post(`/replans/${id}/confirm`, {})).toMatchObject({ status: 403 });
    expect(await auditor.post(`/replans/${id}/withdraw`, { reason: '不当。' })).toMatchObject({ status: 403 });
    const elsewhere = as('bureau', 'system-admin');
    expect(await elsewhere.get(`/replans/${id}`)).toMatchObject({ status: 404 });
    expect(await elsewhere.post(`/replans/${id}/withdraw`, { reason: '不当。' })).toMatchObject({ body: { code: 'REPLAN_NOT_FOUND' } });
  });
});
