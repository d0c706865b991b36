import type { ErrorCode } from '@xiezhi/contracts';
import type { Fields } from '@xiezhi/stage-chart';

/** What the directory says of the two organs that jurisdiction compares. */
export interface Organs {
  keeper: { kind: string; level: string };
  respondent?: { kind: string; level: string } | undefined;
}

/** Procuratorates stand at three levels: townships and functional areas are the county's. */
const ranks: Readonly<Record<string, number>> = { province: 3, city: 2, county: 1, 'functional-area': 1, township: 1 };
const rankOf = ({ level }: { level: string }) => ranks[level] ?? 0;

/** A public-interest case is opened by a procuratorate: by nobody else, whatever reason is given. */
export const opensWithoutRight = ({ resultCode }: Fields, { keeper }: Organs): boolean =>
  typeof resultCode === 'string' && resultCode.startsWith('OPEN_') && keeper.kind !== 'PRO';

/**
 * Rules 2021, Art. 13: an administrative case is opened at the level of the agency; where the respondent is a government, the next level
 * up may. A procuratorate that departs from it says why: it is recorded, not steered.
 */
export function outsideJurisdiction({ resultCode }: Fields, { keeper, respondent }: Organs): ErrorCode | undefined {
  if (resultCode !== 'OPEN_ADMIN_PIL' || respondent === undefined) return undefined;
  const above = rankOf(keeper) - rankOf(respondent);
  return above === 0 || (above === 1 && respondent.kind === 'GOV') ? undefined : 'RESPONDENT_OF_OTHER_LEVEL';
}
