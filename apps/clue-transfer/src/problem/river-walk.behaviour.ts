import { CaseFileReturnedV1, ClockBreachedV1 } from '@xiezhi/contracts';
import { integrationEvent } from '@xiezhi/testing';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { day, type River, river, routes, terms } from './river.fixture.ts';
import { RiverWalk } from './river-walk.fixture.ts';

const measures = {
  measures: [{ on: '2026-07-20', measure: '拆除' }],
  photoPairs: [{ before: 'a'.repeat(64), after: 'b'.repeat(64), viewpoint: '左岸' }],
  responsibleRole: '分管负责人',
};
const checks = [
  'illegalStateEnded',
  'siteRestored',
  'legalHandling',
  'evidencePairs',
  'unitSigned',
  'otherChecker',
  'reporterAnswered',
  'restorationOpened',
  'lookBackSet',
  'procuratorateClosed',
];
const closing = {
  closeOut: Object.fromEntries(checks.map((name) => [name, true])),
  checkedOn: '2026-07-28',
  chiefOpinion: '同意销号',
  lookBackOn: '2026-10-28',
};
const reminder = { unitDuty: '依法查处', demanded: '七月九日交办', stillMissing: ['未拆除'], reminderLimitOn: '2026-08-17' };
const minutes = (studyConclusion: string) => ({
  heldOn: '2026-08-19',
  participants: [river.office, river.procuratorate],
  views: [{ agency: '河长办', view: '一致' }],
  studyConclusion,
});

/** DOMAIN 3.1, 3.2 and 3.12 walked whole: problems, hand-offs and disputes, by the commands of everybody along the river. */
export function riverWalkBehaviour(given: () => River): void {
  let started: River;
  beforeAll(() => {
    started = given();
  });
  const walks = (name: string, go: (walk: RiverWalk) => Promise<void>) =>
    it.each([name])('%s', { timeout: 120_000 }, async () => {
      const walk = new RiverWalk(started, name);
      await go(walk);
      expect(walk).toBeDefined();
    });

  /** Studied after a reminder that nobody heeded. */
  async function studied(walk: RiverWalk, conclusion: string) {
    const made = await walk.rectifying();
    await walk.steps(made.id, 'office', 'handler', 'P10a', '2026-08-03', reminder, 'RECTIFYING');
    await walk.steps(made.id, 'office', 'approver', 'P10', '2026-08-03', { servedOn: '2026-08-03', serviceMethod: '系统' }, 'REMINDED');
    await walk.steps(made.id, 'office', 'handler', 'P11', '2026-08-18', { invitedProcuratorate: river.procuratorate }, 'STUDY');
    await walk.steps(made.id, 'office', 'handler', 'P11m', '2026-08-19', minutes(conclusion), 'STUDY');
    return made;
  }
  const raising = ({ id, handOffId }: { id: string; handOffId: string }) => ({
    matterKind: 'problem',
    matterId: id,
    handOffId,
    parties: [river.otherBureau],
    coordinator: river.cityOffice,
    reason: '上游漂来，应由另一局主办',
  });
  async function disputed(walk: RiverWalk) {
    const answer = await walk.client('bureau', 'handler').post('/disputes', raising(await walk.received()));
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
    return String(answer.body['id']);
  }
  const bound = { competentUnits: [river.bureau], decisionNumber: '湖司执监〔2026〕1号', decisionBasis: '同步监测' };

  describe('a problem', () => {
    walks('is rectified, sent back once, checked by a second person, closed, looked at, and relapses', async (walk) => {
      const id = await walk.triaged('重大', { reporter: { name: 'CANARY-NAME', contact: 'CANARY-CONTACT' } });
      await walk.steps(id, 'office', 'handler', 'P4a', '2026-07-09', terms('bureau'), 'TRIAGED');
      const handOffId = await walk.sent(id);
      await walk.follows(id, 'P4', 'ASSIGNED');
      await walk.does(handOffId, 'receive', 'bureau', 'liaison', '2026-07-10', {}, 'received');
      await walk.follows(id, 'P5', 'SIGNED');
      await walk.does(handOffId, 'accept', 'bureau', 'intake', '2026-07-10', {}, 'accepted');
      await walk.follows(id, 'P7a', 'RECTIFYING');
      await walk.steps(id, 'bureau', 'handler', 'P7', '2026-07-20', measures, 'PENDING_CHECK');
      const defects = { defects: ['残桩未清'], limitOn: '2026-08-07' };
      await walk.steps(id, 'office', 'handler', 'P9', '2026-07-21', defects, 'RECTIFYING');
      await walk.steps(id, 'bureau', 'handler', 'P7', '2026-07-27', measures, 'PENDING_CHECK');
      const check = { checkedOn: '2026-07-28', checkFindings: '已清理' };
      await walk.steps(id, 'office', 'section-head', 'P8a', '2026-07-28', check, 'PENDING_CHECK');
      await walk.steps(id, 'office', 'approver', 'P8', '2026-07-28', closing, 'CLOSED');
      const reply = { replyText: '已整改到位', repliedOn: '2026-07-29' };
      await walk.steps(id, 'office', 'handler', 'P3r', '2026-07-29', reply, 'CLOSED');
      const look = { lookedBackOn: '2026-08-28', lookBackMethod: '现场', lookBackFindings: '稳定' };
      await walk.steps(id, 'office', 'handler', 'P14', '2026-08-28', look, 'LOOKBACK');
      await walk.steps(id, 'office', 'handler', 'P14a', '2026-08-28', { lookBackResult: '稳定' }, 'CLOSED');
      await walk.steps(id, 'office', 'handler', 'P14', '2026-09-28', { ...look, lookedBackOn: '2026-09-28' }, 'LOOKBACK');
      await walk.steps(id, 'office', 'handler', 'P14b', '2026-09-28', { lookBackResult: '反弹' }, 'REOPENED');
    });
    walks('is found untrue, or merged into another', async (walk) => {
      const untrue = await walk.reported();
      await walk.steps(untrue, 'office', 'handler', 'P3', '2026-07-09', { verification: '系藻类阴影' }, 'REJECTED');
      await walk.merges(await walk.reported(), await walk.reported());
    });
    walks('is not heeded, studied, and sent to the procuratorate as a clue', async (walk) => {
      const { id } = await studied(walk, '移送检察机关');
      const clue = { clueTitle: '钢棚占用岸线', domainCode: 'W3', harm: '岸线受损' };
      await walk.steps(id, 'office', 'handler', 'P12', '2026-08-20', clue, 'TRANSFERRED');
    });
    walks('is supervised after the study', async (walk) => {
      const { id } = await studied(walk, '督办');
      await walk.steps(id, 'office', 'handler', 'P13s', '2026-08-20', { limitOn: '2026-09-20' }, 'RECTIFYING');
    });
    walks('is assigned anew after the study', async (walk) => {
      const { id } = await studied(walk, '继续督促');
      await walk.steps(id, 'office', 'handler', 'P13a', '2026-08-20', terms('bureau', '2026-09-20'), 'STUDY');
      await walk.sent(id);
      await walk.follows(id, 'P13', 'ASSIGNED');
    });
  });

  describe('an assignment', () => {
    walks('is revised, given back by the signer, signed by two, and supplemented', async (walk) => {
      const id = await walk.triaged('一般');
      await walk.steps(id, 'office', 'handler', 'P4a', '2026-07-09', terms('bureau'), 'TRIAGED');
      const handOffId = await walk.drafts(id, 'bureau', routes.onward);
      const words = { receiver: river.bureau, route: routes.onward, purpose: '请依法限期拆除', legalBasis: '河长制规定第十一条' };
      await walk.does(handOffId, 'revise', 'office', 'handler', '2026-07-09', words, 'draft');
      await walk.does(handOffId, 'submit', 'office', 'handler', '2026-07-09', {}, 'pending-approval');
      await walk.does(handOffId, 'send-back', 'office', 'section-head', '2026-07-09', { remark: '请写明依据' }, 'draft', 'sendBack');
      await walk.does(handOffId, 'submit', 'office', 'handler', '2026-07-09', {}, 'pending-approval');
      await walk.does(handOffId, 'approve', 'office', 'section-head', '2026-07-09', {}, 'pending-approval', 'sign');
      await walk.does(handOffId, 'approve', 'office', 'approver', '2026-07-09', {}, 'sent');
      await walk.does(handOffId, 'receive', 'bureau', 'liaison', '2026-07-10', {}, 'received');
      const missing = { items: ['权属证明'], reason: '材料不齐' };
      await walk.does(handOffId, 'request-supplement', 'bureau', 'intake', '2026-07-10', missing, 'supplement', 'requestSupplement');
      await walk.does(handOffId, 'supplement', 'office', 'handler', '2026-07-13', { impossible: '无登记资料' }, 'received');
      await walk.does(handOffId, 'request-supplement', 'bureau', 'intake', '2026-07-13', missing, 'supplement', 'requestSupplement');
      await walk.publish(lapse(id, handOffId));
      await walk.becomes(handOffId, 'lapse', 'supplement');
      await walk.does(handOffId, 'accept', 'bureau', 'intake', '2026-07-21', {}, 'accepted');
    });
    walks('is refused, and the problem comes back to the office', async (walk) => {
      const { id, handOffId } = await walk.received('一般', 'otherBureau');
      const reason = { reasonCode: 'NOT_COMPETENT', reason: '不属于本局职责' };
      await walk.does(handOffId, 'refuse', 'otherBureau', 'intake', '2026-07-10', reason, 'refused');
      await walk.follows(id, 'P6', 'TRIAGED');
    });
    walks('is passed on to whom it belongs', async (walk) => {
      const { id, handOffId } = await walk.received('一般', 'bureau', routes.onward);
      const next = { receiver: river.otherBureau, route: routes.onward, reason: '属环保职责' };
      await walk.does(handOffId, 'forward', 'bureau', 'intake', '2026-07-10', next, 'forwarded');
      await walk.follows(id, 'P6f', 'ASSIGNED');
    });
    walks('is recalled freely before it is signed for, by consent afterwards, or not at all', async (walk) => {
      const free = await walk.assigned();
      await walk.does(free.handOffId, 'recall', 'office', 'approver', '2026-07-09', { reason: '交办有误' }, 'recalled');
      await walk.follows(free.id, 'P6r', 'TRIAGED');
      const asked = await walk.received();
      await walk.does(asked.handOffId, 'recall', 'office', 'approver', '2026-07-10', { reason: '交办有误' }, 'received');
      const no = { reason: '已在办理' };
      await walk.does(asked.handOffId, 'decline-recall', 'bureau', 'intake', '2026-07-10', no, 'received', 'declineRecall');
      await walk.does(asked.handOffId, 'recall', 'office', 'approver', '2026-07-11', { reason: '改派他局' }, 'received');
      await walk.does(asked.handOffId, 'consent-recall', 'bureau', 'intake', '2026-07-11', {}, 'recalled', 'consentToRecall');
      await walk.follows(asked.id, 'P6r', 'TRIAGED');
    });
    walks('is returned by what was decided elsewhere', async (walk) => {
      const { id, handOffId } = await walk.rectifying();
      await walk.publish(returned(id, handOffId));
      await walk.becomes(handOffId, 'return', 'returned');
      await walk.follows(id, 'P7b', 'TRIAGED');
    });
  });

  describe('a dispute', () => {
    walks('goes from the office to the justice bureau to the government, while the first receiver takes measures', async (walk) => {
      const id = await disputed(walk);
      await walk.disputes(id, 'bureau', 'handler', 'U1', { measuresTaken: ['围油栏'], takenOn: '2026-07-11' }, 'RAISED');
      await walk.disputes(id, 'cityOffice', 'handler', 'D1', {}, 'OFFICE_COORDINATION');
      const statement = { statement: '均达标排放', statedBasis: '水污染防治法第九条' };
      await walk.disputes(id, 'otherBureau', 'handler', 'D1b', statement, 'OFFICE_COORDINATION');
      const justice = { justiceBureau: river.justice, reason: '双方意见不一' };
      await walk.disputes(id, 'cityOffice', 'approver', 'D3', justice, 'JUSTICE_COORDINATION');
      const government = { government: river.government, reason: '协调不成' };
      await walk.disputes(id, 'justice', 'approver', 'D5', government, 'GOV_DECISION');
      await walk.disputes(id, 'government', 'approver', 'D6', bound, 'BOUND');
    });
    walks('is bound where all agree, at the office or at the justice bureau, or withdrawn', async (walk) => {
      const agreed = { ...bound, isAgreed: true };
      const early = await disputed(walk);
      await walk.disputes(early, 'cityOffice', 'handler', 'D1', {}, 'OFFICE_COORDINATION');
      await walk.disputes(early, 'cityOffice', 'approver', 'D2', agreed, 'BOUND');
      const later = await disputed(walk);
      await walk.disputes(later, 'cityOffice', 'handler', 'D1', {}, 'OFFICE_COORDINATION');
      const justice = { justiceBureau: river.justice, reason: '双方意见不一' };
      await walk.disputes(later, 'cityOffice', 'approver', 'D3', justice, 'JUSTICE_COORDINATION');
      await walk.disputes(later, 'justice', 'approver', 'D4', agreed, 'BOUND');
      const withdrawn = await disputed(walk);
      await walk.disputes(withdrawn, 'bureau', 'approver', 'D7', { reason: '已协商' }, 'WITHDRAWN');
    });
    walks('is raised by the third bounce, and its coordinator names the receiver', async (walk) => {
      const { id, handOffId } = await walk.assigned();
      const reason = { reasonCode: 'NOT_COMPETENT', reason: '不属于本局职责' };
      for (let current = handOffId, bounces = 1; ; bounces += 1) {
        await walk.does(current, 'receive', 'bureau', 'liaison', '2026-07-10', {}, 'received');
        await walk.does(current, 'refuse', 'bureau', 'intake', '2026-07-10', reason, 'refused');
        await walk.follows(id, 'P6', 'TRIAGED', bounces);
        if (bounces === 3) break;
        current = await walk.sent(id);
        await walk.follows(id, 'P4', 'ASSIGNED', bounces + 1);
      }
      const disputeId = await walk.disputeOf(id);
      await walk.disputes(disputeId, 'cityOffice', 'handler', 'D1', {}, 'OFFICE_COORDINATION');
      await walk.disputes(disputeId, 'cityOffice', 'approver', 'D2n', bound, 'BOUND');
    });
  });
}

/** The limit of the supplement passed, as case-supervision tells of it. */
function lapse(matterId: string, handOffId: string) {
  const clockId = randomUUID();
  const about = { clockId, ruleId: 'H07', ruleName: '补正', subject: `hand-off/${handOffId}`, matterKind: 'problem' as const, matterId };
  const parties = { holder: river.office, watchers: [river.bureau], title: '补正' };
  const breach = { rung: 'overdue' as const, dueAt: '2026-07-21T00:00:00+08:00', turnsRed: true };
  const meta = { familyId: matterId, parties: [river.office, river.bureau], ...day('2026-07-21') };
  return integrationEvent(ClockBreachedV1, `clock/${clockId}`, { ...about, ...parties, ...breach }, meta);
}

/** The return was decided on a file of the unit. */
function returned(matterId: string, handOffId: string) {
  const caseFileId = randomUUID();
  const file = {
    caseFileId,
    handOffId,
    matterKind: 'problem' as const,
    matterId,
    agency: river.bureau,
    sender: river.office,
    title: '左岸钢棚',
  };
  const said = { basis: 'consent' as const, returnedBy: river.bureau, reason: '协商退回' };
  const meta = { familyId: matterId, parties: [river.office, river.bureau], ...day('2026-07-13') };
  return integrationEvent(CaseFileReturnedV1, `case-file/${caseFileId}`, { ...file, ...said }, meta);
}
