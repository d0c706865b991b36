import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue, type ErrorCode } from '@xiezhi/contracts';
import { clueBody, comesWithinMs, Company, drafted, office, received, registered } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const secret = 'canary-in-bad-input';
const intake = `${office}.intake`;

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | undefined>;
  body?: string | Uint8Array<ArrayBuffer>;
}
type Case = [what: string, code: ErrorCode, sent: () => Sent | Promise<Sent>];

/** Whatever is sent, by whichever door: problem details with a code, nothing written, nothing told back. */
describe.each(['through the portal', 'directly at the service'])('%s', (door) => {
  const stack = sharedStack();
  const company = new Company(stack);
  const db = stack.pool('postgres');
  const base = (): string => (door === 'through the portal' ? `${stack.address.portal}/api/clue-transfer` : stack.urlOf('clue-transfer'));
  let token = '';
  let clueId = '';
  let handOffId = '';
  let receivedId = '';
  let usedKey = '';
  let before: unknown;

  beforeAll(async () => {
    clueId = await registered(company);
    handOffId = await drafted(company, clueId);
    const sentClueId = await registered(company);
    receivedId = await received(company, sentClueId);
    usedKey = company.journal.entries[0]?.key ?? '';
    token = await stack.tokenOf(intake);
    // The last of what these commands set going: the second clue learns that it is on its way.
    await eventually(
      async () => expect((await company.asks(intake, 'GET', `/api/clue-transfer/clues/${sentClueId}`)).body['status']).toBe('handing-over'),
      { withinMs: comesWithinMs, everyMs: 100 },
    );
    before = await written();
  });
  afterAll(() => db.end());

  const body = (more: Record<string, unknown> = {}): string => JSON.stringify(clueBody(more));
  const reason = (length: number): Sent => ({
    path: `/hand-offs/${receivedId}/refuse`,
    body: JSON.stringify({ reasonCode: 'OTHER', reason: `${secret}${'因'.repeat(length)}` }),
  });
  const bearer = async (made: Promise<string>): Promise<Sent> => ({ headers: { authorization: `Bearer ${await made}` } });

  it.each<Case>([
    ['an unknown field', 'INVALID_REQUEST', () => ({ body: body({ unheard: secret }) })],
    ['a wrong type', 'INVALID_REQUEST', () => ({ body: body({ title: [secret] }) })],
    ['a missing field', 'INVALID_REQUEST', () => ({ body: JSON.stringify({ title: secret }) })],
    ['a list where an object belongs', 'INVALID_REQUEST', () => ({ body: JSON.stringify([secret]) })],
    ['a body that is no JSON', 'MALFORMED_JSON', () => ({ body: `{"title": ${secret}` })],
    ['a body of 300 kB', 'BODY_TOO_LARGE', () => ({ body: body({ description: secret.repeat(16_000) }) })],
    [
      'broken UTF-8',
      'INVALID_UTF8',
      () => ({ body: new Uint8Array(Buffer.concat([Buffer.from(`{"title":"${secret}`), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])) }),
    ],
    ['a null byte', 'NUL_CHARACTER', () => ({ body: body({ title: `${secret}\0` }) })],
    ['a field given twice', 'JSON_DUPLICATE_KEY', () => ({ body: `{"title":"${secret}","title":"x"}` })],
    ['a field named __proto__', 'JSON_FORBIDDEN_KEY', () => ({ body: `{"__proto__":{"title":"${secret}"}}` })],
    ['forty levels', 'JSON_TOO_COMPLEX', () => ({ body: `${'{"a":'.repeat(40)}1${'}'.repeat(40)}` })],
    ['another content type', 'UNSUPPORTED_MEDIA_TYPE', () => ({ body: body(), headers: { 'content-type': 'text/plain' } })],
    ['no Idempotency-Key', 'IDEMPOTENCY_KEY_MISSING', () => ({ body: body(), headers: { 'idempotency-key': undefined } })],
    ['a key of 200 signs', 'IDEMPOTENCY_KEY_INVALID', () => ({ body: body(), headers: { 'idempotency-key': 'k'.repeat(200) } })],
    [
      'a key used for another body',
      'IDEMPOTENCY_KEY_REUSED',
      () => ({ body: body({ title: secret }), headers: { 'idempotency-key': usedKey } }),
    ],
    ['a reason of 1 MB', 'BODY_TOO_LARGE', () => reason(350_000)],
    ['a reason of 3 000 signs', 'INVALID_REQUEST', () => reason(3_000)],
    ['a stale version', 'STALE_VERSION', () => ({ path: `/hand-offs/${handOffId}/submit`, body: '{}', headers: { 'if-match': '"9"' } })],
    [
      'a version that is none',
      'IF_MATCH_INVALID',
      () => ({ path: `/hand-offs/${handOffId}/submit`, body: '{}', headers: { 'if-match': secret } }),
    ],
    ['an id that is none', 'INVALID_REQUEST', () => ({ path: `/hand-offs/${secret}/submit`, body: '{}' })],
    ['an id of nothing', 'HAND_OFF_NOT_FOUND', () => ({ path: '/hand-offs/01920000-0000-7000-8000-00000000dead/submit', body: '{}' })],
    ['a query of nothing', 'CLUE_NOT_FOUND', () => ({ method: 'GET', path: '/clues/01920000-0000-7000-8000-00000000dead' })],
    ['a path of nothing', 'ROUTE_NOT_FOUND', () => ({ path: `/${secret}`, body: '{}' })],
    ['an act of the year 1', 'INVALID_REQUEST', () => ({ body: body({ actedAt: '0001-01-01T00:00:00Z' }) })],
    ['no token', 'TOKEN_MISSING', () => ({ body: body(), headers: { authorization: undefined } })],
    ['a token that is none', 'TOKEN_INVALID', () => ({ body: body(), headers: { authorization: `Bearer ${secret}` } })],
    ['a forged token', 'TOKEN_INVALID', () => bearer(forged())],
    ['a token without signature', 'TOKEN_INVALID', () => bearer(unsigned())],
    ['an expired token', 'TOKEN_EXPIRED', () => bearer(signed({ from: -900, to: -600 }))],
    ['a token that would live for an hour', 'TOKEN_EXPIRED', () => bearer(signed({ from: -1800, to: 1800 }))],
    ['a token of another issuer', 'TOKEN_INVALID', () => bearer(signed({ issuer: 'somebody' }))],
    ['a token for others', 'TOKEN_INVALID', () => bearer(signed({ audience: 'somebody' }))],
    ['a token of a post that may not', 'ACTION_NOT_PERMITTED', () => bearer(stack.tokenOf(`${office}.liaison`))],
    [
      'a token of another agency',
      'HAND_OFF_NOT_FOUND',
      async () => ({
        ...(await bearer(stack.tokenOf('deqing-river-chief-office.intake'))),
        path: `/hand-offs/${handOffId}/submit`,
        body: '{}',
      }),
    ],
  ])('%s is answered with %s', async (_what, code, sent) => {
    const answer = await send(await sent());
    const text = await answer.text();
    expect({ status: answer.status, code: (JSON.parse(text) as { code: string }).code }).toEqual({
      status: errorCatalogue[code].status,
      code,
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(text)).toMatchObject({
      type: `urn:xiezhi:error:${code}`,
      title: errorCatalogue[code].title,
      advice: errorCatalogue[code].advice,
    });
    // `instance` repeats the path that was asked, and nothing else of what was sent.
    expect(JSON.stringify({ ...(JSON.parse(text) as object), instance: '' })).not.toContain(secret);
  });

  it('nothing of all this was written, nor a word of it logged', async () => {
    expect(await written()).toEqual(before);
    const log = stack.log('clue-transfer') + stack.log('portal');
    const lines = log.split('\n').filter((line) => line.includes(secret));
    expect(lines).toEqual([]);
  });

  async function send({
    method = 'POST',
    path = '/clues',
    headers = {},
    body: sent = method === 'GET' ? undefined : body(),
  }: Sent): Promise<Response> {
    const all = {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      ...headers,
    };
    const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
    return fetch(`${base()}${path}`, { method, headers: given, ...(sent !== undefined && { body: sent }) });
  }

  /** Everything a command could have written, counted in the one schema it could have written to. */
  async function written(): Promise<unknown> {
    const tables = ['stream', 'fact', 'receipt', 'claim', 'sealed_reporter', 'family_key'];
    const counts = tables.map((table) => `(select count(*)::int from clue_transfer.${table}) as ${table}`);
    return (await db.query(`select ${counts.join(', ')}`)).rows[0];
  }

  async function signed({ from = 0, to = 300, issuer = 'xiezhi-portal', audience = 'xiezhi-services' }): Promise<string> {
    const key = await importPKCS8(readFileSync(join(stack.home, 'run', 'portal-signing-key.pem'), 'utf8'), 'RS256');
    return tokenLike(from, to, issuer, audience)
      .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'RS256' })
      .sign(key);
  }

  async function forged(): Promise<string> {
    const { privateKey } = await generateKeyPair('RS256');
    return tokenLike(0, 300, 'xiezhi-portal', 'xiezhi-services')
      .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'RS256' })
      .sign(privateKey);
  }

  function unsigned(): Promise<string> {
    const part = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64url');
    return Promise.resolve(`${part({ alg: 'none' })}.${part(decodeJwt(token))}.`);
  }

  function tokenLike(from: number, to: number, issuer: string, audience: string): SignJWT {
    const now = Math.floor(Date.now() / 1000);
    const claims = decodeJwt(token);
    return new SignJWT({ ...claims })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now + from)
      .setExpirationTime(now + to);
  }
});
