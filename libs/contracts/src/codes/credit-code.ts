import { z } from 'zod';

// GB 32100-2015: no I, O, S, V, Z; the value of a character is its place.
const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

// GB 11714: the nine characters of the organisation code inside, the last of them its own check character.
const organisationCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

const shape = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

function weightedSum(text: string, alphabet: string, factors: readonly number[]): number {
  return factors.reduce((sum, factor, place) => sum + factor * alphabet.indexOf(text.charAt(place)), 0);
}

/** Check character of the 17 leading characters of a unified social credit code. */
export function creditCodeCheck(leading: string): string {
  return characters.charAt((31 - (weightedSum(leading, characters, weights) % 31)) % 31);
}

/** Check character of the eight leading characters of an organisation code. */
export function organisationCodeCheck(leading: string): string {
  const check = 11 - (weightedSum(leading, organisationCharacters, organisationWeights) % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

/** Both check characters of a unified social credit code 统一社会信用代码 are right (GB 32100-2015, GB 11714). */
export function isCreditCode(code: string): boolean {
  if (!shape.test(code)) return false;
  return creditCodeCheck(code) === code.charAt(17) && organisationCodeCheck(code.slice(8, 16)) === code.charAt(16);
}

export const CreditCode = z
  .string()
  .regex(shape)
  .refine(isCreditCode, { message: '统一社会信用代码校验不通过' })
  .describe('Unified social credit code, GB 32100-2015, 18 characters with valid check characters');
export type CreditCode = z.infer<typeof CreditCode>;
