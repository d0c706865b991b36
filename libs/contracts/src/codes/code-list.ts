import { z } from 'zod';

/**
 * A closed code list: the keys are the codes, the values the labels officers read. The zod enum accepts the keys only, so one
 * object is the source of validation, of the TypeScript type and of what a screen prints.
 */
export function codeList<const Labels extends Record<string, string>>(labels: Labels) {
  const codes = Object.keys(labels) as (keyof Labels & string)[];
  return z.enum(codes);
}
