import { followClock, followFile, initialStage, possible } from '@xiezhi/stage-chart';
import { describe, expect, it } from 'vitest';
import { answerTo, chartNamed, said, today, unwalked, type Walk, walk } from './river-chief-procurator.fixture.ts';

const chart = chartNamed('case-file');
const respondent = '01920000-0000-7000-8000-00000000aa03';

// ── administrative litigation ──
const opened: Walk[] = [
  ['T6', 'REGISTERED'],
  ['T7', 'EVALUATING'],
  ['T8', 'DECIDED_OPENED', { resultCode: 'OPEN_ADMIN_PIL', respondent }],
];
const investigated: Walk[] = [...opened, ['A1s', 'DECIDED_OPENED'], ['A3', 'INVESTIGATING'], ['A4', 'INV_DONE']];
const served: Walk[] = [...investigated, ['A6', 'SUGGESTION_APPROVED'], ['A7', 'SUGGESTION_SERVED']];
const followed: Walk[] = [...served, ['A8', 'REPLIED'], ['A9', 'FOLLOW_UP']];
const reviewed: Walk[] = [...followed, ['A12', 'REVIEW'], ['A13w', 'REVIEW']];
const sued: Walk[] = [...reviewed, ['A14', 'SUED']];
const tried: Walk[] = [...sued, ['A16', 'TRIAL1']];
const judged: Walk[] = [...tried, ['A17j', 'JUDGED']];
// ── civil litigation ──
const civil: Walk[] = [
  ['T7', 'EVALUATING'],
  ['T8', 'DECIDED_OPENED', { resultCode: 'OPEN_CIVIL_PIL' }],
  ['A3', 'INVESTIGATING'],
  ['A4', 'INV_DONE'],
  ['C1', 'ANNOUNCED'],
];
const civilReview: Walk[] = [...civil, ['C3', 'REVIEW'], ['A13w', 'REVIEW']];
const civilTrial: Walk[] = [...civilReview, ['C4', 'SUED', { rightHolderSilent: true }], ['C4a', 'TRIAL']];

const roads: Record<string, Walk[]> = {
  'consultation, evidence and an entrusted procuratorate': [
    ...opened,
    ['A2', 'CONSULTING'],
    ['A2r', 'CONSULTING'],
    ['A3', 'INVESTIGATING'],
    ['A3e', 'INVESTIGATING'],
    ['A3d', 'INVESTIGATING'],
    ['A3r', 'INVESTIGATING'],
    ['A4', 'INV_DONE'],
    ['A5', 'CLOSED', { closingReason: 'K2' }],
    ['A5s', 'CLOSED'],
  ],
  'not opened': [
    ['T7', 'EVALUATING'],
    ['T9', 'DECIDED_NOT_OPENED', { resultCode: 'NOT_OPEN_NO_HARM' }],
  ],
  referred: [
    ['T7', 'EVALUATING'],
    ['T10', 'DECIDED_REFERRED', { resultCode: 'REFERRED_POLICE' }],
    ['HANDOVER', 'HANDED_OVER'],
  ],
  'given back': [['RETURN', 'RETURNED']],
  'an agency that did everything it was told': [
    ...served,
    ['A7f', 'SUGGESTION_SERVED'],
    ['A8', 'REPLIED', { isFinished: false, finishOn: '2027-03-01' }],
    ['A8', 'REPLIED', { isFinished: true }],
    ['A12x', 'REPLIED'],
    ['A9', 'FOLLOW_UP'],
    ['A9n', 'FOLLOW_UP'],
    ['A12r', 'REVIEW'],
    ['A13w', 'REVIEW'],
    ['A13', 'CLOSED', { closingReason: 'K3' }],
    ['A20b', 'LOOKBACK'],
    ['A20b', 'LOOKBACK', { lookBackResult: '部分反弹' }],
    ['A20c', 'ARCHIVED'],
  ],
  'an urgent suggestion': [...investigated, ['A6', 'SUGGESTION_APPROVED'], ['A7u', 'SUGGESTION_SERVED'], ['A9', 'FOLLOW_UP']],
  'suspended while followed up, where the period ends meanwhile': [
    ...followed,
    ['A10', 'SUSPENDED'],
    ['A10f', 'SUSPENDED'],
    ['A12x', 'SUSPENDED'],
    ['A8b', 'SUSPENDED'],
    ['A11', 'FOLLOW_UP'],
    ['A12r', 'REVIEW'],
  ],
  'suspended under review, with an appraisal': [
    ...reviewed,
    ['EX1', 'REVIEW', { exclusionKind: '鉴定' }],
    ['A10r', 'SUSPENDED'],
    ['A11r', 'REVIEW'],
    ['EX2', 'REVIEW', { exclusionKind: '鉴定' }],
  ],
  'a suit to the end': [
    ...sued,
    ['A14f', 'SUED'],
    ['A16', 'TRIAL1'],
    ['A16c', 'TRIAL1'],
    ['A16e', 'TRIAL1'],
    ['A16h', 'TRIAL1'],
    ['A16s', 'TRIAL1'],
    ['A16d', 'TRIAL1'],
    ['A17v', 'TRIAL1'],
    ['A17s', 'TRIAL1'],
    ['A17j', 'JUDGED'],
    ['A17r', 'JUDGED'],
    ['A18n', 'EFFECTIVE'],
    ['A19', 'ENFORCING'],
    ['A20', 'CLOSED'],
  ],
  'a suit withdrawn': [...tried, ['A17w', 'TRIAL1'], ['A17s', 'TRIAL1'], ['A17k', 'CLOSED']],
  'a suit not docketed': [...sued, ['A16x', 'JUDGED', { rulingKind: '裁定' }], ['A18', 'TRIAL2']],
  'an appeal of the procuratorate': [...judged, ['A18', 'TRIAL2'], ['A18j', 'EFFECTIVE'], ['A20', 'CLOSED']],
  'an appeal of the defendant': [...judged, ['A18d', 'TRIAL2'], ['A18r', 'TRIAL2'], ['A18w', 'EFFECTIVE']],
  'sent back for a new trial': [...judged, ['A18', 'TRIAL2'], ['A18b', 'SUED'], ['A16', 'TRIAL1']],
  'moved to the procuratorate that must sue': [...reviewed, ['A15', 'DECIDED_REFERRED'], ['HANDOVER', 'HANDED_OVER']],
  'received from another procuratorate': [
    ['A15r', 'REVIEW', { suitKind: '行政公益诉讼' }],
    ['A13w', 'REVIEW'],
    ['A14', 'SUED'],
  ],
  'civil: nobody else sues': [
    ...civil,
    ['C3f', 'FOLLOW_UP'],
    ['C3', 'REVIEW'],
    ['A13w', 'REVIEW'],
    ['C4', 'SUED', { rightHolderSilent: true }],
    ['C4a', 'TRIAL'],
    ['C4b', 'TRIAL'],
    ['C4c', 'TRIAL'],
    ['A17j', 'JUDGED'],
  ],
  'civil: closed, the damage agreement being reached': [
    ...civil,
    ['CD1', 'ANNOUNCED'],
    ['CD3', 'ANNOUNCED'],
    ['C2', 'CLOSED', { closingReason: 'M2' }],
  ],
  'civil: the right-holder does not start': [...civil, ['CD2', 'ANNOUNCED'], ['C3', 'REVIEW'], ['A13w', 'REVIEW'], ['C4', 'SUED']],
  'civil: the right-holder starts and gives up': [...civilReview, ['CD1', 'REVIEW'], ['CD4', 'REVIEW'], ['C4', 'SUED']],
  'civil: support, and its withdrawal': [
    ...civilReview,
    ['CD5', 'REVIEW'],
    ['C5', 'SUPPORTED'],
    ['C5w', 'SUPPORTED'],
    ['A17s', 'SUPPORTED'],
    ['C5b', 'REVIEW'],
    ['C5', 'SUPPORTED'],
    ['C5e', 'CLOSED', { closingReason: 'M4' }],
  ],
  'civil: mediated after thirty days of publication': [
    ...civilTrial,
    ['C6', 'MEDIATED'],
    ['C6o', 'TRIAL'],
    ['C6', 'MEDIATED'],
    ['C6x', 'MEDIATED'],
    ['C6c', 'EFFECTIVE'],
  ],
  'civil: suspended while the damage suit runs': [
    ...civilReview,
    ['CD6', 'REVIEW'],
    ['C4', 'SUED', { rightHolderSilent: true }],
    ['C4a', 'TRIAL'],
    ['C8', 'TRIAL_SUSPENDED'],
    ['C8r', 'TRIAL'],
    ['CD7', 'TRIAL'],
  ],
  'civil: with the indictment': [
    ['T7', 'EVALUATING'],
    ['T8', 'DECIDED_OPENED', { resultCode: 'OPEN_CRIM_INCIDENTAL' }],
    ['A3', 'INVESTIGATING'],
    ['A4', 'INV_DONE'],
    ['C7', 'SUED'],
  ],
  'restoration, heard of': [
    ...judged,
    ['CX1o', 'JUDGED'],
    ['A18n', 'EFFECTIVE'],
    ['CX1', 'RESTORATION'],
    ['CX5', 'RESTORATION', { acceptanceResult: '合格' }],
    ['CX7', 'RESTORATION'],
    ['CX9', 'RESTORATION'],
    ['A20', 'CLOSED'],
  ],
  'recusal, and a period missed': [
    ...tried,
    ['REC1', 'TRIAL1'],
    ['REC2', 'TRIAL1'],
    ['REC3', 'TRIAL1'],
    ['REC4', 'TRIAL1'],
    ['TL1', 'TRIAL1'],
    ['TL2', 'TRIAL1'],
  ],
  'another suggestion': [
    ['T7', 'EVALUATING'],
    ['O1', 'EVALUATING'],
    ['O1n', 'EVALUATING'],
    ['O2', 'EVALUATING'],
    ['O3', 'EVALUATING'],
    ['O4', 'EVALUATING'],
  ],
};

describe('the file of a procuratorate', () => {
  it.each(Object.entries(roads))('leads where the law says: %s', (_name, road) => expect(walk(chart, road).stages).toEqual(said(road)));
  it('has no step that no road takes', () => expect(unwalked(chart, Object.values(roads))).toEqual([]));
  const refusals: [string, Walk[], string, Record<string, string | boolean>, string][] = [
    ['a civil suit in an administrative case', reviewed, 'C4', { rightHolderSilent: true }, 'STEP_CONDITION_UNMET'],
    ['an administrative suit in a civil case', civilReview, 'A14', {}, 'STEP_CONDITION_UNMET'],
    ['a suit where the harm is over', reviewed, 'A14', { harmPersists: false }, 'STEP_CONDITION_UNMET'],
    ['a suit without a report of the review', [...followed, ['A12', 'REVIEW']], 'A14', {}, 'HISTORY_STEP_MISSING'],
    ['a civil suit while nobody knows of the right-holder', civilReview, 'C4', {}, 'HISTORY_STEP_MISSING'],
    [
      'a civil suit after the right-holder started',
      [...civilReview, ['CD2', 'REVIEW'], ['CD1', 'REVIEW']],
      'C4',
      {},
      'HISTORY_STEP_MISSING',
    ],
    ['a civil suit where another plaintiff sues', civilReview, 'C4', { noOtherPlaintiff: false }, 'STEP_CONDITION_UNMET'],
    ['a civil reason in an administrative case', reviewed, 'A13', { closingReason: 'M2' }, 'STEP_CONDITION_UNMET'],
    ['suspension for a slack agency', reviewed, 'A10r', { notSlack: false }, 'STEP_CONDITION_UNMET'],
    ['resumption to where it was not', [...followed, ['A10', 'SUSPENDED']], 'A11r', {}, 'HISTORY_STEP_MISSING'],
    ['a reply with work left and no day', served, 'A8', { isFinished: false }, 'STEP_FIELDS_MISSING'],
    ['mediation that gives away what is owed', civilTrial, 'C6', { liabilityKept: false }, 'STEP_CONDITION_UNMET'],
    ['a mediation paper before the thirty days are over', [...civilTrial, ['C6', 'MEDIATED']], 'C6c', {}, 'HISTORY_STEP_MISSING'],
    ['withdrawal while claims are open', tried, 'A17w', { allClaimsMet: false }, 'STEP_CONDITION_UNMET'],
    ['a review before the period is over', followed, 'A12r', {}, 'HISTORY_STEP_MISSING'],
  ];
  it.each(refusals)('is no place for %s', (_name, road, id, fields, code) =>
    expect(answerTo(chart, walk(chart, road).state, id, fields)).toMatchObject({ refused: { code } }),
  );

  it('goes under review by itself on the day the period ends, wherever it is suspended or not yet followed up only the end is noted', () => {
    const { state } = walk(chart, followed);
    expect(followClock(chart, state, 'A05', today)).toMatchObject({ transition: 'A12', to: 'REVIEW', on: today });
    expect(followClock(chart, walk(chart, served).state, 'A04', today)).toMatchObject({ transition: 'A12x', to: 'SUGGESTION_SERVED' });
    expect(followClock(chart, walk(chart, reviewed).state, 'A04', today)).toBeUndefined();
  });
  it('suspends only the civil trial for a damage suit', () => {
    const docketed = { chart: 'damage-claim', transition: 'W13', fields: {} };
    expect(followFile(chart, walk(chart, tried).state, docketed, today)).toMatchObject({ transition: 'CD6', to: 'TRIAL1' });
    expect(followFile(chart, walk(chart, civilTrial).state, docketed, today)).toMatchObject({ transition: 'C8', to: 'TRIAL_SUSPENDED' });
  });
  it('offers an approver of an administrative case under review the suit, the closing and the move', () => {
    const who = { agency: respondent, account: 'keeper.approver', roles: ['approver' as const], parties: ['keeper'], isJudicial: true };
    const offered = possible(chart, walk(chart, reviewed).state, who, { on: today }).filter(({ isPossible }) => isPossible);
    expect(offered.map(({ transition }) => transition)).toEqual(['A10r', 'A13', 'A14', 'A15', 'REC2', 'O1']);
  });
  it('may be opened by a procuratorate on its own, and by nobody else', () =>
    expect(chart.opening?.own).toEqual([{ kinds: ['PRO'], roles: ['intake', 'handler'] }]));
  it('begins with acceptance', () => expect(initialStage(chart).stage).toBe('ACCEPTED'));
});
