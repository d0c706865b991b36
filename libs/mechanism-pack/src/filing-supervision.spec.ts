import { describe, expect, it } from 'vitest';
import { approved, notFiled, suspicion, verified } from './criminal.fixture.ts';
import { type Files, organ, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state } = walkEachTest((fresh) => (files = fresh));
describe('K12: the police decline, and are ordered to file', () => {
  it('goes through reconsideration and filing supervision, each period nested in the next', () => {
    const agency = approved(files, 'ECO', '2026-09-18', '2026-09-21 09:00');
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
    notFiled(files, 'WAT');
    expect(due('B09a')).toBe('2026-09-28');
  });
  it('would give the police three calendar days too', () => {
    const { agency } = notFiled(files, 'WAT');
    files.step(agency, 'B9', 'approver', '2026-09-28', { requestedOn: '2026-09-28', requestReason: '应当立案' });
    // 1 October is a holiday, as are the days to the 7th.
    expect(due('B09b')).toBe('2026-10-08');
  });
});

describe('an agency that does not transfer', () => {
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
  it('an opinion reaches a file that is there already, and a transfer on paper is recorded', () => {
    const file = files.open('criminal-transfer', 'bureau', 'WAT');
    const supervision = files.open('filing-supervision', 'procuratorate', 'PRO', file);
    files.step(supervision, 'B11r', 'handler', '2026-10-12', { supervisionSource: '其他' });
    files.step(supervision, 'B16', 'approver', '2026-10-12', { respondent: organ('bureau'), servedOn: '2026-10-12' });
    expect(file.state.taken.at(-1)).toMatchObject({ transition: 'B16h', to: 'SUSPECTED', fields: { servedOn: '2026-10-12' } });
    expect(files.step(supervision, 'B16r', 'intake', '2026-10-16', { transferredOn: '2026-10-16' })).toBe('TRANSFERRED');
    expect(state('B15')).toBe('met-late');
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
});

describe('filing supervision', () => {
  /** The agency goes to the procuratorate at once, without reconsideration. */
  function asked() {
    const both = notFiled(files, 'ECO');
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

it('nothing of this chart, its rows and the steps that follow it elsewhere is left unwalked', () => {
  const left = untouched(walks, ['filing-supervision', 'criminal-transfer', 'criminal-case'], /^B1[0-5]/);
  expect(left.filter((step) => !step.startsWith('criminal') || / B1[1-6]/.test(step))).toEqual([]);
});
