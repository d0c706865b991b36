import type { Walk, WalkedFile } from './walk.fixture.ts';

/** A case of the procuratorate, opened and investigated, of its own finding unless a file is given. */
export async function investigated(walk: Walk, resultCode: string, given?: WalkedFile): Promise<WalkedFile> {
  const file = given ?? (await walk.opens('case-file', 'procuratorate', '2026-03-02'));
  await walk.steps(file, 'T7', 'handler', '2026-03-02', { findings: '公益受损' }, 'EVALUATING');
  const opening = { resultCode, reason: '符合立案条件', respondent: walk.id('water') };
  await walk.steps(file, 'T8', 'approver', '2026-03-04', opening, 'DECIDED_OPENED');
  await walk.steps(file, 'A3', 'handler', '2026-03-05', { plan: '现场勘验', investigators: 2 }, 'INVESTIGATING');
  await walk.steps(file, 'A4', 'handler', '2026-03-20', { conclusion: '仍受侵害' }, 'INV_DONE');
  return file;
}

/** A suggestion was served on 10 April 2026; urgent or not. */
export async function served(walk: Walk, transition: 'A7' | 'A7u' = 'A7', given?: WalkedFile): Promise<WalkedFile> {
  const file = await investigated(walk, 'OPEN_ADMIN_PIL', given);
  await walk.steps(file, 'A6', 'approver', '2026-04-08', { suggestionNumber: '演1号' }, 'SUGGESTION_APPROVED');
  await walk.steps(file, transition, 'intake', '2026-04-10', { servedOn: '2026-04-10', serviceMethod: '直接' }, 'SUGGESTION_SERVED');
  return file;
}

/** A file moved to the procuratorate that must sue, received on 10 June 2026 and under review. */
export async function moved(walk: Walk): Promise<WalkedFile> {
  const file = await walk.handsOver('clue-between-procuratorates', 'city-procuratorate', 'procuratorate', '2026-06-10');
  const received = { suitKind: '行政公益诉讼', receivedOn: '2026-06-10', respondent: walk.id('water') };
  await walk.steps(file, 'A15r', 'intake', '2026-06-10', received, 'REVIEW');
  return file;
}

export const suit = (walk: Walk, filedOn: string) => ({
  nonPerformance: ['NP3'],
  claims: ['限期履行职责'],
  harmPersists: true,
  court: walk.id('court'),
  filedOn,
});

/** A civil case, announced on 23 March 2026, with the damage claim that the environment bureau takes up beside it. */
export async function announced(walk: Walk): Promise<{ file: WalkedFile; claim: WalkedFile }> {
  const file = await investigated(walk, 'OPEN_CIVIL_PIL');
  await walk.steps(file, 'C1', 'approver', '2026-03-23', { publishedOn: '2026-03-23', medium: '全国性报纸' }, 'ANNOUNCED');
  const share = { file, isShare: true };
  const claim = await walk.handsOver('damage-clue-from-file', 'procuratorate', 'environment', '2026-03-24', share);
  await walk.steps(claim, 'W1', 'intake', '2026-03-24', { receivedOn: '2026-03-24' }, 'CLUE');
  await walk.steps(claim, 'W2', 'handler', '2026-04-01', { checkFindings: '造成损害' }, 'PRELIM_CHECK');
  return { file, claim };
}

/** The same, the claim started, the thirty days of announcement over, the case under review. */
export async function reviewed(walk: Walk): Promise<{ file: WalkedFile; claim: WalkedFile }> {
  const { file, claim } = await announced(walk);
  await walk.steps(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' }, 'STARTED');
  await walk.hears(file, 'CD1', '2026-04-10', 'ANNOUNCED');
  await walk.due('A09', '2026-04-22', { holder: 'procuratorate' });
  await walk.passes('2026-04-23');
  await walk.hears(file, 'C3', '2026-04-23', 'REVIEW');
  return { file, claim };
}
