import { describe, expect, it } from 'vitest';
import { legalYearOf, numberTypes, type NumberTypeName, textAround } from './number-types.ts';

const reads = (type: NumberTypeName, n: string, isPractice = false) => {
  const word = numberTypes[type].per === 'division' ? '330502' : '湖河长办';
  const { before, after } = textAround(numberTypes[type], { word, year: 2026, isPractice });
  return `${before}${n}${after}`;
};

describe('a document number', () => {
  it.each<[NumberTypeName, string, string]>([
    ['letter', '23', '湖河长办函〔2026〕23号'],
    ['assignment', '4', '湖河长办交〔2026〕4号'],
    ['reminder', '5', '湖河长办提函〔2026〕5号'],
    ['minutes', '6', '湖河长办纪要〔2026〕6号'],
    ['supervision', '7', '湖河长办督〔2026〕7号'],
    ['supervision-letter', '8', '湖河长办督函〔2026〕8号'],
    ['problem', '000123', 'XS-330502-2026-000123'],
  ])('of type %s reads as DOMAIN 5.1 says', (type, n, text) => expect(reads(type, n)).toBe(text));

  it('is marked 演 in a practice world', () => {
    expect(reads('letter', '23', true)).toBe('湖河长办函〔2026〕演23号');
    expect(reads('problem', '000123', true)).toBe('XS演-330502-2026-000123');
  });

  it('takes a word as it stands, whatever signs it has', () =>
    expect(textAround(numberTypes.letter, { word: '$&{year}', year: 2026, isPractice: false }).before).toBe('$&{year}函〔2026〕'));

  it.each(Object.entries(numberTypes))('of type %s has one place for each part', (_name, { pattern }) => {
    for (const part of ['{word}', '{year}', '{practice}', '{n}']) expect(pattern.split(part)).toHaveLength(2);
  });
});

describe('the year of a number', () => {
  it.each([
    ['2026-12-31T23:59:59+08:00', 2026],
    ['2026-12-31T16:00:00Z', 2027],
    ['2027-01-01T00:00:00+08:00', 2027],
    ['2027-01-01T00:30:00+09:00', 2026],
  ])('of %s is the one in Shanghai', (actedAt, year) => expect(legalYearOf(actedAt)).toBe(year));
});
