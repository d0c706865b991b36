import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts';

/** What the portal said no with: problem details (RFC 9457). */
export class PortalProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, title: string) {
    super(`${status} ${code}: ${title}`);
    this.name = 'PortalProblem';
    this.status = status;
    this.code = code;
  }
}

export interface PortalAnswer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CommandAnswer {
  id: string;
  version: number;
  readToken: string;
}

export interface AskOptions {
  world?: string;
  readToken?: string;
  headers?: Record<string, string>;
}

export interface PortalClientOptions {
  portal: string;
  account: string;
  password: string;
  /** How long a command or query is tried again while the portal or what is behind it is away. Default 60 000. */
  patienceMs?: number;
}

const hopsMax = 12;
const retryDelayMs = 200;
const awayStatuses = new Set([429, 502, 503, 504]);

/**
 * A client of the portal as a program of an agency would be: signs in at the issuer as a browser does (code + PKCE happen between
 * portal and issuer), keeps cookies, picks a post, and repeats a command under the same Idempotency-Key until it is answered.
 */
export class PortalClient {
  readonly #options: PortalClientOptions;
  readonly #jar = new CookieJar();
  #signedIn: Promise<void> | undefined;
  #post: string | undefined;

  constructor(options: PortalClientOptions) {
    this.#options = options;
  }

  /** Chooses the post to act in; signs in first when that has not happened. */
  async actIn(post: string): Promise<void> {
    this.#post = post;
    await this.#signIn();
  }

  /**
   * A command. Repeated with its key while nobody answers or the answer says "away"; a no is thrown at once.
   *
   * @throws PortalProblem
   */
  async command(path: string, body: unknown, options: AskOptions & { idempotencyKey?: string } = {}): Promise<CommandAnswer> {
    const key = options.idempotencyKey ?? randomUUID();
    const headers = { 'idempotency-key': key, 'content-type': 'application/json', ...options.headers };
    const answer = await this.#patiently(() => this.ask('POST', path, { ...options, headers }, JSON.stringify(body)));
    return answer.body as unknown as CommandAnswer;
  }

  /** @throws PortalProblem */
  async query<Body>(path: string, options: AskOptions = {}): Promise<Body> {
    return (await this.#patiently(() => this.ask('GET', path, options))).body as Body;
  }

  /** One request, one answer, whatever it is. */
  async ask(method: string, path: string, options: AskOptions = {}, body?: string): Promise<PortalAnswer> {
    await this.#signIn();
    const headers: Record<string, string> = { 'xiezhi-request': '1', ...options.headers };
    if (options.world !== undefined) headers['xiezhi-world'] = options.world;
    if (options.readToken !== undefined && options.readToken !== '') headers['xiezhi-read-token'] = options.readToken;
    const response = await this.fetch(new URL(path, this.#options.portal), { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, headers: response.headers, body: await bodyOf(response) };
  }

  /**
   * What the account is told from now on, or after `lastEventId`, until the portal ends the stream or `signal` aborts it. Whoever
   * wants to go on calls again with the last id.
   */
  async *notices(options: { signal: AbortSignal; lastEventId?: string; world?: string }): AsyncGenerator<ServerSentEvent> {
    await this.#signIn();
    const url = new URL('/api/notices', this.#options.portal);
    if (options.world !== undefined) url.searchParams.set('world', options.world);
    const headers: Record<string, string> = options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId };
    const response = await this.fetch(url, { headers, signal: options.signal });
    if (response.status >= 400) throw problemOf({ status: response.status, headers: response.headers, body: await bodyOf(response) });
    yield* serverSentEvents(response);
  }

  /** A request with this client's cookies; redirects are the caller's. */
  async fetch(url: URL, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<Response> {
    const cookie = this.#jar.headerFor(url);
    const headers = { ...init.headers, ...(cookie !== '' && { cookie }) };
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000), ...init, headers, redirect: 'manual' });
    this.#jar.keep(url, response.headers.getSetCookie());
    return response;
  }

  async #patiently(ask: () => Promise<PortalAnswer>): Promise<PortalAnswer> {
    const deadline = performance.now() + (this.#options.patienceMs ?? 60_000);
    for (;;) {
      const answer = await ask().catch((error: unknown) => (error instanceof PortalProblem ? Promise.reject(error) : undefined));
      if (answer !== undefined && answer.status < 400) return answer;
      if (answer?.body['code'] === 'TOKEN_MISSING') this.#signedIn = undefined; // The session ran out or the portal forgot it.
      else if (answer !== undefined && !awayStatuses.has(answer.status)) throw problemOf(answer);
      if (performance.now() > deadline)
        throw answer === undefined ? new Error(`${this.#options.portal} does not answer`) : problemOf(answer);
      await pause(retryDelayMs);
    }
  }

  #signIn(): Promise<void> {
    this.#signedIn ??= this.#signInWithPatience().catch((error: unknown) => {
      this.#signedIn = undefined;
      throw error;
    });
    return this.#signedIn;
  }

  async #signInWithPatience(): Promise<void> {
    const deadline = performance.now() + (this.#options.patienceMs ?? 60_000);
    for (;;) {
      try {
        await this.#walkThroughSignIn();
        return await this.#choosePost();
      } catch (error) {
        const isFinal = error instanceof PortalProblem && !awayStatuses.has(error.status) && error.status !== 401;
        if (isFinal || performance.now() > deadline) throw error;
        await pause(retryDelayMs);
      }
    }
  }

  /** As a browser: follow redirects, fill in the one form on the way. */
  async #walkThroughSignIn(): Promise<void> {
    this.#jar.clear();
    const { portal, account, password } = this.#options;
    let url = new URL('/sign-in?return=/api/me', portal);
    let response = await this.fetch(url);
    for (let hop = 0; hop < hopsMax; hop++) {
      const location = response.headers.get('location');
      if (location !== null) {
        url = new URL(location, url);
        if (url.origin === new URL(portal).origin && url.pathname === '/api/me') return;
        response = await this.fetch(url);
        continue;
      }
      if (response.status >= 400) throw problemOf({ status: response.status, headers: response.headers, body: await bodyOf(response) });
      const action = /<form[^>]* action="([^"]+)"/.exec(await response.text())?.[1];
      if (action === undefined) throw new Error(`no sign-in form at ${url.origin}${url.pathname}`);
      url = new URL(action, url);
      const form = new URLSearchParams({ account, password }).toString();
      response = await this.fetch(url, { method: 'POST', body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    }
    throw new Error(`signing in did not end within ${hopsMax} redirects`);
  }

  async #choosePost(): Promise<void> {
    if (this.#post === undefined) return;
    const headers = { 'content-type': 'application/json', 'xiezhi-request': '1' };
    const url = new URL('/api/post', this.#options.portal);
    const response = await this.fetch(url, { method: 'POST', body: JSON.stringify({ post: this.#post }), headers });
    if (response.status >= 400) throw problemOf({ status: response.status, headers: response.headers, body: await bodyOf(response) });
  }
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  if (!/json/.test(response.headers.get('content-type') ?? '')) return { text };
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function problemOf({ status, body }: PortalAnswer): PortalProblem {
  const fields = Array.isArray(body['errors']) ? ` ${JSON.stringify(body['errors'])}` : '';
  return new PortalProblem(
    status,
    textOf(body['code']) || 'NO_CODE',
    `${(textOf(body['title']) || textOf(body['text'])).slice(0, 500)}${fields}`,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Cookies by host and port: portal and issuer share 127.0.0.1, and a browser would mix them; their names differ. */
class CookieJar {
  readonly #byOrigin = new Map<string, Map<string, string>>();

  keep(url: URL, setCookies: readonly string[]): void {
    const cookies = this.#byOrigin.get(url.origin) ?? new Map<string, string>();
    this.#byOrigin.set(url.origin, cookies);
    for (const setCookie of setCookies) {
      const [pair = '', ...attributes] = setCookie.split(';');
      const [name = '', ...value] = pair.trim().split('=');
      const isGone = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
      if (isGone) cookies.delete(name);
      else cookies.set(name, value.join('='));
    }
  }

  headerFor(url: URL): string {
    return [...(this.#byOrigin.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  clear(): void {
    this.#byOrigin.clear();
  }
}
