import { sharedStack } from '@xiezhi/testing/shared-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Company } from './company.ts';
import { clueBody, draftBody, drafted, handOffPath, office, procuratorate, received, registered, sent } from './hand-over.ts';

const intake = `${office}.intake`;
const approver = `${office}.approver`;
const liaison = `${procuratorate}.liaison`;
const receiver = `${procuratorate}.intake`;
const drafts = '/api/clue-transfer/hand-offs';

describe('through the portal', () => {
  const company = new Company(sharedStack());

  describe('a refused hand-off 不予受理', () => {
    const notOurs = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖，请移送有管辖权的机关。' };
    let clueId = '';
    let handOffId = '';

    beforeAll(async () => {
      clueId = await registered(company);
      handOffId = await received(company, clueId);
      await company.does(receiver, handOffPath(handOffId, 'refuse'), notOurs);
    });

    it('tells the sender why and leaves the clue with it', async () => {
      const { body } = await company.asks(intake, 'GET', `${drafts}/${handOffId}`);
      expect(body).toMatchObject({ status: 'refused', ...notOurs });
      await company.waiting(intake, 'hand-on-refused-matter', clueId);
      expect((await company.asks(intake, 'GET', `/api/clue-transfer/clues/${clueId}`)).body['owner']).toBe(await company.agencyId(office));
    });

    it('opens no case file', async () => {
      const { body } = await company.asks(receiver, 'GET', `/api/families/${clueId}`);
      expect(JSON.stringify(body['standings'])).not.toContain('case-file/');
    });

    it('keeps its first reason, whatever is said later', async () => {
      expect(await company.refusal(receiver, handOffPath(handOffId, 'refuse'), { reasonCode: 'OTHER', reason: '另有原因。' })).toBe(
        'HAND_OFF_ALREADY_ANSWERED',
      );
      expect(await company.refusal(receiver, handOffPath(handOffId, 'accept'))).toBe('HAND_OFF_ALREADY_ANSWERED');
    });

    it('is followed by another hand-off of the same clue', async () => {
      const next = await received(company, clueId);
      await company.does(receiver, handOffPath(next, 'accept'));
      expect(await company.waiting(`${procuratorate}.handler`, 'evaluate-case-file', clueId)).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  describe('a draft', () => {
    let clueId = '';
    beforeAll(async () => {
      clueId = await registered(company);
    });

    it.each([
      ['to another county', 'ROUTE_NOT_FOR_THESE_PARTIES', async () => ({ receiver: await company.agencyId('deqing-procuratorate') })],
      ['to a bureau', 'ROUTE_NOT_FOR_THESE_PARTIES', async () => ({ receiver: await company.agencyId('anji-water-bureau') })],
      ['to itself', 'RECEIVER_IS_SENDER', async () => ({ receiver: await company.agencyId(office) })],
      ['to nobody in the directory', 'RECEIVER_UNKNOWN', async () => ({ receiver: '01920000-0000-7000-8000-00000000dead' })],
      ['by a route that is not there', 'ROUTE_UNKNOWN', async () => ({ route: 'clue-by-pigeon' })],
      ['by a route of other sources', 'ROUTE_NOT_FOR_THIS_SOURCE', async () => ({ route: 'clue-from-problem' })],
      ['of a clue that is not there', 'CLUE_NOT_FOUND', async () => ({ matterId: '01920000-0000-7000-8000-00000000dead' })],
    ])('%s is refused with %s', async (_where, code, more) => {
      expect(await company.refusal(intake, drafts, await draftBody(company, clueId, await more()))).toBe(code);
    });

    it('by a route that demands a history is refused as long as there is none', async () => {
      const grown = await registered(company, { sourceCode: 'S11' });
      const body = await draftBody(company, grown, { route: 'clue-from-problem' });
      expect(await company.refusal(intake, drafts, body)).toBe('HISTORY_MISSING');
    });

    it('without the material its route requires is not put forward', async () => {
      const bare = await registered(company, { materials: [] });
      const handOffId = await drafted(company, bare);
      expect(await company.refusal(intake, handOffPath(handOffId, 'submit'))).toBe('MATERIAL_MISSING');
    });

    it('is not approved before it was put forward, nor by a post without that right', async () => {
      const handOffId = await drafted(company, clueId);
      expect(await company.refusal(approver, handOffPath(handOffId, 'approve'))).toBe('HAND_OFF_NOT_PENDING_APPROVAL');
      expect(await company.refusal(intake, handOffPath(handOffId, 'approve'))).toBe('ACTION_NOT_PERMITTED');
    });

    it('is nothing to its receiver before it is sent', async () => {
      const handOffId = await drafted(company, clueId);
      expect(await company.refusal(liaison, handOffPath(handOffId, 'receive'))).toBe('HAND_OFF_NOT_FOUND');
      expect((await company.asks(receiver, 'GET', `${drafts}/${handOffId}`)).body['code']).toBe('HAND_OFF_NOT_FOUND');
    });
  });

  describe('an account that holds two posts', () => {
    const grant = crypto.randomUUID();
    const keeper = 'platform.security-admin';
    let agency = '';

    beforeAll(async () => {
      agency = await company.agencyId(office);
      const path = `/api/directory/agencies/${agency}/grant-post`;
      await company.does(keeper, path, { grant, post: approver, account: intake, from: '2026-01-01' });
    });
    afterAll(() => company.does(keeper, `/api/directory/agencies/${agency}/revoke-grant`, { grant, reason: '测试结束' }));

    it('does not approve what it has drafted itself', async () => {
      const handOffId = await drafted(company, await registered(company));
      await company.does(intake, handOffPath(handOffId, 'submit'));
      const self = await company.officer(approver, intake);
      await expect(self.command(handOffPath(handOffId, 'approve'), {})).rejects.toMatchObject({ code: 'APPROVER_IS_DRAFTER' });
    });
  });

  describe('a hand-off on its way', () => {
    let clueId = '';
    let handOffId = '';
    beforeAll(async () => {
      clueId = await registered(company);
      handOffId = await sent(company, clueId);
    });

    it('is answered by nobody before it was signed for', async () => {
      expect(await company.refusal(receiver, handOffPath(handOffId, 'accept'))).toBe('HAND_OFF_NOT_RECEIVED');
      expect(await company.refusal(receiver, handOffPath(handOffId, 'refuse'), { reasonCode: 'OTHER', reason: '未签收' })).toBe(
        'HAND_OFF_NOT_RECEIVED',
      );
    });

    it('is not signed for or answered by its own sender', async () => {
      expect(await company.refusal(`${office}.liaison`, handOffPath(handOffId, 'receive'))).toBe('NOT_THE_RECEIVER');
      expect(await company.refusal(intake, handOffPath(handOffId, 'accept'))).toBe('NOT_THE_RECEIVER');
    });

    it('is not put forward or approved by its receiver', async () => {
      expect(await company.refusal(receiver, handOffPath(handOffId, 'submit'))).toBe('NOT_THE_SENDER');
      expect(await company.refusal(`${procuratorate}.approver`, handOffPath(handOffId, 'approve'))).toBe('NOT_THE_SENDER');
    });

    it('leaves no room for a second one of the same clue', async () => {
      const second = await drafted(company, clueId);
      await company.does(intake, handOffPath(second, 'submit'));
      expect(await company.refusal(approver, handOffPath(second, 'approve'))).toBe('MATTER_ALREADY_HANDED_OVER');
    });
  });

  describe('a route that permits no refusal', () => {
    it('leaves the receiver nothing but to accept', async () => {
      const [from, to] = [procuratorate, 'deqing-procuratorate'];
      const letter = { name: '移送函', kind: 'DOCUMENT', mediaType: 'application/pdf', bytes: 100, sha256: 'a'.repeat(64) };
      const clue = await company.does(`${from}.intake`, '/api/clue-transfer/clues', clueBody({ sourceCode: 'S02', materials: [letter] }));
      const more = { route: 'clue-between-procuratorates', receiver: await company.agencyId(to) };
      const handOff = await company.does(`${from}.intake`, drafts, await draftBody(company, clue.id, more));
      await company.does(`${from}.intake`, handOffPath(handOff.id, 'submit'));
      await company.does(`${from}.approver`, handOffPath(handOff.id, 'approve'));
      await company.does(`${to}.liaison`, handOffPath(handOff.id, 'receive'));
      const no = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖。' };
      expect(await company.refusal(`${to}.intake`, handOffPath(handOff.id, 'refuse'), no)).toBe('REFUSAL_NOT_PERMITTED');
      await company.does(`${to}.intake`, handOffPath(handOff.id, 'accept'));
    });
  });

  describe('after acceptance', () => {
    const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' };
    const filePath = (id: string, verb: string) => `/api/case-supervision/case-files/${id}/${verb}`;
    const threadPath = (id: string, verb: string) => `/api/feedback/threads/${id}/${verb}`;
    let clueId = '';
    let caseFileId = '';
    beforeAll(async () => {
      clueId = await registered(company);
      const handOffId = await received(company, clueId);
      await company.does(receiver, handOffPath(handOffId, 'accept'));
      caseFileId = await company.waiting(`${procuratorate}.handler`, 'evaluate-case-file', clueId);
    });

    it('the former owner hands the clue over no more', async () => {
      expect(await company.refusal(intake, drafts, await draftBody(company, clueId))).toBe('MATTER_NOT_OWNED');
    });

    it('the file is not decided before it was evaluated, nor evaluated by the sender', async () => {
      expect(await company.refusal(`${procuratorate}.approver`, filePath(caseFileId, 'decide'), decision)).toBe('TRANSITION_NOT_FROM_HERE');
      expect(await company.refusal(`${office}.handler`, filePath(caseFileId, 'evaluate'), { findings: '意见' })).toBe(
        'CASE_FILE_NOT_FOUND',
      );
    });

    it('a decision stands, and its feedback is answered by the debtor and confirmed by the creditor', async () => {
      await company.does(`${procuratorate}.handler`, filePath(caseFileId, 'evaluate'), { findings: '现场已复核。' });
      await company.does(`${procuratorate}.approver`, filePath(caseFileId, 'decide'), decision);
      const other = { ...decision, reason: '另有理由。' };
      expect(await company.refusal(`${procuratorate}.approver`, filePath(caseFileId, 'decide'), other)).toBe('CASE_FILE_ALREADY_DECIDED');

      const threadId = await company.waiting(`${procuratorate}.handler`, 'answer-feedback', clueId);
      expect(await company.refusal(intake, threadPath(threadId, 'confirm'))).toBe('FEEDBACK_NOT_ANSWERED');
      expect(await company.refusal(`${office}.handler`, threadPath(threadId, 'answer'), { answer: '答复' })).toBe('NOT_THE_DEBTOR');
      await company.does(`${procuratorate}.handler`, threadPath(threadId, 'answer'), { answer: '已整改。' });
      expect(await company.refusal(receiver, threadPath(threadId, 'confirm'))).toBe('NOT_THE_CREDITOR');
    });
  });

  it('a clue that is classified does not enter', async () => {
    expect(await company.refusal(intake, '/api/clue-transfer/clues', clueBody({ classification: '秘密' }))).toBe('CLUE_CLASSIFIED');
  });

  it('an act of tomorrow is not recorded today', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await company.refusal(intake, '/api/clue-transfer/clues', clueBody({ actedAt: tomorrow }))).toBe('ACTED_AT_IN_FUTURE');
  });
});
