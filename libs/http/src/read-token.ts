import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ReadToken } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

export const readTokenHeader = 'xiezhi-read-token';
export const staleHeader = 'xiezhi-stale';

/** A command touches one stream, rarely two; a client that joins the tokens of a whole form still fits. */
const entriesMax = 32;
const lengthMax = 4096;
/** A query waits this long for the read model to catch up with the command, then answers what it has and says so. */
export const waitMsMax = 2000;
/** Another instance of the service may be the one that applies the event, and its wake-up does not reach us. */
const pollMs = 100;

const Entry = z.tuple([
  z.string().regex(/^\/xiezhi\/[a-z-]{1,40}$/),
  z.string().regex(/^[a-z-]{1,60}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  z.int().min(1),
]);
const Entries = z.array(Entry).max(entriesMax);

export function encodeReadToken(token: ReadToken): string {
  return Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
}

/** @throws Refusal READ_TOKEN_INVALID */
export function decodeReadToken(text: string): ReadToken {
  if (text.length > lengthMax || !/^[\w-]+$/.test(text)) throw new Refusal('READ_TOKEN_INVALID');
  const entries = Entries.safeParse(jsonOf(Buffer.from(text, 'base64url').toString('utf8')));
  if (!entries.success) throw new Refusal('READ_TOKEN_INVALID');
  return entries.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The decoded read token of a query, or an empty list: nothing to wait for. */
export const ReadTokenOf = createParamDecorator((_data: unknown, context: ExecutionContext): ReadToken => {
  const text = context.switchToHttp().getRequest<FastifyRequest>().headers[readTokenHeader];
  return text === undefined ? [] : decodeReadToken(String(text));
});

export interface ReadGate {
  /** Whether the read model has applied every entry. */
  reached(token: ReadToken): Promise<boolean>;
  /** Rung when a projection has taken a step. `wait` resolves at the next ring, or after the time. */
  signal: { wait(timeoutMs: number): Promise<void> };
}

/** Waits until the gate has passed the token, two seconds at most. @returns whether it has */
export async function waitForReadToken(token: ReadToken, gate: ReadGate, timeoutMs = waitMsMax): Promise<boolean> {
  if (token.length === 0) return true;
  const deadline = performance.now() + timeoutMs;
  while (!(await gate.reached(token))) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return false;
    await gate.signal.wait(Math.min(leftMs, pollMs));
  }
  return true;
}

/** Waits, and tells the client when what follows may not show its own effect yet. */
export async function freshOrStale(token: ReadToken, gate: ReadGate, reply: FastifyReply): Promise<void> {
  if (!(await waitForReadToken(token, gate))) reply.header(staleHeader, 'true');
}
