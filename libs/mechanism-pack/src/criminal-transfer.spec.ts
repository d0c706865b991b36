import { describe, expect, it } from 'vitest';
import { approved, notFiled, registered, suspicion, verified } from './criminal.fixture.ts';
import { type Files, organ, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state } = walkEachTest((fresh) => (files = fresh));
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
  it('a head who refuses says why, and is another person than who reported', () => {
    const file = files.open('criminal-transfer', 'bureau', 'WAT');
    files.step(file, 'B1', 'section-head', '2026-10-08', { ...suspicion, agencyKind: 'WAT' });
    files.step(file, 'B2', 'handler', '2026-10-08', { ...verified, reportReceivedOn: '2026-10-08' });
    const refusal = { headRole: '正职负责人', refusalReason: '价值尚未认定' };
    expect(() => files.step(file, 'B3r', 'handler', '2026-10-09', refusal)).toThrow(
      expect.objectContaining({ code: 'TRANSITION_NOT_FOR_YOUR_ROLE' }),
    );
    expect(files.step(file, 'B3r', 'approver', '2026-10-12', refusal)).toBe('REFUSED_BY_HEAD');
    expect(state('B01')).toBe('met');
  });
  it('a question in writing is answered in seven days, by whom it was put to', () => {
    const file = files.open('criminal-transfer', 'bureau', 'ECO');
    files.step(file, 'B24', 'handler', '2026-10-12', { consulted: organ('procuratorate'), askedOn: '2026-10-12' });
    expect(files.clocks.of('B17')).toMatchObject({ due: '2026-10-19', holder: organ('procuratorate'), state: 'running' });
    files.step(file, 'B24a', 'intake', '2026-10-19', { answeredOn: '2026-10-19' });
    expect(state('B17')).toBe('met');
  });
  it('the letter is copied to the procuratorate, and the facts are entered on the platform in seven days', () => {
    const { agency, police } = registered(files, 'ECO', '2026-10-13');
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
    const { agency, police } = registered(files, 'ECO', '2026-10-13', false);
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
    const { agency, police } = registered(files, 'WAT', '2026-10-13', false);
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
    const { agency, police } = registered(files, 'ECO', '2026-10-13');
    files.step(police, 'B6e', 'handler', '2026-10-14', { supplementOpinion: '补充排放数量' });
    expect([agency.state.stage, agency.state.taken.at(-1)?.transition]).toEqual(['HANDED_OVER', 'B6e']);
    files.step(agency, 'B6f', 'handler', '2026-10-15', { suppliedOn: '2026-10-15' });
    expect([police.state.stage, police.state.taken.at(-1)?.transition, due('B06a')]).toEqual(['REGISTERED', 'B6f', '2026-10-16']);
  });
});

describe('the police decide within 3, 7 or 30 days of receipt, never one after the other', () => {
  it('seven where the lead must be checked, thirty where a head approves', () => {
    const { police } = registered(files, 'ECO', '2026-10-13');
    expect(files.step(police, 'B7c', 'handler', '2026-10-15', { checkReason: '须查证来源' })).toBe('EVALUATING');
    expect([state('B06a'), due('B06b')]).toEqual(['cancelled', '2026-10-20']);
    expect(files.step(police, 'B7m', 'approver', '2026-10-19', { checkReason: '重大复杂' })).toBe('EVALUATING');
    expect([state('B06b'), due('B06c')]).toEqual(['cancelled', '2026-11-12']);
    expect(files.step(police, 'B7x', 'approver', '2026-11-13', { refusalReason: '无犯罪事实' })).toBe('NOT_FILED');
    expect([state('B06c'), due('B07')]).toEqual(['met-late', '2026-11-16']);
  });
  it('or pass it to the police who are competent, whose notice reaches the agency', () => {
    const { agency, police } = registered(files, 'ECO', '2026-10-13');
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
    const { agency, police } = registered(files, 'ECO', '2026-10-13');
    files.step(police, 'B7j', 'handler', '2026-10-13', { movedTo: organ('city-police') });
    const next = files.handOff(police, 'criminal-jurisdiction', 'city-police', 'POL', '2026-10-14')!;
    files.step(next, 'B5', 'intake', '2026-10-14', { receivedOn: '2026-10-14', materialsComplete: true });
    files.step(next, 'B7x', 'approver', '2026-10-16', { refusalReason: '无犯罪事实' });
    files.step(next, 'B7xn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' });
    expect(agency.state.stage).toBe('NOT_FILED');
  });
  it('or give back what is no matter of the police in 24 hours, and the agency transfers anew or punishes', () => {
    const { agency, police } = registered(files, 'ECO', '2026-10-13');
    expect(files.step(police, 'B7o', 'handler', '2026-10-13 16:00', { notOursReason: '属于行政违法' })).toBe('REGISTERED');
    expect(due('B04')).toBe('2026-10-14 16:00');
    expect(files.follows(police, 'hand-off-returned', '2026-10-14')).toBe('RETURNED');
    expect(files.follows(agency, 'hand-off-returned', '2026-10-14')).toBe('POLICE_RETURNED');
    expect(files.step(agency, 'B17r', 'approver', '2026-10-15', { backReason: '公安机关退回' })).toBe('ADMINISTRATIVE');
    const fresh = approved(files, 'WAT', '2026-10-13', '2026-10-13 09:00');
    expect(() => files.step(fresh, 'B17r', 'approver', '2026-10-14', { backReason: '公安机关退回' })).toThrow(
      expect.objectContaining({ code: 'HISTORY_STEP_MISSING' }),
    );
  });
  it('and may file after all: on reconsideration, or on being asked why not', () => {
    const { agency, police } = notFiled(files, 'ECO');
    files.step(agency, 'B9', 'section-head', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' });
    files.step(police, 'B10f', 'approver', '2026-09-30', { decisionServedOn: '2026-09-30' });
    // Three days from 30 September end in the holiday.
    expect([agency.state.stage, police.state.stage, due('B08')]).toEqual(['FILED', 'FILED', '2026-10-08']);
  });
  it('or keep to their decision, and the agency has three days to go to the procuratorate', () => {
    const { agency, police } = notFiled(files, 'WAT');
    files.step(agency, 'B9', 'approver', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' });
    files.step(police, 'B10u', 'approver', '2026-10-08', { decisionServedOn: '2026-10-08', decisionReason: '维持' });
    // Sunday 11 October rolls to Monday.
    expect([agency.state.stage, police.state.stage, due('B10')]).toEqual(['UPHELD', 'UPHELD', '2026-10-12']);
  });
  it('record a request for reconsideration that came on paper', () => {
    const { police } = notFiled(files, 'WAT');
    expect(files.step(police, 'B9p', 'intake', '2026-09-28', { requestedOn: '2026-09-28', agencyKind: 'WAT' })).toBe('RECONSIDER');
    expect(due('B09b')).toBe('2026-10-08');
  });
});

describe('the end of the criminal road', () => {
  function filed() {
    const both = registered(files, 'ECO', '2026-10-13');
    files.step(both.police, 'B7f', 'approver', '2026-10-16');
    files.step(both.police, 'B7fn', 'intake', '2026-10-16', { noticeServedOn: '2026-10-16' });
    return both;
  }
  function sent() {
    const both = filed();
    files.step(both.police, 'J1', 'handler', '2026-11-02');
    return both;
  }
  it('a case is solved on the day the police say, and stays where it is', () => {
    const { police } = filed();
    expect(files.step(police, 'J0', 'handler', '2026-10-30', { solvedOn: '2026-10-29' })).toBe('FILED');
    expect(police.state.values['solvedOn']).toBe('2026-10-29');
  });
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

it('nothing of these charts and rows is left unwalked, but what filing-supervision.spec walks', () => {
  const left = untouched(walks, ['criminal-transfer', 'criminal-case'], /^B(0|1[678])/);
  expect(left.filter((step) => !/ B1[1-6]/.test(step))).toEqual([]);
});
