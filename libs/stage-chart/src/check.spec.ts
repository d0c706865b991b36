import { describe, expect, it } from 'vitest';
import { check, StageChart } from './index.ts';
import { harbourChartInput as input } from './harbour-chart.fixture.ts';

const chartWith = (change: Record<string, unknown>) => check(StageChart.parse({ ...input, ...change }));
const withRule = (id: string, change: Record<string, unknown>) =>
  chartWith({ transitions: input.transitions.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) });

describe('a chart', () => {
  it('passes its check when it is whole', () => expect(chartWith({})).toEqual([]));
  it.each([
    [
      'a stage that is not reached',
      () => chartWith({ stages: [...input.stages, { id: 'LOST', name: '无' }] }),
      'stages: LOST cannot be reached from NEW',
    ],
    ['a dead end', () => chartWith({ ends: ['NEW'] }), 'stages: CLOSED is a dead end'],
    ['a stage that stands twice', () => chartWith({ stages: [...input.stages, { id: 'NEW', name: '新' }] }), 'stages: NEW stands twice'],
    ['an unknown stage', () => withRule('A5', { to: 'NOWHERE' }), 'transitions A5: no stage NOWHERE'],
    ['an unknown beginning', () => chartWith({ initial: 'NOWHERE' }), 'initial: no stage NOWHERE'],
    ['a way back before the beginning', () => withRule('A5', { to: 'NEW' }), 'transitions A5: leads back before the beginning'],
    ['a step nobody takes', () => withRule('A5', { actors: [] }), 'transitions A5: either actors or an event that drives it'],
    [
      'a step both taken and driven',
      () => withRule('A5', { driven: 'hand-off-sent' }),
      'transitions A5: either actors or an event that drives it',
    ],
    [
      'a column without a name',
      () => chartWith({ fields: { ...input.fields, receipts: { kind: 'records', name: '凭证', members: { number: 'line' } } } }),
      'fields receipts: number has no name; name it under names',
    ],
    [
      'a choice that is no word and has no name',
      () => chartWith({ fields: { ...input.fields, other: { kind: 'code', name: '另', values: ['K1', '其他'] } } }),
      'fields other: K1 has no name; name it under names',
    ],
    ['an unknown party', () => withRule('A5', { actors: [{ party: 'nobody', roles: ['handler'] }] }), 'transitions A5: no party nobody'],
    ['an unknown section', () => withRule('A5', { section: 'dry-dock' }), 'transitions A5: no section dry-dock'],
    ['an unknown field', () => withRule('A5', { requires: ['colour'] }), 'transitions A5: no field colour'],
    ['an unknown field in a condition', () => withRule('A5', { conditions: [{ known: 'colour' }] }), 'transitions A5: no field colour'],
    ['a condition about no step', () => withRule('A5', { conditions: [{ history: 'A0' }] }), 'transitions A5: no transition A0'],
    ['a limit nothing sets', () => withRule('A5', { conditions: [{ limitPassed: 'tide' }] }), 'transitions A5: no limit tide'],
    ['a document nothing makes', () => withRule('A5', { conditions: [{ documents: ['F-77'] }] }), 'transitions A5: no document F-77'],
    [
      'an amount that is none',
      () => withRule('A5', { conditions: [{ total: { plus: ['reason'] }, atMost: { plus: ['works.cost'] } }] }),
      'transitions A5: no amount works.cost',
    ],
    [
      'two ways that one event would move it',
      () => withRule('A5', { from: ['OPEN'], actors: [], driven: 'hand-off-sent' }),
      'transitions A5: another one waits for hand-off-sent in OPEN too',
    ],
    ['a checklist that is none', () => withRule('A5', { conditions: [{ checklist: 'reason' }] }), 'transitions A5: no checklist reason'],
    [
      'a limit from a day that has been',
      () => withRule('A5', { sets: [{ limit: 'fix', field: 'fixedOn' }] }),
      'transitions A5: no planned day fixedOn',
    ],
    ['a field twice in one form', () => withRule('A4', { allows: ['fixedOn'] }), 'transitions A4: fixedOn is both required and allowed'],
    ['a tale of what is not told', () => withRule('A4', { carries: ['reason'] }), 'transitions A4: carries reason, which is not announced'],
    ['a draft that moves the matter', () => withRule('A4', { internal: true }), 'transitions A4: is internal, and so must stay'],
    [
      'an end that could hide a crime',
      () => withRule('A7', { allows: [] }),
      'transitions A7: closes, and so must allow criminalTransferNumber',
    ],
    [
      'a name for a code that is none',
      () => chartWith({ fields: { ...input.fields, other: { kind: 'code', name: '另', values: ['K1'], names: { K2: '其他' } } } }),
      'fields other: names K2, which is no value',
    ],
    [
      'a form with a checklist that is not there',
      () => chartWith({ fields: { ...input.fields, other: { kind: 'checklist', name: '另', checklist: 'none' } } }),
      'fields other: no checklist none',
    ],
  ])('is refused for %s', (_name, complaints, expected) => expect(complaints()).toContain(expected));

  it.each([
    ['no source', { source: [] }],
    ['a source without a mark', { source: [{ text: '规则', article: '第一条' }] }],
    ['a misspelt member', { sorces: [] }],
    ['an unknown role', { actors: [{ party: 'office', roles: ['captain'] }] }],
  ])('does not even parse with %s', (_name, change) =>
    expect(StageChart.safeParse({ ...input, transitions: input.transitions.map((rule) => ({ ...rule, ...change })) }).success).toBe(false),
  );
});
