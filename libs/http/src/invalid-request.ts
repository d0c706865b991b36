import type { ErrorCode } from '@xiezhi/contracts';
import { z } from 'zod';
import type { FieldError } from './problem.ts';

/** Mistakes told at once, unless a kind of request has more to say. */
const errorsMax = 20;
const inChinese = z.locales.zhCN().localeError;

/**
 * A request that does not fit its schema, or whose content is none of its kind (`code`). Says where and what was expected, never what was
 * sent.
 */
export class InvalidRequest extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];

  constructor(errors: FieldError[], code: ErrorCode = 'INVALID_REQUEST', shownMax = errorsMax) {
    super(code);
    this.name = 'InvalidRequest';
    this.code = code;
    this.errors = errors.slice(0, shownMax);
  }
}

/**
 * @param where leads every path, for values that are no body: the name of the parameter or header
 * @throws InvalidRequest
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown, where?: string): z.output<Schema> {
  const result = schema.safeParse(value, { error: inChinese });
  if (result.success) return result.data;
  throw new InvalidRequest(result.error.issues.flatMap((issue) => fieldErrorsOf(issue, where)));
}

function fieldErrorsOf(issue: z.core.$ZodIssue, where: string | undefined): FieldError[] {
  const path = [...(where === undefined ? [] : [where]), ...issue.path];
  // zod quotes unknown keys in its message; each becomes the path of its own error instead.
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: joined([...path, key]), message: '未定义的字段' }));
  return [{ path: joined(path), message: issue.message.slice(0, 300) }];
}

/** A key a client invented may itself be content: only short, plain names are repeated. */
function joined(path: PropertyKey[]): string {
  return path
    .map((part) => (/^[\w-]{1,40}$/.test(String(part)) ? String(part) : '…'))
    .join('.')
    .slice(0, 300);
}
