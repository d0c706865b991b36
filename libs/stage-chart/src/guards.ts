import type { ErrorCode } from '@xiezhi/contracts';
import type { Transition } from './chart.ts';
import type { Fields } from './field.ts';

/** Fields by which every chart tells of a suspected crime; `check` demands both where a transition closes. */
export const suspicionField = 'criminalSuspicion';
export const criminalTransferField = 'criminalTransferNumber';

/**
 * G4: a penalty must not stand in for a criminal transfer (Order 310 Art. 11; Administrative Penalty Law Art. 82). A matter marked as
 * suspected crime is not closed before the number of its transfer to the police, or of the police's answer, is recorded.
 */
export function refuseHiddenCrime(rule: Transition, values: Fields): { code: ErrorCode; missing: string[] } | undefined {
  if (!rule.closes || values[suspicionField] !== true) return undefined;
  return values[criminalTransferField] === undefined
    ? { code: 'PENALTY_REPLACES_CRIMINAL_TRANSFER', missing: [criminalTransferField] }
    : undefined;
}
