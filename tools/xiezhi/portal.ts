import { z } from 'zod';
import { type Home, homeAt, readKeys, readStack, type Stack } from '../stack/home.ts';

export interface Running {
  home: Home;
  stack: Stack;
}

/** A failure told as: what, why, what next. */
export function told(what: string, why: string, next: string): Error {
  return new Error(`${what}\n  why:  ${why}\n  do:   ${next}`);
}

export function runningStack(wish: string | undefined): Running {
  const home = homeAt(wish);
  const stack = readStack(home);
  if (stack === undefined)
    throw told(
      'no stack runs here',
      `${home.run}/stack.json is not there; it is written when everything was started`,
      'run `npm start`, or name another --home',
    );
  return { home, stack };
}

const problemSchema = z.object({
  title: z.string(),
  code: z.string().optional(),
  detail: z.string().optional(),
  advice: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** One request; a problem answer becomes an error that repeats what it says. */
export async function ask(url: string, init: RequestInit & { what: string }): Promise<unknown> {
  const { what, ...request } = init;
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(15_000) }).catch((cause: unknown) => {
    throw told(
      what,
      `${new URL(url).origin} does not answer (${cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause)})`,
      'look at `npm run xiezhi status` and at the logs',
    );
  });
  const text = await answer.text();
  if (answer.ok) return text === '' ? undefined : JSON.parse(text);
  const problem = problemSchema.safeParse(jsonOr(text)).data;
  if (problem === undefined) throw told(what, `${url} answered ${answer.status}`, 'look at the log of that service');
  throw told(
    what,
    [
      [problem.title, problem.detail, problem.code].filter(Boolean).join(' · '),
      ...(problem.errors ?? []).map(({ path, message }) => `      ${path}: ${message}`),
    ].join('\n'),
    problem.advice ?? `answer ${answer.status} of ${url}`,
  );
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tokenSchema = z.object({ token: z.string() });

/** An internal token of a post, minted by the portal for whoever can read this home's keys. */
export async function tokenOf({ home, stack }: Running, post: string, world?: string): Promise<string> {
  const keys = readKeys(home);
  if (keys === undefined)
    throw told('no token can be had', `${home.run}/keys.json cannot be read`, 'run as the user who started the stack');
  const answer = await ask(`${stack.portal}/development/tokens`, {
    what: `the portal gives no token for post ${post}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'xiezhi-development-secret': keys.developmentTokenSecret },
    body: JSON.stringify({ post, ...(world !== undefined && { world }) }),
  });
  return tokenSchema.parse(answer).token;
}

/** Who may read how a service is doing and move practice clocks. */
export const systemAdmin = 'platform.system-admin';
/** Who keeps the directory: agencies, posts, routes and mechanism packs. */
export const securityAdmin = 'platform.security-admin';
