import { HttpException } from '@nestjs/common';
import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { VersionConflict } from '@xiezhi/event-store';
import { isTransient } from '@xiezhi/postgres';
import { InvalidRequest } from './invalid-request.ts';
import type { FieldError } from './problem.ts';

export interface ErrorAnswer {
  code: ErrorCode;
  detail?: string;
  errors?: FieldError[];
}

/** Fastify's own refusals, made before any of our code runs. */
const codeOfFastifyError: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_HTTP',
  FST_ERR_BAD_URL: 'INVALID_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'INVALID_REQUEST',
};

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_REQUEST',
  401: 'TOKEN_INVALID',
  403: 'ACTION_NOT_PERMITTED',
  404: 'ROUTE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'OVERLOADED',
  503: 'UNAVAILABLE',
};

/** What a caller is told about an error. Whatever is not an expected no is INTERNAL, without a word about its cause. */
export function answerTo(error: unknown): ErrorAnswer {
  if (error instanceof Refusal) return { code: error.code, ...(error.detail !== undefined && { detail: error.detail }) };
  if (error instanceof InvalidRequest) return { code: error.code, errors: error.errors };
  if (error instanceof VersionConflict) return { code: 'STALE_VERSION' };
  if (error instanceof HttpException) return { code: codeOfStatus[error.getStatus()] ?? 'INTERNAL' };
  if (isTransient(error)) return { code: 'UNAVAILABLE' };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? codeOfFastifyError[error.code] : undefined;
  return { code: code ?? 'INTERNAL' };
}

export function isFault(code: ErrorCode): boolean {
  return errorCatalogue[code].status >= 500;
}
