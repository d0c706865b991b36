import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller, Instant } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { canonicalJson } from './canonical-json.ts';
import { traceparentOf } from './correlation.ts';
import { parseRequest } from './invalid-request.ts';
import { pathOf } from './problem.ts';

/** No mechanism of ours is older; earlier dates are slips of the keyboard, and year 0 is none to Postgres. */
const earliestActedAt = Date.parse('2000-01-01T00:00:00+08:00');

/** Spread into the body schema of a command that may be recorded after it happened: `z.strictObject({ ...actedAtFields, reason })`. */
export const actedAtFields = {
  actedAt: Instant.refine((text) => Date.parse(text) >= earliestActedAt, '不得早于 2000 年')
    .optional()
    .describe('Legal time: when the act happened; absent means now'),
  actedAtSource: z.enum(['entered', 'postmark']).optional().describe('Where actedAt comes from; absent means entered'),
};
const ActedAt = z.object(actedAtFields);

export const commandRoute = 'xiezhi:command';

const actParameter = createParamDecorator((_data: unknown, context: ExecutionContext): Act => commandActOf(requestOf(context)));

/**
 * The Act of a command: who, when in law, under which key, against which version. Requires the Idempotency-Key header.
 */
export function ActOf(): ParameterDecorator {
  return (controller, method, index) => {
    if (method !== undefined) Reflect.defineMetadata(commandRoute, true, Reflect.get(controller, method));
    actParameter()(controller, method, index);
  };
}

/** The Act of a query of one stream (`view`): who asks, and in which trace. */
export const ReadActOf = createParamDecorator((_data: unknown, context: ExecutionContext): Act => readActOf(requestOf(context)));

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

export function readActOf(request: FastifyRequest): Act {
  const traceparent = traceparentOf(request);
  return { caller: callerOf(request), correlationId: request.id, ...(traceparent !== undefined && { traceparent }) };
}

export function commandActOf(request: FastifyRequest): Act {
  const act = readActOf(request);
  const expectedVersion = versionOf(request.headers['if-match']);
  return {
    ...act,
    ...legalTimeOf(request.body, callerOf(request)),
    idempotency: { key: idempotencyKeyOf(request), requestHash: requestHashOf(request) },
    ...(expectedVersion !== undefined && { expectedVersion }),
  };
}

/** The moment the law sees as now: the practice world's, if the caller acts in one, else the machine's. */
export function legalNow(caller: Caller): Date {
  return caller.world === undefined ? new Date() : new Date(caller.world.legalNow);
}

function legalTimeOf(body: unknown, caller: Caller): Pick<Act, 'actedAt' | 'actedAtSource'> {
  const { actedAt, actedAtSource } = parseRequest(ActedAt, body ?? {});
  const now = legalNow(caller);
  if (actedAt === undefined) return { actedAt: now.toISOString(), actedAtSource: 'system' };
  const moment = new Date(actedAt);
  if (moment > now) throw new Refusal('ACTED_AT_IN_FUTURE', { legalNow: now.toISOString() });
  return { actedAt: moment.toISOString(), actedAtSource: actedAtSource ?? 'entered' };
}

function idempotencyKeyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') throw new Refusal('IDEMPOTENCY_KEY_MISSING');
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,128}$/.test(key)) throw new Refusal('IDEMPOTENCY_KEY_INVALID');
  return key;
}

/** Two requests are the same when method, path and content are; headers and the order of members do not count. */
function requestHashOf(request: FastifyRequest): string {
  const content = `${request.method}\n${pathOf(request.url)}\n${canonicalJson(request.body ?? {})}`;
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const digits = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (digits === undefined) throw new Refusal('IF_MATCH_INVALID');
  return Number(digits);
}
