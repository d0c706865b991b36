import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifyToken } from '@xiezhi/http';
import { eventually } from '@xiezhi/testing';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registered, worldOpened } from '../directory/directory.fixture.ts';
import { newAgency, type RunningPortal, signingKey } from '../running-portal.fixture.ts';
import { SigningKey } from '../token/signing-key.ts';

/** What crosses the portal on the way to a service and back, and what does not. */
export function passThroughBehaviour(given: () => RunningPortal): void {
  const office = newAgency('office');
  const platform = newAgency('platform');
  const world = newAgency('world').id;
  const handOffs = '/api/clue-transfer/hand-offs';

  beforeAll(async () => {
    await given().publish([
      ...registered(office.id, office.slug),
      ...registered(platform.id, platform.slug, { roles: ['system-admin'] }),
      worldOpened(world, '2025-05-01T00:00:00Z'),
    ]);
    await eventually(() => given().tokenFor(`${office.slug}.inspector`, world), { withinMs: 30_000 });
    await eventually(() => given().tokenFor(`${platform.slug}.system-admin`), { withinMs: 30_000 });
  }, 120_000);
  beforeEach(() => {
    given().upstream.asked = [];
    given().upstream.answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });

  const pass = async (path: string, init: RequestInit = {}, role = 'intake') => {
    const agency = role === 'system-admin' ? platform : office;
    const authorization = `Bearer ${await given().tokenFor(`${agency.slug}.${role}`)}`;
    return given().ask(path, { ...init, headers: { authorization, ...(init.headers as Record<string, string> | undefined) } });
  };
  const command = (headers: Record<string, string> = {}, body: RequestInit['body'] = '{"title":"河"}') =>
    pass(handOffs, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1', ...headers }, body });

  describe('a command passed on', () => {
    it('reaches the service as it was sent, with the caller vouched for', async () => {
      given().upstream.answer = (_request, response) =>
        response
          .writeHead(201, { 'content-type': 'application/json; charset=utf-8', etag: '"3"', 'xiezhi-read-token': 'rt' })
          .end('{"id":"1"}');
      const correlationId = '01920000-0000-7000-8000-0000000000c1';
      const answered = await command({ 'if-match': '"2"', 'xiezhi-read-token': 'abc', 'x-correlation-id': correlationId });
      expect(answered).toMatchObject({ status: 201, body: { id: '1' } });
      expect([answered.headers.get('etag'), answered.headers.get('xiezhi-read-token')]).toEqual(['"3"', 'rt']);
      const [request] = given().upstream.asked;
      expect(request).toMatchObject({ method: 'POST', url: '/hand-offs', body: '{"title":"河"}' });
      expect(request?.headers).toMatchObject({
        'idempotency-key': 'k-1',
        'if-match': '"2"',
        'xiezhi-read-token': 'abc',
        'x-correlation-id': correlationId,
      });
      const caller = await verifyToken(
        request?.headers.authorization?.replace('Bearer ', '') ?? '',
        new SigningKey(signingKey).verificationKeys,
      );
      expect(caller).toMatchObject({ account: `${office.slug}.intake`, agency: office.id, roles: ['intake'] });
      expect(caller.world).toBeUndefined();
    });

    it('in a practice world carries its legal time', async () => {
      await command({ 'xiezhi-world': world });
      const caller = await verifyToken(
        given().upstream.asked[0]?.headers.authorization?.replace('Bearer ', '') ?? '',
        new SigningKey(signingKey).verificationKeys,
      );
      expect(caller.world).toEqual({ id: world, legalNow: '2025-05-01T00:00:00.000Z' });
    });

    it('brings nothing along that the service must not believe', async () => {
      await command({
        cookie: 'xiezhi=secret',
        'x-forwarded-for': '10.0.0.1',
        'xiezhi-world': world,
        'xiezhi-request': '1',
        te: 'trailers',
        'x-caller': 'me',
      });
      const names = Object.keys(given().upstream.asked[0]?.headers ?? {}).toSorted();
      const expected = [
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'idempotency-key',
        'traceparent',
        'x-correlation-id',
      ];
      expect(names).toEqual(expected);
    });

    it('brings nothing back that is the service’s own business', async () => {
      given().upstream.answer = (_request, response) =>
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'set-cookie': 'xiezhi=planted',
            server: 'x',
            authorization: 'y',
            'access-control-allow-origin': '*',
          })
          .end('{}');
      const { headers } = await command();
      for (const name of ['set-cookie', 'server', 'authorization', 'access-control-allow-origin']) expect(headers.get(name)).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('is answered with the service’s problem, not with one of ours', async () => {
      given().upstream.answer = (_request, response) =>
        response.writeHead(409, { 'content-type': 'application/problem+json' }).end('{"code":"STALE_VERSION"}');
      expect(await command()).toMatchObject({ status: 409, body: { code: 'STALE_VERSION' } });
    });

    it('passes bytes on as they are: what is in them is the service’s to refuse', async () => {
      await command({}, Buffer.from([0x7b, 0xff, 0x00, 0x7d]));
      expect(given().upstream.asked[0]?.headers['content-length']).toBe('4');
    });
  });

  describe('what is not passed on', () => {
    const code = async (answered: ReturnType<typeof pass>) => (await answered).body['code'];

    it('is a body beyond the bound', async () => {
      expect(await code(command({}, `{"reason":"${'x'.repeat(1024 * 1024)}"}`))).toBe('BODY_TOO_LARGE');
      expect(given().upstream.asked).toEqual([]);
    });

    it('is a path of an unknown service, of the portal, or below none', async () => {
      for (const path of ['/api/nobody/x', '/api/portal/x']) expect(await code(pass(path))).toBe('SERVICE_UNKNOWN');
      for (const path of [
        '/api/clue-transfer/health/ready',
        '/api/clue-transfer/metrics',
        '/api/clue-transfer/%2e%2e/x',
        '/api/clue-transfer/',
      ])
        expect(await code(pass(path)), path).toBe('ROUTE_NOT_FOUND');
      expect(given().upstream.asked).toEqual([]);
    });

    it('is what operators do, but for operators', async () => {
      expect(await code(pass('/api/clue-transfer/operations/status'))).toBe('ACTION_NOT_PERMITTED');
      expect((await pass('/api/clue-transfer/operations/status', {}, 'system-admin')).status).toBe(200);
    });

    it('is a request of nobody', async () => {
      expect((await given().ask(handOffs)).body['code']).toBe('TOKEN_MISSING');
      expect((await given().ask(handOffs, { method: 'POST', headers: { authorization: 'Bearer x' } })).body['code']).toBe('TOKEN_INVALID');
      expect(given().upstream.asked).toEqual([]);
    });

    it('is a second request hidden in the first', async () => {
      const token = await given().tokenFor(`${office.slug}.intake`);
      const { hostname, port } = new URL(given().url);
      const socket = connect(Number(port), hostname);
      socket.end(
        `POST ${handOffs} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n`,
      );
      expect(await text(socket)).toContain('MALFORMED_HTTP');
      expect(given().upstream.asked).toEqual([]);
    });
  });

  describe('a service that fails', () => {
    it('is told as unavailable, with a time to come again', async () => {
      const answered = await pass('/api/directory/agencies');
      expect(answered).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
      expect(answered.headers.get('retry-after')).toBe('2');
    });

    it.each(['http://evil.example/', '/elsewhere'])('by sending the caller to %s is not followed', async (location) => {
      given().upstream.answer = (_request, response) => response.writeHead(302, { location }).end();
      const answered = await command();
      expect(answered).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
      expect(answered.headers.get('location')).toBeNull();
      expect(given().upstream.asked).toHaveLength(1);
    });

    it('in the middle of its answer cuts the answer', async () => {
      given().upstream.answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"half":');
        setImmediate(() => response.destroy());
      };
      await expect(command()).rejects.toThrow('terminated');
    });

    it('is left alone when the caller has gone', async () => {
      let isLeft = false;
      given().upstream.answer = (request, response) => response.once('close', () => (isLeft = !response.writableEnded && request.complete));
      const leaving = new AbortController();
      const answered = pass(handOffs, { signal: leaving.signal }).catch(() => 'left');
      await eventually(() => expect(given().upstream.asked).toHaveLength(1));
      leaving.abort();
      expect(await answered).toBe('left');
      await eventually(() => expect(isLeft).toBe(true));
    });
  });

  describe('the portal itself', () => {
    it('describes its own interface', async () => {
      const { status, body } = await given().ask('/openapi.json');
      expect(status).toBe(200);
      expect(Object.keys(body['paths'] as object)).toEqual(
        expect.arrayContaining(['/api/me', '/api/worklist', '/api/families/{familyId}/timeline']),
      );
    });
  });
}
