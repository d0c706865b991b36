import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import { z } from 'zod';

export const FieldError = z.object({
  path: z.string().max(300).describe('Where in the request, members joined by dots'),
  message: z.string().max(300).describe('What was expected there; never the value that was sent'),
});
export type FieldError = z.infer<typeof FieldError>;

export const Problem = z
  .object({
    type: z.string().describe('urn:xiezhi:error:<code>'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('A code of docs/errors.md'),
    detail: z.string().optional(),
    advice: z.string().describe('What the reader can do next'),
    instance: z.string().describe('The path that was asked, without its query'),
    correlationId: z.uuid().describe('Quote it to the operators: it is on every log line of this request'),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details; title, detail and advice are Chinese' });
export type Problem = z.infer<typeof Problem>;

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** Seconds a client should wait after 503. A restart of database or broker takes about this long. */
export const retryAfterSeconds = 2;

export interface Occurrence {
  url: string;
  correlationId: string;
}

export function problemOf(code: ErrorCode, at: Occurrence, more: { detail?: string; errors?: FieldError[] } = {}): Problem {
  const { status, title, advice } = errorCatalogue[code];
  const instance = pathOf(at.url).slice(0, 200);
  return { type: `urn:xiezhi:error:${code}`, title, status, code, advice, instance, correlationId: at.correlationId, ...more };
}

export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
