import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartVerbs } from './chart-steps.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));
const charts = Object.values(pack.charts).filter(({ opening, chart }) => opening !== undefined || chart === 'case-file');
const steps = charts.flatMap((chart) => chart.transitions.filter(({ driven }) => driven === undefined).map((rule) => ({ chart, rule })));

describe('the words of a file’s steps', () => {
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
});
