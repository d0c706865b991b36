import {
  CategoryCode,
  DomainCode,
  LookBackResult,
  ResultCode,
  SourceCode,
  MaterialKind,
  ProblemSeverity,
  PublicInterestQuantity,
  WaterBodyKind,
} from '@xiezhi/contracts';
import type { z } from 'zod';

/** What events of catalogue 1.0.0 say of the codes of a list. A pack may have fewer; others only where the events leave them open. */
interface Bound {
  /** All that an event can carry. */
  codes?: readonly string[];
  /** How such a code is written where events leave open which there are. */
  written?: z.ZodString;
}

/** By the name of the list. Lists that do not stand here travel in no member of their own. */
const bounds: Readonly<Record<string, Bound>> = {
  'clue-source': { written: SourceCode },
  'field-of-cooperation': { written: DomainCode },
  'problem-category': { written: CategoryCode },
  'clue-result': { written: ResultCode },
  'material-kind': { codes: MaterialKind.options },
  'public-interest-quantity': { codes: PublicInterestQuantity.options },
  'water-body-kind': { codes: WaterBodyKind.options },
  severity: { codes: ProblemSeverity.options },
  'look-back-result': { codes: LookBackResult.options },
};

/** What is said of a code that an event enumerates without it. */
export const isCarriedByNone = (code: unknown): string => `no event of catalogue 1.0.0 carries ${String(code)}`;

/** Why no event could carry the code of a list; undefined when one can. */
export function strangeToEvents(list: string, code: string): string | undefined {
  const { codes, written } = bounds[list] ?? {};
  if (codes !== undefined && !codes.includes(code)) return isCarriedByNone(code);
  return written === undefined || written.safeParse(code).success ? undefined : `${code} is not written as events write it`;
}

/**
 * Lists whose codes a member of events or of routes holds, by the name of the member: rules that look at the member name codes of the list.
 * A list that a pack does not have is not looked at: its codes are then the events' alone.
 */
export const listOfMember: Readonly<Record<string, string>> = {
  sourceCode: 'clue-source',
  domainCode: 'field-of-cooperation',
  categoryCode: 'problem-category',
  resultCode: 'clue-result',
  severity: 'severity',
  lookBackResult: 'look-back-result',
};
