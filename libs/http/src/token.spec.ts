import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { harbourHandler, keysAndTokens, nowSeconds } from './http.fixture.ts';
import { authenticationWith, portalKeys, tokenAudience, tokenIssuer, verifyToken } from './token.ts';

let keys: Awaited<ReturnType<typeof keysAndTokens>>;
beforeAll(async () => (keys = await keysAndTokens()));

let portal: Server | undefined;
afterEach(() => portal?.close());

async function portalServing(jwks: () => object, port = 0): Promise<URL> {
  portal = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks())));
  await new Promise<void>((resolve) => portal!.listen(port, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(portal.address() as AddressInfo).port}/.well-known/jwks.json`);
}

async function stopPortal(): Promise<void> {
  portal?.closeAllConnections();
  await new Promise((resolve) => portal?.close(resolve));
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code?: string }) => error.code,
  );
const verify = (token: string) => verifyToken(token, async () => keys.publicKey);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ ...harbourHandler, iss: tokenIssuer, aud: tokenAudience, iat: nowSeconds(), exp: nowSeconds() + 300 });

describe('an internal token', () => {
  it('says who acts', async () => expect(await verify(await keys.tokenOf({ ...harbourHandler }))).toEqual(harbourHandler));

  it.each<[string, () => Promise<string> | string, string]>([
    ['without signature and with alg none', () => `${encoded({ alg: 'none' })}.${encoded(claims())}.`, 'TOKEN_INVALID'],
    ['signed by somebody else under the portal’s key id', signedBySomebodyElse, 'TOKEN_INVALID'],
    ['signed by HMAC with our public key as the secret', signedWithPublicKeyAsSecret, 'TOKEN_INVALID'],
    ['whose roles were changed after signing', changedAfterSigning, 'TOKEN_INVALID'],
    ['for another audience', () => keys.tokenOf({ ...harbourHandler }, { audience: 'somebody-else' }), 'TOKEN_INVALID'],
    ['of another issuer', () => keys.tokenOf({ ...harbourHandler }, { issuer: 'https://issuer.example' }), 'TOKEN_INVALID'],
    ['that expired', () => keys.tokenOf({ ...harbourHandler }, { issuedAt: nowSeconds() - 310 }), 'TOKEN_EXPIRED'],
    [
      'that claims to live a year',
      () => keys.tokenOf({ ...harbourHandler }, { issuedAt: nowSeconds() - 310, lifetime: 31_536_000 }),
      'TOKEN_EXPIRED',
    ],
    ['from the future', () => keys.tokenOf({ ...harbourHandler }, { issuedAt: nowSeconds() + 60 }), 'TOKEN_INVALID'],
    ['without post', () => keys.tokenOf({ ...harbourHandler, post: undefined }), 'TOKEN_INVALID'],
    ['with an unknown role', () => keys.tokenOf({ ...harbourHandler, roles: ['emperor'] }), 'TOKEN_INVALID'],
    ['that is no token', () => 'abc', 'TOKEN_INVALID'],
  ])('%s is refused', async (_what, token, code) => expect(await codeOf(verify(await token()))).toBe(code));

  it('is accepted while the portal is away, once its key is known', async () => {
    const url = await portalServing(() => ({ keys: [keys.jwk] }));
    const known = portalKeys(url);
    const token = await keys.tokenOf({ ...harbourHandler });
    expect(await codeOf(verifyToken(token, known))).toBe('accepted');
    await stopPortal();
    expect(await codeOf(verifyToken(token, known))).toBe('accepted');
  });

  it('cannot be judged before the portal has ever answered', async () => {
    const url = await portalServing(() => ({ keys: [keys.jwk] }));
    await stopPortal();
    const known = portalKeys(url);
    const token = await keys.tokenOf({ ...harbourHandler });
    expect(await codeOf(verifyToken(token, known))).toBe('UNAVAILABLE');
    await portalServing(() => ({ keys: [keys.jwk] }), Number(url.port));
    expect(await codeOf(verifyToken(token, known))).toBe('accepted');
  });

  describe('sent with many requests', () => {
    const requestWith = (token: string) => ({ headers: { authorization: `Bearer ${token}` } }) as never;
    afterEach(() => vi.useRealTimers());

    it('is verified once in a minute, and a token that was forged of it is not taken for it', async () => {
      vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
      let asked = 0;
      const authenticate = authenticationWith(async () => (asked++, keys.publicKey));
      const token = await keys.tokenOf({ ...harbourHandler });
      for (let n = 0; n < 3; n++) expect(await authenticate(requestWith(token))).toEqual(harbourHandler);
      expect(asked).toBe(1);
      expect(await codeOf(authenticate(requestWith(`${token.slice(0, -8)}AAAAAAAA`)))).toBe('TOKEN_INVALID');
      vi.advanceTimersByTime(61_000);
      await authenticate(requestWith(token));
      expect(asked).toBe(3);
    });

    it('is refused once it has expired, however lately it was verified', async () => {
      vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
      const authenticate = authenticationWith(async () => keys.publicKey);
      const token = await keys.tokenOf({ ...harbourHandler }, { issuedAt: nowSeconds() - 290 });
      expect(await codeOf(authenticate(requestWith(token)))).toBe('accepted');
      vi.advanceTimersByTime(20_000);
      expect(await codeOf(authenticate(requestWith(token)))).toBe('TOKEN_EXPIRED');
    });
  });

  it('with an unknown key is refused', async () => {
    const url = await portalServing(() => ({ keys: [{ ...keys.jwk, kid: 'another' }] }));
    expect(await codeOf(verifyToken(await keys.tokenOf({ ...harbourHandler }), portalKeys(url)))).toBe('TOKEN_INVALID');
  });
});

async function signedBySomebodyElse(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'portal-1' }).sign(privateKey);
}

async function signedWithPublicKeyAsSecret(): Promise<string> {
  const content = `${encoded({ alg: 'HS256', kid: 'portal-1' })}.${encoded(claims())}`;
  const signature = createHmac('sha256', await exportSPKI(keys.publicKey))
    .update(content)
    .digest('base64url');
  return `${content}.${signature}`;
}

async function changedAfterSigning(): Promise<string> {
  const [header, , signature] = (await keys.tokenOf({ ...harbourHandler })).split('.');
  return `${header}.${encoded({ ...claims(), roles: ['approver'] })}.${signature}`;
}
