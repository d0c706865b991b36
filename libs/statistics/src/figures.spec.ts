import { endOf } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import type { DisputeItem, FamilyItem, Item, LeadItem, SupervisionItem } from './items.ts';
import { clock, definitionOf, duty, file, handOff, problem, step, times, windowOf } from './samples.fixture.ts';
import { figureOf } from './tally.ts';

const october = windowOf('2026-10', '2026-11-19');
const shown = (id: string, items: Item[], window = october) => figureOf(definitionOf(id), items, window).shown;

describe('leads', () => {
  const lead = (sentOn: string, more: Partial<LeadItem> = {}): LeadItem => ({
    kind: 'lead',
    id: `hand-off/${sentOn}`,
    familyId: 'family',
    class: 'clue',
    sentOn,
    isRecalled: false,
    ...more,
  });

  it('are opened within ninety days or not at all (ST-04b)', () => {
    const july = windowOf('2026-07', '2026-11-19');
    const leads = [
      lead('2026-07-01', { decidedOn: '2026-09-29', resultCode: 'OPEN_ADMIN_PIL' }),
      lead('2026-07-01', { decidedOn: '2026-09-30', resultCode: 'OPEN_ADMIN_PIL' }),
      lead('2026-07-02', { decidedOn: '2026-08-01', resultCode: 'NOT_OPEN_NO_HARM' }),
      lead('2026-07-02'),
      lead('2026-07-03', { resultCode: 'MERGED', decidedOn: '2026-07-20' }),
      lead('2026-07-03', { isRecalled: true }),
    ];
    expect(figureOf(definitionOf('ST-04b'), leads, july)).toMatchObject({ numerator: 1, denominator: 4, isImmature: false });
  });

  it('count the police’s own decision on a lead, not that on a transfer (ST-04a)', () => {
    const filed = [step('B7f', 'REGISTERED', 'FILED', '2026-10-12')];
    expect(
      shown('ST-04a', [file('criminal-case', filed, { cameWith: 'clue' }), file('criminal-case', filed, { cameWith: 'case-file' })]),
    ).toBe('1/1');
  });

  it('put to the superior are not decided (ST-03)', () => expect(shown('ST-03', [duty('PENDING_SUPERIOR', '2026-10-12')])).toBe('—'));

  it('say where a supplement was asked for (ST-21a)', () => {
    const received = { receivedAt: '2026-10-13T01:00:00Z', receivedOn: '2026-10-13' };
    expect(
      shown('ST-21a', [
        handOff('2026-10-12', { ...received, supplementedOn: ['2026-10-14'] }),
        handOff('2026-10-12', received),
        handOff('2026-10-12'),
      ]),
    ).toBe('1/2');
  });
});

describe('replies to suggestions', () => {
  it('are given at any time (ST-12a) and in time (ST-12b), with a note of replies in stages', () => {
    const due = [
      clock('A04', '2026-10-12', { on: '2026-10-12' }),
      clock('A05', '2026-10-12', { on: '2026-10-20' }),
      clock('A04', '2026-10-13'),
    ];
    expect([shown('ST-12a', due), shown('ST-12b', due)]).toEqual(['2/3', '1/3']);
    const staged = clock('A22', '2026-12-31', undefined, { startedOn: '2026-10-12' });
    expect(figureOf(definitionOf('ST-12b'), [...due, staged], october).notes.map(({ n }) => n)).toEqual([1]);
  });

  it('lead to a closing with the public interest protected, or to a suit (ST-13, ST-14, ST-15)', () => {
    const served = step('A7', 'SUGGESTION_APPROVED', 'SUGGESTION_SERVED', '2026-07-01');
    const files = [
      file('case-file', [served, step('A13', 'REVIEW', 'CLOSED', '2026-10-12', { closingReason: 'K3' })]),
      file('case-file', [served, step('A13', 'REVIEW', 'CLOSED', '2026-10-12', { closingReason: 'K4' })]),
      file('case-file', [served, step('A14', 'REVIEW', 'SUED', '2026-10-20')]),
      file('case-file', [step('A5', 'INV_DONE', 'CLOSED', '2026-10-20', { closingReason: 'K2' })]),
      file('case-file', [served, step('A15', 'REVIEW', 'DECIDED_REFERRED', '2026-10-21')]),
    ];
    expect(['ST-13', 'ST-14', 'ST-15'].map((id) => shown(id, files))).toEqual(['1/3', '2/4', '1/4']);
  });

  it('say in the last reply whether a penalty was decided (ST-19b)', () => {
    const reply = (on: string, replyOutcome: string) => step('R7', 'OPINION_SERVED', 'REPLIED', on, { replyOutcome });
    const files = [
      file('reverse-linkage', [reply('2026-09-01', '正在办理'), reply('2026-10-12', '已处罚')]),
      file('reverse-linkage', [reply('2026-10-12', '不予处罚')]),
    ];
    expect(shown('ST-19b', files)).toBe('1/2');
    expect(shown('ST-19b', files, windowOf('2026-09', '2026-09-30'))).toBe('0/1');
  });
});

describe('transfers to the police', () => {
  const approved = [step('B3a', 'REPORT', 'APPROVED', '2026-10-12')];
  const transfer = (...deadlines: ReturnType<typeof clock>[]) => file('criminal-transfer', approved, { deadlines });
  const inTime = (row: string) => clock(row, '2026-10-13', { on: '2026-10-13' });
  const late = (row: string) => clock(row, '2026-10-13', { on: '2026-10-14' });

  it('are in time when decided and delivered in time (ST-16), both shown alone', () => {
    const all = [transfer(inTime('B01'), inTime('B02')), transfer(inTime('B01'), late('B02')), transfer(late('B01'), inTime('B02'))];
    expect(['ST-16', 'ST-16a', 'ST-16b'].map((id) => shown(id, all))).toEqual(['1/3', '2/3', '2/3']);
  });

  it('are not judged before the second deadline is over, unless the first was missed', () => {
    const open = clock('B02', '2026-12-31');
    expect(shown('ST-16', [transfer(inTime('B01'), open)])).toBe('—');
    expect(shown('ST-16', [transfer(late('B01'), open)])).toBe('0/1');
  });

  it('are filed or not, after so many rounds of correction (ST-17)', () => {
    const cases = [
      file('criminal-case', [step('B6', 'REGISTERED', 'SUPPLEMENT', '2026-10-08'), step('B7f', 'REGISTERED', 'FILED', '2026-10-12')], {
        cameWith: 'case-file',
      }),
      file('criminal-case', [step('B7x', 'REGISTERED', 'NOT_FILED', '2026-10-12'), step('B10f', 'RECONSIDER', 'FILED', '2026-10-20')], {
        cameWith: 'case-file',
      }),
    ];
    expect([shown('ST-17', cases), shown('ST-17b', cases)]).toEqual(['1/2', '1/2']);
  });

  it('are filed after the procuratorate asked, or before it did (ST-18)', () => {
    const filed = (from: string) => file('filing-supervision', [step('B13f', from, 'FILED', '2026-10-12')]);
    const stand = file('filing-supervision', [
      step('B14f', 'EXPLAINED', 'REASONS_STAND', '2026-10-12'),
      step('B14', 'REASONS_STAND', 'CLOSED', '2026-10-14'),
    ]);
    expect(shown('ST-18', [filed('ORDERED'), filed('EVALUATING'), stand])).toBe('1/3');
  });
});

describe('supervisions (ST-20)', () => {
  const supervision = (more: Partial<SupervisionItem>): SupervisionItem => ({
    kind: 'supervision',
    id: 'supervision/1',
    familyId: 'family',
    class: 'S3',
    issuedOn: '2026-10-01',
    limitOn: '2026-10-20',
    originalLimitOn: '2026-10-20',
    extensions: 0,
    ...more,
  });
  const all = [
    supervision({ liftedOn: '2026-10-20' }),
    supervision({ liftedOn: '2026-10-19', originalLimitOn: '2026-10-10', extensions: 2 }),
    supervision({ liftedOn: '2026-10-25' }),
    supervision({ escalatedOn: '2026-10-22', class: 'S2' }),
    supervision({ limitOn: '2026-11-30' }),
  ];

  it('are lifted, overdue and escalated, by level', () => {
    expect(['ST-20a', 'ST-20b', 'ST-20c', 'ST-20d'].map((id) => shown(id, all))).toEqual(['3/4', '2/4', '1/5', '2/5']);
    expect(figureOf(definitionOf('ST-20b'), all, october).original?.shown).toBe('3/4');
    expect(figureOf(definitionOf('ST-20a'), all, october).groups.map(({ key, share }) => [key, share.shown])).toEqual([
      ['S2', '0/1'],
      ['S3', '3/3'],
    ]);
  });

  it('that were never issued are not counted', () => {
    const { issuedOn: _never, ...proposed } = supervision({});
    expect(shown('ST-20a', [proposed])).toBe('—');
  });
});

describe('what organs do together', () => {
  const dispute = (more: Partial<DisputeItem>): DisputeItem => ({
    kind: 'dispute',
    id: 'dispute/1',
    familyId: 'family',
    class: '',
    raisedOn: '2026-10-01',
    ...more,
  });
  const family = (more: Partial<FamilyItem> = {}): FamilyItem => ({
    kind: 'family',
    id: 'family',
    familyId: 'family',
    class: '',
    firstAt: '2026-10-01T00:00:00Z',
    firstOn: '2026-10-01',
    organs: 2,
    waits: [],
    ...more,
  });

  it('disputes until one is bound (ST-22)', () => {
    const all = [dispute({ boundOn: '2026-10-11', class: 'Z4-02 330522' }), dispute({}), dispute({ withdrawnOn: '2026-10-03' })];
    expect(shown('ST-22a', all)).toBe('3 件');
    expect(figureOf(definitionOf('ST-22b'), all, october)).toMatchObject({
      shown: '10 日',
      gross: { n: 1, median: 10 },
      open: { n: 1, medianAge: 49 },
    });
    expect(figureOf(definitionOf('ST-22a'), all, october).groups.map(({ key }) => key)).toEqual(['Z4-02 330522']);
  });

  it('waits between sending, signing and the first answer (ST-25)', () => {
    const waits = [
      { sentAt: '2026-10-01T00:00:00Z', receivedAt: '2026-10-02T00:00:00Z', firstActionAt: '2026-10-03T12:00:00Z' },
      { sentAt: '2026-10-05T00:00:00Z', endedAt: '2026-10-05T12:00:00Z' },
    ];
    const closed = family({ waits, closedAt: '2026-10-11T00:00:00Z', closedOn: '2026-10-11' });
    expect(figureOf(definitionOf('ST-25'), [closed, family()], october)).toMatchObject({
      numerator: 24 + 36 + 12,
      denominator: 240,
      shown: '72/240',
    });
  });

  it('is shared or not (ST-27)', () =>
    expect(shown('ST-27', [family(), family({ organs: 1 }), family({ firstOn: '2026-09-30' })])).toBe('1/2'));

  it('is documented with package, number and receipt (ST-26a)', () => {
    const received = { receivedOn: '2026-10-13' };
    expect(
      shown('ST-26a', [
        handOff('2026-10-12', received),
        handOff('2026-10-12'),
        handOff('2026-10-12', { ...received, hasNumber: false, class: 'problem' }),
      ]),
    ).toBe('1/3');
  });

  it('restores what the plan says by the day it says, in number and area (ST-23a)', () => {
    const plan = (dueOn: string, area: number, ...more: ReturnType<typeof step>[]) =>
      file('restoration', [step('X1', 'LIABILITY_FIXED', 'LIABILITY_FIXED', '2026-05-01', { areaOwed: area }), ...more], {
        deadlines: [clock('X01', dueOn, { on: dueOn })],
      });
    const accepted = step('X5', 'COMPLETED', 'ACCEPTANCE', '2026-11-01');
    const all = [plan('2026-10-12', 1500, accepted), plan('2026-10-12', 500), plan('2026-12-12', 900)];
    expect([shown('ST-23a', all), shown('ST-23a.area', all)]).toEqual(['1/2', '1500/2000']);
  });
});

describe('problems', () => {
  it('pass at the first check or not (ST-21c)', () => {
    const check = (to: string, on: string) => step('P', 'PENDING_CHECK', to, on);
    const all = [
      problem('2026-09-01', [check('CLOSED', '2026-10-12')]),
      problem('2026-09-01', [check('RECTIFYING', '2026-10-12'), check('CLOSED', '2026-10-20')]),
    ];
    expect(shown('ST-21c', all)).toBe('1/2');
  });

  it('are refused by whom they were assigned to (ST-21b)', () => {
    const end = (how: 'refused' | 'returned' | 'accepted') => ({ end: { how, at: endOf('2026-10-13'), on: '2026-10-13' } });
    const all = (['refused', 'returned', 'accepted'] as const).map((how) => handOff('2026-10-12', { class: 'problem', ...end(how) }));
    const { shown: rate, notes } = figureOf(definitionOf('ST-21b'), all, october);
    expect({ rate, notes: notes.map(({ n }) => n) }).toEqual({ rate: '1/3', notes: [1] });
  });

  it('told by name are true or not, and answered (ST-24)', () => {
    const named = { isNamedReport: true };
    const all = [
      problem('2026-10-08', [step('P2', 'REPORTED', 'TRIAGED', '2026-10-09')], named),
      problem('2026-10-08', [step('P3', 'REPORTED', 'REJECTED', '2026-10-09')], named),
      problem('2026-10-08', [step('P3m', 'TRIAGED', 'MERGED', '2026-10-09')], named),
      problem('2026-10-08', [step('P2', 'REPORTED', 'TRIAGED', '2026-10-09')]),
    ];
    expect([shown('ST-24a', all), shown('ST-24b', all)]).toEqual(['3 件', '1/2']);
  });

  it('are told with a percentage from ten on', () => {
    const all = times(12, (n) => problem('2026-10-08', n < 9 ? [step('P7', 'RECTIFYING', 'PENDING_CHECK', '2026-10-20')] : []));
    expect([shown('ST-09', all), shown('ST-10', all)]).toEqual(['75.0 %', '0.0 %']);
  });
});
