import type { z } from 'zod';
import { StageChart } from './chart.ts';

const source = [{ text: '港口规则', article: '第一条', evidence: 'D' as const }];

/** A small chart with one of everything: an office that checks, a unit that repairs, a court that may depart from it. */
export const harbourChartInput = {
  chart: 'repair',
  title: '维修',
  parties: { office: '办公室', unit: '单位' },
  stages: [
    { id: 'NEW', name: '新建' },
    { id: 'OPEN', name: '已立' },
    { id: 'SENT', name: '已送' },
    { id: 'DONE', name: '已修' },
    { id: 'CLOSED', name: '已结' },
  ],
  initial: 'NEW',
  ends: ['CLOSED'],
  deviation: 'recorded',
  checklists: {
    final: [
      { id: 'clean', name: '清理' },
      { id: 'signed', name: '签字' },
    ],
  },
  fields: {
    severity: { kind: 'code', name: '程度', values: ['minor', 'major'], names: { minor: '轻微', major: '重大' } },
    reason: { kind: 'text', name: '理由' },
    fixBy: { kind: 'planned-day', name: '期限' },
    fixedOn: { kind: 'day', name: '修复日期' },
    final: { kind: 'checklist', name: '清单', checklist: 'final' },
    criminalSuspicion: { kind: 'flag', name: '涉嫌犯罪' },
    criminalTransferNumber: { kind: 'line', name: '移送文号' },
    receiver: { kind: 'agency', name: '接收单位' },
  },
  transitions: [
    {
      id: 'A1',
      name: '立项',
      from: ['NEW'],
      to: 'OPEN',
      actors: [{ party: 'office', roles: ['intake', 'handler'] }],
      requires: ['severity', 'fixBy'],
      allows: ['reason', 'criminalSuspicion'],
      conditions: [{ when: { field: 'severity', in: ['major'] }, must: [{ known: 'reason' }] }],
      sets: [
        { limit: 'fix', field: 'fixBy' },
        { limit: 'warranty', months: 1 },
      ],
      document: 'F-01',
      source,
    },
    { id: 'A2', name: '送出', from: ['OPEN'], to: 'SENT', actors: [], driven: 'hand-off-sent', source },
    { id: 'A3', name: '退件', from: ['SENT'], to: 'OPEN', actors: [], driven: 'hand-off-refused', source },
    {
      id: 'A4',
      name: '修好',
      from: ['SENT'],
      to: 'DONE',
      actors: [{ party: 'unit', roles: ['handler'] }],
      requires: ['fixedOn'],
      source,
    },
    {
      id: 'A5',
      name: '返工',
      from: ['DONE'],
      to: 'SENT',
      actors: [{ party: 'office', roles: ['handler', 'approver'] }],
      conditions: [{ anyOf: [{ limitPassed: 'fix' }, { history: 'A6' }] }],
      inFlight: 'permitted',
      source,
    },
    {
      id: 'A6',
      name: '查看',
      from: ['OPEN', 'SENT', 'DONE'],
      to: 'SAME',
      actors: [{ party: 'office', roles: ['handler'] }],
      internal: true,
      document: 'F-02',
      source,
    },
    {
      id: 'A7',
      name: '结项',
      from: ['DONE'],
      to: 'CLOSED',
      actors: [{ party: 'office', roles: ['approver', 'handler'] }],
      requires: ['final'],
      allows: ['criminalTransferNumber'],
      conditions: [
        { checklist: 'final' },
        { history: 'A6', since: 'A4' },
        { differsFrom: 'A6' },
        { documents: ['F-01'] },
        { limitOpen: 'warranty' },
      ],
      closes: true,
      source,
    },
  ],
} satisfies z.input<typeof StageChart>;

export const harbourChart = StageChart.parse(harbourChartInput);
