import { describe, expect, it } from 'vitest';
import { type FileHere, type Files, organ, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state, holder } = walkEachTest((fresh) => (files = fresh));
const water = organ('water');
const court = organ('court');

function investigated(resultCode: string): FileHere {
  const file = files.open('case-file', 'procuratorate', 'PRO');
  files.step(file, 'T7', 'handler', '2026-03-02', { findings: '公益受损' });
  files.step(file, 'T8', 'approver', '2026-03-04', { resultCode, reason: '符合立案条件', respondent: water });
  files.step(file, 'A3', 'handler', '2026-03-05', { plan: '现场勘验', investigators: 2 });
  files.step(file, 'A4', 'handler', '2026-03-20', { conclusion: '仍受侵害' });
  return file;
}
function served(transition: 'A7' | 'A7u' = 'A7'): FileHere {
  const file = investigated('OPEN_ADMIN_PIL');
  files.step(file, 'A6', 'approver', '2026-04-08', { suggestionNumber: '演1号' });
  files.step(file, transition, 'intake', '2026-04-10', { servedOn: '2026-04-10', serviceMethod: '直接' });
  return file;
}
const claims = { harmPersists: true, court, filedOn: '2026-07-22' };

describe('a suit against an agency that promised and did not finish', () => {
  it('has every period of the law, from the suggestion to the judgment that becomes final', () => {
    const file = served();
    expect([state('A02'), due('A03'), due('A04'), due('A21')]).toEqual(['met', '2026-04-15', '2026-06-10', '2026-06-09']);
    expect(holder('A04')).toBe(water);
    files.step(file, 'A7f', 'intake', '2026-04-14');
    const partly = { repliedOn: '2026-06-05', isFinished: false, finishOn: '2026-07-10' };
    files.step(file, 'A8', 'intake', '2026-06-05', partly);
    expect([state('A03'), state('A04'), due('A22'), holder('A22')]).toEqual(['met', 'met', '2026-07-10', water]);
    files.step(file, 'A9', 'handler', '2026-06-08', { followUpNote: '未拆除' });

    // Answered in time, the period ends on its day all the same, and the review begins by itself.
    files.pass('2026-06-11');
    expect([file.state.stage, due('A06'), holder('A06')]).toEqual(['REVIEW', '2026-07-10', organ('procuratorate')]);
    files.step(file, 'EX1', 'handler', '2026-06-15', { exclusionKind: '鉴定', entrustedOn: '2026-06-15' });
    expect(due('A06')).toBe('paused');
    files.step(file, 'EX2', 'intake', '2026-06-29', { exclusionKind: '鉴定', receivedOn: '2026-06-29' });
    expect(due('A06')).toBe('2026-07-24');
    files.step(file, 'A8b', 'intake', '2026-07-09', { repliedOn: '2026-07-09', isFinished: true });
    expect(state('A22')).toBe('met');

    files.step(file, 'A13w', 'handler', '2026-07-20', { conclusion: '仍未履职' });
    files.step(file, 'A14', 'approver', '2026-07-22', { ...claims, nonPerformance: ['NP3'], claims: ['限期履行职责'] });
    expect([state('A06'), due('A12')]).toEqual(['met', '2026-07-27']);
    files.step(file, 'A14f', 'intake', '2026-07-24');
    files.step(file, 'A16', 'intake', '2026-07-27', { docketedOn: '2026-07-27' });
    expect([state('A12'), due('A17b'), holder('A17b'), due('A18')]).toEqual(['met', '2026-08-03', court, '2027-01-27']);
    files.step(file, 'A16c', 'intake', '2026-07-30', { copyServedOn: '2026-07-30' });
    expect([state('A17b'), due('A17c'), holder('A17c')]).toEqual(['met', '2026-08-14', water]);
    files.step(file, 'A16e', 'intake', '2026-08-10', { receivedOn: '2026-08-10' });

    // Three days before Wednesday, 9 September is a Sunday: the court serves its notice by Friday.
    files.step(file, 'A16h', 'intake', '2026-08-12', { hearingOn: '2026-09-09', court });
    expect([state('A17c'), due('A13a'), holder('A13a')]).toEqual(['met', '2026-09-04', court]);
    files.step(file, 'A16s', 'intake', '2026-09-01', { noticeReceivedOn: '2026-09-01' });
    files.step(file, 'A16d', 'intake', '2026-09-02');
    expect([state('A13a'), due('A13b'), state('A13b')]).toEqual(['met', '2026-09-04', 'met']);

    files.step(file, 'A17j', 'intake', '2026-09-23', { rulingKind: '判决', rulingReceivedOn: '2026-09-23', claimsUpheld: '全部支持' });
    expect([state('A18'), due('A14'), due('A19')]).toEqual(['met', '2026-09-28', '2026-10-08']);
    files.step(file, 'A17r', 'handler', '2026-09-24');
    files.pass('2026-10-09');
    expect([file.state.stage, state('A14'), state('A19')]).toEqual(['EFFECTIVE', 'met', 'met']);
    files.step(file, 'A20', 'approver', '2026-10-20', { enforcementResult: '自动履行' });
    expect([file.state.stage, due('H12p')]).toEqual(['CLOSED', '2027-01-20']);
  });

  it('is reviewed with what is left once the cause of the suspension is gone', () => {
    const file = served();
    files.step(file, 'A9', 'handler', '2026-05-20', { followUpNote: '施工中' });
    files.step(file, 'A10', 'approver', '2026-06-01', { suspensionCause: '季节等自然条件', hasPlan: true, notSlack: true });
    // The rectification period ends while the review is suspended: A06 begins, and stands still at once (COUNTING 16).
    files.pass('2026-06-11');
    expect([file.state.stage, files.walked.has('case-file A12x')]).toEqual(['SUSPENDED', true]);
    files.step(file, 'A11', 'handler', '2026-06-22', { resumedOn: '2026-06-22' });
    files.step(file, 'A12r', 'handler', '2026-06-23');
    expect(file.state.stage).toBe('REVIEW');
  });

  it('has fifteen days where the harm still spreads, and the rest of the law’s periods', () => {
    const file = served('A7u');
    expect([due('A05'), holder('A05')]).toEqual(['2026-04-27', water]);
    files.step(file, 'A9', 'handler', '2026-04-20', { followUpNote: '仍在扩大' });
    files.step(file, 'A3d', 'handler', '2026-04-21', { entrustedTo: organ('other-procuratorate'), entrustedOn: '2026-04-21' });
    expect([due('A10'), holder('A10')]).toEqual(['2026-05-21', organ('other-procuratorate')]);
    files.step(file, 'REC1', 'intake', '2026-04-22', { recusalAskedOn: '2026-04-22' });
    expect(due('A11a')).toBe('2026-04-27');
    files.step(file, 'REC2', 'approver', '2026-04-24', { recusalGranted: false });
    files.step(file, 'REC3', 'intake', '2026-04-28', { recusalReviewAskedOn: '2026-04-28' });
    expect(due('A11b')).toBe('2026-05-06');
    files.pass('2026-04-28');
    files.step(file, 'A13w', 'handler', '2026-05-11', { conclusion: '未履职' });
    files.step(file, 'A14', 'approver', '2026-05-12', { ...claims, filedOn: '2026-05-12', nonPerformance: ['NP1'], claims: ['确认违法'] });
    files.step(file, 'A16', 'intake', '2026-05-14', { docketedOn: '2026-05-14' });
    files.step(file, 'A17w', 'approver', '2026-05-19', { allClaimsMet: true, reason: '已全部整改' });
    expect(due('A16')).toBe('2026-05-22');
    files.step(file, 'A17s', 'intake', '2026-05-20');
    files.step(file, 'TL1', 'intake', '2026-05-20', { obstacleEndedOn: '2026-05-20' });
    expect([state('A16'), due('CR15a')]).toEqual(['met', '2026-06-01']);
    files.step(file, 'A17j', 'intake', '2026-06-01', { rulingKind: '裁定', rulingReceivedOn: '2026-06-01', claimsUpheld: '未支持' });
    expect(due('A19')).toBe('2026-06-11');
    files.step(file, 'A18d', 'intake', '2026-06-10', { appealCopyReceivedOn: '2026-06-10' });
    expect(due('A15')).toBe('2026-06-15');
  });

  it('begins anew where another procuratorate must sue: a month from the day it received the file', () => {
    const file = files.open('case-file', 'city-procuratorate', 'PRO');
    files.step(file, 'A15r', 'intake', '2026-06-10', { suitKind: '行政公益诉讼', receivedOn: '2026-06-10', respondent: water });
    expect([file.state.stage, due('A06'), due('A08')]).toEqual(['REVIEW', '2026-07-10', undefined]);
  });

  it('is not the only thing a procuratorate suggests', () => {
    const file = files.open('case-file', 'procuratorate', 'PRO');
    files.step(file, 'T7', 'handler', '2026-03-02', { findings: '管理漏洞' });
    files.step(file, 'O1', 'approver', '2026-03-03', { orderedOn: '2026-03-03' });
    expect(due('A20a')).toBe('2026-05-06');
    files.step(file, 'O2', 'intake', '2026-04-01', { addressee: organ('port'), suggestionKind: '社会治理', servedOn: '2026-04-01' });
    expect([state('A20a'), due('A20b'), holder('A20b')]).toEqual(['met', '2026-06-01', organ('port')]);
  });
});

describe('a civil suit beside a damage claim', () => {
  function announced() {
    const file = investigated('OPEN_CIVIL_PIL');
    files.step(file, 'C1', 'approver', '2026-03-23', { publishedOn: '2026-03-23', medium: '全国性报纸' });
    const claim = files.handOff(file, 'damage-clue-from-file', 'ecology', 'ECO', '2026-03-24', { isShare: true })!;
    files.step(claim, 'W1', 'intake', '2026-03-24', { receivedOn: '2026-03-24' });
    files.step(claim, 'W2', 'handler', '2026-04-01', { checkFindings: '造成损害' });
    return { file, claim };
  }
  const suing = { civilClaims: ['修复费用'], harmPersists: true, noOtherPlaintiff: true, court, filedOn: '2026-06-02' };
  function tried() {
    const both = announced();
    const { file, claim } = both;
    expect([due('A09'), due('F02')]).toEqual(['2026-04-22', '2026-04-23']);
    files.step(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' });
    files.step(claim, 'W5', 'handler', '2026-04-20', { servedOn: '2026-04-20' });
    files.pass('2026-04-23');
    expect([file.state.stage, state('A09'), due('A08'), due('F03')]).toEqual(['REVIEW', 'met', '2026-07-22', '2026-07-20']);
    files.step(file, 'A13w', 'handler', '2026-05-28', { conclusion: '应当起诉' });
    files.step(file, 'C4', 'approver', '2026-06-02', { ...suing, rightHolderSilent: true });
    files.step(file, 'C4a', 'intake', '2026-06-05', { docketedOn: '2026-06-05' });
    return both;
  }

  it('stands still while the damage suit runs, and goes on when that is decided', () => {
    const { file, claim } = tried();
    expect([state('A08'), due('A12'), due('A17a'), due('A23a')]).toEqual(['met', '2026-06-08', '2026-06-10', '2026-06-15']);
    expect([holder('A17a'), holder('A23a')]).toEqual([court, court]);
    files.step(file, 'C4b', 'intake', '2026-06-12', { receivedOn: '2026-06-12' });
    files.step(file, 'C4c', 'intake', '2026-06-12', { publishedOn: '2026-06-08' });
    expect([state('A23a'), due('A23b')]).toEqual(['met', '2026-07-08']);

    files.step(claim, 'W8', 'handler', '2026-06-12', { failedGround: '期限内未达成一致' });
    files.step(claim, 'W12', 'approver', '2026-06-12', { court, filedOn: '2026-06-12' });
    files.step(claim, 'W13', 'intake', '2026-06-15', { docketedOn: '2026-06-15' });
    expect([state('F03'), file.state.stage]).toEqual(['met', 'TRIAL_SUSPENDED']);
    files.step(claim, 'W14', 'intake', '2026-08-20', { rulingReceivedOn: '2026-08-20', claimsUpheld: '部分支持' });
    expect(file.state.stage).toBe('TRIAL');

    files.step(file, 'C6', 'handler', '2026-09-01', { publishedOn: '2026-09-01', liabilityKept: true });
    expect(due('A23c')).toBe('2026-10-08');
    files.pass('2026-10-09');
    files.step(file, 'C6c', 'intake', '2026-10-12', { rulingReceivedOn: '2026-10-12' });
    expect([state('A23c'), file.state.stage]).toEqual(['met', 'EFFECTIVE']);
  });

  it('follows where the right-holder gives up: the procuratorate hears it and may sue', () => {
    const { file, claim } = announced();
    files.step(claim, 'W3n', 'approver', '2026-04-10', { notStartedGround: '责任人不明或者无力赔偿', reason: '无力赔偿' });
    expect([claim.state.stage, state('F02'), files.walked.has('case-file CD2')]).toEqual(['NOT_STARTED', 'met', true]);
    files.pass('2026-04-23');
    files.step(file, 'A13w', 'handler', '2026-05-28', { conclusion: '应当起诉' });
    expect(files.step(file, 'C4', 'approver', '2026-06-02', suing)).toBe('SUED');
  });

  it('is closed where an agreement is confirmed, and what was agreed is restored in a file of its own', () => {
    const { file, claim } = announced();
    files.step(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' });
    files.step(claim, 'W5', 'handler', '2026-04-20', { servedOn: '2026-04-20' });
    files.step(claim, 'W6', 'handler', '2026-05-08', { consultedOn: '2026-05-08' });
    const agreement = { agreedOn: '2026-05-20', agreedAmount: 86000, mode: 'R02', performBy: '2026-10-31' };
    files.step(claim, 'W7', 'approver', '2026-05-20', agreement);
    expect([state('F03'), due('F04'), files.walked.has('case-file CD3')]).toEqual(['met', '2026-10-31', true]);
    files.step(file, 'C2', 'approver', '2026-05-22', { closingReason: 'M2', reason: '已达成赔偿协议' });
    files.step(claim, 'W9', 'handler', '2026-05-25', { court, filedOn: '2026-05-25' });
    files.step(claim, 'W9a', 'intake', '2026-06-01', { publishedOn: '2026-06-01' });
    expect([due('F01'), holder('F01')]).toEqual(['2026-07-01', court]);
    files.pass('2026-07-02');
    files.step(claim, 'W10', 'intake', '2026-07-06', { rulingReceivedOn: '2026-07-06' });

    const restored = files.open('restoration', 'ecology', 'ECO', claim);
    const basis = { basisKind: '司法确认的协议', basisOn: '2026-07-06', basisNumber: '演3号', payBy: '2026-07-31' };
    files.step(restored, 'X1', 'intake', '2026-07-08', basis);
    expect([claim.state.stage, state('F04'), due('X03')]).toEqual(['RESTORATION', 'met', '2026-07-31']);
    files.step(restored, 'X2', 'handler', '2026-07-09', { mode: 'R02' });
    const plan = {
      goals: ['补植'],
      indicators: [{ name: '成活率', baseline: '0', target: '90%' }],
      site: '左岸',
      completeBy: '2026-09-30',
    };
    files.step(restored, 'X3d', 'handler', '2026-07-10', { ...plan, quantities: [{ code: 'Q10', quantity: 400, unit: '株' }] });
    files.step(restored, 'X3', 'approver', '2026-07-13', { approvedOn: '2026-07-13' });
    expect([restored.state.stage, due('X01')]).toEqual(['PLAN_APPROVED', '2026-09-30']);
    const payment = { payer: '单位', basis: '协议', amount: 86000, on: '2026-07-20', account: '专户' };
    files.step(restored, 'X8', 'intake', '2026-07-20', { moneyPaid: [payment] });
    files.step(restored, 'X4s', 'handler', '2026-07-21', { startedOn: '2026-07-21' });
    const proof = { milestone: '栽植', on: '2026-09-10', place: '左岸', digest: 'a'.repeat(64) };
    files.step(restored, 'X4m', 'intake', '2026-09-10', { progressEvidence: [proof] });
    const recovered = [{ code: 'Q10', quantity: 400, unit: '株', proof: '验收' }];
    files.step(restored, 'X4', 'intake', '2026-09-15', { completedOn: '2026-09-15', recovered });
    const accepted = { acceptedOn: '2026-09-22', acceptanceResult: '合格', indicatorValues: [{ name: '成活率', value: '95%' }] };
    files.step(restored, 'X5', 'approver', '2026-09-22', accepted);
    expect([state('X03'), state('X01')]).toEqual(['met', 'met']);
    files.step(restored, 'X6s', 'approver', '2026-09-23', { skipGround: '损害轻微', maintenanceUntil: '2026-12-06' });
    files.step(restored, 'X8u', 'handler', '2026-10-12', { moneyUsed: [{ use: '苗木', amount: 86000, on: '2026-10-12' }] });
    expect(due('X02')).toBe('2026-12-06');
    files.pass('2026-12-07');
    expect(files.step(restored, 'X10', 'approver', '2026-12-08')).toBe('CLOSED');
    expect([state('X02'), files.walked.has('damage-claim W11x')]).toEqual(['met', true]);
    expect(files.step(claim, 'W16', 'approver', '2026-12-09', { closedGround: '修复办结' })).toBe('CLOSED');
  });
});

it('no row of these procedures is left that nothing starts; A01 and A24 begin with the service’s own events', () => {
  const rows = /^(A\d|F0|X0|CR15a|H12p)/;
  expect(untouched(walks, [], rows)).toEqual(['A24', 'A01']);
});
