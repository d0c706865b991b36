import { describe, expect, it } from 'vitest';
import { type Files, organ, pack, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state } = walkEachTest((fresh) => (files = fresh));

describe('a case for administrative detention: all periods are working days (CR-10)', () => {
  function transferred() {
    const agency = files.open('administrative-detention', 'ecology', 'ECO');
    expect(files.step(agency, 'L1', 'approver', '2026-04-29', { violation: '逃避监管排放污染物', headRole: '正职负责人' })).toBe('DECIDED');
    // 30 April, 6 and 7 May: the block of Labour Day is not counted.
    expect(due('B19a')).toBe('2026-05-07');
    const police = files.handOff(agency, 'detention-transfer', 'police', 'POL', '2026-05-06')!;
    expect([agency.state.stage, police.state.stage, state('B19a')]).toEqual(['HANDED_OVER', 'ACCEPTED', 'met']);
    // Saturday 9 May is worked.
    expect(files.clocks.of('B19b')).toMatchObject({ due: '2026-05-09', holder: organ('police') });
    return { agency, police };
  }
  it('is supplemented, decided, and the decision is copied to the agency', () => {
    const { agency, police } = transferred();
    files.step(police, 'L3', 'handler', '2026-05-08', { supplementItems: ['监测报告'] });
    expect([agency.state.stage, state('B19b')]).toEqual(['SUPPLEMENT', 'met']);
    files.step(agency, 'L3s', 'handler', '2026-05-11', { suppliedOn: '2026-05-11' });
    expect([agency.state.stage, police.state.stage]).toEqual(['HANDED_OVER', 'ACCEPTED']);
    files.step(police, 'L3', 'handler', '2026-05-11', { supplementItems: ['笔录'] });
    expect(files.step(police, 'L3r', 'intake', '2026-05-12', { suppliedOn: '2026-05-12' })).toBe('ACCEPTED');
    expect(files.step(police, 'L4', 'approver', '2026-05-13', { decisionNumber: '公行罚决字〔2026〕1号' })).toBe('DETAINED');
    expect(due('B19c')).toBe('2026-05-18');
    files.step(police, 'L4c', 'intake', '2026-05-15', { copyServedOn: '2026-05-15' });
    expect([agency.state.stage, police.state.stage, state('B19c')]).toEqual(['DETAINED', 'CLOSED', 'met']);
  });
  it('is refused with reasons, and the papers go back in five working days', () => {
    const { agency, police } = transferred();
    expect(files.step(police, 'L5', 'approver', '2026-05-08', { refusalReason: '不符合条件' })).toBe('NOT_DETAINED');
    expect(due('B19d')).toBe('2026-05-14');
    files.step(police, 'L5c', 'intake', '2026-05-15', { returnServedOn: '2026-05-15' });
    expect([agency.state.stage, police.state.stage, state('B19d')]).toEqual(['NOT_DETAINED', 'CLOSED', 'met-late']);
  });
  it('may be refused before it was accepted', () => {
    const agency = files.open('administrative-detention', 'ecology', 'ECO');
    files.step(agency, 'L1', 'approver', '2026-04-29', { violation: '逃避监管排放污染物', headRole: '分管负责人' });
    expect(files.follows(agency, 'hand-off-refused', '2026-05-06')).toBe('RETURNED');
  });
});

describe('a crime transferred to the procuratorate itself (2001)', () => {
  function refused() {
    const agency = files.open('criminal-transfer', 'bureau', 'WAT');
    const file = files.handOff(agency, 'crime-to-procuratorate', 'procuratorate', 'PRO', '2026-10-13', { isShare: true })!;
    expect(files.clocks.of('B20a')).toMatchObject({ due: '2026-10-16', holder: organ('procuratorate') });
    expect(files.step(file, 'Q1', 'handler', '2026-10-16', { proposal: '属于本院管辖', toldOn: '2026-10-16' })).toBe('EVALUATING');
    expect(state('B20a')).toBe('met');
    const notice = { reason: '无犯罪事实', respondent: organ('bureau'), noticeServedOn: '2026-10-19' };
    expect(files.step(file, 'Q2n', 'approver', '2026-10-19', notice)).toBe('NOT_FILED');
    // Saturday the 24th rolls to Monday.
    expect(files.clocks.of('B20b')).toMatchObject({ due: '2026-10-26', holder: organ('bureau') });
    expect(files.step(file, 'Q3', 'intake', '2026-10-26', { requestedOn: '2026-10-26' })).toBe('RECONSIDER');
    expect([state('B20b'), due('B20c')]).toEqual(['met', '2026-11-02']);
    return file;
  }
  it('is filed', () => {
    const file = files.handOff(
      files.open('criminal-transfer', 'bureau', 'WAT'),
      'crime-to-procuratorate',
      'procuratorate',
      'PRO',
      '2026-10-13',
      {
        isShare: true,
      },
    )!;
    files.step(file, 'Q1', 'handler', '2026-10-16', { proposal: '属于本院管辖', toldOn: '2026-10-16' });
    expect(files.step(file, 'Q2', 'approver', '2026-10-19')).toBe('FILED');
  });
  it('is filed on reconsideration', () =>
    expect(files.step(refused(), 'Q4', 'approver', '2026-11-02', { decisionServedOn: '2026-11-02' })).toBe('FILED'));
  it('is reviewed a second time by the superior', () => {
    const file = refused();
    expect(files.step(file, 'Q4u', 'approver', '2026-11-02', { decisionServedOn: '2026-11-02', reason: '维持' })).toBe('UPHELD');
    // Saturday the 7th rolls to Monday.
    expect(files.clocks.of('B20d')).toMatchObject({ due: '2026-11-09', holder: organ('bureau') });
    expect(files.step(file, 'Q5', 'intake', '2026-11-09', { requestedOn: '2026-11-09' })).toBe('SECOND_REVIEW');
    expect([state('B20c'), state('B20d'), due('B20e')]).toEqual(['met', 'met', '2026-11-24']);
    expect(files.step(file, 'Q6', 'intake', '2026-11-24', { decisionServedOn: '2026-11-24' })).toBe('CLOSED');
    expect(state('B20e')).toBe('met');
  });
});

it('nothing of these charts and rows is left unwalked', () =>
  expect(untouched(walks, ['administrative-detention', 'detention-case', 'procuratorial-filing'], /^B(19|20)/)).toEqual([]));

describe('rows that no event starts', () => {
  const information = pack.clocks.flatMap((file) => file.information);
  it('are shown with their source, their mark and the reason', () =>
    expect(information.map(({ id }) => id)).toEqual(expect.arrayContaining(['C03', 'E05', 'E08', 'E09', 'E10', 'G01', 'G02', 'G03'])));
  it('of other places are rows, switched off until a customer there chooses them', () =>
    expect(files.clocks.rules.filter(({ id }) => /^E0[123]$/.test(id)).map(({ enabled }) => enabled)).toEqual([false, false, false]));
});

describe('an admonitory talk', () => {
  it('is lifted, and made public, by the day its document sets', () => {
    const talk = { supervisionId: 'talk', matterId: 'problem', unit: organ('bureau'), issuer: organ('office'), level: 'S5' };
    const say = (to: string, on: string) =>
      files.clocks.hear({
        type: 'case-supervision.supervision-stage-entered.v1',
        data: { ...talk, to, limitOn: '2026-11-30' },
        actedAt: `${on}T10:00:00+08:00`,
      });
    say('issued', '2026-11-02');
    expect(files.clocks.of('E07')).toMatchObject({ due: '2026-11-30', holder: organ('bureau'), state: 'running' });
    say('lifted', '2026-11-27');
    expect(state('E07')).toBe('met');
  });
});
