import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseRequest } from './invalid-request.ts';

/**
 * Checks every `@Body/@Query/@Param({ schema })` and hands on what the schema makes of it. An absent body counts as `{}`, so that a
 * command without arguments needs none and a missing field is named as such.
 */
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema, type, data } = metadata;
    if (!(schema instanceof z.ZodType)) return value;
    return parseRequest(schema, type === 'body' ? (value ?? {}) : value, data);
  }
}
