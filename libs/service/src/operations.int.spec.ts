import { randomUUID } from 'node:crypto';
import { callerOf, type Client, eventually, runService, testDatabase, type TestDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations, stepService } from './steps.fixture.ts';

let database: TestDatabase;
let service: TestService;
let operator: Client;
let auditor: Client;
let harbour: Client;
beforeAll(async () => {
  database = await testDatabase('feedback', migrations);
  service = await runService(stepService, database, { XIEZHI_OUTBOX_WAITING_MAX: '100' });
  operator = service.as(callerOf('police', 'system-admin'));
  auditor = service.as(callerOf('police', 'audit-admin'));
  harbour = service.as(callerOf('harbour'));
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const take = (id: string) => harbour.post(`/steps/${id}/take`, { note: 'told' });
const toldOf = async (id: string) => (await harbour.get(`/steps/${id}/told`)).body['told'];

describe('permissions', () => {
  const reason = '演示';
  it.each([
    ['parked/replay', { consumer: 'echo', lane: 'stream:x', reason }],
    ['parked/skip', { consumer: 'echo', lane: 'stream:x', recordId: 1, reason }],
    ['announce-again', { reason }],
    ['rebuild', { consumer: 'echo', reason }],
    ['accept-loss', { consumer: 'echo', topic: 't', partition: 0, reason }],
  ])('%s is for who runs the machines alone, and asks for a reason', async (path, body) => {
    expect(await harbour.post(`/operations/${path}`, body)).toMatchObject({ status: 403 });
    expect(await auditor.post(`/operations/${path}`, body)).toMatchObject({ status: 403 });
    expect(await operator.post(`/operations/${path}`, { ...body, reason: ' ' })).toMatchObject({ status: 400 });
  });

  it('what was done is for auditors to read', async () => {
    expect(await harbour.get('/operations/acts')).toMatchObject({ status: 403 });
    expect(await operator.get('/operations/acts')).toMatchObject({ status: 403 });
    expect(await auditor.get('/operations/acts')).toMatchObject({ status: 200 });
  });
});

describe('an operator', () => {
  it('rebuilds a read model, tells announcements again, and both are written down with who, what and why', async () => {
    const id = randomUUID();
    await take(id);
    await eventually(async () => expect(await toldOf(id)).toBe(1));
    await database.admin.query('delete from feedback.test_told where subject = $1', [`test-step/${id}`]);
    expect(await operator.post('/operations/announce-again', { subject: `test-step/${id}`, reason: '核对' })).toMatchObject({
      status: 200,
      body: { count: 1, next: null },
    });
    expect(await operator.post('/operations/rebuild', { consumer: 'echo', reason: '读模型受损' })).toMatchObject({ status: 200 });
    await eventually(async () => expect(await toldOf(id)).toBe(1));
    const { body } = await auditor.get('/operations/acts');
    expect(body['acts']).toMatchObject([
      { act: 'consumer-rebuilt', target: 'echo', reason: '读模型受损', post: callerOf('police', 'system-admin').post },
      { act: 'announced-again', reason: '核对' },
    ]);
  });

  it('is told what cannot be done', async () => {
    const lane = 'stream:/xiezhi/feedback:test-step/none';
    expect(await operator.post('/operations/rebuild', { consumer: 'nobody', reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'OPERATION_CONSUMER_UNKNOWN' },
    });
    expect(await operator.post('/operations/parked/replay', { consumer: 'echo', lane, reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'OPERATION_NOT_PARKED' },
    });
    expect(await operator.post('/operations/accept-loss', { consumer: 'echo', topic: 't', partition: 0, reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'OPERATION_NOT_STOPPED' },
    });
  });
});

describe('when more waits than the broker takes', () => {
  it('commands are answered 503 with Retry-After, nothing of them is recorded, and the door opens by itself', async () => {
    // As much as if the broker had been away for a while: rows that nobody may send because somebody else holds the leases.
    await database.admin.query(
      `update feedback.relay_lease set owner = 'elsewhere', epoch = epoch + 1, expires_at = now() + interval '1 h'`,
    );
    await database.admin.query(
      `insert into feedback.outbox (shard, event_id, topic, key, subject, type, sequence, time, body, parties)
       select 0, gen_random_uuid(), 'none', 'none', 'test-step/none', 'none', 1, '2026-11-26T00:00:00.000000Z', '{}', '{}' from generate_series(1, 100)`,
    );
    const id = randomUUID();
    await eventually(async () => {
      const refused = await take(id);
      expect(refused).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } });
      expect(refused.headers.get('retry-after')).toBe('2');
    });
    const { body: status } = await operator.get('/operations/status');
    expect(status).toMatchObject({ intake: 'closed', outbox: { waiting: expect.any(Number) } });
    const other = randomUUID();
    expect(await take(other)).toMatchObject({ status: 503 });
    expect(await harbour.get(`/steps/${other}`)).toMatchObject({ status: 404 });

    await database.admin.query(`delete from feedback.outbox where key = 'none'`);
    await database.admin.query(`update feedback.relay_lease set expires_at = '-infinity'`);
    await eventually(async () => expect(await take(other)).toMatchObject({ status: 200 }));
    await eventually(async () => expect(await toldOf(other)).toBe(1));
  });
});
