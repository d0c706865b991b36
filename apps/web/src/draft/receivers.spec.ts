import { describe, expect, it } from 'vitest';
import type { Agency, Route } from '../api/types.ts';
import { receiversBy } from './receivers.ts';

const agency = (slug: string, kind: string, division = '330523', level = 'county'): Agency => ({
  id: slug,
  slug,
  name: slug,
  shortName: slug,
  kind,
  division,
  level,
});
const office = agency('anji-office', 'RCO');
const procuratorate = agency('anji-procuratorate', 'PRO');
const agencies = [
  office,
  procuratorate,
  agency('deqing-procuratorate', 'PRO', '330521'),
  agency('city-procuratorate', 'PRO', '330500', 'city'),
  agency('town', 'TOW', '330523001', 'town'),
  agency('anji-water', 'WAT'),
  agency('city-water', 'WAT', '330500', 'city'),
];

const route = (terms: Partial<Route>): Route => ({
  slug: 'road',
  name: 'road',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'RCO',
  toKind: 'PRO',
  relation: 'same-division',
  sourceCodes: ['S18'],
  requiredMaterial: [],
  legalBasis: [],
  validFrom: '2026-01-01',
  lastDay: null,
  ...terms,
});
const receiversOn = (terms: Partial<Route>, sourceCode = 'S18') =>
  receiversBy(agencies, [route(terms)], { from: office.id, matterKind: 'clue', sourceCode }).map(({ receiver }) => receiver.id);

describe('whom a draft offers', () => {
  it('is the organ of the same division', () => expect(receiversOn({})).toEqual(['anji-procuratorate']));
  it('is one of another division on a road to such', () =>
    expect(receiversOn({ relation: 'same-level' })).toEqual(['deqing-procuratorate']));
  it('is whoever lies within the division, of each kind the road names: a county’s own, a city’s everywhere in it', () => {
    const within = { relation: 'within-division', toKind: 'WAT', alsoTo: ['TOW'] } as const;
    const all = { ...within, alsoTo: [...within.alsoTo] };
    expect(receiversOn(all)).toEqual(['town', 'anji-water']);
    expect(receiversBy(agencies, [route({ ...all, fromKind: 'PRO' })], { from: 'city-procuratorate', matterKind: 'clue' })).toHaveLength(3);
  });
  it('is every organ of the kind where the road says so', () => expect(receiversOn({ relation: 'any' })).toHaveLength(3));
  it('is nobody for another source, another matter, a closed road or another kind of sender', () => {
    expect(receiversOn({}, 'S11')).toEqual([]);
    expect(receiversOn({ matterKind: 'problem' })).toEqual([]);
    expect(receiversOn({ lastDay: '2026-02-01' })).toEqual([]);
    expect(receiversOn({ fromKind: 'POL' })).toEqual([]);
  });
});
