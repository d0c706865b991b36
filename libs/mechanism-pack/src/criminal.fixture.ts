import type { FileHere, Files } from './files.fixture.ts';

export const suspicion = { suspicionCodes: ['X1-铅汞镉铬砷铊锑超标三倍以上'], suspicionConfirmed: true, officers: 2 };
export const verified = { factsVerified: true, lawfulEvidence: true } as const;

/** The agency’s file as far as its head’s approval. */
export function approved(
  files: Files,
  agencyKind: 'ECO' | 'WAT' | 'AGR',
  reportedOn: string,
  approvedAt: string,
  from?: FileHere,
): FileHere {
  const file = files.open('criminal-transfer', 'bureau', agencyKind, from);
  files.step(file, 'B1', 'section-head', reportedOn, { ...suspicion, agencyKind });
  files.step(file, 'B2', 'handler', reportedOn, { ...verified, reportReceivedOn: reportedOn });
  files.step(file, 'B3a', 'approver', approvedAt, { headRole: '正职负责人', criminalTransferNumber: '移字〔2026〕1号' });
  return file;
}
/** Both files after the police have registered the case. */
export function registered(files: Files, agencyKind: 'ECO' | 'WAT', on: string, isComplete = true): { agency: FileHere; police: FileHere } {
  const agency = approved(files, agencyKind, on, `${on} 09:00`);
  const police = files.handOff(agency, 'criminal-transfer', 'police', 'POL', `${on} 10:00`)!;
  files.step(police, 'B5', 'intake', `${on} 10:30`, { receivedOn: on, materialsComplete: isComplete });
  return { agency, police };
}
export function notFiled(files: Files, agencyKind: 'ECO' | 'WAT') {
  const both = registered(files, agencyKind, '2026-09-21');
  files.step(both.police, 'B7x', 'approver', '2026-09-24', { refusalReason: '证据不足' });
  files.step(both.police, 'B7xn', 'intake', '2026-09-24', { noticeServedOn: '2026-09-24' });
  return both;
}
