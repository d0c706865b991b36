import { describe, expect, it } from 'vitest';
import { harbourChartInput as input } from './harbour-chart.fixture.ts';
import { check, spelledOut, StageChart } from './index.ts';

const [first] = input.transitions;
const chartWith = (...more: object[]) => spelledOut(StageChart.parse({ ...input, transitions: [...input.transitions, ...more] }));
const fromOf = (chart: StageChart, id: string) => chart.transitions.find((rule) => rule.id === id)!.from;
const all = input.stages.map(({ id }) => id);
const hears = (id: string, from: string[], to: string, ...transitions: string[]) => ({
  id,
  from,
  to,
  name: '船厂',
  source: first!.source,
  actors: [],
  driven: { chart: 'dock', transitions },
});

describe('a step from anywhere', () => {
  it('is one from every stage, whichever the chart has', () =>
    expect(fromOf(chartWith({ ...first, id: 'A8', from: ['ANY'], to: 'SAME' }), 'A8')).toEqual(all));
  it('leaves to another what follows the same event from there', () => {
    const chart = chartWith(
      hears('A8', ['SENT'], 'DONE', 'D1'),
      hears('A9', ['ANY'], 'SAME', 'D1', 'D2'),
      hears('A10', ['ANY'], 'SAME', 'D3'),
    );
    expect(check(chart)).toEqual([]);
    expect(fromOf(chart, 'A9')).toEqual(all.filter((stage) => stage !== 'SENT'));
    expect(fromOf(chart, 'A10')).toEqual(all);
  });
  it('is written alone: among other stages it is none', () =>
    expect(check(chartWith({ ...first, id: 'A8', from: ['OPEN', 'ANY'], to: 'SAME' }))).toContain('transitions A8: no stage ANY'));
  it('takes the name from stages', () =>
    expect(check(StageChart.parse({ ...input, stages: [...input.stages, { id: 'ANY', name: '任一' }] }))).toContain(
      'stages: ANY is no name for a stage',
    ));
});
