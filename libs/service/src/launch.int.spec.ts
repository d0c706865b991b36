import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { anyFreePort } from '@xiezhi/embedded';
import { type Client, eventually, callerOf, runService, testDatabase, type TestDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environmentOf } from './environment.fixture.ts';
import { launch } from './launch.ts';
import { createLog } from './log.ts';
import { readSettings } from './settings.ts';
import { migrations, stepService } from './steps.fixture.ts';

const canary = '排口旁的举报人-CANARY-7731';

let database: TestDatabase;
let service: TestService;
let harbour: Client;
beforeAll(async () => {
  database = await testDatabase('feedback', migrations);
  service = await runService(stepService, database);
  harbour = service.as(callerOf('harbour'));
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const take = (id: string, note: string, headers = {}) => harbour.post(`/steps/${id}/take`, { note }, headers);

describe('a running service', () => {
  it('records a command, tells it over Kafka, and shows it to whoever brings the read token', async () => {
    const id = randomUUID();
    const answer = await take(id, 'first');
    expect(answer).toMatchObject({ status: 200, body: { id, version: 1 } });
    expect(answer.headers.get('etag')).toBe('"1"');
    const told = await harbour.get(`/steps/${id}/told`, { 'xiezhi-read-token': String(answer.body['readToken']) });
    expect(told.headers.get('xiezhi-stale')).toBeNull();
    expect(told.body).toMatchObject({ told: 1 });
  });

  it('says so when what is asked for has not come yet', async () => {
    const token = Buffer.from(JSON.stringify([['/xiezhi/feedback', `test-step/${randomUUID()}`, 1]])).toString('base64url');
    const answer = await harbour.get(`/steps/${randomUUID()}/told`, { 'xiezhi-read-token': token });
    expect(answer).toMatchObject({ status: 200, body: { told: 0 } });
    expect(answer.headers.get('xiezhi-stale')).toBe('true');
  });

  it('answers a repeated key as before, and refuses it for another content', async () => {
    const id = randomUUID();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await take(id, 'once', headers);
    expect((await take(id, 'once', headers)).body).toEqual(first.body);
    expect(await take(id, 'twice', headers)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect((await harbour.get(`/steps/${id}`)).body).toEqual({ count: 1, version: 1 });
    const { rows } = await database.admin.query(`select count(*)::int as notes from feedback.test_note where note = 'once'`);
    expect(rows).toEqual([{ notes: 1 }]);
  });

  it('decides a lost race again, unless the caller named the version', async () => {
    const id = randomUUID();
    const answers = await Promise.all([1, 2].map(() => harbour.post(`/steps/${id}/hurry`, {})));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await harbour.post(`/steps/${id}/hurry`, {}, { 'if-match': '"1"' })).toMatchObject({
      status: 409,
      body: { code: 'STALE_VERSION' },
    });
  });

  it('saves facts and accompanying rows together or not at all', async () => {
    const id = randomUUID();
    expect(await take(id, 'break')).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(await harbour.get(`/steps/${id}`)).toMatchObject({ status: 404 });
  });

  it('does not tell another agency whether a thing exists', async () => {
    const id = randomUUID();
    await take(id, 'ours');
    const customs = await service.as(callerOf('customs')).get(`/steps/${id}`);
    const nowhere = await service.as(callerOf('customs')).get(`/steps/${randomUUID()}`);
    expect(customs).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
    expect({ ...customs.body, instance: '', correlationId: '' }).toEqual({ ...nowhere.body, instance: '', correlationId: '' });
  });

  it('carries one trace from the request over Kafka to the effect', async () => {
    const id = randomUUID();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await take(id, 'traced', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await eventually(async () => {
      const { body } = await harbour.get(`/steps/${id}/told`);
      expect(body['trace']).toMatch(new RegExp(`^00-${traceId}-`));
    });
  });

  it('shows operators what it does, and nobody else', async () => {
    expect(await harbour.get('/operations/status')).toMatchObject({ status: 403 });
    const status = await service.as(callerOf('police', 'system-admin')).get('/operations/status');
    expect(status).toMatchObject({
      status: 200,
      body: { service: 'feedback', phase: 'ready', broker: { reachable: true }, consumers: [{ name: 'echo', joined: true }], parked: [] },
    });
  });

  it('is measured by route, never by path', async () => {
    await harbour.get(`/steps/${randomUUID()}`);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/http_server_request_duration\w*_count\{.*http_route="\/steps\/:id"/);
    expect(text).toContain('process_memory_usage');
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe('starting and stopping', () => {
  it('waits for a database that comes later, and finishes what it is doing before it goes', async () => {
    const port = await anyFreePort();
    const lines: string[] = [];
    const log = createLog('feedback', 'info', { write: (line) => void lines.push(line) });
    const running = await launch(stepService, settingsBehind(port), log);
    const readiness = async () => (await fetch(`${running.url}/health/ready`)).status;
    expect(await readiness()).toBe(503);
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${running.url}/steps/1`)).status).toBe(503);

    const door = await doorTo(database.address.port, port);
    await running.ready;
    expect(await readiness()).toBe(200);
    await fetch(`${running.url}/steps/${canary}/take?who=${canary}`, {
      method: 'POST',
      headers: { authorization: canary.replace(/[^\w-]/g, '') },
    });

    await running.stop();
    await expect(fetch(`${running.url}/health/live`)).rejects.toThrow('fetch failed');
    const told = lines.map((line) => JSON.parse(line) as { msg: string; part?: string });
    expect(told.flatMap(({ msg, part }) => (msg === 'stopped' ? [part] : []))).toEqual([
      'requests',
      'relay and inboxes',
      'application',
      'database',
      'http',
      'telemetry',
    ]);
    const messages = told.map(({ msg }) => msg);
    expect(messages).toContain('waiting for the database: migrate');
    expect(lines.join('')).not.toContain('CANARY');
    await door.close();
  });

  it('can be stopped while it still waits', async () => {
    const running = await launch(stepService, settingsBehind(await anyFreePort()), createLog('feedback', 'silent'));
    await running.stop();
    await expect(running.ready).rejects.toThrow('abort');
  });

  it('does not wait for what will not come: a wrong password', async () => {
    const settings = settingsBehind(database.address.port);
    const running = await launch(
      stepService,
      { ...settings, owner: { ...settings.owner, password: 'wrong-password' } },
      createLog('feedback', 'silent'),
    );
    await expect(running.ready).rejects.toMatchObject({ code: '28P01' });
    await running.stop();
  });
});

/** Settings of a service that finds its database behind `port`. */
function settingsBehind(port: number) {
  return readSettings('feedback', z.object({}), environmentOf(database, port));
}

/** Opens `port` onto another one: until then whoever knocks is refused. */
async function doorTo(target: number, port: number): Promise<{ close(): Promise<void> }> {
  const server: Server = createServer((from) => {
    const to = connect(target, '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
