import { suspected } from './criminal.steps.fixture.ts';
import type { Said, Walk, WalkedFile, Walks } from './walk.fixture.ts';

const fine = {
  decisionNumber: '安水罚决字〔2026〕4号',
  penaltyKinds: ['罚款、没收'],
  hasFine: true,
  fineAmount: 50000,
  partyAbsent: false,
};

async function found(walk: Walk, keeper: 'water' | 'environment', on: string, more: Said = {}): Promise<WalkedFile> {
  const agencyKind = keeper === 'water' ? 'WAT' : 'ECO';
  const file = await walk.opens('penalty', keeper, on);
  await walk.steps(file, 'D0', 'intake', on, { agencyKind, foundOn: on, facts: '违法采砂八百立方米', ...more }, 'FOUND');
  return file;
}
async function filed(walk: Walk, keeper: 'water' | 'environment', on: string, more: Said = {}): Promise<WalkedFile> {
  const file = await found(walk, keeper, on, more);
  await walk.steps(file, 'D1', 'approver', on, {}, 'FILED');
  return file;
}
async function noticed(walk: Walk, on: string, keeper: 'water' | 'environment' = 'water'): Promise<WalkedFile> {
  const file = await filed(walk, keeper, on);
  await walk.steps(file, 'D2', 'handler', on, { officers: 2, evidence: ['勘验笔录'] }, 'INVESTIGATING');
  await walk.steps(file, 'D4', 'handler', on, { conclusion: '违法采砂属实', isMajor: false }, 'INVESTIGATION_DONE');
  await walk.steps(file, 'D5n', 'intake', on, { noticeServedOn: on, hasHearingRight: true }, 'NOTICE');
  return file;
}
async function served(walk: Walk, on: string, keeper: 'water' | 'environment' = 'water'): Promise<WalkedFile> {
  const file = await noticed(walk, on, keeper);
  await walk.steps(file, 'D6', 'approver', on, fine, 'DECISION');
  await walk.steps(file, 'D7', 'intake', on, { servedOn: on, serviceMethod: '直接' }, 'SERVED');
  return file;
}

/** DOMAIN 3.10 and rows D01–D10: the administrative penalty. */
export const penaltyWalks: Walks = {
  'K07: sand taken from a river, decided within ninety days, paid and closed': async (walk) => {
    const file = await filed(walk, 'water', '2026-06-15');
    // Ninety dates end on Sunday 13 September.
    await walk.due('D02', '2026-09-14', { holder: 'water' });
    await walk.steps(file, 'D2', 'handler', '2026-06-16', { officers: 2, evidence: ['方量测算报告'] }, 'INVESTIGATING');
    await walk.steps(file, 'D4', 'handler', '2026-07-20', { conclusion: '八百立方米', isMajor: true }, 'INVESTIGATION_DONE');
    await walk.steps(file, 'D5', 'section-head', '2026-07-22', { reviewOpinion: '同意' }, 'LEGAL_REVIEW');
    await walk.steps(file, 'D5n', 'intake', '2026-07-24', { noticeServedOn: '2026-07-24', hasHearingRight: true }, 'NOTICE');
    await walk.steps(file, 'D5h', 'intake', '2026-07-28', { hearingAskedOn: '2026-07-28' }, 'HEARING');
    await walk.steps(file, 'D5i', 'handler', '2026-08-12', { hearingHeldOn: '2026-08-12', hearingReport: '听证〔2026〕1号' }, 'NOTICE');
    await walk.steps(file, 'D5c', 'approver', '2026-08-20', { meetingNumber: '集体讨论〔2026〕3号', meetingOn: '2026-08-20' }, 'NOTICE');
    await walk.steps(file, 'D6', 'approver', '2026-09-14', fine, 'DECISION');
    await walk.met('D02');
    await walk.steps(file, 'D7', 'intake', '2026-09-14', { servedOn: '2026-09-14', serviceMethod: '直接' }, 'SERVED');
    // Fifteen days to pay; sixty to ask for review.
    await walk.due('D05', '2026-09-29');
    await walk.due('D09', '2026-11-13');
    await walk.steps(file, 'D8', 'intake', '2026-09-25', { performedOn: '2026-09-25' }, 'PERFORMED');
    await walk.met('D05');
    await walk.steps(file, 'D9', 'approver', '2026-09-28', {}, 'CLOSED');
  },
  'what was preserved and what was seized is dealt with in its days': async (walk) => {
    const file = await filed(walk, 'water', '2026-09-28');
    await walk.steps(file, 'D3p', 'approver', '2026-09-28', { preservedOn: '2026-09-28', preservedItems: ['抽砂泵'] }, 'FILED');
    // 29 and 30 September, 8 to 10 October (Saturday the 10th is worked), 12 and 13 October.
    await walk.due('D03', '2026-10-13');
    await walk.steps(file, 'D6s', 'approver', '2026-09-28', { seizedOn: '2026-09-28', seizedItems: ['采砂船'] }, 'FILED');
    await walk.due('D06', '2026-10-28');
    await walk.steps(file, 'D3d', 'section-head', '2026-10-12', { disposal: '没收', disposedOn: '2026-10-12' }, 'FILED');
    await walk.met('D03');
    await walk.steps(file, 'D6d', 'section-head', '2026-10-29', { disposal: '发还或者解除', disposedOn: '2026-10-29' }, 'FILED');
    await walk.met('D06', 'met-late');
  },
  'it is served in seven working days where the party was absent, and may be reviewed': async (walk) => {
    const file = await noticed(walk, '2026-06-15');
    await walk.steps(file, 'D6', 'approver', '2026-06-15', { ...fine, partyAbsent: true }, 'DECISION');
    // The Dragon Boat days, 19 to 21 June, are not counted.
    await walk.due('D04', '2026-06-25');
    await walk.steps(file, 'D7', 'intake', '2026-06-25', { servedOn: '2026-06-25', serviceMethod: '邮寄' }, 'SERVED');
    await walk.met('D04');
    await walk.due('D09', '2026-08-24');
    await walk.steps(file, 'D9a', 'intake', '2026-08-03', { remedy: '行政复议', remedyOn: '2026-08-03' }, 'SERVED');
    await walk.met('D09');
  },
  'who does not pay is urged, and the court is asked within three months after the remedies have lapsed': async (walk) => {
    const file = await served(walk, '2026-01-05');
    // Six months end on Sunday 5 July.
    await walk.due('D09b', '2026-07-06');
    await walk.steps(file, 'D8l', 'handler', '2026-01-21', { lateFee: 1500 }, 'LATE');
    await walk.passes('2026-07-07');
    await walk.met('D09b');
    // Three months from 6 July end on 6 October, in the holiday.
    await walk.due('D07', '2026-10-08', { holder: 'water' });
    await walk.steps(file, 'D8d', 'handler', '2026-07-08', { demandServedOn: '2026-07-08', demandLimitOn: '2026-07-22' }, 'DEMANDED');
    await walk.due('D08', '2026-07-22');
    await walk.passes('2026-07-23');
    await walk.met('D08');
    await walk.steps(file, 'D8e', 'approver', '2026-07-23', { appliedOn: '2026-07-23', court: walk.id('court') }, 'ENFORCEMENT_COURT');
    await walk.met('D07');
    await walk.steps(file, 'D8f', 'intake', '2026-11-02', { enforcedOn: '2026-11-02' }, 'PERFORMED');
  },
  'an environment bureau checks again after it ordered a correction, and may fine by the day': async (walk) => {
    const file = await found(walk, 'environment', '2026-06-15');
    // Fifteen days, by memory of the measures of 2023.
    await walk.due('D01', '2026-06-30');
    await walk.steps(file, 'D1', 'approver', '2026-06-16', {}, 'FILED');
    await walk.met('D01');
    await walk.steps(file, 'DC1', 'approver', '2026-06-16', { correctionServedOn: '2026-06-16' }, 'FILED');
    await walk.steps(file, 'DC2', 'handler', '2026-06-29', { recheckedOn: '2026-06-29', stillViolates: true }, 'FILED');
    await walk.steps(file, 'D2', 'handler', '2026-06-29', { officers: 2, evidence: ['监测报告'] }, 'INVESTIGATING');
    await walk.steps(file, 'D4', 'handler', '2026-06-29', { conclusion: '超标排放', isMajor: false }, 'INVESTIGATION_DONE');
    await walk.steps(file, 'D5n', 'intake', '2026-06-29', { noticeServedOn: '2026-06-29', hasHearingRight: false }, 'NOTICE');
    await walk.steps(file, 'D6', 'approver', '2026-07-06', fine, 'DECISION');
    await walk.steps(file, 'D7', 'intake', '2026-07-06', { servedOn: '2026-07-06', serviceMethod: '直接' }, 'SERVED');
    const daily = { dailyFineFrom: '2026-06-17', decisionNumber: '湖环罚决字〔2026〕6号' };
    await walk.steps(file, 'DC3', 'approver', '2026-07-07', daily, 'SERVED');
  },
  'it is refused with reasons within the limitation, or not imposed': async (walk) => {
    const refused = await found(walk, 'water', '2026-06-15', { actEndedOn: '2026-03-02', isLifeSafety: false });
    // Two years; limitation does not roll.
    await walk.due('D10', '2028-03-02');
    await walk.steps(refused, 'D1', 'section-head', '2026-06-16', {}, 'FILED');
    await walk.met('D10');
    const unopened = await found(walk, 'environment', '2026-06-15');
    await walk.steps(unopened, 'D1n', 'section-head', '2026-06-16', { refusalReason: '不属实' }, 'NOT_OPENED');
    const notImposed = await noticed(walk, '2026-06-15');
    await walk.steps(notImposed, 'D6n', 'approver', '2026-06-30', { refusalReason: '轻微并及时改正' }, 'NOT_PUNISHED');
    await walk.steps(notImposed, 'D9', 'approver', '2026-07-01', {}, 'CLOSED');
  },
  'it stands still while the crime is dealt with, and goes on where the police do not file': async (walk) => {
    const file = await filed(walk, 'environment', '2026-06-15', { criminalSuspicion: true });
    await walk.due('D02', '2026-09-14');
    const crime = await suspected(walk, 'environment', '2026-06-24', file);
    const police = await walk.handsOver('criminal-transfer', 'environment', 'police', '2026-06-25', { file: crime });
    await walk.hears(file, 'DS1', '2026-06-25', 'SUSPENDED');
    await walk.paused('D02');
    await walk.steps(police, 'B5', 'intake', '2026-06-25', { receivedOn: '2026-06-25', materialsComplete: true }, 'REGISTERED');
    await walk.steps(police, 'B7x', 'approver', '2026-06-26', { refusalReason: '未达标准' }, 'NOT_FILED');
    await walk.steps(police, 'B7xn', 'intake', '2026-06-29', { noticeServedOn: '2026-06-29' }, 'NOT_FILED');
    await walk.hears(crime, 'B7n', '2026-06-29', 'NOT_FILED');
    await walk.steps(crime, 'B17', 'approver', '2026-07-05', { backReason: '不予立案' }, 'ADMINISTRATIVE');
    await walk.hears(file, 'DS2', '2026-07-05', 'INVESTIGATING');
    // Ten dates, 25 June to 4 July, are not counted: 13 September + 10.
    await walk.due('D02', '2026-09-23');
    await walk.passes('2026-09-24');
    await walk.breached('D02');
  },
  'what was decided before goes on beside the crime; a sentence brings back what is left to decide': async (walk) => {
    const decided = await noticed(walk, '2026-06-15');
    await walk.steps(decided, 'D6', 'approver', '2026-06-16', fine, 'DECISION');
    const waiting = await filed(walk, 'water', '2026-06-15');
    for (const [file, onTransfer, onSentence] of [
      [decided, ['DS1k', 'DECISION'], ['DS2k', 'DECISION']],
      [waiting, ['DS1', 'SUSPENDED'], ['DS2g', 'INVESTIGATING']],
    ] as const) {
      const crime = await suspected(walk, 'water', '2026-06-24', file);
      const police = await walk.handsOver('criminal-transfer', 'water', 'police', '2026-06-25', { file: crime });
      await walk.hears(file, onTransfer[0], '2026-06-25', onTransfer[1]);
      await sentenced(walk, police, crime);
      await walk.hears(file, onSentence[0], '2026-11-02', onSentence[1]);
    }
  },
};

async function sentenced(walk: Walk, police: WalkedFile, crime: WalkedFile): Promise<void> {
  await walk.steps(police, 'B5', 'intake', '2026-06-25', { receivedOn: '2026-06-25', materialsComplete: true }, 'REGISTERED');
  await walk.steps(police, 'B7f', 'approver', '2026-06-26', {}, 'FILED');
  await walk.steps(police, 'B7fn', 'intake', '2026-06-26', { noticeServedOn: '2026-06-26' }, 'FILED');
  await walk.hears(crime, 'B7f', '2026-06-26', 'FILED');
  await walk.steps(police, 'J1', 'handler', '2026-08-03', {}, 'SENT_FOR_PROSECUTION');
  await walk.hears(crime, 'B18s', '2026-08-03', 'SENT_FOR_PROSECUTION');
  await walk.steps(police, 'J3', 'intake', '2026-08-31', {}, 'PROSECUTED');
  await walk.hears(crime, 'B18p', '2026-08-31', 'PROSECUTED');
  await walk.steps(police, 'J5', 'intake', '2026-11-02', { verdict: '判处刑罚' }, 'CLOSED');
  await walk.hears(crime, 'B18g', '2026-11-02', 'CONVICTED');
}
