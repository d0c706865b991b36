import { randomUUID } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const traceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's correlation id if it is a uuid, else a new one: nothing else a client writes reaches logs, events or answers. */
export function correlationIdOf(headers: NodeJS.Dict<string | string[]>): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && uuid.test(given) ? given : randomUUID();
}

/** Where the trace of this request continues: our own server span when tracing runs, else what the caller sent. */
export function traceparentOf(request: FastifyRequest): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span) return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 1) === 1 ? '01' : '00'}`;
  const given = request.headers.traceparent;
  return typeof given === 'string' && traceparent.test(given) ? given : undefined;
}
