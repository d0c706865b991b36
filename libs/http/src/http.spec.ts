import { errorCatalogue, type ErrorCode } from '@xiezhi/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canary, handOffId, harbour, harbourHandler, seen, startFixture } from './http.fixture.ts';
import { decodeReadToken, Problem } from './index.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
beforeAll(async () => (fixture = await startFixture()));
afterAll(() => fixture.app.close());

const valid = { reason: '不属本单位管辖', kind: 'not-ours' };

type Response = Awaited<ReturnType<typeof fixture.refuse>>;

/** The problem an answer carries, after checking that body, status, headers and catalogue say the same. */
function problemIn(response: Response): Problem {
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.strict().parse(response.json());
  const { status, title, advice } = errorCatalogue[problem.code as ErrorCode];
  expect(problem).toMatchObject({ status, title, advice, type: `urn:xiezhi:error:${problem.code}` });
  expect(response.statusCode).toBe(problem.status);
  expect(response.headers['x-correlation-id']).toBe(problem.correlationId);
  return problem;
}

describe('a command', () => {
  it('answers id, version and read token, in body and headers', async () => {
    const response = await fixture.refuse(valid);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id: handOffId, version: 3 });
    expect(response.headers.etag).toBe('"3"');
    expect(response.headers['xiezhi-read-token']).toBe(response.json().readToken);
    expect(decodeReadToken(response.json().readToken)).toEqual([['/xiezhi/clue-transfer', `hand-off/${handOffId}`, 2]]);
  });

  it('hands the controller who, when in law, under which key and against which version', async () => {
    const correlationId = '018f0000-0000-7000-8000-00000000c0de';
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fixture.refuse(
      { ...valid, actedAt: '2026-03-02T09:00:00+08:00', actedAtSource: 'postmark' },
      { 'if-match': '"7"', 'x-correlation-id': correlationId, traceparent },
    );
    expect(seen.act).toEqual({
      caller: harbourHandler,
      actedAt: '2026-03-02T01:00:00.000Z',
      actedAtSource: 'postmark',
      correlationId,
      traceparent,
      idempotency: { key: 'k1', requestHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      expectedVersion: 7,
    });
  });

  it('has the same request hash however the client writes the same content', async () => {
    await fixture.refuse('{"reason":"a","kind":"unclear"}');
    const first = seen.act?.idempotency?.requestHash;
    await fixture.refuse('{ "kind": "unclear",\n "reason": "\\u0061" }');
    expect(seen.act?.idempotency?.requestHash).toBe(first);
    await fixture.refuse({ reason: 'b', kind: 'unclear' });
    expect(seen.act?.idempotency?.requestHash).not.toBe(first);
  });

  it('acts at the legal now of its practice world', async () => {
    const legalNow = '2025-06-01T00:00:00Z';
    const world = { id: harbour, legalNow };
    const authorization = `Bearer ${await fixture.tokenOf({ ...harbourHandler, world })}`;
    await fixture.refuse(valid, { authorization });
    expect(seen.act).toMatchObject({ actedAt: '2025-06-01T00:00:00.000Z', actedAtSource: 'system' });
    const later = await fixture.refuse({ ...valid, actedAt: '2025-06-01T00:00:01Z' }, { authorization });
    expect(problemIn(later).code).toBe('ACTED_AT_IN_FUTURE');
  });

  it('is told its refusal with the catalogue text and the identifiers of the refusal', async () => {
    const problem = problemIn(await fixture.refuse({ ...valid, reason: 'refuse me' }));
    expect(problem).toMatchObject({
      code: 'HAND_OFF_ALREADY_ANSWERED',
      detail: 'status: accepted',
      instance: `/hand-offs/${handOffId}/refuse`,
    });
  });

  it('is told to come back when the database is away', async () => {
    const response = await fixture.refuse({ ...valid, reason: 'database away' });
    expect(problemIn(response).code).toBe('UNAVAILABLE');
    expect(response.headers['retry-after']).toBe('2');
  });

  it('that breaks is told a correlation id and nothing else', async () => {
    const problem = problemIn(await fixture.refuse({ ...valid, reason: 'break', person: { name: canary } }));
    expect(problem.code).toBe('INTERNAL');
    expect(Object.keys(problem).toSorted()).toEqual(['advice', 'code', 'correlationId', 'instance', 'status', 'title', 'type']);
    expect(fixture.faults.at(-1)).toMatchObject({
      correlationId: problem.correlationId,
      code: 'INTERNAL',
      error: { message: 'could not append: …' },
    });
  });
});

describe('bad input', () => {
  it.each<[string, unknown, ErrorCode]>([
    ['half of a character', Buffer.from('{"reason":"\xe6"}', 'latin1'), 'INVALID_UTF8'],
    ['an escaped null character', '{"reason":"a\\u0000b","kind":"unclear"}', 'NUL_CHARACTER'],
    ['a raw null byte', '{"reason":"a\0b"}', 'NUL_CHARACTER'],
    ['half an object', '{"reason":', 'MALFORMED_JSON'],
    ['a duplicate key', '{"reason":"a","reason":"b"}', 'JSON_DUPLICATE_KEY'],
    ['a prototype key', '{"__proto__":{"reason":"a"}}', 'JSON_FORBIDDEN_KEY'],
    ['forty levels', `{"reason":${'['.repeat(40)}${']'.repeat(40)}}`, 'JSON_TOO_COMPLEX'],
    ['a reason of 1 MB', { ...valid, reason: 'a'.repeat(1_048_576) }, 'BODY_TOO_LARGE'],
    ['a reason longer than the field', { ...valid, reason: 'a'.repeat(2001) }, 'INVALID_REQUEST'],
    ['an array', [], 'INVALID_REQUEST'],
    ['a moment in the future', { ...valid, actedAt: '2099-01-01T00:00:00Z' }, 'ACTED_AT_IN_FUTURE'],
    ['a moment before any mechanism', { ...valid, actedAt: '0000-01-01T00:00:00Z' }, 'INVALID_REQUEST'],
    ['a moment without offset', { ...valid, actedAt: '2026-01-01T00:00:00' }, 'INVALID_REQUEST'],
    ['an invented source of the moment', { ...valid, actedAtSource: 'system' }, 'INVALID_REQUEST'],
  ])('%s is refused by code', async (_what, body, code) => expect(problemIn(await fixture.refuse(body)).code).toBe(code));

  it('names the fields and what was expected, never what was sent', async () => {
    const response = await fixture.refuse({ reason: 5, kind: canary, person: { name: canary.repeat(3), [canary]: 1, age: canary } });
    const problem = problemIn(response);
    expect(problem.code).toBe('INVALID_REQUEST');
    expect(problem.errors?.map(({ path }) => path).toSorted()).toEqual(['kind', 'person.age', 'person.name', 'person.…', 'reason']);
    expect(problem.errors?.find(({ path }) => path === 'reason')?.message).toBe('无效输入：期望 string，实际接收 数字');
    expect(response.body).not.toContain('CANARY');
  });

  it.each<[string, Record<string, string>, ErrorCode]>([
    ['no idempotency key', { 'idempotency-key': '' }, 'IDEMPOTENCY_KEY_MISSING'],
    ['a key of 129 characters', { 'idempotency-key': 'k'.repeat(129) }, 'IDEMPOTENCY_KEY_INVALID'],
    ['a Chinese key', { 'idempotency-key': Buffer.from('键').toString('latin1') }, 'IDEMPOTENCY_KEY_INVALID'],
    ['a version without quotes', { 'if-match': '3' }, 'IF_MATCH_INVALID'],
    ['any version', { 'if-match': '*' }, 'IF_MATCH_INVALID'],
    ['text', { 'content-type': 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['JSON in GBK', { 'content-type': 'application/json; charset=gbk' }, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s is refused by code', async (_what, headers, code) => expect(problemIn(await fixture.refuse(valid, headers)).code).toBe(code));

  it('takes nothing for a correlation id but a uuid', async () => {
    const response = await fixture.refuse(valid, { 'x-correlation-id': canary.replace(/[^\w-]/g, '') });
    expect(response.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<['GET' | 'PUT' | 'POST' | 'DELETE', string, ErrorCode]>([
    ['GET', '/nowhere', 'ROUTE_NOT_FOUND'],
    ['POST', '/', 'ROUTE_NOT_FOUND'],
    ['PUT', `/hand-offs/${handOffId}/refuse`, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/hand-offs', 'METHOD_NOT_ALLOWED'],
    ['GET', `/hand-offs/%E6/refuse`, 'INVALID_REQUEST'],
    ['GET', `/hand-offs?limit=%00`, 'NUL_CHARACTER'],
    ['GET', `/hand-offs?limit=101`, 'INVALID_REQUEST'],
    ['GET', `/hand-offs?offset=1`, 'INVALID_REQUEST'],
    ['POST', `/hand-offs/1/refuse`, 'INVALID_REQUEST'],
    ['POST', `/hand-offs/${'9'.repeat(200)}/refuse`, 'INVALID_REQUEST'],
  ])('%s %s is told %s', async (method, url, code) => {
    const { authorization } = fixture;
    const response = await fixture.app.inject({ method, url, headers: { authorization, 'idempotency-key': 'k' } });
    expect(problemIn(response).code).toBe(code);
    expect(response.headers.allow !== undefined).toBe(code === 'METHOD_NOT_ALLOWED');
  });

  it('leaves no word of a body in anything operators or callers read', async () => {
    const bodies = [
      { ...valid, reason: 'break', person: { name: canary } },
      { reason: canary, kind: canary },
      { ...valid, [canary]: canary },
      `{"reason":"${canary}"`,
      `{"reason":"${canary}","reason":"${canary}"}`,
    ];
    const answers = await Promise.all(bodies.map((body) => fixture.refuse(body)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 400, 400, 400, 400]);
    expect(`${answers.map(({ body }) => body).join()}${JSON.stringify(fixture.faults)}`).not.toContain('CANARY');
  });
});

describe('more requests than can be served soon', () => {
  it('are told to come back, and the next ones are served again', async () => {
    const ask = () => fixture.app.inject({ url: '/hand-offs/open' });
    const answers = await Promise.all(Array.from({ length: 520 }, ask));
    const refused = answers.filter(({ statusCode }) => statusCode === 503);
    expect(refused).toHaveLength(20);
    expect(problemIn(refused[0]!).code).toBe('OVERLOADED');
    expect((await ask()).statusCode).toBe(200);
  });
});

describe('every answer', () => {
  it('says that it is not to be cached, framed, sniffed or rendered', async () => {
    for (const url of ['/hand-offs/open', '/nowhere', '/openapi.json']) {
      const { headers } = await fixture.app.inject({ url });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    }
  });
});
