import type { Company } from './company.ts';

/** The agencies of the story, by slug, and posts of theirs. */
export const office = 'anji-river-chief-office';
export const procuratorate = 'anji-procuratorate';

const digest = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';

/** A clue as the intake of a river-chief office registers it. */
export function clueBody(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: '河道右岸排水口晴天排水',
    description: '巡查中发现排水口晴天排水，水色灰白。',
    sourceCode: 'S18',
    domainCode: 'E4',
    divisionCode: '330523001',
    foundAt: '2026-10-11T16:20:00+08:00',
    materials: [{ name: '现场照片', kind: 'AUDIOVISUAL', mediaType: 'application/zip', bytes: 1024, sha256: digest }],
    ...more,
  };
}

/** A problem as the intake of a river-chief office reports it to itself. */
export function problemBody(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: '河道右岸堆放垃圾',
    description: '巡查中发现堤顶外侧堆放装修垃圾。',
    sourceCode: 'S15',
    categoryCode: 'Z3-01',
    divisionCode: '330523001',
    waterBodyId: 'WB22',
    foundAt: '2026-10-11T16:20:00+08:00',
    materials: [{ name: '现场照片', kind: 'AUDIOVISUAL', mediaType: 'application/zip', bytes: 1024, sha256: digest }],
    ...more,
  };
}

export async function registered(company: Company, more: Record<string, unknown> = {}): Promise<string> {
  const { id } = await company.does(`${office}.intake`, '/api/clue-transfer/clues', clueBody(more));
  return id;
}

export async function draftBody(company: Company, clueId: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const receiver = await company.agencyId(procuratorate);
  const matter = { matterKind: 'clue', matterId: clueId };
  return { ...matter, receiver, route: 'clue-from-public', purpose: '请依法评估并反馈。', legalBasis: '线索移送约定', ...more };
}

export async function drafted(company: Company, clueId: string): Promise<string> {
  const { id } = await company.does(`${office}.intake`, '/api/clue-transfer/hand-offs', await draftBody(company, clueId));
  return id;
}

export const handOffPath = (id: string, verb: string): string => `/api/clue-transfer/hand-offs/${id}/${verb}`;

/** Drafted, submitted and approved: the package is frozen and the receiver knows. */
export async function sent(company: Company, clueId: string): Promise<string> {
  const handOffId = await drafted(company, clueId);
  await company.does(`${office}.intake`, handOffPath(handOffId, 'submit'));
  await company.does(`${office}.approver`, handOffPath(handOffId, 'approve'));
  return handOffId;
}

export async function received(company: Company, clueId: string): Promise<string> {
  const handOffId = await sent(company, clueId);
  await company.does(`${procuratorate}.liaison`, handOffPath(handOffId, 'receive'));
  return handOffId;
}
