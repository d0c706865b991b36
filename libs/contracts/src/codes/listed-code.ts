import { z } from 'zod';

/**
 * Codes that a mechanism pack lists (codes.yaml): which there are is data, here only how they are written, in events as in requests. Commands
 * accept those that a mechanism in force lists.
 */
export const SourceCode = z
  .string()
  .regex(/^S\d{2}$/)
  .describe('Source of a clue or problem: a code of the list clue-source, DOMAIN 6.1');
export const DomainCode = z
  .string()
  .regex(/^[A-Z]\d{1,2}$/)
  .describe('Field of cooperation: a code of the list field-of-cooperation, DOMAIN 6.2');
export const CategoryCode = z
  .string()
  .regex(/^[A-Z]\d{1,2}(-\d{2})?$/)
  .describe('What is wrong: a code of the list problem-category, for rivers and lakes DOMAIN 6.3');
export const ResultCode = z
  .string()
  .regex(/^[A-Z][A-Z_]{0,39}$/)
  .describe('What became of a clue: a code of the list clue-result, DOMAIN 6.4');
