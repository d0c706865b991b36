import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harbourChartInput as input } from './harbour-chart.fixture.ts';
import { type ListedCodes, listsWrittenOut, StageChart, WrittenChart } from './index.ts';

const lists: ListedCodes = {
  cargo: [
    { code: 'C1', name: '煤' },
    { code: 'C2', name: '粮' },
    { code: '木材', name: '木材' },
  ],
};
const written = (field: object) => WrittenChart.parse({ ...input, fields: { ...input.fields, cargo: field } });
const resolvedField = (field: object) => {
  const read = listsWrittenOut(written({ kind: 'code', name: '货物', ...field }), lists);
  return 'chart' in read ? read.chart.fields['cargo'] : read.complaints;
};

describe('a field that names a list', () => {
  it('offers all of it, with the names that are not the codes themselves', () =>
    expect(resolvedField({ list: 'cargo' })).toEqual({
      kind: 'code',
      name: '货物',
      announced: false,
      values: ['C1', 'C2', '木材'],
      names: { C1: '煤', C2: '粮' },
    }));
  it('offers those it names alone, in its own order', () =>
    expect(resolvedField({ list: 'cargo', only: ['木材', 'C1'] })).toMatchObject({ values: ['木材', 'C1'], names: { C1: '煤' } }));
  it('offers all but those it leaves out', () =>
    expect(resolvedField({ list: 'cargo', except: ['C2'] })).toMatchObject({ values: ['C1', '木材'] }));
  it('has no names where every value is one', () => expect(resolvedField({ list: 'cargo', only: ['木材'] })).not.toHaveProperty('names'));
  it('may record the name', () => {
    expect(resolvedField({ list: 'cargo', recorded: 'name' })).toMatchObject({ values: ['煤', '粮', '木材'] });
    expect(resolvedField({ list: 'cargo', recorded: 'name' })).not.toHaveProperty('names');
  });

  it('is told where the list is not there', () =>
    expect(resolvedField({ list: 'crew' })).toEqual(['fields cargo: the pack has no list crew']));
  it('is told which codes the list has not', () =>
    expect(resolvedField({ list: 'cargo', only: ['C1', 'C9'] })).toEqual(['fields cargo: the list cargo does not define C9']));
  it('is told when nothing is left', () =>
    expect(resolvedField({ list: 'cargo', except: ['C1', 'C2', '木材'] })).toEqual(['fields cargo: nothing is left of the list cargo']));

  it.each([
    {},
    { values: ['煤'], list: 'cargo' },
    { list: 'cargo', names: { C1: '煤' } },
    { list: 'cargo', only: ['C1'], except: ['C2'] },
    { values: ['煤'], except: ['煤'] },
  ])('is not both, nor neither: %j', (field) =>
    expect(() => written({ kind: 'code', name: '货物', ...field })).toThrow('either values or a list'),
  );
});

describe('a chart', () => {
  const Names = fc.uniqueArray(fc.constantFrom('甲', '乙', '丙', '丁', 'A', 'B', 'C', 'D'), { minLength: 1, maxLength: 8 });

  it('is the same whether its values stand in it or in a list', () =>
    fc.assert(
      fc.property(Names, fc.constantFrom('code', 'codes'), (values, kind) => {
        const named = values.filter((value) => value < 'a').map((value) => [value, `名${value}`] as const);
        const names = named.length > 0 ? { names: Object.fromEntries(named) } : {};
        const plain = StageChart.parse({ ...input, fields: { ...input.fields, cargo: { kind, name: '货物', values, ...names } } });
        const list = values.map((code) => ({ code, name: Object.fromEntries(named)[code] ?? code }));
        const read = listsWrittenOut(written({ kind, name: '货物', list: 'x' }), { x: list });
        expect(read).toEqual({ chart: plain });
      }),
    ));
  it('that names no list is itself', () =>
    expect(listsWrittenOut(WrittenChart.parse(input), {})).toEqual({ chart: StageChart.parse(input) }));
});
