import { describe, expect, it } from 'vitest';
import type { FormField } from '../api/types.ts';
import { saidOf, wordsOf } from './field-values.ts';

const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  field: 'one',
  name: '一栏',
  kind,
  isRequired: true,
  ...more,
});
const options = [
  { value: 'K2', name: '已整改' },
  { value: 'K3', name: '已履职' },
];
const names = { agency: (id: string) => `单位${id}`, yes: '是', no: '否' };

describe('what a form says', () => {
  it.each([
    ['a line without the blanks around it', field('line'), ' 湖环罚〔2026〕1号 ', '湖环罚〔2026〕1号'],
    ['lines one by one', field('lines'), '甲\n\n 乙 ', ['甲', '乙']],
    ['no as an answer', field('flag'), false, false],
    ['nought as a number', field('number'), 0, 0],
    ['what is ticked and what is not', field('checklist', { options }), ['K3'], { K2: false, K3: true }],
    ['rows without empty columns', field('records'), [{ on: '2026-11-02', note: '' }], [{ on: '2026-11-02' }]],
  ] as const)('%s', (_what, asked, held, said) => expect(saidOf([asked], { one: held as never })).toEqual({ one: said }));

  it.each([
    ['an empty line', field('line'), '  '],
    ['lines of blanks', field('lines'), '\n \n'],
    ['a number that was cleared', field('number'), null],
    ['a choice of nothing', field('codes', { options }), []],
    ['what was never touched', field('checklist', { options }), undefined],
  ] as const)('is silent about %s', (_what, asked, held) => expect(saidOf([asked], { one: held as never })).toEqual({}));
});

it.each([
  ['flag', true, ['是']],
  ['code', 'K2', ['已整改']],
  ['codes', ['K3', 'other'], ['已履职', 'other']],
  ['agencies', ['1', '2'], ['单位1', '单位2']],
  ['checklist', { K2: true }, ['已整改：是', '已履职：否']],
  ['lines', ['甲', '乙'], ['甲', '乙']],
  ['number', 800, ['800']],
] as const)('a recorded %s is read in words', (kind, value, words) =>
  expect(wordsOf(field(kind, { options }), value, names)).toEqual(words),
);

it('a recorded row is read column by column', () => {
  const members = [
    { member: 'on', name: '日期', kind: 'day' as const, isOptional: false },
    { member: 'amount', name: '金额（元）', kind: 'number' as const, isOptional: false },
    { member: 'digest', name: '凭证', kind: 'digest' as const, isOptional: true },
  ];
  expect(wordsOf(field('records', { members }), [{ on: '2026-11-02', amount: 5 }], names)).toEqual(['日期 2026-11-02，金额（元） 5']);
});
