import { describe, expect, it } from 'vitest';
import { harbourChartInput } from './harbour-chart.fixture.ts';
import { check, initialStage, StageChart, step, stepOrRefuse, taken, type Who } from './index.ts';

const source = [{ text: '港口规则', article: '第二条', evidence: 'D' as const }];
const actors = [{ party: 'office', roles: ['handler' as const] }];
const spent = { plus: ['works.cost'], minus: ['refunds.cost'] };
const stays = { from: ['NEW'], to: 'SAME', actors, source };
/** A purse: what is spent stays within what was paid in, and at the end nothing is left over. */
const purse = StageChart.parse({
  ...harbourChartInput,
  fields: {
    ...harbourChartInput.fields,
    works: { kind: 'records', name: '支出', members: { cost: 'number', what: 'line' }, names: { cost: '金额', what: '事项' } },
    refunds: { kind: 'records', name: '退回', members: { cost: 'number' }, names: { cost: '金额' } },
    grants: { kind: 'records', name: '收入', members: { cost: 'number' }, names: { cost: '金额' } },
    ceiling: { kind: 'number', name: '上限' },
  },
  transitions: [
    ...harbourChartInput.transitions,
    { id: 'M1', name: '收入', ...stays, requires: ['grants'], allows: ['ceiling'] },
    { id: 'M2', name: '支出', ...stays, requires: ['works'], conditions: [{ total: spent, atMost: { plus: ['grants.cost'] } }] },
    { id: 'M3', name: '退回', ...stays, requires: ['refunds'] },
    { id: 'M4', name: '核对', ...stays, conditions: [{ total: { plus: ['grants.cost'] }, atMost: { plus: ['ceiling'] } }] },
  ],
});
const who = { agency: 'harbour', account: 'harbour.handler', roles: ['handler'], parties: ['office'], isJudicial: false } satisfies Who;
const ask = (transition: string, fields: Record<string, never[] | number | object[]> = {}) => ({
  transition,
  who,
  on: '2026-03-02',
  fields: fields as never,
});
const after = (...requests: ReturnType<typeof ask>[]) =>
  requests.reduce((state, request) => stepOrRefuse(purse, state, request).reduce(taken, state), initialStage(purse));
const works = (...costs: number[]) => ({ works: costs.map((cost) => ({ cost, what: '换板' })) });
const grants = (...costs: number[]) => ({ grants: costs.map((cost) => ({ cost })) });

describe('a number', () => {
  const watch = StageChart.parse({
    ...harbourChartInput,
    fields: { ...harbourChartInput.fields, hands: { kind: 'number', name: '人数' } },
    transitions: [
      ...harbourChartInput.transitions,
      { id: 'N1', name: '值守', ...stays, requires: ['hands'], conditions: [{ field: 'hands', atLeast: 2 }] },
    ],
  });
  const answer = (hands: number) => step(watch, initialStage(watch), ask('N1', { hands }));
  it('is at least what the law asks, such as two officers', () => {
    expect(check(watch)).toEqual([]);
    expect(answer(2)).toHaveProperty('step');
    expect(answer(1)).toMatchObject({ refused: { code: 'STEP_CONDITION_UNMET', missing: ['hands'] } });
  });
});

describe('a ledger', () => {
  it('is well formed', () => expect(check(purse)).toEqual([]));
  it('adds up over all steps: what was spent is no more than what came in', () => {
    const state = after(ask('M1', grants(100, 50)), ask('M2', works(120)));
    expect(step(purse, state, ask('M2', works(20, 10)))).toHaveProperty('step');
    expect(step(purse, state, ask('M2', works(20, 10.01)))).toMatchObject({
      refused: { code: 'STEP_CONDITION_UNMET', missing: ['works', 'refunds'] },
    });
  });
  it('gives back what was taken back', () => {
    const state = after(ask('M1', grants(100)), ask('M2', works(100)), ask('M3', { refunds: [{ cost: 40 }] }));
    expect(step(purse, state, ask('M2', works(40)))).toHaveProperty('step');
    expect(step(purse, state, ask('M2', works(41)))).toHaveProperty('refused');
  });
  it('of an empty purse allows nothing, and fen add up as on paper', () => {
    expect(step(purse, initialStage(purse), ask('M2', works(0.01)))).toHaveProperty('refused');
    expect(step(purse, after(ask('M1', grants(0.1, 0.2))), ask('M2', works(0.3)))).toHaveProperty('step');
  });
  it('compares with a number that was recorded once, and takes what was never recorded for nothing', () => {
    expect(step(purse, after(ask('M1', { ...grants(70), ceiling: 70 })), ask('M4'))).toHaveProperty('step');
    expect(step(purse, after(ask('M1', grants(70))), ask('M4'))).toHaveProperty('refused');
  });
});
