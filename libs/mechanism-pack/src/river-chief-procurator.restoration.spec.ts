import { describe, expect, it } from 'vitest';
import { answerTo, chartNamed, said, today, unwalked, type Walk, walk } from './river-chief-procurator.fixture.ts';

const chart = chartNamed('restoration');
const paid = (amount: number) => ({ moneyPaid: [{ payer: '单位', basis: '调解书', amount, on: today, account: '专户' }] });
const used = (amount: number) => ({ moneyUsed: [{ use: '补植', amount, on: today }] });
const remitted = (amount: number) => ({ moneyRemitted: [{ account: '国库', amount, on: today }] });
const reversed = (amount: number) => ({ useReversed: [{ reason: '错记', amount, on: today }] });
const bought = (tonnes: number) => ({
  carbonPurchases: [{ project: '湿地碳汇', agreement: '协议一', tonnes, price: 60, amount: tonnes * 60 }],
});

const planned: Walk[] = [
  ['X1', 'LIABILITY_FIXED'],
  ['X2', 'PLAN_DRAFT', { mode: 'R01' }],
  ['X3d', 'PLAN_DRAFT'],
  ['X3', 'PLAN_APPROVED'],
];
const begun: Walk[] = [...planned, ['X4s', 'IN_PROGRESS'], ['X4m', 'IN_PROGRESS']];
const accepted: Walk[] = [...begun, ['X4', 'COMPLETED'], ['X5', 'ACCEPTANCE']];
const maintained: Walk[] = [...accepted, ['X6', 'EFFECT_EVALUATION'], ['X6m', 'MAINTENANCE'], ['X6v', 'MAINTENANCE']];
const instead: Walk[] = [
  ['X1', 'LIABILITY_FIXED'],
  ['X2s', 'SUBSTITUTE', { mode: 'R08', carbonOwed: 100 }],
];
const money: Walk[] = [
  ['X1', 'LIABILITY_FIXED'],
  ['X2m', 'MONEY_PAID', { mode: 'R09', amountOwed: 1000 }],
];

const roads: Record<string, Walk[]> = {
  'restored in place, accepted, evaluated and looked after': [...maintained, ['X6x', 'MAINTENANCE'], ['X10', 'CLOSED']],
  'a plan given back, a check on the way, a defect at acceptance': [
    ['X1', 'LIABILITY_FIXED'],
    ['X2', 'PLAN_DRAFT', { mode: 'R05' }],
    ['X3d', 'PLAN_DRAFT'],
    ['X3r', 'PLAN_DRAFT'],
    ['X3d', 'PLAN_DRAFT', { goals: ['恢复行洪断面'] }],
    ['X3', 'PLAN_APPROVED'],
    ['X4s', 'IN_PROGRESS'],
    ['X4m', 'IN_PROGRESS'],
    ['X4c', 'MID_CHECK'],
    ['X4k', 'IN_PROGRESS'],
    ['X4', 'COMPLETED'],
    ['X5n', 'IN_PROGRESS', { acceptanceResult: '不合格' }],
  ],
  'evaluated and not yet good': [...accepted, ['X6n', 'IN_PROGRESS', { evaluationResult: '未达到修复目标' }]],
  'not evaluated, and relapsing while looked after': [...accepted, ['X6s', 'MAINTENANCE'], ['X6b', 'IN_PROGRESS']],
  'default: a third party restores': [...begun, ['X7', 'DEFAULTED'], ['X7t', 'THIRD_PARTY'], ['X7p', 'IN_PROGRESS']],
  'default, then performance after all': [...begun, ['X7', 'DEFAULTED'], ['X7r', 'IN_PROGRESS']],
  'carbon bought in its place': [
    ...instead,
    ['X9', 'SUBSTITUTE', bought(60)],
    ['X3d', 'PLAN_DRAFT'],
    ['X3', 'PLAN_APPROVED'],
    ['X9', 'PLAN_APPROVED', bought(40)],
    ['X4s', 'IN_PROGRESS'],
    ['X4m', 'IN_PROGRESS'],
    ['X4', 'COMPLETED'],
  ],
  'money paid, used, corrected and closed': [
    ...money,
    ['X8', 'MONEY_PAID', paid(600)],
    ['X8', 'MONEY_PAID', paid(400)],
    ['X8u', 'MONEY_PAID', used(700)],
    ['X8v', 'MONEY_PAID', reversed(100)],
    ['X8u', 'MONEY_PAID', used(150)],
    ['X8t', 'MONEY_PAID', remitted(250)],
    ['X10m', 'CLOSED'],
  ],
};

describe('the file of a restoration', () => {
  it.each(Object.entries(roads))('leads where the law says: %s', (_name, road) => expect(walk(chart, road).stages).toEqual(said(road)));
  it('has no step that no road takes', () => expect(unwalked(chart, Object.values(roads))).toEqual([]));

  const refusals: [string, Walk[], string, Record<string, unknown>, string][] = [
    ['a mode before anybody is liable', [], 'X2', { mode: 'R01' }, 'HISTORY_STEP_MISSING'],
    ['carbon called restoration in place', [['X1', 'LIABILITY_FIXED']], 'X2', { mode: 'R08' }, 'STEP_CONDITION_UNMET'],
    [
      'a substitute nobody was asked about',
      [['X1', 'LIABILITY_FIXED']],
      'X2s',
      { mode: 'R08', expertsConsulted: false },
      'STEP_CONDITION_UNMET',
    ],
    ['completion without a single proof', [...planned, ['X4s', 'IN_PROGRESS']], 'X4', {}, 'HISTORY_STEP_MISSING'],
    ['carbon where something else was chosen', planned, 'X9', bought(1), 'STEP_CONDITION_UNMET'],
    ['an end before the years of care are over', maintained, 'X10', {}, 'HISTORY_STEP_MISSING'],
    ['more spent than was paid', [...money, ['X8', 'MONEY_PAID', paid(100)]], 'X8u', used(100.01), 'STEP_CONDITION_UNMET'],
    [
      'an end with money left over',
      [...money, ['X8', 'MONEY_PAID', paid(1000)], ['X8u', 'MONEY_PAID', used(999)]],
      'X10m',
      {},
      'STEP_CONDITION_UNMET',
    ],
    [
      'an end with less paid than owed',
      [...money, ['X8', 'MONEY_PAID', paid(999)], ['X8u', 'MONEY_PAID', used(999)]],
      'X10m',
      {},
      'STEP_CONDITION_UNMET',
    ],
    ['a correction of what was never recorded', money, 'X8v', reversed(1), 'STEP_CONDITION_UNMET'],
    ['a correction of nothing', money, 'X8v', {}, 'STEP_FIELDS_MISSING'],
    [
      'looked-after money that is not accounted for',
      [...maintained, ['X8', 'MAINTENANCE', paid(5)], ['X6x', 'MAINTENANCE']],
      'X10',
      {},
      'STEP_CONDITION_UNMET',
    ],
  ];
  it.each(refusals)('is no place for %s', (_name, road, id, fields, code) =>
    expect(answerTo(chart, walk(chart, road).state, id, fields as never)).toMatchObject({ refused: { code } }),
  );
  it('is not complete while carbon is owed: forty tonnes short of a hundred', () => {
    const short: Walk[] = [
      ...instead,
      ['X9', 'SUBSTITUTE', bought(60)],
      ['X3d', 'PLAN_DRAFT'],
      ['X3', 'PLAN_APPROVED'],
      ['X4s', 'IN_PROGRESS'],
      ['X4m', 'IN_PROGRESS'],
    ];
    expect(answerTo(chart, walk(chart, short).state, 'X4')).toMatchObject({
      refused: { code: 'STEP_CONDITION_UNMET', missing: ['carbonOwed'] },
    });
  });
  it('goes on from a file, but at a court', () =>
    expect(chart.opening?.own.map(({ kinds, from }) => [kinds.includes('COU'), from !== undefined])).toEqual([
      [false, true],
      [true, false],
    ]));
});
