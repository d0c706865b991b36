import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, type Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from './server.ts';
import { readSettings } from './settings.ts';

const redirectUri = 'http://127.0.0.1:4999/sign-in/callback';
const clientSecret = 'the-secret-of-the-portal';
const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

let folder: string;
let issuer: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiezhi-identity-'));
  writeFileSync(join(folder, 'agencies.json'), JSON.stringify([{ posts: [{ id: 'harbour.intake', name: '港务局-受理岗' }] }]));
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  server = await start(port);
});

afterAll(async () => {
  await stop(server);
  rmSync(folder, { recursive: true });
});

describe('signing in', () => {
  it('gives the portal an ID token for the post', async () => {
    const browser = new Browser();
    const verifier = randomBytes(32).toString('base64url');
    const page = await browser.open(authorizeUrl(verifier));
    expect(await page.text()).toContain('登录协治平台');
    const answered = await browser.submit(page.url, { account: 'harbour.intake', password: 'development' });
    const callback = new URL(answered.headers.get('location') ?? '');
    expect(callback.origin + callback.pathname).toBe(redirectUri);
    const { payload } = await verified(await exchange(callback.searchParams.get('code') ?? '', verifier));
    expect(payload).toMatchObject({
      sub: 'harbour.intake',
      aud: 'portal',
      iss: issuer,
      nonce: 'n',
      amr: ['pwd'],
      acr: 'urn:xiezhi:acr:password',
    });
  });

  it.each([
    ['an unknown account', { account: 'customs.intake', password: 'development' }],
    ['a wrong password', { account: 'harbour.intake', password: 'guess' }],
    ['nothing', {}],
  ])('refuses %s and says the same to each', async (_what, form) => {
    const browser = new Browser();
    const page = await browser.open(authorizeUrl('v'.repeat(43)));
    const answered = await browser.submit(page.url, form);
    expect(answered.status).toBe(401);
    expect(await answered.text()).toContain('账号或口令不正确');
  });

  it('is refused to a browser that does not hold the cookie of this sign-in', async () => {
    const page = await new Browser().open(authorizeUrl('v'.repeat(43)));
    const answered = await new Browser().submit(page.url, { account: 'harbour.intake', password: 'development' });
    expect(answered.status).toBe(400);
  });

  it('lets nothing from elsewhere into its page, and repeats no markup', async () => {
    const browser = new Browser();
    const page = await browser.open(authorizeUrl('v'.repeat(43)));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:4999");
    const answered = await browser.submit(page.url, { account: '"><script>', password: 'x' });
    expect(await answered.text()).not.toContain('<script>');
  });

  it('needs PKCE', async () => {
    const url = new URL(authorizeUrl('v'.repeat(43)));
    url.searchParams.delete('code_challenge');
    const answered = await fetch(url, { redirect: 'manual' });
    expect(answered.headers.get('location')).toContain('error=invalid_request');
  });
});

describe('the issuer', () => {
  it('gives a machine a short JWT for the portal', async () => {
    const answered = await token({ grant_type: 'client_credentials' }, basic('xiezhi-machine', 'the-secret-of-machines'));
    const { access_token: accessToken, expires_in: seconds } = (await answered.json()) as { access_token: string; expires_in: number };
    expect(seconds).toBe(300);
    const { payload } = await verified(accessToken);
    expect(payload).toMatchObject({ aud: 'xiezhi-portal', client_id: 'xiezhi-machine' });
  });

  it('refuses a client with a wrong secret', async () =>
    expect((await token({ grant_type: 'client_credentials' }, basic('xiezhi-machine', 'wrong'))).status).toBe(401));

  it('signs with the same key after a restart', async () => {
    const before = await keyIds();
    await stop(server);
    server = await start(Number(new URL(issuer).port));
    expect(await keyIds()).toEqual(before);
  });
});

async function start(port: number): Promise<Server> {
  const settings = readSettings({
    XIEZHI_ENVIRONMENT: 'test',
    XIEZHI_PORT: String(port),
    XIEZHI_PUBLIC_URL: issuer,
    XIEZHI_DIRECTORY_PACK: folder,
    XIEZHI_OIDC_CLIENT_ID: 'portal',
    XIEZHI_OIDC_CLIENT_SECRET: clientSecret,
    XIEZHI_OIDC_MACHINE_SECRET: 'the-secret-of-machines',
    XIEZHI_OIDC_REDIRECT_URI: redirectUri,
    XIEZHI_DEVELOPMENT_PASSWORD: 'development',
    XIEZHI_STATE_DIR: join(folder, 'state'),
  });
  return startServer(settings, pino({ level: 'silent' }));
}

const stop = (running: Server): Promise<void> =>
  new Promise((resolve) => {
    running.close(() => resolve());
    running.closeAllConnections();
  });

function authorizeUrl(verifier: string): string {
  const url = new URL(`${issuer}/auth`);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const words = {
    client_id: 'portal',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    nonce: 'n',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(words)) url.searchParams.set(name, value);
  return url.href;
}

async function exchange(code: string, verifier: string): Promise<string> {
  const answered = await token(
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
    basic('portal', clientSecret),
  );
  return ((await answered.json()) as { id_token: string }).id_token;
}

const token = (form: Record<string, string>, authorization: string): Promise<Response> =>
  fetch(`${issuer}/token`, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });

const verified = (jwt: string) => jwtVerify(jwt, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer, algorithms: ['RS256'] });

// Over a connection of its own: fetch would try the ones that ended with the server before.
async function keyIds(): Promise<string[]> {
  const [answer] = (await once(get(`${issuer}/jwks`, { agent: false }), 'response')) as [IncomingMessage];
  const { keys } = (await json(answer)) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Follows redirects inside the issuer and keeps its cookies, as a browser does. */
class Browser {
  private readonly cookies = new Map<string, string>();

  open(url: string): Promise<Response> {
    return this.follow(url, { method: 'GET' });
  }

  submit(url: string, form: Record<string, string>): Promise<Response> {
    return this.follow(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  private async follow(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answered = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answered.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answered.headers.get('location');
    if (location === null || !new URL(location, url).href.startsWith(issuer)) return answered;
    return this.follow(new URL(location, url).href, { method: 'GET' });
  }
}
