import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileHere, Files, organ, untouched } from './files.fixture.ts';

const walks: Files[] = [];
let files: Files;
beforeEach(() => {
  files = new Files();
  walks.push(files);
});
afterEach(() => files.refuseDeviations());

const due = (row: string) => files.clocks.of(row)?.due;
const state = (row: string) => files.clocks.of(row)?.state;
const suspicion = { suspicionCodes: ['X1-铅汞镉铬砷铊锑超标三倍以上'], suspicionConfirmed: true, officers: 2 };
const verified = { factsVerified: true, lawfulEvidence: true } as const;

/** The agency’s file as far as its head’s approval. */
function approved(agencyKind: 'ECO' | 'WAT' | 'AGR', reportedOn: string, approvedAt: string, from?: FileHere): FileHere {
  const file = files.open('criminal-transfer', 'bureau', agencyKind, from);
  files.step(file, 'B1', 'section-head', reportedOn, { ...suspicion, agencyKind });
  files.step(file, 'B2', 'handler', reportedOn, { ...verified, reportReceivedOn: reportedOn });
  files.step(file, 'B3a', 'approver', approvedAt, { headRole: '正职负责人', criminalTransferNumber: '移字〔2026〕1号' });
  return file;
}
/** Both files after the police have registered the case. */
function registered(agencyKind: 'ECO' | 'WAT', on: string, isComplete = true): { agency: FileHere; police: FileHere } {
  const agency = approved(agencyKind, on, `${on} 09:00`);
  const police = files.handOff(agency, 'criminal-transfer', 'police', 'POL', `${on} 10:00`)!;
  files.step(police, 'B5', 'intake', `${on} 10:30`, { receivedOn: on, materialsComplete: isComplete });
  return { agency, police };
}
function notFiled(agencyKind: 'ECO' | 'WAT') {
  const both = registered(agencyKind, '2026-09-21');
  files.step(both.police, 'B7x', 'approver', '2026-09-24', { refusalReason: '证据不足' });
  files.step(both.police, 'B7xn', 'intake', '2026-09-24', { noticeServedOn: '2026-09-24' });
  return both;
}

describe('K03: the hidden pipe of a plating workshop', () => {
  it('is transferred, filed, and its items are handed over, each in its days', () => {
    const agency = files.open('criminal-transfer', 'wuxing-ecology-branch', 'ECO');
    expect(files.step(agency, 'B1', 'section-head', '2026-10-08', { ...suspicion, agencyKind: 'ECO' })).toBe('TASK_TEAM');
    expect(files.step(agency, 'B2', 'handler', '2026-10-09', { ...verified, reportReceivedOn: '2026-10-09' })).toBe('REPORT');
    expect(due('B01')).toBe('2026-10-12');
    expect(files.step(agency, 'B3a', 'approver', '2026-10-12 10:00', { headRole: '正职负责人' })).toBe('APPROVED');
    expect(files.clocks.of('B01')).toMatchObject({ state: 'met', holder: organ('wuxing-ecology-branch') });
    expect(due('B02')).toBe('2026-10-13 10:00');

    const sentAt = '2026-10-12 16:00';
    const police = files.handOff(agency, 'criminal-transfer', 'wuxing-police', 'POL', '2026-10-13 09:00', { sentAt })!;
    expect([agency.state.stage, police.state.stage]).toEqual(['HANDED_OVER', 'ACCEPTED']);
    expect(state('B02')).toBe('met');
    // At once is the day it was delivered; that is our reading (D), and the police signed the next morning.
    expect(files.clocks.of('B03')).toMatchObject({ due: '2026-10-12', holder: organ('wuxing-police'), state: 'met-late' });
    expect(files.clocks.of('B06a')).toMatchObject({ due: '2026-10-16', holder: organ('wuxing-police') });

    expect(files.step(police, 'B5', 'intake', '2026-10-13', { receivedOn: '2026-10-13', materialsComplete: true })).toBe('REGISTERED');
    expect(due('B05a')).toBeUndefined();
    expect(files.step(police, 'B7f', 'approver', '2026-10-16')).toBe('FILED');
    expect(agency.state.stage).toBe('HANDED_OVER');
    expect([state('B06a'), due('B07')]).toEqual(['met', '2026-10-19']);
    files.step(police, 'B7fn', 'intake', '2026-10-19', { noticeServedOn: '2026-10-19' });
    expect(agency.state.stage).toBe('FILED');
    expect([state('B07'), due('B08')]).toEqual(['met', '2026-10-22']);
    expect(files.step(agency, 'B8', 'handler', '2026-10-21', { handedOn: '2026-10-21' })).toBe('FILED');
    expect(state('B08')).toBe('met');
  });
});

describe('K12: the police decline, and are ordered to file', () => {
  it('goes through reconsideration and filing supervision, each period nested in the next', () => {
    const agency = approved('ECO', '2026-09-18', '2026-09-21 09:00');
    const police = files.handOff(agency, 'criminal-transfer', 'changxing-police', 'POL', '2026-09-21 10:00')!;
    expect(due('B06a')).toBe('2026-09-24');
    files.step(police, 'B5', 'intake', '2026-09-21', { receivedOn: '2026-09-21', materialsComplete: true });
    expect(files.step(police, 'B7x', 'approver', '2026-09-24', { refusalReason: '尚未达到追诉标准' })).toBe('NOT_FILED');
    files.step(police, 'B7xn', 'intake', '2026-09-24', { noticeServedOn: '2026-09-24' });
    expect(agency.state.stage).toBe('NOT_FILED');
    expect(files.clocks.of('B09a')).toMatchObject({ due: '2026-09-30', holder: organ('bureau') });

    files.step(agency, 'B9', 'approver', '2026-09-29', { requestedOn: '2026-09-29', requestReason: '桶装废溶剂已达三吨' });
    expect([agency.state.stage, police.state.stage]).toEqual(['RECONSIDER', 'RECONSIDER']);
    expect([state('B09a'), due('B09b')]).toEqual(['met', '2026-10-09']);
    files.step(police, 'B10u', 'approver', '2026-10-09', { decisionServedOn: '2026-10-09', decisionReason: '维持' });
    expect([agency.state.stage, state('B09b'), due('B10')]).toEqual(['UPHELD', 'met', '2026-10-12']);

    files.step(agency, 'B11', 'approver', '2026-10-12', { proposalGround: '复议维持', proposedOn: '2026-10-12' });
    expect([agency.state.stage, state('B10')]).toEqual(['FILING_SUPERVISION', 'met']);
    const supervision = files.handOff(agency, 'filing-supervision-proposal', 'changxing-procuratorate', 'PRO', '2026-10-13', {
      isShare: true,
    })!;
    expect(files.step(supervision, 'B11r', 'handler', '2026-10-14', { supervisionSource: '行政机关建议' })).toBe('EVALUATING');
    const toPolice = { respondent: organ('changxing-police') };
    files.step(supervision, 'B12', 'approver', '2026-10-19', { ...toPolice, servedOn: '2026-10-19' });
    expect([supervision.state.stage, police.state.stage]).toEqual(['EXPLANATION_ASKED', 'EXPLAINING']);
    expect(files.clocks.of('B11')).toMatchObject({ due: '2026-10-26', holder: organ('changxing-police') });
    files.step(police, 'B12a', 'approver', '2026-10-26', { explainedOn: '2026-10-26', explanation: '仍认为证据不足' });
    expect([supervision.state.stage, police.state.stage, state('B11')]).toEqual(['EXPLAINED', 'EXPLAINED', 'met']);

    files.step(supervision, 'B13', 'approver', '2026-11-02', { servedOn: '2026-11-02' });
    expect([supervision.state.stage, police.state.stage]).toEqual(['ORDERED', 'ORDERED']);
    expect(files.clocks.of('B12')).toMatchObject({ due: '2026-11-17', holder: organ('changxing-police') });
    files.step(police, 'B13f', 'approver', '2026-11-16', { filingNumber: '长公立〔2026〕9号' });
    expect([supervision.state.stage, police.state.stage, agency.state.stage]).toEqual(['FILED', 'FILED', 'FILED']);
    expect([state('B12'), due('B07')]).toEqual(['met', '2026-11-19']);
    // Three months for the investigation: 16 February 2027, whose calendar is not published.
    expect(files.clocks.of('B14')).toMatchObject({ due: '2027-02-16', holder: organ('changxing-police'), isProvisional: true });

    files.step(police, 'B7fn', 'intake', '2026-11-17', { noticeServedOn: '2026-11-17' });
    expect([agency.state.stage, supervision.state.stage, due('B08')]).toEqual(['FILED', 'FILED', '2026-11-20']);
    files.step(supervision, 'B15', 'approver', '2027-02-18', { servedOn: '2027-02-18' });
    files.step(police, 'J1', 'handler', '2027-02-25');
    expect([agency.state.stage, supervision.state.stage, state('B14')]).toEqual(['SENT_FOR_PROSECUTION', 'CLOSED', 'met-late']);
  });

  it('would be three calendar days for any other agency, rolled to the Monday', () => {
    notFiled('WAT');
    expect(due('B09a')).toBe('2026-09-28');
  });
  it('would give the police three calendar days too', () => {
    const { agency } = notFiled('WAT');
    files.step(agency, 'B9', 'approver', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' });
    // 1 October is a holiday, as are the days to the 7th.
    expect(due('B09b')).toBe('2026-10-08');
  });
});

describe('before the transfer', () => {
  it('a task team has at least two officers, and suspicion is confirmed by a person', () => {
    const file = files.open('criminal-transfer', 'bureau', 'ECO');
    const one = { ...suspicion, agencyKind: 'ECO' };
    const unmet = expect.objectContaining({ code: 'STEP_CONDITION_UNMET' });
    expect(() => files.step(file, 'B1', 'section-head', '2026-10-08', { ...one, officers: 1 })).toThrow(unmet);
    expect(() => files.step(file, 'B1', 'section-head', '2026-10-08', { ...one, suspicionConfirmed: false })).toThrow(unmet);
    expect(file.state.stage).toBe('SUSPECTED');
  });
  it('what turns out to be below the threshold goes on as an administrative case', () => {
    const file = files.open('criminal-transfer', 'bureau', 'AGR');
    files.step(file, 'B1', 'section-head', '2026-10-08', { ...suspicion, agencyKind: 'AGR' });
    expect(files.step(file, 'B1n', 'approver', '2026-10-09', { verification: '渔获不足十公斤', backReason: '未达追诉标准' })).toBe(
      'ADMINISTRATIVE',
    );
  });
  it('the head decides, not whoever reported; a refusal says why and may be reported anew after the procuratorate’s opinion', () => {
    const supervision = files.open('filing-supervision', 'procuratorate', 'PRO');
    files.step(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '依职权发现' });
    files.step(supervision, 'B16', 'approver', '2026-10-12', { respondent: organ('bureau'), servedOn: '2026-10-12' });
    expect(files.clocks.of('B15')).toMatchObject({ due: '2026-10-15', holder: organ('bureau') });
    const file = files.handOff(supervision, 'transfer-opinion', 'bureau', 'WAT', '2026-10-13', { isShare: true })!;
    expect([file.chart.chart, file.state.stage]).toEqual(['criminal-transfer', 'SUSPECTED']);
    files.step(file, 'B1', 'section-head', '2026-10-13', { ...suspicion, agencyKind: 'WAT' });
    files.step(file, 'B2', 'section-head', '2026-10-13', { ...verified, reportReceivedOn: '2026-10-13' });
    expect(files.step(file, 'B3r', 'approver', '2026-10-14', { headRole: '主持工作的负责人', refusalReason: '价值尚未认定' })).toBe(
      'REFUSED_BY_HEAD',
    );
    files.step(file, 'B2', 'section-head', '2026-10-14', { ...verified, reportReceivedOn: '2026-10-14' });
    files.step(file, 'B3a', 'approver', '2026-10-14 15:00', { headRole: '主持工作的负责人' });
    files.handOff(file, 'criminal-transfer', 'police', 'POL', '2026-10-15');
    expect([file.state.stage, supervision.state.stage, state('B15')]).toEqual(['HANDED_OVER', 'TRANSFERRED', 'met']);
    expect(files.step(supervision, 'B19e', 'approver', '2026-10-16', { closingNote: '已移送' })).toBe('CLOSED');
  });
  it('who supervises hears how it goes on, whether or not it still matters to him', () => {
    const agency = files.open('criminal-transfer', 'bureau', 'WAT');
    const supervision = files.open('filing-supervision', 'procuratorate', 'PRO', agency);
    files.step(agency, 'B1', 'section-head', '2026-10-12', { ...suspicion, agencyKind: 'WAT' });
    files.step(agency, 'B2', 'handler', '2026-10-12', { ...verified, reportReceivedOn: '2026-10-12' });
    files.step(agency, 'B3a', 'approver', '2026-10-12', { headRole: '正职负责人' });
    const police = files.handOff(agency, 'criminal-transfer', 'police', 'POL', '2026-10-13')!;
    expect(supervision.state).toMatchObject({ stage: 'ACCEPTED', taken: [{ transition: 'K1' }] });
    files.step(police, 'B5', 'intake', '2026-10-13', { receivedOn: '2026-10-13', materialsComplete: true });
    files.step(police, 'B7f', 'approver', '2026-10-14');
    files.step(police, 'B7fn', 'intake', '2026-10-14', { noticeServedOn: '2026-10-14' });
    files.step(police, 'J1', 'handler', '2026-11-16');
    expect([supervision.state.stage, supervision.state.taken.map(({ transition }) => transition)]).toEqual([
      'ACCEPTED',
      ['K1', 'K2', 'K3'],
    ]);
  });
  it('an opinion reaches a file that is there already, and a transfer on paper is recorded', () => {
    const file = files.open('criminal-transfer', 'bureau', 'WAT');
    const supervision = files.open('filing-supervision', 'procuratorate', 'PRO', file);
    files.step(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '其他' });
    files.step(supervision, 'B16', 'approver', '2026-10-12', { respondent: organ('bureau'), servedOn: '2026-10-12' });
    expect(file.state.taken.at(-1)).toMatchObject({ transition: 'B16h', to: 'SUSPECTED', fields: { servedOn: '2026-10-12' } });
    expect(files.step(supervision, 'B16r', 'intake', '2026-10-16', { transferredOn: '2026-10-16' })).toBe('TRANSFERRED');
    expect(state('B15')).toBe('met-late');
  });
  it('a question in writing is answered in seven days, by whom it was put to', () => {
    const file = files.open('criminal-transfer', 'bureau', 'ECO');
    files.step(file, 'B24', 'handler', '2026-10-12', { consulted: organ('procuratorate'), askedOn: '2026-10-12' });
    expect(files.clocks.of('B17')).toMatchObject({ due: '2026-10-19', holder: organ('procuratorate'), state: 'running' });
    files.step(file, 'B24a', 'intake', '2026-10-19', { answeredOn: '2026-10-19' });
    expect(state('B17')).toBe('met');
  });
  it('the letter is copied to the procuratorate, and the facts are entered on the platform in seven days', () => {
    const { agency, police } = registered('ECO', '2026-10-13');
    expect(files.step(agency, 'B4c', 'intake', '2026-10-13', { copiedTo: organ('procuratorate'), copiedOn: '2026-10-13' })).toBe(
      'HANDED_OVER',
    );
    expect(due('B16')).toBe('2026-10-20');
    files.step(agency, 'B34', 'intake', '2026-10-14', { enteredOn: '2026-10-14' });
    expect(state('B16')).toBe('met');
    files.step(police, 'B7f', 'approver', '2026-10-16');
    expect(files.clocks.of('B16')).toMatchObject({ due: '2026-10-23', holder: organ('police') });
    files.step(police, 'B34', 'intake', '2026-10-26', { enteredOn: '2026-10-26' });
    expect(state('B16')).toBe('met-late');
  });
});

describe('what the police ask for first', () => {
  it('papers that are missing are asked for in 24 hours and supplied in three days, which the decision does not lose', () => {
    const { agency, police } = registered('ECO', '2026-10-13', false);
    expect([due('B05a'), due('B06a')]).toEqual(['2026-10-14 10:30', '2026-10-16']);
    expect(files.step(police, 'B6', 'intake', '2026-10-14', { supplementItems: ['检测报告原件'] })).toBe('SUPPLEMENT');
    expect([agency.state.stage, state('B05a'), due('B06a')]).toEqual(['SUPPLEMENT', 'met', 'paused']);
    // Saturday the 17th rolls to Monday.
    expect(files.clocks.of('B05b')).toMatchObject({ due: '2026-10-19', holder: organ('bureau') });
    files.step(agency, 'B6s', 'handler', '2026-10-16', { supplementOutcome: '已补正' });
    expect([agency.state.stage, police.state.stage, state('B05b')]).toEqual(['HANDED_OVER', 'REGISTERED', 'met']);
    // Two paused days after the 16th: Sunday the 18th rolls to Monday.
    expect(due('B06a')).toBe('2026-10-19');
  });
  it('papers asked for on the hand-off itself, before it was accepted, have the same three days', () => {
    const about = { handOffId: 'hand-off', routeId: 'criminal-transfer', sender: organ('bureau'), receiver: organ('police'), round: 1 };
    const tell = (event: string, day: string) =>
      files.clocks.hear({ type: `clue-transfer.hand-off-${event}.v1`, data: about, actedAt: `${day}T10:00:00+08:00` });
    tell('received', '2026-10-13');
    tell('supplement-requested', '2026-10-13');
    expect([files.clocks.of('B05c'), due('B06a')]).toMatchObject([{ due: '2026-10-16', holder: organ('bureau') }, 'paused']);
    tell('supplemented', '2026-10-15');
    // The day of receipt is not counted anyway; the 14th is paused: Saturday the 17th rolls to Monday.
    expect([state('B05c'), due('B06a')]).toEqual(['met', '2026-10-19']);
  });
  it('what cannot be supplied is explained, and what came on paper is recorded', () => {
    const { agency, police } = registered('WAT', '2026-10-13', false);
    files.step(police, 'B6', 'intake', '2026-10-13', { supplementItems: ['现场录像'] });
    const impossible = { supplementOutcome: '客观上无法补正' } as const;
    expect(() => files.step(agency, 'B6s', 'handler', '2026-10-14', impossible)).toThrow(
      expect.objectContaining({ code: 'STEP_FIELDS_MISSING' }),
    );
    files.step(agency, 'B6s', 'handler', '2026-10-14', { ...impossible, supplementStatement: '设备损坏' });
    files.step(police, 'B6', 'intake', '2026-10-14', { supplementItems: ['说明'] });
    expect(files.step(police, 'B6r', 'intake', '2026-10-15', { supplementOutcome: '已补正' })).toBe('REGISTERED');
  });
  it('thin evidence is supplemented on an opinion, and nobody waits for it', () => {
    const { agency, police } = registered('ECO', '2026-10-13');
    files.step(police, 'B6e', 'handler', '2026-10-14', { supplementOpinion: '补充排放数量' });
    expect([agency.state.stage, agency.state.taken.at(-1)?.transition]).toEqual(['HANDED_OVER', 'B6e']);
    files.step(agency, 'B6f', 'handler', '2026-10-15', { suppliedOn: '2026-10-15' });
    expect([police.state.stage, police.state.taken.at(-1)?.transition, due('B06a')]).toEqual(['REGISTERED', 'B6f', '2026-10-16']);
  });
});

describe('the police decide within 3, 7 or 30 days of receipt, never one after the other', () => {
  it('seven where the lead must be checked, thirty where a head approves', () => {
    const { police } = registered('ECO', '2026-10-13');
    expect(files.step(police, 'B7c', 'handler', '2026-10-15', { checkReason: '须查证来源' })).toBe('EVALUATING');
    expect([state('B06a'), due('B06b')]).toEqual(['cancelled', '2026-10-20']);
    expect(files.step(police, 'B7m', 'approver', '2026-10-19', { checkReason: '重大复杂' })).toBe('EVALUATING');
    expect([state('B06b'), due('B06c')]).toEqual(['cancelled', '2026-11-12']);
    expect(files.step(police, 'B7x', 'approver', '2026-11-13', { refusalReason: '无犯罪事实' })).toBe('NOT_FILED');
    expect([state('B06c'), due('B07')]).toEqual(['met-late', '2026-11-16']);
  });
  it('or pass it to the police who are competent, whose notice reaches the agency', () => {
    const { agency, police } = registered('ECO', '2026-10-13');
    expect(files.step(police, 'B7j', 'handler', '2026-10-13 15:00', { movedTo: organ('city-police') })).toBe('MOVING');
    expect([due('B04'), state('B06a'), agency.state.values['movedTo']]).toEqual(['2026-10-14 15:00', 'cancelled', organ('city-police')]);
    const next = files.handOff(police, 'criminal-jurisdiction', 'city-police', 'POL', '2026-10-14 09:00')!;
    expect([police.state.stage, state('B04')]).toEqual(['HANDED_OVER', 'met']);
    files.step(next, 'B5', 'intake', '2026-10-14', { receivedOn: '2026-10-14', materialsComplete: true });
    files.step(next, 'B7f', 'approver', '2026-10-16');
    files.step(next, 'B7fn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' });
    expect(agency.state.stage).toBe('FILED');
    files.step(next, 'B7w', 'approver', '2026-11-02', { withdrawalReason: '不应追究' });
    files.step(next, 'B7wn', 'intake', '2026-11-03', { noticeServedOn: '2026-11-03' });
    expect(agency.state.stage).toBe('WITHDRAWN');
  });
  it('or pass it on, and the other police decline', () => {
    const { agency, police } = registered('ECO', '2026-10-13');
    files.step(police, 'B7j', 'handler', '2026-10-13', { movedTo: organ('city-police') });
    const next = files.handOff(police, 'criminal-jurisdiction', 'city-police', 'POL', '2026-10-14')!;
    files.step(next, 'B5', 'intake', '2026-10-14', { receivedOn: '2026-10-14', materialsComplete: true });
    files.step(next, 'B7x', 'approver', '2026-10-16', { refusalReason: '无犯罪事实' });
    files.step(next, 'B7xn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' });
    expect(agency.state.stage).toBe('NOT_FILED');
  });
  it('or give back what is no matter of the police in 24 hours, and the agency transfers anew or punishes', () => {
    const { agency, police } = registered('ECO', '2026-10-13');
    expect(files.step(police, 'B7o', 'handler', '2026-10-13 16:00', { notOursReason: '属于行政违法' })).toBe('REGISTERED');
    expect(due('B04')).toBe('2026-10-14 16:00');
    expect(files.follows(police, 'hand-off-returned', '2026-10-14')).toBe('RETURNED');
    expect(files.follows(agency, 'hand-off-returned', '2026-10-14')).toBe('POLICE_RETURNED');
    expect(files.step(agency, 'B17r', 'approver', '2026-10-15', { backReason: '公安机关退回' })).toBe('ADMINISTRATIVE');
    const fresh = approved('WAT', '2026-10-13', '2026-10-13 09:00');
    expect(() => files.step(fresh, 'B17r', 'approver', '2026-10-14', { backReason: '公安机关退回' })).toThrow(
      expect.objectContaining({ code: 'HISTORY_STEP_MISSING' }),
    );
  });
  it('and may file after all: on reconsideration, or on being asked why not', () => {
    const { agency, police } = notFiled('ECO');
    files.step(agency, 'B9', 'section-head', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' });
    files.step(police, 'B10f', 'approver', '2026-09-30', { decisionServedOn: '2026-09-30' });
    // Three days from 30 September end in the holiday.
    expect([agency.state.stage, police.state.stage, due('B08')]).toEqual(['FILED', 'FILED', '2026-10-08']);
  });
  it('record a request for reconsideration that came on paper', () => {
    const { police } = notFiled('WAT');
    expect(files.step(police, 'B9p', 'intake', '2026-09-28', { requestedOn: '2026-09-28', agencyKind: 'WAT' })).toBe('RECONSIDER');
    expect(due('B09b')).toBe('2026-10-08');
  });
});

describe('filing supervision', () => {
  /** The agency goes to the procuratorate at once, without reconsideration. */
  function asked() {
    const both = notFiled('ECO');
    files.step(both.agency, 'B11', 'approver', '2026-09-28', { proposalGround: '不予立案', proposedOn: '2026-09-28' });
    expect(state('B09a')).toBe('cancelled');
    const supervision = files.handOff(both.agency, 'filing-supervision-proposal', 'procuratorate', 'PRO', '2026-09-28', { isShare: true })!;
    files.step(supervision, 'B11r', 'handler', '2026-09-29', { supervisionSource: '行政机关建议' });
    return { ...both, supervision };
  }
  function explained() {
    const all = asked();
    files.step(all.supervision, 'B12', 'approver', '2026-10-12', { respondent: organ('police'), servedOn: '2026-10-12' });
    files.step(all.police, 'B12a', 'approver', '2026-10-16', { explainedOn: '2026-10-16', explanation: '理由' });
    return all;
  }
  it('finds no ground and says so, and the agency punishes', () => {
    const { agency, supervision } = asked();
    files.step(supervision, 'B11x', 'approver', '2026-10-12', { toldOn: '2026-10-12', reviewOpinion: '不符合监督条件' });
    expect([supervision.state.stage, agency.state.stage]).toEqual(['CLOSED', 'REASONS_STAND']);
    expect(files.step(agency, 'B17', 'section-head', '2026-10-13', { backReason: '不立案理由成立' })).toBe('ADMINISTRATIVE');
  });
  it('accepts the reasons and tells the agency in ten days', () => {
    const { agency, supervision } = explained();
    expect(files.step(supervision, 'B14f', 'section-head', '2026-10-19', { reviewOpinion: '理由成立' })).toBe('REASONS_STAND');
    expect(due('B13')).toBe('2026-10-29');
    files.step(supervision, 'B14', 'intake', '2026-10-28', { toldOn: '2026-10-28' });
    expect([supervision.state.stage, agency.state.stage, state('B13')]).toEqual(['CLOSED', 'REASONS_STAND', 'met']);
  });
  it('sees the police file by themselves once they are asked', () => {
    const { agency, police, supervision } = explained();
    files.step(police, 'B7f', 'approver', '2026-10-20');
    files.step(police, 'B7fn', 'intake', '2026-10-20', { noticeServedOn: '2026-10-20' });
    expect([agency.state.stage, supervision.state.stage]).toEqual(['FILED', 'FILED']);
    expect(files.clocks.of('B14')).toMatchObject({ due: '2027-01-20', holder: organ('police') });
    expect(files.step(supervision, 'B15r', 'intake', '2026-12-01', { concludedOn: '2026-12-01' })).toBe('CLOSED');
    expect(state('B14')).toBe('met');
  });
  it('corrects who neither explains nor files, and goes to the superior procuratorate', () => {
    const { supervision, police } = explained();
    files.step(supervision, 'B13', 'approver', '2026-10-19', { servedOn: '2026-10-19' });
    expect(due('B12')).toBe('2026-11-03');
    expect(files.step(supervision, 'B13c', 'approver', '2026-11-05', { servedOn: '2026-11-05' })).toBe('CORRECTION');
    expect(files.step(supervision, 'B13s', 'approver', '2026-11-16', { superior: organ('city-procuratorate') })).toBe('SUPERIOR');
    files.step(police, 'B13f', 'approver', '2026-11-20');
    expect([supervision.state.stage, state('B12')]).toEqual(['FILED', 'met-late']);
  });
  it('records what the police of another file say on paper, having been opened ex officio', () => {
    const supervision = files.open('filing-supervision', 'procuratorate', 'PRO');
    files.step(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '依职权发现' });
    files.step(supervision, 'B12', 'approver', '2026-10-12', { respondent: organ('police'), servedOn: '2026-10-12' });
    expect(due('B11')).toBe('2026-10-19');
    expect(files.step(supervision, 'B12r', 'intake', '2026-10-20', { explainedOn: '2026-10-20' })).toBe('EXPLAINED');
    expect(state('B11')).toBe('met-late');
    files.step(supervision, 'B13', 'approver', '2026-10-21', { servedOn: '2026-10-21' });
    expect(files.step(supervision, 'B13r', 'intake', '2026-11-04', { filedOn: '2026-11-04' })).toBe('FILED');
    expect(state('B12')).toBe('met');

    const police = files.open('criminal-case', 'police', 'POL');
    files.step(police, 'B5', 'intake', '2026-10-08', { receivedOn: '2026-10-08', materialsComplete: true });
    expect(files.step(police, 'B12p', 'intake', '2026-10-12', { servedOn: '2026-10-12' })).toBe('EXPLAINING');
    files.step(police, 'B12a', 'approver', '2026-10-20', { explainedOn: '2026-10-20', explanation: '理由' });
    expect(files.step(police, 'B13p', 'intake', '2026-10-21', { servedOn: '2026-10-21' })).toBe('ORDERED');
    expect(files.step(police, 'B13f', 'approver', '2026-11-04')).toBe('FILED');
  });
});

describe('the end of the criminal road', () => {
  function filed() {
    const both = registered('ECO', '2026-10-13');
    files.step(both.police, 'B7f', 'approver', '2026-10-16');
    files.step(both.police, 'B7fn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' });
    return both;
  }
  function sent() {
    const both = filed();
    files.step(both.police, 'J1', 'handler', '2026-11-02');
    return both;
  }
  it('a case sent back is supplemented in a month, and goes to court', () => {
    const { agency, police } = sent();
    expect(files.step(police, 'J2', 'intake', '2026-11-09', { returnedOn: '2026-11-09' })).toBe('SUPPLEMENTARY');
    expect(due('B18')).toBe('2026-12-09');
    files.step(police, 'J1', 'handler', '2026-12-08');
    expect(state('B18')).toBe('met');
    files.step(police, 'J3', 'intake', '2026-12-15');
    expect([agency.state.stage, police.state.stage]).toEqual(['PROSECUTED', 'PROSECUTED']);
    files.step(police, 'J5', 'intake', '2026-12-24', { verdict: '判处刑罚' });
    expect([agency.state.stage, police.state.stage]).toEqual(['CONVICTED', 'CLOSED']);
  });
  it.each([
    ['J4', { nonProsecutionKind: '酌定' }, 'NOT_PROSECUTED', '不起诉'],
    ['B7w', { withdrawalReason: '不应追究' }, 'WITHDRAWN', '撤销案件'],
  ])('without a trial (%s) the agency decides', (transition, fields, stage, backReason) => {
    const { agency, police } = sent();
    files.step(police, transition, transition === 'J4' ? 'intake' : 'approver', '2026-11-09', fields);
    if (transition === 'B7w') files.step(police, 'B7wn', 'intake', '2026-11-09', { noticeServedOn: '2026-11-09' });
    expect(agency.state.stage).toBe(stage);
    expect(files.step(agency, 'B17', 'approver', '2026-11-10', { backReason })).toBe('ADMINISTRATIVE');
  });
  it('an acquittal gives the matter back to the agency', () => {
    const { agency, police } = sent();
    files.step(police, 'J3', 'intake', '2026-11-16');
    files.step(police, 'J5a', 'intake', '2026-12-21', { verdict: '免予刑事处罚' });
    expect(agency.state.stage).toBe('ACQUITTED');
    expect(files.step(agency, 'B17', 'approver', '2026-12-22', { backReason: '免予刑事处罚' })).toBe('ADMINISTRATIVE');
  });
});

it('nothing of these charts and rows is left unwalked', () =>
  expect(untouched(walks, ['criminal-transfer', 'criminal-case', 'filing-supervision'], /^B(0|1[0-8])/)).toEqual([]));
