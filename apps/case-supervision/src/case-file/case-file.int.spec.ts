import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffReceivedV1, type IntegrationEvent } from '@xiezhi/contracts';
import { asAgency } from '@xiezhi/postgres';
import {
  eventStoreAccess,
  expectConsistent,
  integrationEvent,
  machineryAccess,
  readAsStranger,
  runService,
  tableAccess,
  type TestDatabase,
  testDatabase,
  type TestService,
} from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';

const schema = 'case_supervision';

let database: TestDatabase;
let service: TestService;
const own = ownAgencies(() => service, { harbour: 'RCO', customs: 'PRO', police: 'POL' });
const { harbour, customs, police } = own.ids;
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

/** One hand-off of harbour to customs, and the file it leads to. */
function handOff(world?: string) {
  const [handOffId, matterId, familyId] = [randomUUID(), randomUUID(), randomUUID()] as const;
  const parties = { sender: harbour, receiver: customs, title: '排水口异常排水', routeId: 'clue-from-public' };
  const named = { handOffId, kind: 'owning', matterKind: 'clue', matterId, ...parties } as const;
  const meta = { familyId, parties: [harbour, customs], ...(world !== undefined && { world }) };
  return {
    familyId,
    fileId: derivedId(handOffId, 'case-file'),
    received: (sequence: number) => integrationEvent(HandOffReceivedV1, `hand-off/${handOffId}`, named, { ...meta, sequence }),
    accepted: (sequence: number) =>
      integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, { ...named, sourceCode: 'S18' }, { ...meta, sequence }),
  };
}

const handler = () => own.as('customs', 'handler');
const approver = () => own.as('customs', 'approver');
const findings = '排口已封堵，水质达标。CANARY-FINDINGS';
const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。CANARY-REASON' };

async function opened(more: Partial<{ world: string }> = {}): Promise<ReturnType<typeof handOff>> {
  const one = handOff(more.world);
  await service.publish(one.accepted(1));
  await eventuallyTold(async () => expect(await handler().get(`/case-files/${one.fileId}`)).toMatchObject({ status: 200 }));
  return one;
}

const applied = (event: IntegrationEvent) =>
  eventuallyTold(async () => {
    const { rowCount } = await database.admin.query(
      `select 1 from ${schema}.inbox_gate where consumer = 'case-file' and subject = $1 and last_sequence >= $2`,
      [event.subject, event.meta.sequence],
    );
    expect(rowCount).toBe(1);
  });

describe('an accepted hand-off', () => {
  it('opens the receiver’s file, in its family', async () => {
    const { fileId, familyId } = await opened();
    const { body, headers } = await handler().get(`/case-files/${fileId}`);
    expect(body).toMatchObject({ id: fileId, version: 1, status: 'open', agency: customs, sender: harbour, familyId });
    expect(headers.get('etag')).toBe('"1"');
    const [told] = await eventuallyTold(() => {
      const announced = service.announced(`case-file/${fileId}`);
      expect(announced).toHaveLength(1);
      return announced;
    });
    expect(told).toMatchObject({
      type: 'case-supervision.case-file-opened.v1',
      meta: { familyId, sequence: 1, parties: [customs], actor: { service: 'case-supervision' } },
    });
    await expectConsistent(database);
  });

  it('opens one file when it comes twice, as the same record and as another announcement of the same', async () => {
    const one = handOff();
    const first = one.accepted(1);
    await service.publish(first, first, one.accepted(1), one.accepted(2));
    await applied(one.accepted(2));
    const { rows } = await database.admin.query(`select version from ${schema}.stream where stream_id = $1`, [one.fileId]);
    expect(rows).toEqual([{ version: 1 }, { version: 1 }]); // the file and its return
    await expectConsistent(database);
  });

  it('opens the file once its predecessor has come, when the two come in the wrong order', async () => {
    const one = handOff();
    await service.publish(one.accepted(2));
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(
        `select reason from ${schema}.inbox_parked where consumer = 'case-file' and subject = $1`,
        [one.accepted(2).subject],
      );
      expect(rows).toEqual([{ reason: 'GAP' }]);
    });
    await service.publish(one.received(1));
    await eventuallyTold(async () => expect(await handler().get(`/case-files/${one.fileId}`)).toMatchObject({ status: 200 }));
  });

  it('disturbs nobody when it is malformed', async () => {
    const bad = handOff();
    const broken = bad.accepted(1);
    await service.publish({ ...broken, data: { ...broken.data, receiver: 'customs' } });
    await opened();
    expect(await handler().get(`/case-files/${bad.fileId}`)).toMatchObject({ status: 404 });
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(
        `select reason from ${schema}.inbox_parked where consumer = 'case-file' and subject = $1`,
        [broken.subject],
      );
      expect(rows).toEqual([{ reason: 'BAD_DATA' }]);
    });
  });
});

describe('a case file over HTTP', () => {
  it('is evaluated by one and decided by another account; nothing of what they found leaves it', async () => {
    const { fileId } = await opened();
    expect(await handler().post(`/case-files/${fileId}/evaluate`, { findings })).toMatchObject({
      status: 200,
      body: { id: fileId, version: 2 },
    });
    const decided = await approver().post(`/case-files/${fileId}/decide`, decision);
    expect(decided).toMatchObject({ status: 200, body: { version: 3 } });
    const token = JSON.parse(Buffer.from(String(decided.body['readToken']), 'base64url').toString()) as unknown;
    expect(token).toEqual([['/xiezhi/case-supervision', `case-file/${fileId}`, 4]]);
    expect((await handler().get(`/case-files/${fileId}`)).body).toMatchObject({
      status: 'open',
      isDecided: true,
      stage: 'DECIDED_NOT_OPENED',
      values: { findings, ...decision },
    });

    const told = await eventuallyTold(() => {
      const announced = service.announced(`case-file/${fileId}`);
      expect(announced.map(({ type }) => type)).toEqual(
        ['opened', 'stage-entered', 'stage-entered', 'decided'].map((what) => `case-supervision.case-file-${what}.v1`),
      );
      return announced;
    });
    expect(JSON.stringify(told)).not.toContain('CANARY');
    expect(told[3]).toMatchObject({
      data: { resultCode: 'NOT_OPEN_DUTY_PERFORMED' },
      meta: { actor: { account: 'customs.approver', agency: customs } },
    });
    await expectConsistent(database);
  });

  it('is decided once: of two decisions at one moment the second is told what the first was', async () => {
    const { fileId } = await opened();
    await handler().post(`/case-files/${fileId}/evaluate`, { findings });
    const other = { resultCode: 'NOT_OPEN_NO_HARM', reason: '未见损害。' };
    const answers = await Promise.all([decision, other].map((body) => approver().post(`/case-files/${fileId}/decide`, body)));
    const refused = answers.find(({ status }) => status === 409);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { values } = (await handler().get(`/case-files/${fileId}`)).body as { values: { resultCode: string } };
    expect(refused?.body).toMatchObject({ code: 'CASE_FILE_ALREADY_DECIDED', detail: expect.stringContaining(values.resultCode) });
    expect(refused?.body).toMatchObject({ detail: expect.stringContaining(customs) });
    expect(await own.as('police', 'approver').post(`/case-files/${fileId}/decide`, other)).toMatchObject({ status: 404 });
    await expectConsistent(database);
  });

  it('answers the repetition of a key as the first time, and refuses the key for other content', async () => {
    const { fileId } = await opened();
    const key = { 'idempotency-key': randomUUID() };
    const first = await handler().post(`/case-files/${fileId}/evaluate`, { findings }, key);
    const again = await handler().post(`/case-files/${fileId}/evaluate`, { findings }, key);
    expect(again.body).toEqual(first.body);
    expect(await handler().post(`/case-files/${fileId}/evaluate`, { findings: '另一意见' }, key)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    await expectConsistent(database);
  });

  it('is decided where its keeper opened it, too: there is nobody to give it back to', async () => {
    const file = await own.as('customs', 'handler').post('/case-files', { chart: 'case-file', title: '履职中发现' });
    const path = `/case-files/${String(file.body['id'])}`;
    await handler().post(`${path}/evaluate`, { findings });
    expect(await approver().post(`${path}/decide`, decision)).toMatchObject({ status: 200 });
  });
  it('is not decided by its evaluator, nor without an evaluation unless it says why', async () => {
    const { fileId } = await opened();
    const both = own.as('customs', 'handler', { roles: ['handler', 'approver'] });
    expect(await approver().post(`/case-files/${fileId}/decide`, decision)).toMatchObject({
      status: 409,
      body: { code: 'TRANSITION_NOT_FROM_HERE' },
    });
    await both.post(`/case-files/${fileId}/evaluate`, { findings });
    expect(await both.post(`/case-files/${fileId}/decide`, decision)).toMatchObject({
      status: 409,
      body: { code: 'STEP_SAME_PERSON' },
    });

    const other = await opened();
    const deviation = '紧急情况下先行决定。';
    expect(await approver().post(`/case-files/${other.fileId}/decide`, { ...decision, deviation })).toMatchObject({ status: 200 });
    expect((await approver().get(`/case-files/${other.fileId}`)).body).toMatchObject({
      stage: 'DECIDED_NOT_OPENED',
      steps: [{ transition: 'T9', from: 'ACCEPTED', deviation }],
    });
  });

  it('keeps a practice file in its world', async () => {
    const world = { id: randomUUID(), legalNow: '2026-10-20T09:00:00+08:00' };
    const { fileId } = await opened({ world: world.id });
    expect(await handler().post(`/case-files/${fileId}/evaluate`, { findings })).toMatchObject({
      status: 409,
      body: { code: 'WORLD_MISMATCH' },
    });
    const inside = own.as('customs', 'handler', { world });
    expect(await inside.post(`/case-files/${fileId}/evaluate`, { findings, actedAt: '2026-10-20T08:00:00+08:00' })).toMatchObject({
      status: 200,
    });
    expect(await inside.post(`/case-files/${fileId}/evaluate`, { findings, actedAt: '2026-10-21T08:00:00+08:00' })).toMatchObject({
      status: 400,
      body: { code: 'ACTED_AT_IN_FUTURE' },
    });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { findings, extra: 1 }, 'extra'],
    ['an empty text', { findings: '   ' }, 'findings'],
    ['a text that is too long', { findings: '水'.repeat(4001) }, 'findings'],
    ['nothing', {}, 'findings'],
  ])('refuses %s by the name of the field', async (_what, body, path) => {
    const { fileId } = handOff();
    expect(await handler().post(`/case-files/${fileId}/evaluate`, body)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ path }] },
    });
  });
  it('refuses a result that is no code', async () =>
    expect(await approver().post(`/case-files/${handOff().fileId}/decide`, { ...decision, resultCode: 'open somehow' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'resultCode' }] },
    }));
  it('refuses a result that the list of its chart has not', async () => {
    const { fileId } = await opened();
    await handler().post(`/case-files/${fileId}/evaluate`, { findings });
    const decided = await approver().post(`/case-files/${fileId}/decide`, { ...decision, resultCode: 'OPEN_SOMEHOW' });
    expect(decided).toMatchObject({ status: 400, body: { code: 'STEP_FIELDS_INVALID' } });
  });
  it('is not opened by a source that no mechanism lists', async () => {
    const opening = await handler().post('/case-files', { chart: 'case-file', title: '履职中发现', sourceCode: 'S99' });
    expect(opening).toMatchObject({ status: 400, body: { code: 'CODE_NOT_LISTED', detail: 'list: clue-source；code: S99' } });
  });
  it('refuses an id that is none', async () => expect(await handler().get('/case-files/42')).toMatchObject({ status: 400 }));
});

describe('permissions', () => {
  // One file for all: what is refused leaves it as it was.
  let fileId: string;
  beforeAll(async () => {
    ({ fileId } = await opened());
  });
  const verbs = [
    ['evaluate', { findings }, 'handler', 'approver'],
    ['decide', decision, 'approver', 'handler'],
  ] as const;
  it.each(verbs)('%s: not for another agency, to which there is no file', async (verb, body, role) => {
    for (const agency of ['harbour', 'police'] as const)
      expect(await own.as(agency, role).post(`/case-files/${fileId}/${verb}`, body)).toMatchObject({
        status: 404,
        body: { code: 'CASE_FILE_NOT_FOUND' },
      });
    expect(await own.as('customs', role).post(`/case-files/${randomUUID()}/${verb}`, body)).toMatchObject({
      status: 404,
      body: { code: 'CASE_FILE_NOT_FOUND' },
    });
  });
  it.each(verbs)('%s: not for another role of the same agency', async (verb, body, _role, other) => {
    expect(await own.as('customs', other).post(`/case-files/${fileId}/${verb}`, body)).toMatchObject({
      status: 403,
      body: { code: 'ACTION_NOT_PERMITTED' },
    });
  });
  it('nothing of what was refused is in the file', async () =>
    expect((await handler().get(`/case-files/${fileId}`)).body).toMatchObject({ version: 1, steps: [] }));
  it('reading: not for another agency, not for a platform administrator', async () => {
    expect(await own.as('harbour', 'handler').get(`/case-files/${fileId}`)).toMatchObject({
      status: 404,
      body: { code: 'CASE_FILE_NOT_FOUND' },
    });
    for (const role of ['system-admin', 'security-admin', 'audit-admin'] as const)
      expect(await own.as('customs', role).get(`/case-files/${fileId}`)).toMatchObject({ status: 403 });
  });
});

describe('the tables', () => {
  const known = `plain; ${schema}_app: select; ${schema}_worker: insert, select, update`;
  const counted_calendar = `plain; ${schema}_app: select; ${schema}_worker: insert, select, update`;
  const clock = `forced; ${schema}_app: select, update; ${schema}_worker: insert, select, update`;
  const numbers = (changed: string) =>
    `forced; ${[`${schema}_app`, `${schema}_worker`].map((role) => `${role}: insert, select, update (${changed})`).join('; ')}`;
  const listed = {
    ...eventStoreAccess(schema),
    ...machineryAccess(schema),
    known_agency: known,
    known_route: known,
    known_pack: `plain; ${schema}_worker: insert, select, truncate, update`,
    practice_world: known,
    known_matter: `forced; ${schema}_app: select; ${schema}_worker: insert, select, update`,
    open_rung: `plain; ${schema}_app: delete, insert, select; ${schema}_worker: select`,
    document_number: numbers('status, reason, voided_at'),
    number_series: numbers('last'),
    clock,
    counted_calendar,
    replan: `forced; ${schema}_app: insert, select, update; ${schema}_worker: select, update`,
    replan_change: `forced; ${schema}_app: select; ${schema}_worker: insert, select, update`,
    // Proposing, confirming and withdrawing a re-plan are written down with the command.
    operator_act: `plain; ${schema}_app: insert; ${schema}_worker: insert, select`,
  };
  it('are these, each read by whom it should be', async () => expect(await tableAccess(database)).toEqual(listed));
  it('fail this spec when one is not listed', async () => {
    await database.admin.query(`create table ${schema}.forgotten (note text); grant select on ${schema}.forgotten to ${schema}_app`);
    const found = await tableAccess(database);
    await database.admin.query(`drop table ${schema}.forgotten`);
    expect(found).toEqual({ ...listed, forgotten: `plain; ${schema}_app: select` });
  });

  it.each(['stream', 'fact'])('%s shows a file to its keeper alone', async (table) => {
    const { fileId } = await opened();
    const seenBy = (agency: string) =>
      asAgency(
        database.app,
        { agency },
        async (tx) =>
          (await tx.query(`select 1 from ${schema}.${table} where aggregate = 'case-file' and stream_id = $1`, [fileId])).rowCount,
      );
    expect(await seenBy(customs)).toBe(1);
    expect(await seenBy(harbour)).toBe(0);
    expect(await seenBy(police)).toBe(0);
    expect((await database.app.query(`select 1 from ${schema}.${table}`)).rowCount).toBe(0);
  });
  it('outbox cannot be read by the role that answers callers', () =>
    expect(database.app.query(`select 1 from ${schema}.outbox`)).rejects.toThrow(/permission denied/));
  it.each(Object.keys(listed))('%s lets another service’s role not even into the schema', async (table) =>
    expect(readAsStranger(database, table)).rejects.toThrow(/permission denied for schema/),
  );
});
