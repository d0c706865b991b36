import { describe, expect, it } from 'vitest';
import { chartNamed } from './charts.ts';
import { type Road, stageFound } from './stages.ts';

const chart = chartNamed('case-file');
const road = (stageName: string, ...taken: [string, string][]): Road => ({
  mechanism: 'river-chief-procurator',
  chart,
  stageName,
  taken: taken.map(([transition, to]) => ({ transition, to })),
});
const expired = road('行政机关已回复', ['A8', 'REPLIED'], ['A12x', 'REPLIED']);

describe('a stage that a story expects', () => {
  it('is found where the act asked for the step', () =>
    expect(stageFound({ 为: '行政机关已回复' }, expired, 0, 'A8')).toEqual({
      chart: 'case-file',
      transition: 'A8',
      stage: '行政机关已回复',
    }));
  it('is found where something else drove the step', () =>
    expect(stageFound({ 经: '整改期限届满', 为: '行政机关已回复' }, expired, 1)).toEqual({
      chart: 'case-file',
      transition: 'A12x',
      stage: '行政机关已回复',
    }));

  it('is one of its own mechanism: the same step of another is another', () => {
    const [mechanism, name] = ['forest-chief-procurator', 'problem'];
    const reported = { mechanism, chart: chartNamed(name, mechanism), stageName: '已上报', taken: [{ transition: 'P1', to: 'REPORTED' }] };
    expect(stageFound({ 为: '已上报' }, reported, 0)).toMatchObject({ chart: 'forest-chief-procurator/problem', transition: 'P1' });
  });

  it.each([
    ['another stage', { 经: '整改期限届满', 为: '跟进调查' }, 0, '应为 跟进调查，实为 行政机关已回复'],
    ['a step taken before the story last looked', { 经: '记录行政机关回复', 为: '行政机关已回复' }, 1, '没有经过'],
    ['a step not taken', { 经: '跟进调查', 为: '跟进调查' }, 0, '没有经过'],
    ['a step the chart does not have', { 经: '飞', 为: '跟进调查' }, 0, '没有步骤'],
    ['a stage the chart does not have', { 经: '跟进调查', 为: '飞' }, 0, '没有阶段'],
  ])('is not found in %s', (_what, expected, seen, complaint) => expect(stageFound(expected, expired, seen)).toContain(complaint));

  it('is not found where the matter stands elsewhere than its last step led', () =>
    expect(stageFound({ 为: '行政机关已回复' }, road('已立案', ['A8', 'REPLIED']), 0, 'A8')).toContain('实为 已立案'));
});
