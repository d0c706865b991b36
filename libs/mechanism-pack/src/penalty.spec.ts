import { describe, expect, it } from 'vitest';
import { type FileHere, type Files, organ, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state } = walkEachTest((fresh) => (files = fresh));
const decision = {
  decisionNumber: '安水罚决字〔2026〕4号',
  penaltyKinds: ['罚款、没收'],
  hasFine: true,
  fineAmount: 50000,
  partyAbsent: false,
};

function found(agencyKind: 'WAT' | 'ECO', on: string, more: Record<string, string | boolean> = {}, from?: FileHere): FileHere {
  const file = files.open('penalty', 'bureau', agencyKind, from);
  files.step(file, 'D0', 'intake', on, { agencyKind, foundOn: on, facts: '违法采砂八百立方米', ...more });
  return file;
}
function filed(agencyKind: 'WAT' | 'ECO', on: string, more: Record<string, string | boolean> = {}): FileHere {
  const file = found(agencyKind, on, more);
  files.step(file, 'D1', 'approver', on);
  return file;
}
function noticed(on: string, isMajor = false): FileHere {
  const file = filed('WAT', on);
  files.step(file, 'D2', 'handler', on, { officers: 2, evidence: ['勘验笔录'] });
  files.step(file, 'D4', 'handler', on, { conclusion: '违法采砂属实', isMajor });
  if (isMajor) files.step(file, 'D5', 'section-head', on, { reviewOpinion: '同意' });
  files.step(file, 'D5n', 'intake', on, { noticeServedOn: on, hasHearingRight: true });
  return file;
}
function served(on: string, more: object = {}): FileHere {
  const file = noticed(on);
  files.step(file, 'D6', 'approver', on, { ...decision, ...more });
  files.step(file, 'D7', 'intake', on, { servedOn: on, serviceMethod: '直接' });
  return file;
}

describe('K07: sand taken from a river', () => {
  it('is decided within ninety days of filing, the Sunday rolled to the Monday', () => {
    const file = filed('WAT', '2026-06-15');
    expect(files.clocks.of('D02')).toMatchObject({ due: '2026-09-14', holder: organ('bureau') });
    expect(files.step(file, 'D2', 'handler', '2026-06-16', { officers: 2, evidence: ['方量测算报告'] })).toBe('INVESTIGATING');
    expect(files.step(file, 'D4', 'handler', '2026-07-20', { conclusion: '八百立方米', isMajor: true })).toBe('INVESTIGATION_DONE');
    expect(files.step(file, 'D5', 'section-head', '2026-07-22', { reviewOpinion: '同意' })).toBe('LEGAL_REVIEW');
    expect(files.step(file, 'D5n', 'intake', '2026-07-24', { noticeServedOn: '2026-07-24', hasHearingRight: true })).toBe('NOTICE');
    expect(files.step(file, 'D5h', 'intake', '2026-07-28', { hearingAskedOn: '2026-07-28' })).toBe('HEARING');
    expect(files.step(file, 'D5i', 'handler', '2026-08-12', { hearingHeldOn: '2026-08-12', hearingReport: '听证〔2026〕1号' })).toBe(
      'NOTICE',
    );
    expect(files.step(file, 'D5c', 'approver', '2026-08-20', { meetingNumber: '集体讨论〔2026〕3号', meetingOn: '2026-08-20' })).toBe(
      'NOTICE',
    );
    expect(files.step(file, 'D6', 'approver', '2026-09-14', decision)).toBe('DECISION');
    expect([state('D02'), due('D04')]).toEqual(['met', undefined]);
    expect(files.step(file, 'D7', 'intake', '2026-09-14', { servedOn: '2026-09-14', serviceMethod: '直接' })).toBe('SERVED');
    // Fifteen days end on 29 September, sixty on 13 November, six months on 14 March 2027, a Sunday as far as one knows.
    expect([due('D05'), due('D09'), due('D09b')]).toEqual(['2026-09-29', '2026-11-13', '2027-03-15']);
    expect(files.step(file, 'D8', 'intake', '2026-09-25', { performedOn: '2026-09-25' })).toBe('PERFORMED');
    expect([state('D05'), state('D09b')]).toEqual(['met', 'cancelled']);
    expect(files.step(file, 'D9', 'approver', '2026-09-28')).toBe('CLOSED');
  });
});

describe('an administrative penalty', () => {
  it('needs two officers, and for what is major a legal review and a decision of all heads', () => {
    const unmet = (code: string) => expect.objectContaining({ code });
    const file = filed('WAT', '2026-06-15');
    expect(() => files.step(file, 'D2', 'handler', '2026-06-16', { officers: 1, evidence: ['照片'] })).toThrow(
      unmet('STEP_CONDITION_UNMET'),
    );
    files.step(file, 'D2', 'handler', '2026-06-16', { officers: 2, evidence: ['照片'] });
    files.step(file, 'D4', 'handler', '2026-06-17', { conclusion: '属实', isMajor: true });
    const notice = { noticeServedOn: '2026-06-18', hasHearingRight: false };
    expect(() => files.step(file, 'D5n', 'intake', '2026-06-18', notice)).toThrow(unmet('HISTORY_STEP_MISSING'));
    files.step(file, 'D5', 'section-head', '2026-06-18', { reviewOpinion: '同意' });
    files.step(file, 'D5n', 'intake', '2026-06-18', notice);
    expect(() => files.step(file, 'D6', 'approver', '2026-06-22', decision)).toThrow(unmet('HISTORY_STEP_MISSING'));
  });
  it('is not decided, refused or closed in place of a criminal transfer (G4)', () => {
    const hidden = expect.objectContaining({ code: 'PENALTY_REPLACES_CRIMINAL_TRANSFER' });
    const file = found('WAT', '2026-06-15', { criminalSuspicion: true });
    expect(() => files.step(file, 'D1n', 'approver', '2026-06-16', { refusalReason: '拟移送' })).toThrow(hidden);
    files.step(file, 'D1', 'approver', '2026-06-16');
    files.step(file, 'D2', 'handler', '2026-06-16', { officers: 2, evidence: ['照片'] });
    files.step(file, 'D4', 'handler', '2026-06-17', { conclusion: '属实', isMajor: false });
    files.step(file, 'D5n', 'intake', '2026-06-17', { noticeServedOn: '2026-06-17', hasHearingRight: false });
    expect(() => files.step(file, 'D6', 'approver', '2026-06-22', decision)).toThrow(hidden);
    expect(() => files.step(file, 'D6n', 'approver', '2026-06-22', { refusalReason: '已移送' })).toThrow(hidden);
    expect(files.step(file, 'D6', 'approver', '2026-06-22', { ...decision, criminalTransferNumber: '安公不立字〔2026〕1号' })).toBe(
      'DECISION',
    );
  });
  it('stands still while the crime is dealt with, and goes on where the police do not file', () => {
    const file = filed('ECO', '2026-06-15', { criminalSuspicion: true });
    const crime = files.open('criminal-transfer', 'bureau', 'ECO', file);
    files.step(crime, 'B1', 'section-head', '2026-06-24', {
      agencyKind: 'ECO',
      suspicionCodes: ['X1-危险废物三吨以上'],
      suspicionConfirmed: true,
      officers: 2,
    });
    files.step(crime, 'B2', 'handler', '2026-06-24', { reportReceivedOn: '2026-06-24', factsVerified: true, lawfulEvidence: true });
    files.step(crime, 'B3a', 'approver', '2026-06-24', { headRole: '正职负责人' });
    const police = files.handOff(crime, 'criminal-transfer', 'police', 'POL', '2026-06-25')!;
    expect([file.state.stage, due('D02')]).toEqual(['SUSPENDED', 'paused']);
    files.step(police, 'B5', 'intake', '2026-06-25', { receivedOn: '2026-06-25', materialsComplete: true });
    files.step(police, 'B7x', 'approver', '2026-06-26', { refusalReason: '未达标准' });
    files.step(police, 'B7xn', 'intake', '2026-06-29', { noticeServedOn: '2026-06-29' });
    files.step(crime, 'B17', 'approver', '2026-07-05', { backReason: '不予立案' });
    expect([file.state.stage, file.state.values['backReason']]).toEqual(['INVESTIGATING', '不予立案']);
    // Ten dates, 25 June to 4 July, are not counted: 13 September + 10 = 23 September.
    expect(due('D02')).toBe('2026-09-23');
  });
  it('that was decided before goes on beside the crime; a sentence brings back what is left to decide', () => {
    const decided = noticed('2026-06-15');
    files.step(decided, 'D6', 'approver', '2026-06-16', decision);
    const waiting = filed('WAT', '2026-06-15');
    for (const file of [decided, waiting]) {
      const crime = files.open('criminal-transfer', 'bureau', 'WAT', file);
      files.step(crime, 'B1', 'section-head', '2026-06-24', {
        agencyKind: 'WAT',
        suspicionCodes: ['X3-无证采砂价值达到数额标准'],
        suspicionConfirmed: true,
        officers: 3,
      });
      files.step(crime, 'B2', 'handler', '2026-06-24', { reportReceivedOn: '2026-06-24', factsVerified: true, lawfulEvidence: true });
      files.step(crime, 'B3a', 'approver', '2026-06-24', { headRole: '正职负责人' });
      const police = files.handOff(crime, 'criminal-transfer', 'police', 'POL', '2026-06-25')!;
      files.step(police, 'B5', 'intake', '2026-06-25', { receivedOn: '2026-06-25', materialsComplete: true });
      files.step(police, 'B7f', 'approver', '2026-06-26');
      files.step(police, 'B7fn', 'intake', '2026-06-26', { noticeServedOn: '2026-06-26' });
      files.step(police, 'J1', 'handler', '2026-08-03');
      files.step(police, 'J3', 'intake', '2026-08-31');
      files.step(police, 'J5', 'intake', '2026-11-02', { verdict: '判处刑罚' });
    }
    expect([decided.state.stage, waiting.state.stage]).toEqual(['DECISION', 'INVESTIGATING']);
    expect(waiting.state.taken.at(-1)).toMatchObject({ transition: 'DS2g', fields: { verdict: '判处刑罚' } });
  });
  it('is refused with reasons, or not imposed', () => {
    const refused = found('ECO', '2026-06-15');
    // Fifteen days by memory of the measures of 2023: 30 June.
    expect(files.clocks.of('D01')).toMatchObject({ due: '2026-06-30', state: 'running' });
    expect(files.step(refused, 'D1n', 'section-head', '2026-06-16', { refusalReason: '不属实' })).toBe('NOT_OPENED');
    expect(state('D01')).toBe('met');
    const notImposed = noticed('2026-06-15');
    expect(files.step(notImposed, 'D6n', 'approver', '2026-06-30', { refusalReason: '轻微并及时改正' })).toBe('NOT_PUNISHED');
    expect(state('D02')).toBe('met');
    expect(files.step(notImposed, 'D9', 'approver', '2026-07-01')).toBe('CLOSED');
  });
  it('has no period for filing at other organs than the environment’s', () => {
    found('WAT', '2026-06-15');
    expect(due('D01')).toBeUndefined();
  });
});

describe('evidence and seizure', () => {
  it('preserved evidence is dealt with in seven working days', () => {
    const file = filed('WAT', '2026-09-28');
    files.step(file, 'D3p', 'approver', '2026-09-28', { preservedOn: '2026-09-28', preservedItems: ['抽砂泵'] });
    // 29 and 30 September, 8 to 10 October (Saturday the 10th is worked), 12 and 13 October.
    expect(due('D03')).toBe('2026-10-13');
    files.step(file, 'D3d', 'section-head', '2026-10-12', { disposal: '没收', disposedOn: '2026-10-12' });
    expect(state('D03')).toBe('met');
  });
  it('a seizure ends after thirty days', () => {
    const file = filed('WAT', '2026-06-15');
    files.step(file, 'D6s', 'approver', '2026-06-15', { seizedOn: '2026-06-15', seizedItems: ['采砂船'] });
    expect(due('D06')).toBe('2026-07-15');
    files.step(file, 'D6d', 'section-head', '2026-07-16', { disposal: '发还或者解除', disposedOn: '2026-07-16' });
    expect(state('D06')).toBe('met-late');
  });
});

describe('a decision', () => {
  it('is served in seven working days where the party was absent', () => {
    const file = noticed('2026-06-15');
    files.step(file, 'D6', 'approver', '2026-06-15', { ...decision, partyAbsent: true });
    // The Dragon Boat days, 19 to 21 June, are not counted.
    expect(due('D04')).toBe('2026-06-25');
    files.step(file, 'D7', 'intake', '2026-06-25', { servedOn: '2026-06-25', serviceMethod: '邮寄' });
    expect(state('D04')).toBe('met');
  });
  it('who does not pay is urged, and the court is asked within three months after the remedies have lapsed', () => {
    const file = served('2026-01-05');
    expect(due('D09b')).toBe('2026-07-06');
    expect(files.step(file, 'D8l', 'handler', '2026-01-21', { lateFee: 1500 })).toBe('LATE');
    files.pass('2026-07-07');
    expect(files.clocks.of('D07')).toMatchObject({ due: '2026-10-08', holder: organ('bureau') });
    const demand = { demandServedOn: '2026-07-08', demandLimitOn: '2026-07-22' };
    expect(files.step(file, 'D8d', 'handler', '2026-07-08', demand)).toBe('DEMANDED');
    expect(due('D08')).toBe('2026-07-22');
    const application = { appliedOn: '2026-07-22', court: organ('court') };
    expect(() => files.step(file, 'D8e', 'approver', '2026-07-22', application)).toThrow(
      expect.objectContaining({ code: 'LIMIT_NOT_PASSED' }),
    );
    files.pass('2026-07-23');
    expect(files.step(file, 'D8e', 'approver', '2026-07-23', { ...application, appliedOn: '2026-07-23' })).toBe('ENFORCEMENT_COURT');
    expect([state('D07'), state('D08')]).toEqual(['met', 'met']);
    expect(files.step(file, 'D8f', 'intake', '2026-11-02', { enforcedOn: '2026-11-02' })).toBe('PERFORMED');
  });
  it('who asks for review or sues keeps the decision from the court', () => {
    const file = served('2026-01-05');
    files.step(file, 'D9a', 'intake', '2026-03-02', { remedy: '行政复议', remedyOn: '2026-03-02' });
    expect([state('D09'), state('D09b')]).toEqual(['met', 'cancelled']);
    files.pass('2026-07-07');
    expect(due('D07')).toBeUndefined();
  });
  it('an environment bureau checks again after it ordered a correction, and may fine by the day', () => {
    const file = filed('ECO', '2026-06-15');
    const daily = { dailyFineFrom: '2026-06-17', decisionNumber: '湖环罚决字〔2026〕6号' };
    files.step(file, 'DC1', 'approver', '2026-06-16', { correctionServedOn: '2026-06-16' });
    files.step(file, 'DC2', 'handler', '2026-06-29', { recheckedOn: '2026-06-29', stillViolates: true });
    files.step(file, 'D2', 'handler', '2026-06-29', { officers: 2, evidence: ['监测报告'] });
    files.step(file, 'D4', 'handler', '2026-06-29', { conclusion: '超标排放', isMajor: false });
    files.step(file, 'D5n', 'intake', '2026-06-29', { noticeServedOn: '2026-06-29', hasHearingRight: false });
    files.step(file, 'D6', 'approver', '2026-07-06', decision);
    files.step(file, 'D7', 'intake', '2026-07-06', { servedOn: '2026-07-06', serviceMethod: '直接' });
    expect(files.step(file, 'DC3', 'approver', '2026-07-07', daily)).toBe('SERVED');
    const other = served('2026-06-15');
    expect(() => files.step(other, 'DC3', 'approver', '2026-07-07', daily)).toThrow(
      expect.objectContaining({ code: 'STEP_CONDITION_UNMET' }),
    );
  });
});

describe('limitation', () => {
  it.each([
    [false, '2026-03-02', '2028-03-02'],
    // A Saturday: limitation does not roll.
    [true, '2026-02-28', '2031-02-28'],
  ])('(life or health: %s) counts from %s to %s and warns of nothing', (isLifeSafety, actEndedOn, until) => {
    found('WAT', '2026-06-15', { actEndedOn, isLifeSafety });
    expect(due('D10')).toBe(until);
    expect(files.clocks.rules.find(({ id }) => id === 'D10')).toMatchObject({ warns: false, roll: 'none' });
  });
  it('does not begin while the act goes on', () => {
    found('WAT', '2026-06-15');
    expect(due('D10')).toBeUndefined();
    expect(() => found('WAT', '2026-06-15', { actEndedOn: '2026-06-01' })).toThrow(
      expect.objectContaining({ code: 'STEP_FIELDS_MISSING' }),
    );
  });
});

it('nothing of this chart and these rows is left unwalked, but the reply, which reverse-linkage.spec walks', () =>
  expect(untouched(walks, ['penalty'], /^D/)).toEqual(['penalty R7']));
