import { currentWorld } from './world.ts';

/** What a service says no with (RFC 9457). Title and advice are for the officer, code and correlation id for who is asked for help. */
export interface ProblemDetails {
  status: number;
  code: string;
  title: string;
  advice?: string;
  detail?: string;
  correlationId?: string;
  errors?: { path: string; message: string }[];
}

export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super(`${details.status} ${details.code}`);
    this.name = 'Problem';
    this.details = details;
  }

  /** Nobody answered, or the answer was "away": the same request may be sent again. */
  get isTransient(): boolean {
    return [0, 429, 502, 503, 504].includes(this.details.status);
  }

  /** Somebody else was faster, or the screen is older than the matter: what is shown must be read anew. */
  get isConflict(): boolean {
    return this.details.status === 409;
  }

  get isMissing(): boolean {
    return this.details.status === 404;
  }

  get isSignedOut(): boolean {
    return this.details.status === 401;
  }
}

/** Every answer to a command says where to read its effect from. */
export interface Acknowledged {
  readToken: string;
}

export interface CommandAnswer extends Acknowledged {
  id: string;
  version: number;
}

/** A command's effect is read back until here; by then every read model has it, or says that it has not. */
const readTokenKeptMs = 30_000;
let lastReadToken: { value: string; until: number } | undefined;

/** A query. It carries the token of the last command, so that the screen shows what the officer has just done. */
export async function query<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json', ...worldHeader() };
  if (lastReadToken !== undefined && lastReadToken.until > Date.now()) headers['xiezhi-read-token'] = lastReadToken.value;
  const response = await send(path, { headers, ...(signal !== undefined && { signal }) });
  staleListeners.forEach((listen) => listen(response.headers.get('xiezhi-stale') === 'true'));
  return (await response.json()) as Answer;
}

export interface Command {
  path: string;
  body: unknown;
  /** One per action of the officer, kept over retries: the service records it once. */
  key: string;
  /** Version the officer saw. Whoever was faster is noticed. */
  version?: number;
}

export async function command<Answer extends Acknowledged>({ path, body, key, version }: Command): Promise<Answer> {
  const response = await send(path, {
    method: 'POST',
    headers: {
      ...ownHeaders(),
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  lastReadToken = { value: answer.readToken, until: Date.now() + readTokenKeptMs };
  return answer;
}

/** A request to the portal about the session itself; it is no command and needs no key. */
export async function tellPortal(path: string, body?: unknown): Promise<void> {
  const headers = { ...ownHeaders(), ...(body !== undefined && { 'content-type': 'application/json' }) };
  await send(path, { method: 'POST', headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** Told after each query whether its answer may be older than the officer's own last act. */
const staleListeners = new Set<(isStale: boolean) => void>();
export function onStale(listen: (isStale: boolean) => void): () => void {
  staleListeners.add(listen);
  return () => void staleListeners.delete(listen);
}

/** `crypto.randomUUID` exists in secure contexts only, and an intranet may still be plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const worldHeader = (): Record<string, string> => {
  const world = currentWorld();
  return world === undefined ? {} : { 'xiezhi-world': world };
};
const ownHeaders = (): Record<string, string> => ({ accept: 'application/json', 'xiezhi-request': '1', ...worldHeader() });

async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ status: 0, code: 'NO_ANSWER', title: '' });
  });
  if (response.ok) return response;
  throw new Problem(await detailsOf(response));
}

async function detailsOf(response: Response): Promise<ProblemDetails> {
  const correlationId = response.headers.get('x-correlation-id') ?? undefined;
  const known = {
    status: response.status,
    code: `HTTP_${response.status}`,
    title: '',
    ...(correlationId !== undefined && { correlationId }),
  };
  try {
    return { ...known, ...((await response.json()) as ProblemDetails) };
  } catch {
    return known;
  }
}
