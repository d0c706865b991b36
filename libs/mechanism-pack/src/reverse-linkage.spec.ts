import { describe, expect, it } from 'vitest';
import { type FileHere, type Files, organ, pack, untouched, walkEachTest } from './files.fixture.ts';

let files: Files;
const { walks, due, state } = walkEachTest((fresh) => (files = fresh));
const opinion = { opinionNumber: '吴检行意〔2026〕5号', respondent: organ('agriculture') };

function decided(fromEnvironment = false): FileHere {
  const file = files.open('reverse-linkage', 'procuratorate', 'PRO');
  files.step(file, 'R0', 'intake', '2026-10-12', { decidedOn: '2026-10-12', nonProsecutionKind: '酌定', fromEnvironment });
  return file;
}
function reviewing(): FileHere {
  const file = decided();
  files.step(file, 'R1', 'handler', '2026-10-15', { movedOn: '2026-10-15' });
  files.step(file, 'R2r', 'intake', '2026-10-15', { registeredOn: '2026-10-15' });
  return file;
}
function reviewed(needsPunishment = true): FileHere {
  const file = reviewing();
  files.step(file, 'R2', 'handler', '2026-10-28', { review: '应当给予行政处罚', shouldBePunished: true, needsPunishment });
  return file;
}
function served() {
  const file = reviewed();
  files.step(file, 'R5a', 'approver', '2026-10-29', opinion);
  files.step(file, 'R5', 'intake', '2026-10-29', { servedOn: '2026-10-29', copiedTo: organ('justice') });
  return file;
}

describe('K04: electric fishing, one of three not prosecuted', () => {
  it('is moved, reviewed and handed to the agency, whose penalty answers in two months', () => {
    const file = decided();
    expect(files.clocks.of('C01')).toMatchObject({ due: '2026-10-15', holder: organ('procuratorate') });
    expect(files.step(file, 'R1', 'handler', '2026-10-15', { movedOn: '2026-10-15' })).toBe('MOVED');
    expect(files.step(file, 'R2r', 'intake', '2026-10-15', { registeredOn: '2026-10-15' })).toBe('REVIEWING');
    expect([state('C01'), due('C02')]).toEqual(['met', '2026-10-29']);
    const review = { review: '电鱼三次，应当处罚', shouldBePunished: true, needsPunishment: true };
    expect(files.step(file, 'R2', 'handler', '2026-10-28', review)).toBe('REVIEWED');
    expect(state('C02')).toBe('met');
    expect(files.step(file, 'R5a', 'approver', '2026-10-29 09:00', opinion)).toBe('OPINION_APPROVED');
    const penalty = files.handOff(file, 'reverse-linkage', 'agriculture', 'AGR', '2026-10-29 14:00')!;
    expect([penalty.chart.chart, penalty.state.stage, file.state.stage]).toEqual(['penalty', 'NEW', 'HANDED_OVER']);
    expect(files.step(file, 'R5', 'intake', '2026-10-29 15:00', { servedOn: '2026-10-29' })).toBe('OPINION_SERVED');
    // By memory, and after 25 December: reminds only, and waits for the notice of 2027.
    expect(files.clocks.of('C05')).toMatchObject({ due: '2026-12-29', holder: organ('agriculture'), isProvisional: true });
    expect(files.clocks.of('C04')).toBeUndefined();

    files.step(penalty, 'D0', 'intake', '2026-10-30', { agencyKind: 'AGR', foundOn: '2026-10-29', facts: '电鱼' });
    files.step(penalty, 'D1', 'approver', '2026-11-02');
    expect([file.state.stage, due('D02')]).toEqual(['AGENCY_HANDLING', '2027-02-01']);
    files.step(penalty, 'R7', 'approver', '2026-11-20', { repliedOn: '2026-11-20', replyOutcome: '正在办理' });
    expect([file.state.stage, state('C05')]).toEqual(['REPLIED', 'met']);
    files.step(penalty, 'D2', 'handler', '2026-11-23', { officers: 2, evidence: ['渔获清点记录'] });
    files.step(penalty, 'R7', 'approver', '2026-12-21', { repliedOn: '2026-12-21', replyOutcome: '已处罚' });
    expect(file.state.values).toMatchObject({ replyOutcome: '已处罚', repliedOn: '2026-12-21' });
    expect(files.step(file, 'R9', 'section-head', '2026-12-22', { closingNote: '已处罚' })).toBe('CLOSED');
  });
});

describe('the review', () => {
  it('stands still while the non-prosecution is contested (C03), and continues', () => {
    const file = reviewing();
    expect(files.step(file, 'R3', 'approver', '2026-10-19', { suspensionCause: '被害人申诉' })).toBe('SUSPENDED');
    expect(due('C02')).toBe('paused');
    expect(files.step(file, 'R3b', 'handler', '2026-10-26')).toBe('REVIEWING');
    // One working day was used (16 October); nine more from 26 October, which itself counts again.
    expect(due('C02')).toBe('2026-11-05');
  });
  it('does not lose the days another procuratorate was asked', () => {
    const file = reviewing();
    files.step(file, 'R2c', 'handler', '2026-10-19', { consulted: organ('other-procuratorate'), consultedOn: '2026-10-19' });
    expect(due('C02')).toBe('paused');
    expect(files.step(file, 'R2d', 'intake', '2026-10-21', { consultationEndedOn: '2026-10-21' })).toBe('REVIEWING');
    expect(due('C02')).toBe('2026-11-02');
  });
  it('may be prolonged once by the chief procurator: ten working days more', () =>
    expect(files.clocks.rules.find(({ id }) => id === 'C02')?.extension).toMatchObject({ length: 10, times: 1, by: 'holder' }));
  it('ends where no penalty is needed', () => {
    const file = reviewed(false);
    expect(() => files.step(file, 'R5a', 'approver', '2026-10-29', opinion)).toThrow(
      expect.objectContaining({ code: 'STEP_CONDITION_UNMET' }),
    );
    expect(files.step(file, 'R4', 'approver', '2026-10-29', { terminationReason: '情节轻微，无处罚必要' })).toBe('TERMINATED');
  });
  it('tells an environment bureau in three days that its case was not prosecuted', () => {
    const file = decided(true);
    expect(due('C06')).toBe('2026-10-15');
    const told = { toldOn: '2026-10-14', transferringAgency: organ('ecology') };
    expect(files.step(file, 'R0t', 'intake', '2026-10-14', told)).toBe('NOT_PROSECUTED');
    expect(state('C06')).toBe('met');
  });
  it('owes no such letter to other agencies', () => {
    decided();
    expect(due('C06')).toBeUndefined();
  });
});

describe('the opinion', () => {
  it('is accepted after it was served, too', () => {
    const file = served();
    expect(files.follows(file, 'hand-off-accepted', '2026-10-30')).toBe('OPINION_SERVED');
  });
  it('answered on paper, or not at all, is followed up by a notification', () => {
    const file = served();
    expect(files.step(file, 'R8', 'approver', '2027-01-04', { notifiedTo: organ('justice'), notificationGround: '逾期未回复' })).toBe(
      'NOTIFIED',
    );
    expect(files.step(file, 'R7r', 'intake', '2027-01-11', { repliedOn: '2027-01-11', replyOutcome: '已处罚' })).toBe('REPLIED');
    expect(state('C05')).toBe('met-late');
  });
});

it('nothing of this chart and these rows is left unwalked', () => expect(untouched(walks, ['reverse-linkage'], /^C\d/)).toEqual([]));

it('what suspends a review is no period of its own, and the row by memory is switched off', () => {
  const rows = pack.clocks.flatMap(({ information }) => information.map(({ id }) => id));
  expect(rows).toContain('C03');
  expect(files.clocks.rules.find(({ id }) => id === 'C04')).toMatchObject({ enabled: false, mark: { length: 'U', dayType: 'U' } });
});
