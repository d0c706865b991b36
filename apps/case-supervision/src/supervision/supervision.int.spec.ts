import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { ClockBreachedV1, ClockWarnedV1, ProblemReportedV1, ProblemStageEnteredV1 } from '@xiezhi/contracts';
import { asAgency } from '@xiezhi/postgres';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';

const schema = 'case_supervision';
const own = ownAgencies(() => service, { harbour: 'RCO', customs: 'PRO', fishery: 'AGR', water: 'WAT' });
const { harbour, customs, fishery, water } = own.ids;

let database: TestDatabase;
let service: TestService;
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await own.register();
  await own.known(database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const office = () => own.as('harbour', 'handler');
const leader = () => own.as('harbour', 'approver');
const unit = () => own.as('fishery', 'handler');
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

/** A problem that harbour keeps and fishery is to rectify, known to the service. */
async function problem(world?: string) {
  const problemId = randomUUID();
  const meta = { familyId: problemId, parties: [harbour], ...(world !== undefined && { world }) };
  const about = { problemId, number: 'XS-330503-2026-000001', office: harbour, title: '和孚漾围网养殖' };
  const reported = { ...about, reportedBy: harbour, categoryCode: 'Z1-08', divisionCode: '330503', isNamedReport: false };
  const step = {
    chart: 'problem',
    packVersion: 'river-chief-procurator@2026.1',
    transition: 'P4',
    from: 'TRIAGED',
    to: 'ASSIGNED',
    deviation: false,
    relapses: 0,
  };
  await service.publish(
    integrationEvent(ProblemReportedV1, `problem/${problemId}`, reported, meta),
    integrationEvent(
      ProblemStageEnteredV1,
      `problem/${problemId}`,
      { ...about, unit: fishery, ...step },
      { ...meta, parties: [harbour, fishery], sequence: 2 },
    ),
  );
  await eventuallyTold(async () => {
    const { rows } = await database.admin.query<{ parties: string[] }>(`select parties from ${schema}.known_matter where matter_id = $1`, [
      problemId,
    ]);
    expect(rows[0]?.parties).toHaveLength(2);
  });
  return problemId;
}

const joint = { matterKind: 'problem', level: 'S3', unit: fishery, grounds: '整改期限届满未完成。' };
const idOf = ({ body }: { body: Record<string, unknown> }) => String(body['id']);

async function proposed(matterId: string, more: object = {}) {
  const answer = await office().post('/supervisions', { ...joint, coIssuers: [customs], matterId, ...more });
  expect(answer).toMatchObject({ status: 201 });
  return `/supervisions/${idOf(answer)}`;
}
async function issued(matterId: string, more: object = {}) {
  const path = await proposed(matterId, more);
  expect(await leader().post(`${path}/approve`, {})).toMatchObject({ status: 200 });
  expect(await office().post(`${path}/issue`, { limitOn: day(30), requirements: ['拆除全部围网'] })).toMatchObject({ status: 200 });
  return path;
}
const stateOf = async (path: string) => (await leader().get(path)).body;

describe('a joint order', () => {
  it('goes from proposal to lifting, numbered at its issue, and closes with every sign-off only', async () => {
    const path = await proposed(await problem());
    expect(await office().post(`${path}/approve`, {})).toMatchObject({ status: 403 });
    expect(await unit().get(path)).toMatchObject({ status: 404, body: { code: 'SUPERVISION_NOT_FOUND' } });
    await leader().post(`${path}/approve`, {});
    await office().post(`${path}/issue`, { limitOn: day(30), requirements: ['拆除全部围网'] });
    const year = new Date().getUTCFullYear();
    expect(await stateOf(path)).toMatchObject({
      status: 'issued',
      order: { documentNumber: expect.stringMatching(`^测harbour督〔${year}〕\\d+号$`) },
    });
    expect(await unit().get(path)).toMatchObject({ status: 200 });
    expect(await own.as('fishery', 'intake').post(`${path}/sign`, {})).toMatchObject({ status: 200 });
    expect(await unit().post(`${path}/progress`, { progress: '已拆除一半。' })).toMatchObject({ status: 200 });
    expect(await unit().post(`${path}/report`, { report: '围网全部拆除，水面恢复。' })).toMatchObject({ status: 200 });
    expect(await office().post(`${path}/check`, { isPassed: true, findings: '现场核查合格。' })).toMatchObject({ status: 200 });
    expect(await leader().post(`${path}/lift`, { reason: '已完成。' })).toMatchObject({ status: 409, body: { code: 'SIGN_OFF_MISSING' } });
    expect(await own.as('customs', 'approver').post(`${path}/sign-off`, {})).toMatchObject({ status: 200 });
    expect(await leader().post(`${path}/lift`, { reason: '已完成。' })).toMatchObject({ status: 200 });
    const subject = path.slice(1).replace('supervisions', 'supervision');
    await eventuallyTold(() =>
      expect(service.announced(subject).map(({ data }) => (data as { to?: string }).to)).toEqual([
        undefined,
        'approved',
        'issued',
        'signed',
        'handling',
        'reported',
        'checked',
        'signed-off',
        'lifted',
      ]),
    );
    await expectConsistent(database);
  });

  it('takes numbers without a gap', async () => {
    const numbers: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const state = await stateOf(await issued(await problem()));
      numbers.push(Number(/〕(\d+)号/.exec((state['order'] as { documentNumber: string }).documentNumber)?.[1]));
      // Refused between two orders: no number is lost by it.
      expect(await office().post(`${await proposed(await problem())}/issue`, { limitOn: day(30), requirements: ['拆除'] })).toMatchObject({
        body: { code: 'SUPERVISION_NOT_APPROVED' },
      });
    }
    expect(numbers).toEqual([numbers[0], numbers[0]! + 1, numbers[0]! + 2]);
  });
});

describe('a practice order', () => {
  it('stays in its world, with a number of its own series', async () => {
    const world = { id: randomUUID(), legalNow: '2026-09-01T09:00:00+08:00' };
    const matterId = await problem(world.id);
    const body = { ...joint, level: 'S2', matterId };
    expect(await office().post('/supervisions', body)).toMatchObject({ status: 409, body: { code: 'WORLD_MISMATCH' } });
    const [inside, above] = [own.as('harbour', 'handler', { world }), own.as('harbour', 'approver', { world })];
    const path = `/supervisions/${idOf(await inside.post('/supervisions', body))}`;
    await above.post(`${path}/approve`, {});
    await inside.post(`${path}/issue`, { limitOn: '2026-12-01', requirements: ['拆除全部围网'] });
    const sees = own.as('fishery', 'handler', { world });
    expect((await sees.get(path)).body).toMatchObject({ status: 'issued', order: { documentNumber: '测harbour督〔2026〕演1号' } });
    await sees.post(`${path}/sign`, {});
    const asked = { progress: '已拆除三分之二。', cause: '冬捕。', plan: '十二月底前拆完。', requestedOn: '2026-12-31' };
    const at = (legalNow: string) => own.as('fishery', 'handler', { world: { ...world, legalNow } });
    expect(await at('2026-11-18T09:00:00+08:00').post(`${path}/ask-extension`, asked)).toMatchObject({
      status: 409,
      body: { code: 'EXTENSION_ASKED_TOO_LATE' },
    });
    expect(await at('2026-11-16T09:00:00+08:00').post(`${path}/ask-extension`, asked)).toMatchObject({ status: 200 });
    expect(await above.post(`${path}/extend`, { limitOn: '2026-12-31', reason: '同意延期。' })).toMatchObject({ status: 200 });
    expect((await sees.get(path)).body).toMatchObject({ order: { limitOn: '2026-12-31' }, extensions: 1 });
  });
});

describe('the ladder over one unit in one matter', () => {
  it('is taken by one of two approvals at one moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const matterId = await problem();
      const paths = [await proposed(matterId), await proposed(matterId)];
      const answers = await Promise.all(paths.map((path) => leader().post(`${path}/approve`, {})));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'SUPERVISION_LEVEL_NOT_HIGHER' });
    }
    await expectConsistent(database);
  });
  it('is climbed upward: the lower rung ends when the higher one is issued', async () => {
    const matterId = await problem();
    const lower = await issued(matterId, { level: 'S2', coIssuers: [] });
    expect(await office().post(`${lower}/escalate`, { level: 'S2', reason: '逾期。' })).toMatchObject({ status: 409 });
    const answer = await office().post(`${lower}/escalate`, { level: 'S3', reason: '逾期未报结果。', coIssuers: [customs] });
    expect(answer).toMatchObject({ status: 201 });
    const higher = `/supervisions/${idOf(answer)}`;
    expect(await leader().post(`${higher}/approve`, {})).toMatchObject({ status: 200 });
    await office().post(`${higher}/issue`, { limitOn: day(20), requirements: ['拆除'] });
    await eventuallyTold(async () => expect(await stateOf(lower)).toMatchObject({ status: 'escalated', successor: idOf(answer) }));
    const again = await proposed(matterId, { level: 'S2', coIssuers: [] });
    expect(await leader().post(`${again}/approve`, {})).toMatchObject({ body: { code: 'SUPERVISION_LEVEL_NOT_HIGHER' } });
  });
  it('begins anew after a rejection', async () => {
    const matterId = await problem();
    const first = await proposed(matterId);
    await leader().post(`${first}/approve`, {});
    await leader().post(`${first}/reject`, { reason: '另案处理。' });
    expect(await leader().post(`${await proposed(matterId)}/approve`, {})).toMatchObject({ status: 200 });
  });
});

/** What a clock over fishery in a matter tells. */
function clock(matterId: string, more: object = {}) {
  const clockId = randomUUID();
  const about = { clockId, ruleId: 'H04', ruleName: '整改', subject: `problem/${matterId}`, matterKind: 'problem', matterId } as const;
  const named = { ...about, holder: fishery, watchers: [harbour], title: '和孚漾围网养殖', dueAt: '2026-03-25T00:00:00+08:00', ...more };
  const meta = (sequence: number, actedAt: string) => ({ familyId: matterId, parties: [fishery, harbour], sequence, actedAt });
  return {
    clockId,
    warned: (sequence: number, actedAt: string) =>
      integrationEvent(ClockWarnedV1, `clock/${clockId}`, { ...named, level: 'warning' }, meta(sequence, actedAt)),
    breached: (sequence: number, rung: 'overdue' | 'long-overdue' = 'overdue') =>
      integrationEvent(
        ClockBreachedV1,
        `clock/${clockId}`,
        { ...named, rung, turnsRed: false },
        meta(sequence, '2026-03-25T00:00:00+08:00'),
      ),
  };
}

describe('a broken rung of a clock', () => {
  it('is proposed once, however often it is told, and ordered by a person alone', async () => {
    const matterId = await problem();
    const late = clock(matterId);
    const path = `/supervisions/${derivedId(late.clockId, 'supervision/overdue')}`;
    await service.publish(late.breached(1), late.breached(1), late.breached(2));
    await eventuallyTold(async () => expect(await leader().get(path)).toMatchObject({ status: 200 }));
    expect(await stateOf(path)).toMatchObject({
      status: 'proposed',
      level: 'S2',
      unit: fishery,
      grounds: expect.stringContaining('2026-03-24'),
    });
    expect((await stateOf(path))['proposer']).toBeUndefined();
    const { rowCount } = await database.admin.query(`select 1 from ${schema}.stream where aggregate = 'supervision' and family_id = $1`, [
      matterId,
    ]);
    expect(rowCount).toBe(1);
    expect(await leader().post(`${path}/approve`, {})).toMatchObject({ status: 200 });
    await expectConsistent(database);
  });
  it('over a procuratorate is proposed to nobody', async () => {
    const matterId = await problem();
    const [theirs, ours] = [clock(matterId, { holder: customs }), clock(matterId)];
    await service.publish(theirs.breached(1), ours.breached(1));
    await eventuallyTold(async () =>
      expect(await leader().get(`/supervisions/${derivedId(ours.clockId, 'supervision/overdue')}`)).toMatchObject({ status: 200 }),
    );
    expect(await leader().get(`/supervisions/${derivedId(theirs.clockId, 'supervision/overdue')}`)).toMatchObject({ status: 404 });
  });
  it('of an order fails it and proposes the next rung', async () => {
    const matterId = await problem();
    const path = await issued(matterId, { level: 'S2', coIssuers: [] });
    const id = path.slice('/supervisions/'.length);
    const late = clock(matterId, { subject: `supervision/${id}`, dueAt: `${day(31)}T00:00:00+08:00` });
    await service.publish(late.breached(1));
    await eventuallyTold(async () => expect(await stateOf(path)).toMatchObject({ status: 'failed' }));
    const next = `/supervisions/${derivedId(id, 'supervision/next')}`;
    await eventuallyTold(async () => expect(await stateOf(next)).toMatchObject({ status: 'proposed', level: 'S3', follows: id }));
    expect(await leader().post(`${next}/approve`, {})).toMatchObject({ body: { code: 'JOINT_MEMBER_MISSING' } });
    expect(await leader().post(`${next}/approve`, { coIssuers: [customs] })).toMatchObject({ status: 200 });
  });
});

describe('an urging', () => {
  it('comes once a day from one sender to one unit, sooner where the urgency rises', async () => {
    const matterId = await problem();
    const urge = { matterKind: 'problem', matterId, unit: fishery, text: '请尽快报送。' };
    expect(await office().post('/urgings', urge)).toMatchObject({ status: 201 });
    expect(await office().post('/urgings', urge)).toMatchObject({ status: 201, body: { version: 1 } });
    expect(await office().post('/urgings', { ...urge, text: '再次催办。' })).toMatchObject({
      status: 409,
      body: { code: 'URGED_RECENTLY' },
    });
    expect(await office().post('/urgings', { ...urge, text: '再次催办。', urgency: 'urgent' })).toMatchObject({ status: 201 });
  });
  it('of the system is one a day, however many clocks turn yellow', async () => {
    const matterId = await problem();
    const [one, other] = [clock(matterId), clock(matterId)];
    await service.publish(one.warned(1, '2026-03-23T00:00:00+08:00'), other.warned(1, '2026-03-23T09:00:00+08:00'));
    await service.publish(one.warned(2, '2026-03-24T10:00:00+08:00'));
    const subject = `urging/${derivedId(matterId, `urging/${fishery}/system`)}`;
    await eventuallyTold(() => expect(service.announced(subject)).toHaveLength(2));
    await expectConsistent(database);
  });
  it('reaches no procuratorate', async () =>
    expect(
      await office().post('/urgings', { matterKind: 'problem', matterId: await problem(), unit: customs, text: '请尽快。' }),
    ).toMatchObject({ status: 409, body: { code: 'UNIT_NOT_SUPERVISABLE' } }));
});

describe('bad input', () => {
  let path: string;
  beforeAll(async () => {
    path = await proposed(await problem());
    await leader().post(`${path}/approve`, {});
  });
  it.each([
    ['a day that is none', '2026-02-30', 400, 'INVALID_REQUEST'],
    ['a day that is over', '2026-01-05', 409, 'LIMIT_NOT_AHEAD'],
    ['no day', '月底', 400, 'INVALID_REQUEST'],
  ])('an order until %s is refused by name, and takes no number', async (_what, limitOn, status, code) => {
    const answer = await office().post(`${path}/issue`, { limitOn, requirements: ['拆除'] });
    expect(answer).toMatchObject({ status, body: { code } });
    const { rowCount } = await database.admin.query(`select 1 from ${schema}.document_number where subject = $1`, [
      path.slice(1).replace('supervisions', 'supervision'),
    ]);
    expect(rowCount).toBe(0);
  });
});

describe('what is possible', () => {
  const verbsOf = async (side: ReturnType<typeof office>, path: string) => {
    const { body } = await side.get(`${path}/possible`);
    return (body as unknown as { verb: string; isPossible: boolean }[]).filter(({ isPossible }) => isPossible).map(({ verb }) => verb);
  };
  it('follows the supervision from side to side, and to a stranger there is none', async () => {
    const matterId = await problem();
    const path = await proposed(matterId, { level: 'S2', coIssuers: [] });
    expect(await verbsOf(leader(), path)).toEqual(['approve', 'reject']);
    expect((await leader().get(`${path}/possible`)).body).toContainEqual(
      expect.objectContaining({ verb: 'issue', document: 'F-20', documentName: '督办单' }),
    );
    expect(await unit().get(`${path}/possible`)).toMatchObject({ status: 404, body: { code: 'SUPERVISION_NOT_FOUND' } });
    const running = await issued(await problem(), { level: 'S2', coIssuers: [] });
    expect(await verbsOf(unit(), running)).toEqual(['sign']);
    expect(await own.as('water', 'handler').get(`${running}/possible`)).toMatchObject({ status: 404 });
  });
  it('tells before the button is pressed that another order stands as high over this unit', async () => {
    const matterId = await problem();
    await issued(matterId, { level: 'S2', coIssuers: [] });
    const second = await proposed(matterId, { level: 'S2', coIssuers: [] });
    expect((await leader().get(`${second}/possible`)).body).toContainEqual(
      expect.objectContaining({ verb: 'approve', isPossible: false, code: 'SUPERVISION_LEVEL_NOT_HIGHER' }),
    );
  });
});

describe('permissions', () => {
  // One proposal for all: what is refused leaves it as it was.
  let path: string;
  beforeAll(async () => {
    path = await proposed(await problem());
  });
  it('to propose and to urge: for parties of the matter alone', async () => {
    const matterId = await problem();
    const stranger = own.as('water', 'handler');
    for (const [door, body] of [
      ['/supervisions', { ...joint, matterId, coIssuers: [customs] }],
      ['/urgings', { matterKind: 'problem', matterId, unit: fishery, text: '请尽快。' }],
    ] as const)
      expect(await stranger.post(door, body)).toMatchObject({ status: 404, body: { code: 'MATTER_NOT_FOUND' } });
  });
  it.each([
    ['approve', {}, 'approver'],
    ['reject', { reason: '不予督办。' }, 'approver'],
    ['issue', { limitOn: '2099-01-01', requirements: ['拆除'] }, 'handler'],
    ['sign', {}, 'handler'],
    ['progress', { progress: '进展。' }, 'handler'],
    ['report', { report: '结果。' }, 'handler'],
    ['check', { isPassed: true, findings: '合格。' }, 'handler'],
    ['sign-off', {}, 'approver'],
    ['lift', { reason: '完成。' }, 'approver'],
    ['extend', { limitOn: '2099-01-01', reason: '同意。' }, 'approver'],
    ['ask-extension', { progress: '进展。', cause: '原因。', plan: '计划。', requestedOn: '2099-01-01' }, 'handler'],
    ['decline-extension', { reason: '不同意。' }, 'approver'],
    ['escalate', { level: 'S5', reason: '升级。' }, 'handler'],
  ] as const)('%s: not for another agency, to which there is no supervision, and not for an inspector', async (verb, body, role) => {
    expect(await own.as('water', role).post(`${path}/${verb}`, body)).toMatchObject({
      status: 404,
      body: { code: 'SUPERVISION_NOT_FOUND' },
    });
    expect(await own.as('harbour', 'inspector').post(`${path}/${verb}`, body)).toMatchObject({ status: 403 });
  });
  it('nothing of what was refused is in it', async () => expect(await stateOf(path)).toMatchObject({ version: 1, status: 'proposed' }));
  it('a stream is shown to the board alone until the order is issued', async () => {
    const seenBy = (agency: string) =>
      asAgency(database.app, { agency }, async (tx) => {
        const found = await tx.query({
          text: `select 1 from ${schema}.fact where aggregate = 'supervision' and stream_id = $1`,
          values: [path.slice('/supervisions/'.length)],
        });
        return found.rowCount;
      });
    expect(await Promise.all([harbour, customs, fishery, water].map(seenBy))).toEqual([1, 1, 0, 0]);
  });
});
