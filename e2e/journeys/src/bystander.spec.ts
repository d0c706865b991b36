import { eventually } from '@xiezhi/testing';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Company, comesWithinMs } from './company.ts';
import { handOffPath, procuratorate, received, registered } from './hand-over.ts';
import { listen, type Notice } from './notices.ts';

/** Of the same kind and level as the receiver, in the next county. */
const bystander = 'deqing-procuratorate';

describe('an agency that is not a party', () => {
  const stack = sharedStack();
  const company = new Company(stack);
  const made: Record<'clue' | 'handOff' | 'caseFile' | 'thread', string> = { clue: '', handOff: '', caseFile: '', thread: '' };
  const heard: Record<string, Awaited<ReturnType<typeof listen>>> = {};

  beforeAll(async () => {
    // The handler: what a post does at once may be over before anybody could be told of it; the evaluation is waited for below.
    for (const agency of [procuratorate, bystander]) heard[agency] = await listen(stack, `${agency}.handler`);
    made.clue = await registered(company);
    made.handOff = await received(company, made.clue);
    await company.does(`${procuratorate}.intake`, handOffPath(made.handOff, 'accept'));
    made.caseFile = await company.waiting(`${procuratorate}.handler`, 'evaluate-case-file', made.clue);
    await company.does(`${procuratorate}.handler`, `/api/case-supervision/case-files/${made.caseFile}/evaluate`, {
      findings: '现场已复核。',
    });
    const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' };
    await company.does(`${procuratorate}.approver`, `/api/case-supervision/case-files/${made.caseFile}/decide`, decision);
    made.thread = await company.waiting(`${procuratorate}.handler`, 'answer-feedback', made.clue);
  });

  afterAll(() => Object.values(heard).forEach(({ stop }) => stop()));

  it.each([
    ['the clue', 'CLUE_NOT_FOUND', () => `/api/clue-transfer/clues/${made.clue}`],
    ['the hand-off', 'HAND_OFF_NOT_FOUND', () => `/api/clue-transfer/hand-offs/${made.handOff}`],
    ['its package', 'HAND_OFF_NOT_FOUND', () => `/api/clue-transfer/hand-offs/${made.handOff}/package`],
    ['the case file', 'CASE_FILE_NOT_FOUND', () => `/api/case-supervision/case-files/${made.caseFile}`],
    ['the feedback', 'FEEDBACK_NOT_FOUND', () => `/api/feedback/threads/${made.thread}`],
    ['the family', 'FAMILY_NOT_FOUND', () => `/api/families/${made.clue}`],
    ['its timeline', 'FAMILY_NOT_FOUND', () => `/api/families/${made.clue}/timeline`],
  ])('is answered about %s as if it were not there', async (_thing, code, path) => {
    const answer = await company.asks(`${bystander}.handler`, 'GET', path());
    const nothing = await company.asks(
      `${bystander}.handler`,
      'GET',
      path().replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '01920000-0000-7000-8000-00000000dead'),
    );
    expect(answer.body['code']).toBe(code);
    expect({ ...answer.body, ...unique }).toEqual({ ...nothing.body, ...unique });
  });

  it('finds nothing of it in its worklist, nor in the trail', async () => {
    const worklist = await company.asks(`${bystander}.intake`, 'GET', '/api/worklist?limit=200');
    expect(JSON.stringify(worklist.body)).not.toContain(made.clue);
    const trail = await company.asks(`${bystander}.handler`, 'GET', `/api/audit/trail/${made.clue}`);
    expect(trail.body['entries']).toEqual([]);
    const verification = await company.asks(`${bystander}.handler`, 'GET', `/api/audit/trail/${made.clue}/verification`);
    expect(verification.body).toMatchObject({ announcements: 0, streams: 0, isComplete: false });
  });

  it('hears no notice of it, while the receiver does', async () => {
    const ofIt = (notices: Notice[] = []): Notice[] => notices.filter(({ familyId }) => familyId === made.clue);
    await eventually(() => expect(ofIt(heard[procuratorate]?.notices)).not.toEqual([]), { withinMs: comesWithinMs });
    expect(ofIt(heard[bystander]?.notices)).toEqual([]);
  });

  it.each([
    ['submit', 'intake', 'HAND_OFF_NOT_FOUND', () => handOffPath(made.handOff, 'submit'), {}],
    ['approve', 'approver', 'HAND_OFF_NOT_FOUND', () => handOffPath(made.handOff, 'approve'), {}],
    ['sign for', 'liaison', 'HAND_OFF_NOT_FOUND', () => handOffPath(made.handOff, 'receive'), {}],
    ['accept', 'intake', 'HAND_OFF_NOT_FOUND', () => handOffPath(made.handOff, 'accept'), {}],
    ['refuse', 'intake', 'HAND_OFF_NOT_FOUND', () => handOffPath(made.handOff, 'refuse'), { reasonCode: 'OTHER', reason: '不属于本院。' }],
    [
      'evaluate',
      'handler',
      'CASE_FILE_NOT_FOUND',
      () => `/api/case-supervision/case-files/${made.caseFile}/evaluate`,
      { findings: '某意见' },
    ],
    [
      'decide',
      'approver',
      'CASE_FILE_NOT_FOUND',
      () => `/api/case-supervision/case-files/${made.caseFile}/decide`,
      { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '某理由' },
    ],
    ['answer', 'handler', 'FEEDBACK_NOT_FOUND', () => `/api/feedback/threads/${made.thread}/answer`, { answer: '某答复' }],
    ['confirm', 'intake', 'FEEDBACK_NOT_FOUND', () => `/api/feedback/threads/${made.thread}/confirm`, {}],
    [
      'disclose the reporter of',
      'handler',
      'CLUE_NOT_FOUND',
      () => `/api/clue-transfer/clues/${made.clue}/disclose-reporter`,
      { purpose: '核实' },
    ],
  ])('may not %s it', async (_verb, post, code, path, body) => {
    expect(await company.refusal(`${bystander}.${post}`, path(), body)).toBe(code);
  });
});

/** What differs in any two answers. */
const unique = { instance: '', correlationId: '' };
