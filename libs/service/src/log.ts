import { context, createContextKey, trace } from '@opentelemetry/api';
import type { LoggerService } from '@nestjs/common';
import { describeError, withoutContent } from '@xiezhi/http';
import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';

export type ServiceLog = Logger;

/** Where the correlation id of the current request lies, for every log line written on its behalf. */
export const correlationKey = createContextKey('xiezhi.correlationId');

/** Nobody logs these; the list is the second lock. */
const redact = [
  'authorization',
  'cookie',
  'password',
  'token',
  'body',
  'parameters',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.token',
  '*.body',
  '*.parameters',
];

/**
 * One JSON line per event on stdout: identifiers, numbers and our own words only. An error is reduced to what `describeError`
 * allows, and quoted text in messages and fields is blanked, whoever logs it: libraries quote what they choked on.
 */
export function createLog(service: string, level: string, destination?: DestinationStream): ServiceLog {
  const options = {
    level,
    base: { service },
    redact,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: fieldsWithoutContent },
    hooks: { logMethod: messageWithoutContent },
    mixin: requestOf,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function fieldsWithoutContent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, valueWithoutContent(value)]));
}

function valueWithoutContent(value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  return typeof value === 'string' ? withoutContent(value) : value;
}

function messageWithoutContent(this: Logger, parts: Parameters<LogFn>, write: LogFn): void {
  write.apply(this, parts.map(valueWithoutContent) as Parameters<LogFn>);
}

function requestOf(): object {
  const active = context.active();
  const correlationId = active.getValue(correlationKey);
  const traceId = trace.getSpanContext(active)?.traceId;
  return { ...(correlationId !== undefined && { correlationId }), ...(traceId !== undefined && { traceId }) };
}

/** Nest's own messages through the same log. What Nest tells about routes and modules at the start is debug. */
export function nestLogger(log: ServiceLog): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...more: unknown[]) => {
      const last = more.at(-1);
      log[level](
        { ...(typeof last === 'string' && last.length < 60 && { from: last }), ...(message instanceof Error && { error: message }) },
        textOf(message),
      );
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('error'),
  };
}

function textOf(message: unknown): string {
  return typeof message === 'string' ? message : 'nest';
}
