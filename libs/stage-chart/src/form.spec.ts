import { expect, it } from 'vitest';
import { formOf, recordedForm, StageChart } from './index.ts';
import { harbourChartInput } from './harbour-chart.fixture.ts';

const chart = StageChart.parse({
  ...harbourChartInput,
  checklists: { ...harbourChartInput.checklists, afloat: [{ id: 'dry', name: '舱内无水' }] },
  fields: {
    ...harbourChartInput.fields,
    weather: { kind: 'code', name: '天气', values: ['F1', '晴'], names: { F1: '大风' } },
    afloat: { kind: 'checklist', name: '下水清单', checklist: 'afloat' },
    receipts: {
      kind: 'records',
      name: '凭证',
      members: { number: 'line', scan: 'digest' },
      names: { number: '号码', scan: '扫描件' },
      optional: ['scan'],
    },
  },
  transitions: [
    ...harbourChartInput.transitions,
    {
      id: 'F1',
      name: '下水',
      from: ['DONE'],
      to: 'SAME',
      actors: [{ party: 'office', roles: ['handler'] }],
      requires: ['weather', 'receipts'],
      allows: ['afloat'],
      source: [{ text: '港口规则', article: '第九条', evidence: 'D' }],
    },
  ],
});
const launch = chart.transitions.find(({ id }) => id === 'F1')!;

it('a form names everything a screen asks: fields, choices, columns', () =>
  expect(formOf(chart, launch)).toEqual([
    {
      field: 'weather',
      name: '天气',
      kind: 'code',
      isRequired: true,
      options: [
        { value: 'F1', name: '大风' },
        { value: '晴', name: '晴' },
      ],
    },
    {
      field: 'receipts',
      name: '凭证',
      kind: 'records',
      isRequired: true,
      members: [
        { member: 'number', name: '号码', kind: 'line', isOptional: false },
        { member: 'scan', name: '扫描件', kind: 'digest', isOptional: true },
      ],
    },
    { field: 'afloat', name: '下水清单', kind: 'checklist', isRequired: false, options: [{ value: 'dry', name: '舱内无水' }] },
  ]));

it('what was recorded is read by the chart, and what it does not define is left out', () =>
  expect(recordedForm(chart, { weather: 'F1', gone: 1 }).map(({ field }) => field)).toEqual(['weather']));
