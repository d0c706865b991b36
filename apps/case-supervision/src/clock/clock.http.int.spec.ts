import { randomUUID } from 'node:crypto';
import { CaseFileOpenedV1, PracticeClockMovedV1, PracticeWorldOpenedV1, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { handOffStory, on, story } from './clock.fixture.ts';

let database: TestDatabase;
let service: TestService;
const { ids, as, register, known } = ownAgencies(() => service, { office: 'RCO', bureau: 'WAT', procuratorate: 'PRO' });

beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await register();
  await known(database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

type Listed = { items: Record<string, unknown>[] };
const office = () => as('office', 'handler');
const listed = async (client: ReturnType<typeof office>, matterId: string) =>
  ((await client.get(`/clocks?matterId=${matterId}`)).body as unknown as Listed).items;
const eventuallyListed = (matterId: string, expected: object[], client = office()) =>
  eventuallyTold(async () => expect(await listed(client, matterId)).toMatchObject(expected));

/** A file of the procuratorate, whose evaluation may be extended once. */
async function evaluation(): Promise<{ clockId: string; matterId: string }> {
  const told = story([ids.procuratorate]);
  const [caseFileId, matterId] = [randomUUID(), randomUUID()];
  const file = {
    caseFileId,
    handOffId: randomUUID(),
    matterKind: 'clue' as const,
    matterId,
    agency: ids.procuratorate,
    sender: ids.office,
    title: '钢棚占用岸线',
    chart: 'case-file',
    packVersion: 'river-chief-procurator@2026.1',
    isOwning: true,
  };
  await service.publish(told.event(CaseFileOpenedV1, `case-file/${caseFileId}`, file, on('2035-01-08')));
  await eventuallyListed(matterId, [{ ruleId: 'A24' }], as('procuratorate', 'approver'));
  const [clock] = await listed(as('procuratorate', 'approver'), matterId);
  return { clockId: String(clock!['clockId']), matterId };
}

describe('a hand-off told over Kafka', () => {
  it('has its deadline, seen by both parties with its light, and by nobody else', async () => {
    const { matterId, sent, handOffId } = handOffStory(ids.office, ids.bureau);
    await service.publish(sent(on('2035-01-08')));
    const expected = {
      ruleId: 'H06',
      subject: `hand-off/${handOffId}`,
      holder: ids.bureau,
      dueOn: '2035-01-09',
      state: 'running',
      light: 'normal',
      isProvisional: true,
      turnsRed: true,
    };
    await eventuallyListed(matterId, [expected]);
    expect(await listed(as('bureau', 'liaison'), matterId)).toHaveLength(1);
    expect(await listed(as('procuratorate', 'handler'), matterId)).toEqual([]);
    await expectConsistent(database);
  });

  it('explains itself: the lines give the due moment again, in Chinese too', async () => {
    const { matterId, sent } = handOffStory(ids.office, ids.bureau);
    await service.publish(sent(on('2026-09-30')));
    await eventuallyListed(matterId, [{ dueOn: '2026-10-08', state: 'overdue', light: 'overdue' }]);
    const [clock] = await listed(office(), matterId);
    const { status, body } = await office().get(`/clocks/${String(clock!['clockId'])}/why`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ruleId: 'H06',
      mark: 'D',
      isPrintable: false,
      dueAt: '2026-10-09T00:00:00+08:00',
      recomputedDueAt: '2026-10-09T00:00:00+08:00',
    });
    expect((body['sentences'] as string[]).join('')).toContain('2026年10月1日（星期四）至2026年10月7日（星期三）为国庆节，不计');
  });

  it('is told when it warns and breaches, by the ticker that runs in the service', async () => {
    const { matterId, sent } = handOffStory(ids.office, ids.bureau);
    await service.publish(sent(on('2026-03-09')));
    await eventuallyListed(matterId, [{ state: 'overdue', light: 'overdue' }]);
    const [clock] = await listed(office(), matterId);
    // The services of other specs read the same topics and count the same clock; what each tells of it is the same.
    const told = await eventuallyTold(() => {
      const announced = new Map(service.announced(`clock/${String(clock!['clockId'])}`).map((event) => [event.type.split('.')[1], event]));
      expect(new Set(announced.keys())).toEqual(new Set(['clock-breached', 'clock-started', 'clock-warned']));
      return announced;
    });
    expect(told.get('clock-breached')).toMatchObject({
      data: { rung: 'overdue', turnsRed: true },
      meta: { parties: [ids.bureau, ids.office] },
    });
  });
});

describe('permissions: extending a deadline', () => {
  it('is the approver’s of the agency the row names, once and with a reason', async () => {
    const { clockId, matterId } = await evaluation();
    const extend = (client: ReturnType<typeof office>, reason = '案情复杂，检察长批准') =>
      client.post(`/clocks/${clockId}/extend`, { reason });
    expect(await extend(as('procuratorate', 'handler'))).toMatchObject({ status: 403, body: { code: 'ACTION_NOT_PERMITTED' } });
    expect(await extend(as('office', 'approver'))).toMatchObject({ status: 404, body: { code: 'CLOCK_NOT_FOUND' } });
    expect(await extend(as('procuratorate', 'approver'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await extend(as('procuratorate', 'approver'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await extend(as('procuratorate', 'approver'), '另有理由')).toMatchObject({
      status: 409,
      body: { code: 'CLOCK_ALREADY_EXTENDED' },
    });
    expect(await listed(as('procuratorate', 'handler'), matterId)).toMatchObject([{ dueOn: '2035-02-19', isExtendable: false }]);
    expect((await as('office', 'handler').get(`/clocks/${clockId}`)).status).toBe(404);
  });
});

describe('bad input', () => {
  let clockId: string;
  let matterId: string;
  beforeAll(async () => {
    ({ clockId, matterId } = await evaluation());
  });
  it.each([
    ['a day to come', '2099-01-01T09:00:00+08:00', 'ACTED_AT_IN_FUTURE'],
    ['a day that is none', '2026-02-30T09:00:00+08:00', 'INVALID_REQUEST'],
    ['a text', '昨天', 'INVALID_REQUEST'],
  ])('an extension of %s is refused and moves nothing', async (_what, actedAt, code) => {
    const answer = await as('procuratorate', 'approver').post(`/clocks/${clockId}/extend`, { reason: '案情复杂', actedAt });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(await listed(as('procuratorate', 'handler'), matterId)).toMatchObject([{ dueOn: '2035-01-29', isExtendable: true }]);
  });
  it('an event with a day that is none is parked with its reason, and the others flow', async () => {
    const told = story([ids.office, ids.bureau]);
    const supervisionId = randomUUID();
    const board = { supervisionId, matterKind: 'problem' as const, matterId: randomUUID(), title: '督办', level: 'S2' as const };
    const parties = { issuer: ids.office, coIssuers: [], observers: [], unit: ids.bureau, signedOffBy: [] };
    const data = { ...board, ...parties, from: 'approved', to: 'issued', limitOn: '2035-02-28' };
    const subject = `supervision/${supervisionId}`;
    const event = told.event(SupervisionStageEnteredV1, subject, data, on('2035-01-08'));
    const flowing = handOffStory(ids.office, ids.bureau);
    await service.publish({ ...event, data: { ...data, limitOn: '2035-02-30' } }, flowing.sent(on('2035-01-08')));
    await eventuallyListed(flowing.matterId, [{ ruleId: 'H06' }]);
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(
        `select reason from case_supervision.inbox_parked where consumer = 'clock' and subject = $1`,
        [subject],
      );
      expect(rows).toEqual([{ reason: 'BAD_DATA' }]);
    });
    expect(await listed(office(), board.matterId)).toEqual([]);
  });
});

describe('a practice world', () => {
  it('says up to when its deadlines have spoken', async () => {
    const world = randomUUID();
    const subject = `practice-world/${world}`;
    const meta = { familyId: world, parties: [] };
    const legalNow = on('2031-03-10');
    const { matterId, sent } = handOffStory(ids.office, ids.bureau, { world });
    const time = () => office().get(`/clocks/worlds/${world}`);
    expect(await time()).toMatchObject({ status: 404 });
    await service.publish(
      integrationEvent(PracticeWorldOpenedV1, subject, { id: world, name: '演练', legalNow }, { ...meta, sequence: 1 }),
      sent(on('2031-03-10')),
    );
    const inWorld = (now: string) => as('office', 'handler', { world: { id: world, legalNow: now } });
    await eventuallyListed(matterId, [{ state: 'running' }], inWorld(legalNow));
    expect(await listed(office(), matterId)).toEqual([]);
    const to = on('2031-06-01');
    await service.publish(integrationEvent(PracticeClockMovedV1, subject, { id: world, from: legalNow, to }, { ...meta, sequence: 2 }));
    await eventuallyTold(async () => expect((await time()).body['tickedTo']).toBe(new Date(to).toISOString()));
    expect(await listed(inWorld(to), matterId)).toMatchObject([{ state: 'overdue' }]);
  });
});
