import { notFiled, registered, suspicion, verified } from './criminal.steps.fixture.ts';
import type { Walk, Walks } from './walk.fixture.ts';

/** The agency goes to the procuratorate at once, without reconsideration. */
async function asked(walk: Walk) {
  const both = await notFiled(walk, 'environment');
  await walk.steps(
    both.agency,
    'B11',
    'approver',
    '2026-09-28',
    { proposalGround: '不予立案', proposedOn: '2026-09-28' },
    'FILING_SUPERVISION',
  );
  const share = { file: both.agency, isShare: true };
  const supervision = await walk.handsOver('filing-supervision-proposal', 'environment', 'procuratorate', '2026-09-28', share);
  await walk.steps(supervision, 'B11r', 'handler', '2026-09-29', { supervisionSource: '行政机关建议' }, 'EVALUATING');
  return { ...both, supervision };
}
async function explained(walk: Walk) {
  const all = await asked(walk);
  const notice = { respondent: walk.id('police'), servedOn: '2026-10-12' };
  await walk.steps(all.supervision, 'B12', 'approver', '2026-10-12', notice, 'EXPLANATION_ASKED');
  await walk.hears(all.agency, 'B12h', '2026-10-12', 'FILING_SUPERVISION');
  await walk.hears(all.police, 'B12h', '2026-10-12', 'EXPLAINING');
  await walk.steps(all.police, 'B12a', 'approver', '2026-10-16', { explainedOn: '2026-10-16', explanation: '理由' }, 'EXPLAINED');
  await walk.hears(all.agency, 'B12q', '2026-10-16', 'FILING_SUPERVISION');
  await walk.hears(all.supervision, 'B12a', '2026-10-16', 'EXPLAINED');
  return all;
}

/** DOMAIN 3.5 B9–B16 and rows B09–B15: reconsideration and filing supervision, each period nested in the next. */
export const filingSupervisionWalks: Walks = {
  'K12: the police decline, and are ordered to file': async (walk) => {
    const { agency, police } = await notFiled(walk, 'environment');
    // An environment bureau counts working days: 28, 29 and 30 September.
    await walk.due('B09a', '2026-09-30', { holder: 'environment' });
    const request = { requestedOn: '2026-09-29', requestReason: '桶装废溶剂已达三吨' };
    await walk.steps(agency, 'B9', 'approver', '2026-09-29', request, 'RECONSIDER');
    await walk.met('B09a');
    await walk.hears(police, 'B9h', '2026-09-29', 'RECONSIDER');
    // 30 September, 8 and 9 October.
    await walk.due('B09b', '2026-10-09', { holder: 'police' });
    await walk.steps(police, 'B10u', 'approver', '2026-10-09', { decisionServedOn: '2026-10-09', decisionReason: '维持' }, 'UPHELD');
    await walk.met('B09b');
    await walk.hears(agency, 'B10u', '2026-10-09', 'UPHELD');
    await walk.due('B10', '2026-10-12', { holder: 'environment' });
    const proposal = { proposalGround: '复议维持', proposedOn: '2026-10-12' };
    await walk.steps(agency, 'B11', 'approver', '2026-10-12', proposal, 'FILING_SUPERVISION');
    await walk.met('B10');
    const share = { file: agency, isShare: true };
    const supervision = await walk.handsOver('filing-supervision-proposal', 'environment', 'procuratorate', '2026-10-13', share);
    await walk.steps(supervision, 'B11r', 'handler', '2026-10-14', { supervisionSource: '行政机关建议' }, 'EVALUATING');
    const notice = { respondent: walk.id('police'), servedOn: '2026-10-19' };
    await walk.steps(supervision, 'B12', 'approver', '2026-10-19', notice, 'EXPLANATION_ASKED');
    await walk.hears(police, 'B12h', '2026-10-19', 'EXPLAINING');
    await walk.due('B11', '2026-10-26', { holder: 'police' });
    await walk.steps(police, 'B12a', 'approver', '2026-10-26', { explainedOn: '2026-10-26', explanation: '仍认为证据不足' }, 'EXPLAINED');
    await walk.hears(supervision, 'B12a', '2026-10-26', 'EXPLAINED');
    await walk.met('B11');
    await walk.steps(supervision, 'B13', 'approver', '2026-11-02', { servedOn: '2026-11-02' }, 'ORDERED');
    await walk.hears(agency, 'B13h', '2026-11-02', 'FILING_SUPERVISION');
    await walk.hears(police, 'B13h', '2026-11-02', 'ORDERED');
    await walk.due('B12', '2026-11-17', { holder: 'police' });
    await walk.steps(police, 'B13f', 'approver', '2026-11-16', { filingNumber: '长公立〔2026〕9号' }, 'FILED');
    await walk.hears(agency, 'B13g', '2026-11-16', 'FILED');
    await walk.hears(supervision, 'B13f', '2026-11-16', 'FILED');
    await walk.met('B12');
    // Three months for the investigation; the calendar of 2027 is not published.
    await walk.due('B14', '2027-02-16', { holder: 'police' });
    const urged = { servedOn: '2027-02-18' };
    await walk.steps(supervision, 'B15', 'approver', '2027-02-18', urged, 'FILED');
    await walk.steps(police, 'J1', 'handler', '2027-02-25', {}, 'SENT_FOR_PROSECUTION');
    await walk.hears(supervision, 'B15e', '2027-02-25', 'CLOSED');
    await walk.met('B14', 'met-late');
  },
  'an agency that does not transfer is told to, and its head decides anew': async (walk) => {
    const supervision = await walk.opens('filing-supervision', 'procuratorate', '2026-10-12');
    await walk.steps(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '依职权发现' }, 'EVALUATING');
    const advice = { respondent: walk.id('water'), servedOn: '2026-10-12' };
    await walk.steps(supervision, 'B16', 'approver', '2026-10-12', advice, 'TRANSFER_ADVISED');
    await walk.due('B15', '2026-10-15', { holder: 'water' });
    const share = { file: supervision, isShare: true };
    const file = await walk.handsOver('transfer-opinion', 'procuratorate', 'water', '2026-10-13', share);
    await walk.steps(file, 'B1', 'section-head', '2026-10-13', { ...suspicion, agencyKind: 'WAT' }, 'TASK_TEAM');
    await walk.steps(file, 'B2', 'section-head', '2026-10-13', { ...verified, reportReceivedOn: '2026-10-13' }, 'REPORT');
    const refusal = { headRole: '主持工作的负责人', refusalReason: '价值尚未认定' };
    await walk.steps(file, 'B3r', 'approver', '2026-10-14', refusal, 'REFUSED_BY_HEAD');
    await walk.steps(file, 'B2', 'section-head', '2026-10-14', { ...verified, reportReceivedOn: '2026-10-14' }, 'REPORT');
    await walk.steps(file, 'B3a', 'approver', '2026-10-14 15:00', { headRole: '主持工作的负责人' }, 'APPROVED');
    await walk.handsOver('criminal-transfer', 'water', 'police', '2026-10-15', { file });
    await walk.hears(file, 'B4', '2026-10-15', 'HANDED_OVER');
    await walk.hears(supervision, 'B16t', '2026-10-15', 'TRANSFERRED');
    await walk.met('B15');
    await walk.steps(supervision, 'B19e', 'approver', '2026-10-16', { closingNote: '已移送' }, 'CLOSED');
  },
  'an opinion reaches a file that is there already, and a transfer on paper is recorded': async (walk) => {
    const file = await walk.opens('criminal-transfer', 'water', '2026-10-12');
    const share = { file, isShare: true };
    const supervision = await walk.handsOver('filing-supervision-proposal', 'water', 'procuratorate', '2026-10-12', share);
    await walk.steps(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '其他' }, 'EVALUATING');
    const advice = { respondent: walk.id('water'), servedOn: '2026-10-12' };
    await walk.steps(supervision, 'B16', 'approver', '2026-10-12', advice, 'TRANSFER_ADVISED');
    await walk.hears(file, 'B16h', '2026-10-12', 'SUSPECTED');
    await walk.due('B15', '2026-10-15');
    await walk.passes('2026-10-16');
    await walk.breached('B15');
    await walk.steps(supervision, 'B16r', 'intake', '2026-10-16', { transferredOn: '2026-10-16' }, 'TRANSFERRED');
    await walk.met('B15', 'met-late');
  },
  'who supervises hears how it goes on, whether or not it still matters to him': async (walk) => {
    const agency = await walk.opens('criminal-transfer', 'water', '2026-10-12');
    const share = { file: agency, isShare: true };
    const supervision = await walk.handsOver('filing-supervision-proposal', 'water', 'procuratorate', '2026-10-12', share);
    await walk.steps(agency, 'B1', 'section-head', '2026-10-12', { ...suspicion, agencyKind: 'WAT' }, 'TASK_TEAM');
    await walk.steps(agency, 'B2', 'handler', '2026-10-12', { ...verified, reportReceivedOn: '2026-10-12' }, 'REPORT');
    await walk.steps(agency, 'B3a', 'approver', '2026-10-12', { headRole: '正职负责人' }, 'APPROVED');
    const police = await walk.handsOver('criminal-transfer', 'water', 'police', '2026-10-13', { file: agency });
    await walk.hears(supervision, 'K1', '2026-10-13', 'ACCEPTED');
    await walk.steps(police, 'B5', 'intake', '2026-10-13', { receivedOn: '2026-10-13', materialsComplete: true }, 'REGISTERED');
    await walk.steps(police, 'B7f', 'approver', '2026-10-14', {}, 'FILED');
    await walk.steps(police, 'B7fn', 'intake', '2026-10-14', { noticeServedOn: '2026-10-14' }, 'FILED');
    await walk.hears(supervision, 'K2', '2026-10-14', 'ACCEPTED');
    await walk.steps(police, 'J1', 'handler', '2026-11-16', {}, 'SENT_FOR_PROSECUTION');
    await walk.hears(supervision, 'K3', '2026-11-16', 'ACCEPTED');
  },
  'it finds no ground and says so, and the agency punishes': async (walk) => {
    const { agency, supervision } = await asked(walk);
    await walk.steps(supervision, 'B11x', 'approver', '2026-10-12', { toldOn: '2026-10-12', reviewOpinion: '不符合监督条件' }, 'CLOSED');
    await walk.hears(agency, 'B14h', '2026-10-12', 'REASONS_STAND');
    await walk.steps(agency, 'B17', 'section-head', '2026-10-13', { backReason: '不立案理由成立' }, 'ADMINISTRATIVE');
  },
  'it accepts the reasons and tells the agency in ten days': async (walk) => {
    const { agency, supervision } = await explained(walk);
    await walk.steps(supervision, 'B14f', 'section-head', '2026-10-19', { reviewOpinion: '理由成立' }, 'REASONS_STAND');
    await walk.due('B13', '2026-10-29', { holder: 'procuratorate' });
    await walk.steps(supervision, 'B14', 'intake', '2026-10-28', { toldOn: '2026-10-28' }, 'CLOSED');
    await walk.met('B13');
    await walk.hears(agency, 'B14h', '2026-10-28', 'REASONS_STAND');
  },
  'it sees the police file by themselves once they are asked': async (walk) => {
    const { agency, police, supervision } = await explained(walk);
    await walk.steps(police, 'B7f', 'approver', '2026-10-20', {}, 'FILED');
    await walk.steps(police, 'B7fn', 'intake', '2026-10-20', { noticeServedOn: '2026-10-20' }, 'FILED');
    await walk.hears(agency, 'B7f', '2026-10-20', 'FILED');
    await walk.hears(supervision, 'B12f', '2026-10-20', 'FILED');
    await walk.due('B14', '2027-01-20', { holder: 'police' });
    await walk.steps(supervision, 'B15r', 'intake', '2026-12-01', { concludedOn: '2026-12-01' }, 'CLOSED');
    await walk.met('B14');
  },
  'it corrects who neither explains nor files, and goes to the superior procuratorate': async (walk) => {
    const { supervision, police } = await explained(walk);
    await walk.steps(supervision, 'B13', 'approver', '2026-10-19', { servedOn: '2026-10-19' }, 'ORDERED');
    await walk.hears(police, 'B13h', '2026-10-19', 'ORDERED');
    await walk.due('B12', '2026-11-03');
    await walk.steps(supervision, 'B13c', 'approver', '2026-11-05', { servedOn: '2026-11-05' }, 'CORRECTION');
    await walk.steps(supervision, 'B13s', 'approver', '2026-11-16', { superior: walk.id('city-procuratorate') }, 'SUPERIOR');
    await walk.steps(police, 'B13f', 'approver', '2026-11-20', {}, 'FILED');
    await walk.hears(supervision, 'B13f', '2026-11-20', 'FILED');
    await walk.met('B12', 'met-late');
  },
  'it records what the police of another file say on paper': async (walk) => {
    const supervision = await walk.opens('filing-supervision', 'procuratorate', '2026-10-12');
    await walk.steps(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '依职权发现' }, 'EVALUATING');
    const notice = { respondent: walk.id('police'), servedOn: '2026-10-12' };
    await walk.steps(supervision, 'B12', 'approver', '2026-10-12', notice, 'EXPLANATION_ASKED');
    await walk.due('B11', '2026-10-19');
    await walk.steps(supervision, 'B12r', 'intake', '2026-10-20', { explainedOn: '2026-10-20' }, 'EXPLAINED');
    await walk.met('B11', 'met-late');
    await walk.steps(supervision, 'B13', 'approver', '2026-10-21', { servedOn: '2026-10-21' }, 'ORDERED');
    await walk.steps(supervision, 'B13r', 'intake', '2026-11-04', { filedOn: '2026-11-04' }, 'FILED');

    const police = await walk.opens('criminal-case', 'police', '2026-10-08');
    await walk.steps(police, 'B5', 'intake', '2026-10-08', { receivedOn: '2026-10-08', materialsComplete: true }, 'REGISTERED');
    await walk.steps(police, 'B12p', 'intake', '2026-10-12', { servedOn: '2026-10-12' }, 'EXPLAINING');
    await walk.steps(police, 'B12a', 'approver', '2026-10-20', { explainedOn: '2026-10-20', explanation: '理由' }, 'EXPLAINED');
    await walk.steps(police, 'B13p', 'intake', '2026-10-21', { servedOn: '2026-10-21' }, 'ORDERED');
    await walk.steps(police, 'B13f', 'approver', '2026-11-04', {}, 'FILED');
  },
  'the agency never goes to the procuratorate in its three days': async (walk) => {
    const { agency, police } = await registered(walk, 'environment', '2026-09-21');
    await walk.steps(police, 'B7x', 'approver', '2026-09-24', { refusalReason: '证据不足' }, 'NOT_FILED');
    await walk.steps(police, 'B7xn', 'intake', '2026-09-24', { noticeServedOn: '2026-09-24' }, 'NOT_FILED');
    await walk.hears(agency, 'B7n', '2026-09-24', 'NOT_FILED');
    await walk.due('B09a', '2026-09-30');
    await walk.passes('2026-10-01');
    await walk.breached('B09a');
  },
};
