import { investigated, moved, served, suit } from './public-interest.steps.fixture.ts';
import type { Walks } from './walk.fixture.ts';

/** DOMAIN 3.2 T6–T10, 3.3 and rows A01–A06, A10–A24: the procuratorate's file against an agency. */
export const administrativePilWalks: Walks = {
  'an agency promised and did not finish: from the clue to the judgment that becomes final, and the look-back': async (walk) => {
    const file = await walk.handsOver('clue-from-problem', 'office', 'procuratorate', '2026-03-02');
    // Fifteen working days.
    await walk.due('A24', '2026-03-23', { holder: 'procuratorate' });
    await walk.steps(
      file,
      'T6',
      'intake',
      '2026-03-02',
      { registryNumber: '演7号', importance: '重大', reportedUpward: true },
      'REGISTERED',
    );
    await walk.steps(file, 'T7', 'handler', '2026-03-03', { findings: '公益受损' }, 'EVALUATING');
    const opening = { resultCode: 'OPEN_ADMIN_PIL', reason: '符合立案条件', respondent: walk.id('water') };
    await walk.steps(file, 'T8', 'approver', '2026-03-04', opening, 'DECIDED_OPENED');
    await walk.met('A24');
    await walk.due('A01', '2026-03-11', { holder: 'procuratorate' });
    await walk.steps(file, 'A1s', 'intake', '2026-03-06', { servedOn: '2026-03-06' }, 'DECIDED_OPENED');
    await walk.met('A01');
    await walk.steps(file, 'A2', 'handler', '2026-03-09', { topics: ['违法行使职权'] }, 'CONSULTING');
    await walk.steps(file, 'A2r', 'handler', '2026-03-09', { consultationResult: '确认事实' }, 'CONSULTING');
    await walk.steps(file, 'A3', 'handler', '2026-03-10', { plan: '现场勘验', investigators: 2 }, 'INVESTIGATING');
    await walk.steps(file, 'A3e', 'handler', '2026-03-12', { evidenceMethod: '勘验' }, 'INVESTIGATING');
    await walk.steps(file, 'A4', 'handler', '2026-03-20', { conclusion: '仍受侵害' }, 'INV_DONE');
    await walk.steps(file, 'A6', 'approver', '2026-04-08', { suggestionNumber: '演1号' }, 'SUGGESTION_APPROVED');
    // Saturday 11 April rolls to Monday.
    await walk.due('A02', '2026-04-13');
    await walk.steps(file, 'A7', 'intake', '2026-04-10', { servedOn: '2026-04-10', serviceMethod: '直接' }, 'SUGGESTION_SERVED');
    await walk.met('A02');
    await walk.due('A03', '2026-04-15');
    await walk.due('A04', '2026-06-10', { holder: 'water' });
    // Sixty days, shown beside the two months.
    await walk.due('A21', '2026-06-09', { holder: 'water' });
    await walk.steps(file, 'A7f', 'intake', '2026-04-14', {}, 'SUGGESTION_SERVED');
    await walk.met('A03');
    const partly = { repliedOn: '2026-06-05', isFinished: false, finishOn: '2026-07-10' };
    await walk.steps(file, 'A8', 'intake', '2026-06-05', partly, 'REPLIED');
    await walk.met('A04');
    await walk.met('A21');
    await walk.due('A22', '2026-07-10', { holder: 'water' });
    await walk.steps(file, 'A9', 'handler', '2026-06-08', { followUpNote: '未拆除' }, 'FOLLOW_UP');
    // Answered in time, the period ends on its day all the same, and the review begins by itself.
    await walk.passes('2026-06-11');
    await walk.hears(file, 'A12', '2026-06-11', 'REVIEW');
    await walk.due('A06', '2026-07-10', { holder: 'procuratorate' });
    await walk.steps(file, 'EX1', 'handler', '2026-06-15', { exclusionKind: '鉴定', entrustedOn: '2026-06-15' }, 'REVIEW');
    await walk.paused('A06');
    await walk.steps(file, 'EX2', 'intake', '2026-06-29', { exclusionKind: '鉴定', receivedOn: '2026-06-29' }, 'REVIEW');
    // Fourteen dates of appraisal: 10 July + 14.
    await walk.due('A06', '2026-07-24');
    await walk.steps(file, 'A8b', 'intake', '2026-07-09', { repliedOn: '2026-07-09', isFinished: true }, 'REVIEW');
    await walk.met('A22');
    await walk.steps(file, 'A13w', 'handler', '2026-07-20', { conclusion: '仍未履职' }, 'REVIEW');
    await walk.steps(file, 'A14', 'approver', '2026-07-22', suit(walk, '2026-07-22'), 'SUED');
    await walk.met('A06');
    await walk.due('A12', '2026-07-27');
    await walk.steps(file, 'A14f', 'intake', '2026-07-24', {}, 'SUED');
    await walk.met('A12');
    await walk.steps(file, 'A16', 'intake', '2026-07-27', { docketedOn: '2026-07-27' }, 'TRIAL1');
    // Saturday 1 August rolls to Monday.
    await walk.due('A17b', '2026-08-03', { holder: 'court' });
    await walk.due('A18', '2027-01-27', { holder: 'court' });
    await walk.steps(file, 'A16c', 'intake', '2026-07-30', { copyServedOn: '2026-07-30' }, 'TRIAL1');
    await walk.met('A17b');
    await walk.due('A17c', '2026-08-14', { holder: 'water' });
    await walk.steps(file, 'A16e', 'intake', '2026-08-10', { receivedOn: '2026-08-10' }, 'TRIAL1');
    await walk.met('A17c');
    await walk.steps(file, 'A16h', 'intake', '2026-08-12', { hearingOn: '2026-09-09', court: walk.id('court') }, 'TRIAL1');
    // Three days before Wednesday 9 September is a Sunday: by Friday.
    await walk.due('A13a', '2026-09-04', { holder: 'court' });
    await walk.steps(file, 'A16s', 'intake', '2026-09-01', { noticeReceivedOn: '2026-09-01' }, 'TRIAL1');
    await walk.met('A13a');
    await walk.due('A13b', '2026-09-04');
    await walk.steps(file, 'A16d', 'intake', '2026-09-02', {}, 'TRIAL1');
    await walk.met('A13b');
    const judgment = { rulingKind: '判决', rulingReceivedOn: '2026-09-23', claimsUpheld: '全部支持' };
    await walk.steps(file, 'A17j', 'intake', '2026-09-23', judgment, 'JUDGED');
    await walk.met('A18');
    // Saturday 26 September lies in the Mid-Autumn block.
    await walk.due('A14', '2026-09-28');
    await walk.due('A19', '2026-10-08');
    await walk.steps(file, 'A17r', 'handler', '2026-09-24', {}, 'JUDGED');
    await walk.met('A14');
    await walk.passes('2026-10-09');
    await walk.hears(file, 'A18n', '2026-10-09', 'EFFECTIVE');
    await walk.met('A19');
    await walk.steps(file, 'A19', 'intake', '2026-10-12', { enforcementOn: '2026-10-12' }, 'ENFORCING');
    await walk.steps(file, 'A20', 'approver', '2026-10-20', { enforcementResult: '执行完毕' }, 'CLOSED');
    await walk.due('H12p', '2027-01-20', { holder: 'procuratorate' });
    await walk.steps(file, 'A20b', 'handler', '2027-01-18', { lookedBackOn: '2027-01-18', lookBackResult: '稳定' }, 'LOOKBACK');
    await walk.met('H12p');
    await walk.steps(file, 'A20c', 'intake', '2027-01-19', {}, 'ARCHIVED');
  },
  'the review is suspended, once in the follow-up and once in the review, and moved to whom the suit belongs': async (walk) => {
    const clue = await walk.handsOver('clue-from-public', 'office', 'procuratorate', '2026-03-02');
    const file = await served(walk, 'A7', clue);
    await walk.due('A04', '2026-06-10');
    await walk.steps(file, 'A9', 'handler', '2026-05-20', { followUpNote: '施工中' }, 'FOLLOW_UP');
    await walk.steps(file, 'A9n', 'handler', '2026-05-21', { followUpNote: '已立围挡' }, 'FOLLOW_UP');
    const cause = { suspensionCause: '季节等自然条件', hasPlan: true, notSlack: true };
    await walk.steps(file, 'A10', 'approver', '2026-06-01', cause, 'SUSPENDED');
    await walk.steps(file, 'A10f', 'intake', '2026-06-02', {}, 'SUSPENDED');
    await walk.passes('2026-06-11');
    await walk.hears(file, 'A12x', '2026-06-11', 'SUSPENDED');
    await walk.breached('A04');
    await walk.steps(file, 'A11', 'handler', '2026-06-22', { resumedOn: '2026-06-22' }, 'FOLLOW_UP');
    await walk.steps(file, 'A12r', 'handler', '2026-06-23', {}, 'REVIEW');
    await walk.steps(file, 'A10r', 'approver', '2026-06-24', cause, 'SUSPENDED');
    await walk.steps(file, 'A11r', 'handler', '2026-06-29', { resumedOn: '2026-06-29' }, 'REVIEW');
    await walk.steps(file, 'A13w', 'handler', '2026-07-01', { conclusion: '由市院起诉' }, 'REVIEW');
    await walk.steps(file, 'A15', 'approver', '2026-07-02', { reason: '起诉管辖' }, 'DECIDED_REFERRED');
    const other = await walk.handsOver('file-between-procuratorates', 'procuratorate', 'city-procuratorate', '2026-07-06', { file });
    await walk.hears(file, 'HANDOVER', '2026-07-06', 'HANDED_OVER');
    const received = { suitKind: '行政公益诉讼', receivedOn: '2026-07-06', respondent: walk.id('water') };
    await walk.steps(other, 'A15r', 'intake', '2026-07-06', received, 'REVIEW');
    // The month begins anew with the receipt.
    await walk.due('A06', '2026-08-06', { holder: 'city-procuratorate' });
    await walk.passes('2026-08-07');
    await walk.breached('A06');
  },
  'the harm still spreads: fifteen days; another procuratorate, a recusal, an obstacle and an appeal of the defendant': async (walk) => {
    const file = await served(walk, 'A7u');
    // Saturday 25 April rolls to Monday.
    await walk.due('A05', '2026-04-27', { holder: 'water' });
    await walk.steps(file, 'A9', 'handler', '2026-04-20', { followUpNote: '仍在扩大' }, 'FOLLOW_UP');
    const entrusted = { entrustedTo: walk.id('city-procuratorate'), entrustedOn: '2026-04-21' };
    await walk.steps(file, 'A3d', 'handler', '2026-04-21', entrusted, 'FOLLOW_UP');
    await walk.due('A10', '2026-05-21', { holder: 'city-procuratorate' });
    await walk.steps(file, 'REC1', 'intake', '2026-04-22', { recusalAskedOn: '2026-04-22' }, 'FOLLOW_UP');
    await walk.due('A11a', '2026-04-27');
    await walk.steps(file, 'REC2', 'approver', '2026-04-24', { recusalGranted: false }, 'FOLLOW_UP');
    await walk.met('A11a');
    await walk.passes('2026-04-28');
    await walk.hears(file, 'A12', '2026-04-28', 'REVIEW');
    await walk.breached('A05');
    await walk.steps(file, 'REC3', 'intake', '2026-04-28', { recusalReviewAskedOn: '2026-04-28' }, 'REVIEW');
    // 1 May begins the block of Labour Day.
    await walk.due('A11b', '2026-05-06');
    await walk.steps(file, 'REC4', 'approver', '2026-05-06', { recusalGranted: false }, 'REVIEW');
    await walk.met('A11b');
    await walk.steps(file, 'A3r', 'intake', '2026-05-08', { receivedOn: '2026-05-08' }, 'REVIEW');
    await walk.met('A10');
    await walk.steps(file, 'A13w', 'handler', '2026-05-11', { conclusion: '未履职' }, 'REVIEW');
    await walk.steps(file, 'A14', 'approver', '2026-05-12', suit(walk, '2026-05-12'), 'SUED');
    await walk.steps(file, 'A16', 'intake', '2026-05-14', { docketedOn: '2026-05-14' }, 'TRIAL1');
    await walk.steps(file, 'A17v', 'approver', '2026-05-18', { reason: '变更为确认违法' }, 'TRIAL1');
    await walk.due('A16', '2026-05-21');
    await walk.steps(file, 'A17s', 'intake', '2026-05-20', {}, 'TRIAL1');
    await walk.met('A16');
    await walk.steps(file, 'TL1', 'intake', '2026-05-20', { obstacleEndedOn: '2026-05-20' }, 'TRIAL1');
    // Saturday 30 May rolls to Monday.
    await walk.due('CR15a', '2026-06-01');
    await walk.steps(file, 'TL2', 'handler', '2026-05-25', { reason: '道路中断' }, 'TRIAL1');
    await walk.met('CR15a');
    const ruling = { rulingKind: '裁定', rulingReceivedOn: '2026-06-01', claimsUpheld: '未支持' };
    await walk.steps(file, 'A17j', 'intake', '2026-06-01', ruling, 'JUDGED');
    await walk.steps(file, 'A18d', 'intake', '2026-06-10', { appealCopyReceivedOn: '2026-06-10' }, 'TRIAL2');
    await walk.due('A15', '2026-06-15');
    await walk.steps(file, 'A18r', 'handler', '2026-06-12', {}, 'TRIAL2');
    await walk.met('A15');
    await walk.steps(file, 'A18j', 'intake', '2026-09-01', { rulingReceivedOn: '2026-09-01', claimsUpheld: '全部支持' }, 'EFFECTIVE');
  },
  'the court does not docket it; on appeal it does, and the suit is withdrawn': async (walk) => {
    const file = await moved(walk);
    await walk.due('A06', '2026-07-10', { holder: 'procuratorate' });
    await walk.steps(file, 'A13w', 'handler', '2026-06-15', { conclusion: '应当起诉' }, 'REVIEW');
    await walk.steps(file, 'A14', 'approver', '2026-06-16', suit(walk, '2026-06-16'), 'SUED');
    // Sunday 21 June is the end of the Dragon Boat block.
    await walk.due('A12', '2026-06-22');
    await walk.steps(file, 'A16x', 'intake', '2026-06-24', { rulingKind: '裁定', rulingReceivedOn: '2026-06-24' }, 'JUDGED');
    // Ten days: Saturday 4 July rolls to Monday.
    await walk.due('A19', '2026-07-06');
    await walk.steps(file, 'A18', 'approver', '2026-07-01', { appealedOn: '2026-07-01' }, 'TRIAL2');
    await walk.met('A19');
    await walk.steps(file, 'A18b', 'intake', '2026-07-20', { rulingReceivedOn: '2026-07-20' }, 'SUED');
    await walk.steps(file, 'A16', 'intake', '2026-07-22', { docketedOn: '2026-07-22' }, 'TRIAL1');
    await walk.steps(file, 'A17w', 'approver', '2026-08-03', { allClaimsMet: true, reason: '已全部整改' }, 'TRIAL1');
    await walk.steps(file, 'A17k', 'intake', '2026-08-10', { rulingReceivedOn: '2026-08-10' }, 'CLOSED');
    await walk.steps(file, 'A5s', 'intake', '2026-08-11', { servedOn: '2026-08-11' }, 'CLOSED');
  },
  'the defendant takes its appeal back': async (walk) => {
    const file = await moved(walk);
    await walk.steps(file, 'A13w', 'handler', '2026-06-15', { conclusion: '应当起诉' }, 'REVIEW');
    await walk.steps(file, 'A14', 'approver', '2026-06-16', suit(walk, '2026-06-16'), 'SUED');
    await walk.steps(file, 'A16', 'intake', '2026-06-22', { docketedOn: '2026-06-22' }, 'TRIAL1');
    const judgment = { rulingKind: '判决', rulingReceivedOn: '2026-08-03', claimsUpheld: '全部支持' };
    await walk.steps(file, 'A17j', 'intake', '2026-08-03', judgment, 'JUDGED');
    await walk.steps(file, 'A18d', 'intake', '2026-08-12', { appealCopyReceivedOn: '2026-08-12' }, 'TRIAL2');
    await walk.steps(file, 'A18w', 'intake', '2026-09-01', { rulingReceivedOn: '2026-09-01' }, 'EFFECTIVE');
  },
  'a case is closed after the investigation, or after the review, and looked at again': async (walk) => {
    const early = await investigated(walk, 'OPEN_ADMIN_PIL');
    await walk.steps(early, 'A5', 'approver', '2026-03-23', { closingReason: 'K1', reason: '未发现违法' }, 'CLOSED');
    const file = await moved(walk);
    await walk.steps(file, 'A13w', 'handler', '2026-06-15', { conclusion: '已全面整改' }, 'REVIEW');
    await walk.steps(file, 'A13', 'approver', '2026-06-16', { closingReason: 'K3', reason: '已全面整改' }, 'CLOSED');
    await walk.due('H12p', '2026-09-16');
    await walk.passes('2026-09-17');
    await walk.breached('H12p');
    await walk.steps(file, 'A20b', 'handler', '2026-09-21', { lookedBackOn: '2026-09-21', lookBackResult: '稳定' }, 'LOOKBACK');
    await walk.met('H12p', 'met-late');
  },
  'a clue is not opened, or sent on': async (walk) => {
    const unopened = await walk.handsOver('clue-from-public', 'office', 'procuratorate', '2026-10-12');
    await walk.due('A24', '2026-11-02');
    await walk.steps(unopened, 'T7', 'handler', '2026-10-28', { findings: '已依法履职' }, 'EVALUATING');
    const reason = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职' };
    await walk.steps(unopened, 'T9', 'approver', '2026-10-30', reason, 'DECIDED_NOT_OPENED');
    await walk.met('A24');
    const referred = await walk.handsOver('clue-from-public', 'office', 'procuratorate', '2026-10-12');
    await walk.steps(referred, 'T7', 'handler', '2026-10-28', { findings: '涉嫌犯罪' }, 'EVALUATING');
    const referral = { resultCode: 'REFERRED_POLICE', reason: '涉嫌犯罪', referredTo: walk.id('police') };
    await walk.steps(referred, 'T10', 'approver', '2026-10-30', referral, 'DECIDED_REFERRED');
  },
  'a clue goes back by consent': async (walk) => {
    const file = await walk.handsOver('clue-from-public', 'office', 'procuratorate', '2026-10-12');
    await walk.agreesToReturn(file, '2026-10-13', 'RETURN', 'RETURNED');
  },
  'a procuratorate suggests other things, too': async (walk) => {
    const file = await walk.opens('case-file', 'procuratorate', '2026-03-02');
    await walk.steps(file, 'T7', 'handler', '2026-03-02', { findings: '管理漏洞' }, 'EVALUATING');
    await walk.steps(file, 'O1', 'approver', '2026-03-03', { orderedOn: '2026-03-03' }, 'EVALUATING');
    // Two months end on 3 May, in the block of Labour Day.
    await walk.due('A20a', '2026-05-06');
    await walk.steps(file, 'O1n', 'handler', '2026-03-10', { reason: '不需要' }, 'EVALUATING');
    await walk.met('A20a');
    const suggestion = { addressee: walk.id('water'), suggestionKind: '社会治理', servedOn: '2026-04-01' };
    await walk.steps(file, 'O2', 'intake', '2026-04-01', suggestion, 'EVALUATING');
    await walk.due('A20b', '2026-06-01', { holder: 'water' });
    await walk.passes('2026-06-02');
    await walk.breached('A20b');
    await walk.steps(file, 'O4', 'approver', '2026-06-05', { notifiedOrgans: [walk.id('government')] }, 'EVALUATING');
    await walk.steps(file, 'O3', 'intake', '2026-06-08', { addressee: walk.id('water'), repliedOn: '2026-06-08' }, 'EVALUATING');
    await walk.met('A20b', 'met-late');
  },
};
