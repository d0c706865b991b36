import { createHash, randomUUID } from 'node:crypto';
import { asAgency } from '@xiezhi/postgres';
import { eventStoreAccess, eventually, expectConsistent, machineryAccess, readAsStranger, tableAccess } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '@xiezhi/postgres';
import {
  bringTo,
  canary,
  clueBody,
  customs,
  type Desks,
  desksOf,
  harbour,
  type Harbour,
  police,
  routes,
  startClueTransfer,
  wharf,
} from './clue-transfer.fixture.ts';
import { fileFlightBehaviour } from './file-flight/file-flight.behaviour.ts';
import { answeringBehaviour } from './hand-off/answering.behaviour.ts';
import { badInputBehaviour } from './hand-off/bad-input.behaviour.ts';
import { sendingBehaviour } from './hand-off/sending.behaviour.ts';
import { takingBackBehaviour } from './hand-off/taking-back.behaviour.ts';
import { clueTransfer } from './service.ts';

const schema = 'clue_transfer';
const inTime = { withinMs: 20_000 };

let started: Harbour;
let desks: Desks;
beforeAll(async () => {
  started = await startClueTransfer();
  desks = started.desks;
});
afterAll(async () => {
  await expectConsistent(started.database);
  await started.stop();
});

sendingBehaviour(() => started);
answeringBehaviour(() => started);
takingBackBehaviour(() => started);
fileFlightBehaviour(() => started);
badInputBehaviour(() => started);

const ownerOf = (clueId: string, owner: string) =>
  eventually(async () => expect((await desks.intake.get(`/clues/${clueId}`)).body).toMatchObject({ owner, status: 'held' }), inTime);

describe('a hand-off over HTTP', () => {
  it('is drafted, approved by another person, sent, signed for and accepted; the clue follows', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    const accepted = await desks.answerer.post(`/hand-offs/${handOffId}/accept`, {});
    expect(accepted).toMatchObject({ status: 200, body: { id: handOffId, version: 5 } });
    expect(accepted.headers.get('etag')).toBe('"5"');
    await ownerOf(clueId, customs);
    // The clue's own stream stays with who registered it; the new owner has the package, and its own file elsewhere.
    expect((await desks.intake.get(`/clues/${clueId}`)).body).toMatchObject({ owner: customs, registeredBy: harbour });
    expect(await desks.answerer.get(`/clues/${clueId}`)).toMatchObject({ status: 404 });
    const types = await eventually(() => {
      const announced = started.service.announced(`hand-off/${handOffId}`);
      expect(announced).toHaveLength(4);
      return announced.map(({ type, meta }) => [type.split('.')[1], meta.sequence, meta.parties.length]);
    }, inTime);
    expect(types).toEqual([
      ['hand-off-submitted', 1, 1],
      ['hand-off-sent', 2, 2],
      ['hand-off-received', 3, 2],
      ['hand-off-accepted', 4, 2],
    ]);
    await expectConsistent(started.database);
  });

  it('is refused with a reason; the clue stays with the sender and may be handed over again', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    const reason = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' };
    expect(await desks.answerer.post(`/hand-offs/${handOffId}/refuse`, reason)).toMatchObject({ status: 200 });
    expect((await desks.intake.get(`/hand-offs/${handOffId}`)).body).toMatchObject({ status: 'refused', ...reason });
    await ownerOf(clueId, harbour);
    const again = await desks.intake.post('/hand-offs', {
      matterKind: 'clue',
      matterId: clueId,
      receiver: customs,
      route: routes.public,
      purpose: '补充材料后再送',
      legalBasis: '同前',
    });
    expect(again).toMatchObject({ status: 201 });
    const id = String(again.body['id']);
    await desks.intake.post(`/hand-offs/${id}/submit`, {});
    expect(await desks.approver.post(`/hand-offs/${id}/approve`, {})).toMatchObject({ status: 200 });
  });

  it('freezes a package that both sides fetch byte for byte', async () => {
    const { handOffId } = await bringTo('sent', desks);
    const [bySender, byReceiver] = await Promise.all([
      desks.intake.get(`/hand-offs/${handOffId}/package`),
      desks.liaison.get(`/hand-offs/${handOffId}/package`),
    ]);
    expect(byReceiver.body).toEqual(bySender.body);
    const { text, sha256, sm3 } = bySender.body as { text: string; sha256: string; sm3: string };
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
    expect(createHash('sm3').update(text).digest('hex')).toBe(sm3);
    expect(JSON.parse(text)).toMatchObject({
      format: 'xiezhi.package.v1',
      handOffId,
      matter: { title: clueBody.title, description: clueBody.description },
      materials: clueBody.materials,
    });
  });

  it('leaves one owning hand-off when two of one clue are approved at once', async () => {
    const { clueId, handOffId } = await bringTo('submitted', desks);
    const second = await desks.handler.post('/hand-offs', {
      matterKind: 'clue',
      matterId: clueId,
      receiver: customs,
      route: routes.public,
      purpose: '另一件',
      legalBasis: '同前',
    });
    const secondId = String(second.body['id']);
    await desks.handler.post(`/hand-offs/${secondId}/submit`, {});
    const answers = await Promise.all([handOffId, secondId].map((id) => desks.approver.post(`/hand-offs/${id}/approve`, {})));
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'MATTER_ALREADY_HANDED_OVER' });
    await expectConsistent(started.database);
  });

  it('is not refused on a route that forbids it', async () => {
    const { handOffId } = await bringTo('received', desks, { draft: { route: routes.mustAccept } });
    const answer = await desks.answerer.post(`/hand-offs/${handOffId}/refuse`, { reasonCode: 'OTHER', reason: '不便受理' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'REFUSAL_NOT_PERMITTED' } });
  });

  it('needs what its route demands', async () => {
    const { clueId } = await bringTo('registered', desks, { clue: { materials: [] } });
    const draft = {
      matterKind: 'clue',
      matterId: clueId,
      receiver: customs,
      route: routes.public,
      purpose: '请依法评估',
      legalBasis: '第五条',
    };
    const { body } = await desks.intake.post('/hand-offs', draft);
    expect(await desks.intake.post(`/hand-offs/${String(body['id'])}/submit`, {})).toMatchObject({
      status: 409,
      body: { code: 'MATERIAL_MISSING' },
    });
    expect(await desks.intake.post('/hand-offs', { ...draft, route: 'no-such-route' })).toMatchObject({
      status: 404,
      body: { code: 'ROUTE_UNKNOWN' },
    });
    expect(await desks.intake.post('/hand-offs', { ...draft, receiver: police })).toMatchObject({
      body: { code: 'ROUTE_NOT_FOR_THESE_PARTIES' },
    });
    expect(await desks.intake.post('/hand-offs', { ...draft, receiver: randomUUID() })).toMatchObject({
      body: { code: 'RECEIVER_UNKNOWN' },
    });
  });
});

describe('repetition', () => {
  it('with the same key answers as before and makes nothing twice', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await desks.intake.post('/clues', { ...clueBody, reporter: canary }, headers);
    const second = await desks.intake.post('/clues', { ...clueBody, reporter: canary }, headers);
    expect(second).toMatchObject({ status: 201, body: first.body });
    const { rows } = await started.database.admin.query(`select count(*)::int as n from ${schema}.sealed_reporter where clue_id = $1`, [
      first.body['id'],
    ]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('with the same key at the same moment makes one clue', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => desks.intake.post('/clues', { ...clueBody, title: '同时提交' }, headers)),
    );
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
  });

  it('with the same key and other content is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await desks.intake.post('/clues', clueBody, headers);
    const other = await desks.intake.post('/clues', { ...clueBody, title: '另一件' }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('of a verb with another key succeeds and records nothing', async () => {
    const { handOffId } = await bringTo('received', desks);
    expect(await desks.liaison.post(`/hand-offs/${handOffId}/receive`, {})).toMatchObject({ status: 200, body: { version: 4 } });
  });

  it('against a version that has passed is refused', async () => {
    const { handOffId } = await bringTo('received', desks);
    const answer = await desks.answerer.post(`/hand-offs/${handOffId}/accept`, {}, { 'if-match': '"2"' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'STALE_VERSION' } });
    expect(await desks.answerer.post(`/hand-offs/${handOffId}/accept`, {}, { 'if-match': '"4"' })).toMatchObject({ status: 200 });
  });
});

describe('permissions', () => {
  it('a post without the right is told so, command by command', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    const forbidden: [keyof Desks, string, object][] = [
      ['approver', '/clues', clueBody],
      [
        'liaison',
        '/hand-offs',
        { matterKind: 'clue', matterId: clueId, receiver: customs, route: routes.public, purpose: '请依法评估', legalBasis: '第五条' },
      ],
      ['approver', `/hand-offs/${handOffId}/submit`, {}],
      ['intake', `/hand-offs/${handOffId}/approve`, {}],
      ['handler', `/hand-offs/${handOffId}/receive`, {}],
      ['liaison', `/hand-offs/${handOffId}/accept`, {}],
      ['liaison', `/hand-offs/${handOffId}/refuse`, { reasonCode: 'OTHER', reason: '不便受理' }],
      ['intake', `/clues/${clueId}/disclose-reporter`, { purpose: '回访核实' }],
    ];
    for (const [desk, path, body] of forbidden)
      expect(await desks[desk].post(path, body), `${desk} ${path}`).toMatchObject({ status: 403, body: { code: 'ACTION_NOT_PERMITTED' } });
  });

  it('to another agency a hand-off and a clue do not exist', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    for (const path of [`/hand-offs/${handOffId}`, `/hand-offs/${handOffId}/package`]) {
      expect(await desks.bystander.get(path)).toMatchObject({ status: 404, body: { code: 'HAND_OFF_NOT_FOUND' } });
      expect((await desks.bystander.get(path)).body).toEqual(expect.not.objectContaining({ title: clueBody.title }));
    }
    for (const verb of ['submit', 'receive', 'accept'])
      expect(await desks.bystander.post(`/hand-offs/${handOffId}/${verb}`, {}), verb).toMatchObject({
        status: 404,
        body: { code: 'HAND_OFF_NOT_FOUND' },
      });
    expect(await desks.bystandingApprover.post(`/hand-offs/${handOffId}/approve`, {})).toMatchObject({ status: 404 });
    const refusal = { reasonCode: 'OTHER', reason: '不便受理' };
    expect(await desks.bystander.post(`/hand-offs/${handOffId}/refuse`, refusal)).toMatchObject({ status: 404 });
    expect(await desks.bystander.get(`/clues/${clueId}`)).toMatchObject({ status: 404, body: { code: 'CLUE_NOT_FOUND' } });
    const draft = {
      matterKind: 'clue',
      matterId: clueId,
      receiver: customs,
      route: routes.public,
      purpose: '请依法评估',
      legalBasis: '第五条',
    };
    expect(await desks.bystander.post('/hand-offs', draft)).toMatchObject({ status: 404, body: { code: 'CLUE_NOT_FOUND' } });
  });

  it('the receiver sees nothing before it is sent, and does not answer what is not signed for', async () => {
    const { handOffId } = await bringTo('submitted', desks);
    expect(await desks.answerer.get(`/hand-offs/${handOffId}`)).toMatchObject({ status: 404 });
    const sent = await bringTo('sent', desks);
    expect(await desks.answerer.post(`/hand-offs/${sent.handOffId}/accept`, {})).toMatchObject({
      status: 409,
      body: { code: 'HAND_OFF_NOT_RECEIVED' },
    });
  });

  it('the sender does not answer for the receiver, and nobody approves his own draft', async () => {
    const { handOffId } = await bringTo('received', desks);
    expect(await desks.intake.post(`/hand-offs/${handOffId}/accept`, {})).toMatchObject({
      status: 403,
      body: { code: 'NOT_THE_RECEIVER' },
    });
    const both = desksOf(started.service, { roles: ['intake', 'approver'], account: 'harbour.both' });
    const own = await bringTo('submitted', both);
    expect(await both.approver.post(`/hand-offs/${own.handOffId}/approve`, {})).toMatchObject({
      status: 409,
      body: { code: 'APPROVER_IS_DRAFTER' },
    });
  });

  it('a real matter and a practice world never mix', async () => {
    const world = { id: randomUUID(), legalNow: '2026-10-12T09:00:00+08:00' };
    const practising = desksOf(started.service, { world });
    const { clueId } = await bringTo('registered', practising, { clue: { actedAt: '2026-10-12T08:00:00+08:00' } });
    expect((await practising.intake.get(`/clues/${clueId}`)).body).toMatchObject({ world: world.id });
    const draft = {
      matterKind: 'clue',
      matterId: clueId,
      receiver: customs,
      route: routes.public,
      purpose: '请依法评估',
      legalBasis: '第五条',
    };
    const id = String((await practising.intake.post('/hand-offs', draft)).body['id']);
    expect(await desks.intake.post(`/hand-offs/${id}/submit`, {})).toMatchObject({ status: 409, body: { code: 'WORLD_MISMATCH' } });
    const late = await practising.intake.post('/clues', { ...clueBody, actedAt: '2026-10-12T09:00:01+08:00' });
    expect(late).toMatchObject({ status: 400, body: { code: 'ACTED_AT_IN_FUTURE' } });
  });
});

describe('the reporter', () => {
  it('is disclosed to the registering agency with a purpose, on record, and to nobody else', async () => {
    const { clueId } = await bringTo('registered', desks, { clue: { reporter: canary } });
    const disclosed = await desks.handler.post(`/clues/${clueId}/disclose-reporter`, { purpose: '回访核实' });
    expect(disclosed).toMatchObject({ status: 200, body: { reporter: canary } });
    const { rows } = await started.database.admin.query(
      `select type, data->>'purpose' as purpose from ${schema}.fact where stream_id = $1 order by version`,
      [clueId],
    );
    expect(rows.at(-1)).toEqual({ type: 'ReporterDisclosed', purpose: '回访核实' });
    expect(await desks.bystander.post(`/clues/${clueId}/disclose-reporter`, { purpose: '回访核实' })).toMatchObject({ status: 403 });
  });

  it('is in no row in the clear, and in no announcement', async () => {
    const { clueId } = await bringTo('received', desks, { clue: { reporter: canary } });
    const { rows } = await started.database.admin.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = $1`, [
      schema,
    ]);
    for (const { name } of rows) {
      const found = await started.database.admin.query(`select 1 from ${schema}.${name} t where t::text like '%CANARY-REPORTER%'`);
      expect(found.rowCount, name).toBe(0);
    }
    const announced = await eventually(() => {
      const events = started.service.announced(`clue/${clueId}`);
      expect(events.length).toBeGreaterThan(0);
      return events.map((event) => event.received.body).join();
    }, inTime);
    expect(announced).not.toMatch(/CANARY/);
  });

  it('is out of reach once the family’s key is destroyed', async () => {
    const { clueId } = await bringTo('registered', desks, { clue: { reporter: canary } });
    await started.database.admin.query(`delete from ${schema}.family_key where family_id = $1`, [clueId]);
    expect(await desks.handler.post(`/clues/${clueId}/disclose-reporter`, { purpose: '回访核实' })).toMatchObject({
      status: 404,
      body: { code: 'REPORTER_NOT_RECORDED' },
    });
  });
});

describe('the tables', () => {
  const sealed = `forced; ${schema}_app: insert, select`;
  const lookUp = `plain; ${schema}_app: select; ${schema}_worker: insert, select, truncate, update`;

  const numbers = (changed: string) =>
    `forced; ${[`${schema}_app`, `${schema}_worker`].map((role) => `${role}: insert, select, update (${changed})`).join('; ')}`;

  it('are the ones listed, each with who may do what', async () =>
    expect(await tableAccess(started.database)).toEqual({
      ...eventStoreAccess(schema),
      ...machineryAccess(schema),
      family_key: sealed,
      sealed_reporter: sealed,
      known_agency: lookUp,
      known_route: lookUp,
      known_pack: `plain; ${schema}_worker: insert, select, truncate, update`,
      document_number: numbers('status, reason, voided_at'),
      number_series: numbers('last'),
      problem_place: `forced; ${schema}_app: insert, select; ${schema}_worker: select`,
    }));

  it.each(['stream', 'fact', 'receipt', 'family_key', 'sealed_reporter'])(
    '%s shows its rows to a party, none without context or to another agency',
    async (table) => {
      await bringTo('registered', desks, { clue: { reporter: canary } });
      const { app } = started.database;
      const count = `select count(*)::int as n from ${schema}.${table}`;
      const asParty = await asAgency(app, { agency: harbour }, (tx) => tx.query<{ n: number }>(count));
      expect(asParty.rows[0]!.n).toBeGreaterThan(0);
      expect((await app.query(count)).rows).toEqual([{ n: 0 }]);
      const asOther = await asAgency(app, { agency: wharf }, (tx) => tx.query(count));
      expect(asOther.rows).toEqual([{ n: 0 }]);
    },
  );

  it.each(['stream', 'fact', 'outbox', 'receipt', 'family_key', 'sealed_reporter', 'known_agency', 'known_route', 'problem_place'])(
    '%s is closed to another service’s role',
    async (table) => {
      await expect(readAsStranger(started.database, table)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it.each(['family_key', 'sealed_reporter'])('%s is closed to the worker role, and so to every consumer', async (table) => {
    await expect(started.database.worker.query(`select 1 from ${schema}.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('equal the entities', async () => {
    const { address, roles, credentials } = started.database;
    const dataSource = await connect(address, schema, credentials(roles.owner), clueTransfer.entities);
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});
