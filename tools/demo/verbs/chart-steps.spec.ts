import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartVerbs } from './chart-steps.ts';

const packs = ['forest-chief-procurator', 'joint-handling', 'river-chief-procurator'].map((name) =>
  readMechanismPack(resolve(import.meta.dirname, '../../../packs', name)),
);
/** Files of every mechanism, and problems of those that have no words of their own here. */
const charts = packs.flatMap(({ header, charts: all }) =>
  Object.values(all).filter(
    ({ opening, chart }) =>
      opening !== undefined || chart === 'case-file' || (chart === 'problem' && header.name !== 'river-chief-procurator'),
  ),
);
const steps = charts.flatMap((chart) => chart.transitions.filter(({ driven }) => driven === undefined).map((rule) => ({ chart, rule })));

describe('the words of a chart’s steps', () => {
  it('are one for each step an officer takes, and none for what follows an event', () =>
    expect(Object.keys(chartVerbs)).toHaveLength(steps.length + 2));
  it('name each field of a form by a word of its own', () => {
    const twice = steps.flatMap(({ chart, rule }) => {
      const words = [...rule.requires, ...rule.allows].map((field) => chart.fields[field]!.name);
      return new Set(words).size === words.length ? [] : [`${chart.chart} ${rule.id}`];
    });
    expect(twice).toEqual([]);
  });
  it('take the form in those words', () => {
    const verb = chartVerbs['涉嫌犯罪案件移送：确认疑似，成立专案组']!;
    const form = { 行政机关种类: 'ECO', '疑似犯罪情形（6.7）': ['X1-危险废物三吨以上'], 办案人员已确认疑似: '是', 专案组执法人员人数: 2 };
    expect(verb.form.schema.parse(form)).toEqual(form);
    expect(() => verb.form.schema.parse({ ...form, 天气: '晴' })).toThrow('天气');
  });
  it('are sent to the service that keeps what they are taken on', () => {
    const thing = { word: '问题', id: 'p1', familyId: 'p1', matter: { kind: 'problem', id: 'p1' } } as const;
    expect(chartVerbs['森林资源问题：销号']!.path(thing)).toBe('/api/clue-transfer/problems/p1/steps/P8');
    expect(chartVerbs['联合处置：汇总答复']!.path(thing)).toBe('/api/case-supervision/case-files/p1/steps/R5');
  });
});
