import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface TestIssuer {
  url: string;
  /** What the next sign-in is told; members of the ID token replace those of an honest one. */
  tell(change: { account?: string; claims?: Record<string, unknown>; isRefusing?: boolean }): void;
  stop(): Promise<void>;
}

/**
 * An OpenID provider that lets everybody in as whom the spec says: discovery, authorization code with PKCE, ID tokens. The real one
 * (apps/identity) is met in e2e/journeys; here it must also be able to lie.
 */
export async function testIssuer(clientSecret: string): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, URLSearchParams>();
  let told: { account?: string; claims?: Record<string, unknown>; isRefusing?: boolean } = {};
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, metadata());
    if (pathname === '/jwks') return json(response, 200, { keys: [jwk] });
    if (pathname === '/auth') return authorize(searchParams, response);
    if (pathname === '/token') return token(request, response);
    return json(response, 404, {});
  }

  const metadata = () => ({
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  });

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    if (told.isRefusing === true) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(16).toString('hex');
      codes.set(code, asked);
      back.searchParams.set('code', code);
    }
    response.writeHead(303, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = credentialsOf(request) === `portal:${clientSecret}`;
    if (!isClient) return json(response, 401, { error: 'invalid_client' });
    if (asked === undefined || asked.get('code_challenge') !== challenge) return json(response, 400, { error: 'invalid_grant' });
    const claims = { nonce: asked.get('nonce'), amr: ['pwd'], ...told.claims };
    const idToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(typeof told.claims?.['iss'] === 'string' ? told.claims['iss'] : url)
      .setAudience(typeof told.claims?.['aud'] === 'string' ? told.claims['aud'] : 'portal')
      .setSubject(told.account ?? '')
      .setIssuedAt()
      .setExpirationTime(typeof told.claims?.['exp'] === 'number' ? told.claims['exp'] : '5m')
      .sign(privateKey);
    json(response, 200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  }

  return {
    url,
    tell: (change) => (told = change),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
function credentialsOf(request: IncomingMessage): string {
  const encoded = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString('utf8');
  return decodeURIComponent(encoded);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A browser as far as signing in needs one: cookies per origin, and redirects followed by hand. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  private readonly portalUrl: string;

  constructor(portalUrl: string) {
    this.portalUrl = portalUrl;
  }

  async open(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: this.cookieHeader(), ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(new URL(path, this.portalUrl), { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The way to the issuer and the path the issuer sends us back to. */
  async toIssuer(returnPath = '/'): Promise<string> {
    const begun = await this.open(`/sign-in?return=${encodeURIComponent(returnPath)}`);
    const answered = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const back = new URL(answered.headers.get('location') ?? '');
    return `${back.pathname}${back.search}`;
  }

  async signIn(returnPath?: string): Promise<Response> {
    return this.open(await this.toIssuer(returnPath));
  }
}
