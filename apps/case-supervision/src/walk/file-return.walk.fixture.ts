import type { Role } from '@xiezhi/contracts';
import { expect } from 'vitest';
import type { Organ } from './walked-clocks.fixture.ts';
import type { Walk, WalkedFile, Walks } from './walk.fixture.ts';

const on = '2026-10-13';

/** A verb of the return, and the state it must lead to; both sides read the same. */
async function says(walk: Walk, file: WalkedFile, organ: Organ, verb: string, body: object, step: string, status: string): Promise<void> {
  const answer = await walk.client(organ, 'approver', on).post(`/case-files/${file.id}/${verb}`, body);
  expect(answer.status, `${verb}: ${JSON.stringify(answer.body)}`).toBe(200);
  await stands(walk, file, step, status);
}

async function stands(walk: Walk, file: WalkedFile, step: string, status: string, role: Role = 'handler'): Promise<void> {
  const { body } = await walk.client('office', role, on).get(`/case-files/${file.id}/return`);
  expect(body['status'], step).toBe(status);
  walk.took('file-return', step, status);
}

async function opened(walk: Walk): Promise<WalkedFile> {
  const file = await walk.handsOver('clue-from-public', 'office', 'procuratorate', on);
  await stands(walk, file, 'open', 'open');
  return file;
}
const reason = { reason: '应由其他单位办理。' };

/** The return of a file, as its keeper and who handed it over talk about it (DESIGN 3). */
export const fileReturnWalks: Walks = {
  'the keeper asks, the sender declines, the keeper asks again and the sender agrees': async (walk) => {
    const file = await opened(walk);
    await says(walk, file, 'procuratorate', 'return', reason, 'request', 'requested');
    await says(walk, file, 'office', 'decline-return', { reason: '请继续办理。' }, 'decline', 'open');
    await says(walk, file, 'procuratorate', 'return', { reason: '确无管辖。' }, 'request', 'requested');
    await says(walk, file, 'office', 'consent-return', {}, 'consent', 'returned');
  },
  'the sender asks and the keeper agrees': async (walk) => {
    const file = await opened(walk);
    await says(walk, file, 'office', 'return', reason, 'requestBack', 'requested');
    await says(walk, file, 'procuratorate', 'consent-return', {}, 'consentByKeeper', 'returned');
  },
  'a decision ends all talk of it': async (walk) => {
    const file = await opened(walk);
    await walk.steps(file, 'T7', 'handler', on, { findings: '已依法履职' }, 'EVALUATING');
    const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职' };
    await walk.steps(file, 'T9', 'approver', on, decision, 'DECIDED_NOT_OPENED');
    await stands(walk, file, 'foreclose', 'foreclosed');
  },
  'who may return alone does so': async (walk) => {
    const file = await walk.handsOver('crime-to-police', 'office', 'police', on);
    await says(walk, file, 'police', 'return', { ...reason, basis: 'unilateral' }, 'returnAlone', 'returned');
  },
};
