import { notFiled, registered, suspected, suspicion, verified } from './criminal.steps.fixture.ts';
import type { Walk, Walks } from './walk.fixture.ts';

async function filed(walk: Walk) {
  const both = await registered(walk, 'environment', '2026-10-13');
  await walk.steps(both.police, 'B7f', 'approver', '2026-10-16', {}, 'FILED');
  await walk.steps(both.police, 'B7fn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' }, 'FILED');
  await walk.hears(both.agency, 'B7f', '2026-10-16', 'FILED');
  return both;
}
async function sent(walk: Walk) {
  const both = await filed(walk);
  await walk.steps(both.police, 'J1', 'handler', '2026-11-02', {}, 'SENT_FOR_PROSECUTION');
  await walk.hears(both.agency, 'B18s', '2026-11-02', 'SENT_FOR_PROSECUTION');
  return both;
}

/** DOMAIN 3.5 as far as the police's decision and the courts, rows B01–B08 and B16–B18: the agency's file and that of the police. */
export const criminalWalks: Walks = {
  'K03: the hidden pipe of a plating workshop is transferred, filed, and its items are handed over, each in its days': async (walk) => {
    const agency = await walk.opens('criminal-transfer', 'environment', '2026-10-08');
    await walk.steps(agency, 'B1', 'section-head', '2026-10-08', { ...suspicion, agencyKind: 'ECO' }, 'TASK_TEAM');
    await walk.steps(agency, 'B2', 'handler', '2026-10-09', { ...verified, reportReceivedOn: '2026-10-09' }, 'REPORT');
    await walk.due('B01', '2026-10-12', { holder: 'environment' });
    await walk.steps(agency, 'B3a', 'approver', '2026-10-12 10:00', { headRole: '正职负责人' }, 'APPROVED');
    await walk.met('B01');
    // Twenty-four hours; the hour of the approval itself is not counted (COUNTING 2).
    await walk.due('B02', '2026-10-13 10:00', { late: '2026-10-13 11:00' });
    const sentAt = '2026-10-12 16:00';
    const police = await walk.handsOver('criminal-transfer', 'environment', 'police', '2026-10-13 09:00', { file: agency, sentAt });
    await walk.hears(agency, 'B4', '2026-10-13', 'HANDED_OVER');
    await walk.met('B02');
    // At once is the day it was delivered; the police signed the next morning.
    await walk.due('B03', '2026-10-12', { holder: 'police' });
    await walk.met('B03', 'met-late');
    await walk.due('B06a', '2026-10-16', { holder: 'police' });
    await walk.due('B16', '2026-10-20', { holder: 'environment' });
    await walk.steps(police, 'B5', 'intake', '2026-10-13', { receivedOn: '2026-10-13', materialsComplete: true }, 'REGISTERED');
    const copy = { copiedTo: walk.id('procuratorate'), copiedOn: '2026-10-13' };
    await walk.steps(agency, 'B4c', 'intake', '2026-10-13', copy, 'HANDED_OVER');
    await walk.steps(agency, 'B34', 'intake', '2026-10-14', { enteredOn: '2026-10-14' }, 'HANDED_OVER');
    await walk.met('B16');
    await walk.steps(police, 'B7f', 'approver', '2026-10-16', {}, 'FILED');
    await walk.met('B06a');
    await walk.due('B07', '2026-10-19', { holder: 'police' });
    await walk.steps(police, 'B7fn', 'intake', '2026-10-19', { noticeServedOn: '2026-10-19' }, 'FILED');
    await walk.met('B07');
    await walk.hears(agency, 'B7f', '2026-10-19', 'FILED');
    await walk.due('B08', '2026-10-22', { holder: 'environment' });
    await walk.steps(agency, 'B8', 'handler', '2026-10-21', { handedOn: '2026-10-21' }, 'FILED');
    await walk.met('B08');
    await walk.steps(police, 'B34', 'intake', '2026-10-26', { enteredOn: '2026-10-26' }, 'FILED');
  },
  'what turns out to be below the threshold goes on as an administrative case; a head may refuse': async (walk) => {
    const minor = await walk.opens('criminal-transfer', 'fishery', '2026-10-08');
    const about = { verification: '渔获不足十公斤', backReason: '未达追诉标准' };
    await walk.steps(minor, 'B1', 'section-head', '2026-10-08', { ...suspicion, agencyKind: 'AGR' }, 'TASK_TEAM');
    await walk.steps(minor, 'B1n', 'approver', '2026-10-09', about, 'ADMINISTRATIVE');
    const file = await walk.opens('criminal-transfer', 'water', '2026-10-12');
    await walk.steps(file, 'B24', 'handler', '2026-10-12', { consulted: walk.id('procuratorate'), askedOn: '2026-10-12' }, 'SUSPECTED');
    await walk.due('B17', '2026-10-19', { holder: 'procuratorate' });
    await walk.steps(file, 'B24a', 'intake', '2026-10-19', { answeredOn: '2026-10-19' }, 'SUSPECTED');
    await walk.met('B17');
    await walk.steps(file, 'B1', 'section-head', '2026-10-19', { ...suspicion, agencyKind: 'WAT' }, 'TASK_TEAM');
    await walk.steps(file, 'B2', 'handler', '2026-10-20', { ...verified, reportReceivedOn: '2026-10-20' }, 'REPORT');
    // Three days from the 20th.
    await walk.due('B01', '2026-10-23');
    const refusal = { headRole: '正职负责人', refusalReason: '价值尚未认定' };
    await walk.steps(file, 'B3r', 'approver', '2026-10-26', refusal, 'REFUSED_BY_HEAD');
    await walk.met('B01', 'met-late');
    await walk.steps(file, 'B17', 'approver', '2026-10-27', { backReason: '不批准移送' }, 'ADMINISTRATIVE');
  },
  'missing papers are asked for in 24 hours and supplied in three days, which the decision does not lose': async (walk) => {
    const { agency, police } = await registered(walk, 'environment', '2026-10-13', false);
    // Registered at 10:30.
    await walk.due('B05a', '2026-10-14 10:30', { holder: 'police', late: '2026-10-14 11:00' });
    await walk.due('B06a', '2026-10-16');
    await walk.steps(police, 'B6', 'intake', '2026-10-14', { supplementItems: ['检测报告原件'] }, 'SUPPLEMENT');
    await walk.met('B05a');
    await walk.hears(agency, 'B6h', '2026-10-14', 'SUPPLEMENT');
    await walk.paused('B06a');
    // Saturday the 17th rolls to Monday.
    await walk.due('B05b', '2026-10-19', { holder: 'environment' });
    await walk.steps(agency, 'B6s', 'handler', '2026-10-16', { supplementOutcome: '已补正' }, 'HANDED_OVER');
    await walk.hears(police, 'B6s', '2026-10-16', 'REGISTERED');
    await walk.met('B05b');
    // Two paused days after the 16th: Sunday the 18th rolls to Monday.
    await walk.due('B06a', '2026-10-19');
    await walk.steps(police, 'B6', 'intake', '2026-10-16', { supplementItems: ['说明'] }, 'SUPPLEMENT');
    await walk.steps(police, 'B6r', 'intake', '2026-10-17', { supplementOutcome: '已补正' }, 'REGISTERED');
    await walk.steps(police, 'B6e', 'handler', '2026-10-17', { supplementOpinion: '补充排放数量' }, 'REGISTERED');
    await walk.hears(agency, 'B6e', '2026-10-17', 'SUPPLEMENT');
    await walk.steps(agency, 'B6f', 'handler', '2026-10-18', { suppliedOn: '2026-10-18' }, 'SUPPLEMENT');
    await walk.hears(police, 'B6f', '2026-10-18', 'REGISTERED');
  },
  'the police have seven days where the lead must be checked, thirty where a head approves': async (walk) => {
    const { police } = await registered(walk, 'environment', '2026-10-13');
    await walk.due('B06a', '2026-10-16');
    await walk.steps(police, 'B7c', 'handler', '2026-10-15', { checkReason: '须查证来源' }, 'EVALUATING');
    await walk.cancelled('B06a');
    await walk.due('B06b', '2026-10-20', { holder: 'police' });
    await walk.steps(police, 'B7m', 'approver', '2026-10-19', { checkReason: '重大复杂' }, 'EVALUATING');
    await walk.cancelled('B06b');
    await walk.due('B06c', '2026-11-12');
    await walk.steps(police, 'B7x', 'approver', '2026-11-13', { refusalReason: '无犯罪事实' }, 'NOT_FILED');
    await walk.met('B06c', 'met-late');
    await walk.due('B07', '2026-11-16');
    await walk.passes('2026-11-17');
    await walk.breached('B07');
    const other = await registered(walk, 'environment', '2026-10-13');
    await walk.steps(other.police, 'B7c', 'handler', '2026-10-15', { checkReason: '须查证来源' }, 'EVALUATING');
    await walk.due('B06b', '2026-10-20');
    await walk.steps(other.police, 'B7f', 'approver', '2026-10-20', {}, 'FILED');
  },
  'the lead is checked and filed on the seventh day': async (walk) => {
    const { police } = await registered(walk, 'environment', '2026-10-13');
    await walk.steps(police, 'B7c', 'handler', '2026-10-15', { checkReason: '须查证来源' }, 'EVALUATING');
    await walk.due('B06b', '2026-10-20', { holder: 'police' });
    await walk.steps(police, 'B7f', 'approver', '2026-10-20', {}, 'FILED');
    await walk.met('B06b');
  },
  'it is passed to the police who are competent in 24 hours, whose notices reach the agency': async (walk) => {
    const { agency, police } = await registered(walk, 'environment', '2026-10-13');
    await walk.steps(police, 'B7j', 'handler', '2026-10-13 15:00', { movedTo: walk.id('city-police') }, 'MOVING');
    await walk.hears(agency, 'B7j', '2026-10-13', 'HANDED_OVER');
    await walk.due('B04', '2026-10-14 15:00', { holder: 'police', late: '2026-10-14 16:00' });
    const next = await walk.handsOver('criminal-jurisdiction', 'police', 'city-police', '2026-10-14 09:00', { file: police });
    await walk.hears(police, 'HANDOVER', '2026-10-14', 'HANDED_OVER');
    await walk.met('B04');
    await walk.steps(next, 'B5', 'intake', '2026-10-14', { receivedOn: '2026-10-14', materialsComplete: true }, 'REGISTERED');
    await walk.steps(next, 'B7f', 'approver', '2026-10-16', {}, 'FILED');
    await walk.steps(next, 'B7fn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' }, 'FILED');
    await walk.hears(police, 'B7fm', '2026-10-16', 'HANDED_OVER');
    await walk.hears(agency, 'B7f', '2026-10-16', 'FILED');
    await walk.steps(next, 'B7w', 'approver', '2026-11-02', { withdrawalReason: '不应追究' }, 'WITHDRAWN');
    await walk.steps(next, 'B7wn', 'intake', '2026-11-03', { noticeServedOn: '2026-11-03' }, 'WITHDRAWN');
    await walk.hears(police, 'B7wm', '2026-11-03', 'HANDED_OVER');
    await walk.hears(agency, 'B7w', '2026-11-03', 'WITHDRAWN');
  },
  'or passed on, and the other police decline': async (walk) => {
    const { agency, police } = await registered(walk, 'environment', '2026-10-13');
    await walk.steps(police, 'B7j', 'handler', '2026-10-13', { movedTo: walk.id('city-police') }, 'MOVING');
    const next = await walk.handsOver('criminal-jurisdiction', 'police', 'city-police', '2026-10-14', { file: police });
    await walk.steps(next, 'B5', 'intake', '2026-10-14', { receivedOn: '2026-10-14', materialsComplete: true }, 'REGISTERED');
    await walk.hears(police, 'HANDOVER', '2026-10-14', 'HANDED_OVER');
    await walk.steps(next, 'B7x', 'approver', '2026-10-16', { refusalReason: '无犯罪事实' }, 'NOT_FILED');
    await walk.steps(next, 'B7xn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' }, 'NOT_FILED');
    await walk.hears(police, 'B7xm', '2026-10-16', 'HANDED_OVER');
    await walk.hears(agency, 'B7n', '2026-10-16', 'NOT_FILED');
  },
  'what is no matter of the police is given back in 24 hours, and the agency punishes': async (walk) => {
    const { agency, police } = await registered(walk, 'environment', '2026-10-13');
    await walk.steps(police, 'B7o', 'handler', '2026-10-13 16:00', { notOursReason: '属于行政违法' }, 'REGISTERED');
    await walk.due('B04', '2026-10-14 16:00', { late: '2026-10-14 17:00' });
    await walk.givesBack(police, '2026-10-14', 'RETURN', 'RETURNED');
    await walk.met('B04');
    await walk.hears(agency, 'B4r', '2026-10-14', 'POLICE_RETURNED');
    await walk.steps(agency, 'B17r', 'approver', '2026-10-15', { backReason: '公安机关退回' }, 'ADMINISTRATIVE');
  },
  'the police may file after all, on reconsideration': async (walk) => {
    const { agency, police } = await notFiled(walk, 'water');
    // Three calendar days from the 24th: Sunday 27 September is the end of the holiday.
    await walk.due('B09a', '2026-09-28', { holder: 'water' });
    await walk.steps(agency, 'B9', 'section-head', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' }, 'RECONSIDER');
    await walk.met('B09a');
    await walk.hears(police, 'B9h', '2026-09-28', 'RECONSIDER');
    // 1 October begins the holiday, which ends on the 7th.
    await walk.due('B09b', '2026-10-08', { holder: 'police' });
    await walk.steps(police, 'B10f', 'approver', '2026-09-30', { decisionServedOn: '2026-09-30' }, 'FILED');
    await walk.met('B09b');
    await walk.hears(agency, 'B10f', '2026-09-30', 'FILED');
    // Three days from 30 September end in the holiday too.
    await walk.due('B08', '2026-10-08');
    const paper = await notFiled(walk, 'water');
    await walk.steps(paper.police, 'B9p', 'intake', '2026-09-28', { requestedOn: '2026-09-28', agencyKind: 'WAT' }, 'RECONSIDER');
  },
  'a case sent back is supplemented in a month, and goes to court': async (walk) => {
    const { agency, police } = await sent(walk);
    await walk.steps(police, 'J0', 'intake', '2026-11-03', { solvedOn: '2026-11-02' }, 'SENT_FOR_PROSECUTION');
    await walk.steps(police, 'J2', 'intake', '2026-11-09', { returnedOn: '2026-11-09' }, 'SUPPLEMENTARY');
    await walk.due('B18', '2026-12-09', { holder: 'police' });
    await walk.steps(police, 'J1', 'handler', '2026-12-08', {}, 'SENT_FOR_PROSECUTION');
    await walk.met('B18');
    await walk.steps(police, 'J3', 'intake', '2026-12-15', {}, 'PROSECUTED');
    await walk.hears(agency, 'B18p', '2026-12-15', 'PROSECUTED');
    await walk.steps(police, 'J5', 'intake', '2026-12-24', { verdict: '判处刑罚' }, 'CLOSED');
    await walk.hears(agency, 'B18g', '2026-12-24', 'CONVICTED');
  },
  'without a trial, or after an acquittal, the agency decides': async (walk) => {
    const unprosecuted = await sent(walk);
    await walk.steps(unprosecuted.police, 'J4', 'intake', '2026-11-09', { nonProsecutionKind: '酌定' }, 'NOT_PROSECUTED');
    await walk.hears(unprosecuted.agency, 'B18n', '2026-11-09', 'NOT_PROSECUTED');
    await walk.steps(unprosecuted.agency, 'B17', 'approver', '2026-11-10', { backReason: '不起诉' }, 'ADMINISTRATIVE');
    const acquitted = await sent(walk);
    await walk.steps(acquitted.police, 'J3', 'intake', '2026-11-16', {}, 'PROSECUTED');
    await walk.steps(acquitted.police, 'J5a', 'intake', '2026-12-21', { verdict: '免予刑事处罚' }, 'CLOSED');
    await walk.hears(acquitted.agency, 'B18a', '2026-12-21', 'ACQUITTED');
    await walk.steps(acquitted.agency, 'B17', 'approver', '2026-12-22', { backReason: '免予刑事处罚' }, 'ADMINISTRATIVE');
  },
  'a head approves at ten in the morning and nobody delivers': async (walk) => {
    await suspected(walk, 'water', '2026-10-12');
    await walk.due('B02', '2026-10-13 10:00', { late: '2026-10-13 11:00' });
    await walk.passes('2026-10-13 11:00');
    await walk.breached('B02');
  },
};
