import type { Walk, WalkedFile } from './walk.fixture.ts';

export const suspicion = { suspicionCodes: ['X1-铅汞镉铬砷铊锑超标三倍以上'], suspicionConfirmed: true, officers: 2 };
export const verified = { factsVerified: true, lawfulEvidence: true };

const kinds = { water: 'WAT', environment: 'ECO', fishery: 'AGR' } as const;
type Enforcer = keyof typeof kinds;

/** The agency's file as far as its head's approval. `at`: the moment of the approval. */
export async function suspected(walk: Walk, keeper: Enforcer, at: string, from?: WalkedFile): Promise<WalkedFile> {
  const on = at.slice(0, 10);
  const file = await walk.opens('criminal-transfer', keeper, on, from);
  await walk.steps(file, 'B1', 'section-head', on, { ...suspicion, agencyKind: kinds[keeper] }, 'TASK_TEAM');
  await walk.steps(file, 'B2', 'handler', on, { ...verified, reportReceivedOn: on }, 'REPORT');
  await walk.steps(file, 'B3a', 'approver', at, { headRole: '正职负责人', criminalTransferNumber: '移字〔2026〕1号' }, 'APPROVED');
  return file;
}

/** Both files after the police have registered the case: approved, sent and accepted on one day. */
export async function registered(walk: Walk, keeper: Enforcer, on: string, materialsComplete = true) {
  const agency = await suspected(walk, keeper, on);
  const police = await walk.handsOver('criminal-transfer', keeper, 'police', `${on} 10:20`, { file: agency });
  await walk.hears(agency, 'B4', on, 'HANDED_OVER');
  await walk.steps(police, 'B5', 'intake', `${on} 10:30`, { receivedOn: on, materialsComplete }, 'REGISTERED');
  return { agency, police };
}

export async function notFiled(walk: Walk, keeper: Enforcer) {
  const both = await registered(walk, keeper, '2026-09-21');
  await walk.steps(both.police, 'B7x', 'approver', '2026-09-24', { refusalReason: '证据不足' }, 'NOT_FILED');
  await walk.steps(both.police, 'B7xn', 'intake', '2026-09-24', { noticeServedOn: '2026-09-24' }, 'NOT_FILED');
  await walk.hears(both.agency, 'B7n', '2026-09-24', 'NOT_FILED');
  return both;
}
