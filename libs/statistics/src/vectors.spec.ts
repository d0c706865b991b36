import { describe, expect, it } from 'vitest';
import { Durations } from './days.ts';
import { clock, definitionOf, duty, file, step, times, windowOf } from './samples.fixture.ts';
import { changeOfShares, shareOf } from './share.ts';
import { figureOf } from './tally.ts';

/** DOMAIN 7.3, line by line. */
describe('the vectors of DOMAIN 7.3:', () => {
  it('change display: 50/100 and then 62/100 is +24.0 % and +12.0 percentage points', () => {
    expect(shareOf(62, 100).shown).toBe('62.0 %');
    expect(changeOfShares(shareOf(50, 100), shareOf(62, 100))).toEqual({
      relative: 24,
      relativeShown: '+24.0 %',
      points: 12,
      pointsShown: '+12.0 个百分点',
    });
  });

  const decided = [
    ...times(5, () => duty('OPEN_ADMIN_PIL', '2026-10-12')),
    ...times(3, () => duty('OPEN_CIVIL_PIL', '2026-10-31')),
    ...times(6, () => duty('NOT_OPEN_NO_HARM', '2026-10-01')),
    ...times(2, () => duty('REFERRED_POLICE', '2026-10-20')),
    duty('REFERRED_PROCURATORATE', '2026-10-21'),
    ...times(3, () => duty('MERGED', '2026-10-22')),
  ];
  const october = windowOf('2026-10', '2026-11-30');

  it('ST-04a: 8 / (20 − 3 − 1) = 50.0 %', () => {
    const { share, groups, behind } = figureOf(definitionOf('ST-04a'), decided, october);
    expect(share).toEqual({ numerator: 8, denominator: 16, shown: '50.0 %', percent: 50 });
    expect(behind.numerator).toEqual(decided.slice(0, 8).map(({ id }) => id));
    expect(behind.denominator).toHaveLength(16);
    expect(groups.map(({ key, share: { denominator } }) => [key, denominator])).toEqual([
      ['NOT_OPEN_NO_HARM', 6],
      ['OPEN_ADMIN_PIL', 5],
      ['OPEN_CIVIL_PIL', 3],
      ['REFERRED_POLICE', 2],
    ]);
  });

  it('ST-03: 11/17 = 64.7 %', () => {
    expect(figureOf(definitionOf('ST-03'), decided, october).share).toEqual({
      numerator: 11,
      denominator: 17,
      shown: '64.7 %',
      percent: 64.7,
    });
  });

  const filed = (on: string) => step('B7f', 'REGISTERED', 'FILED', on);
  const solved = (on: string) => step('J0', 'FILED', 'FILED', on);
  const criminal = [
    ...times(10, () => file('criminal-case', [filed('2026-03-01'), solved('2026-05-01')])),
    ...times(2, () => file('criminal-case', [filed('2026-04-01')])),
    ...times(5, () => file('criminal-case', [filed('2025-11-01'), solved('2026-02-01')])),
  ];

  it('ST-05a: 15 solved over 12 filed is 125.0 %, with a footnote of 5', () => {
    const { share, notes } = figureOf(definitionOf('ST-05a'), criminal, windowOf('2026', '2026-12-31'));
    expect(share?.shown).toBe('125.0 %');
    expect(notes).toEqual([{ key: 'earlier', text: '其中 5 件为以前立案', n: 5 }]);
  });

  it('ST-05b: 10 of 12 = 83.3 %', () => {
    const { share, isImmature } = figureOf(definitionOf('ST-05b'), criminal, windowOf('2026', '2026-12-31'));
    expect({ shown: share?.shown, isImmature }).toEqual({ shown: '83.3 %', isImmature: false });
  });

  it('ST-07: 11 due, 8 in time, 1 late, 2 not sent, 4 not yet due: 72.7 %', () => {
    const duties = [
      ...times(8, () => clock('H09c', '2026-10-12', { on: '2026-10-12' })),
      clock('H09c', '2026-10-12', { on: '2026-10-13' }),
      ...times(2, () => clock('H09f', '2026-10-15')),
      ...times(4, () => clock('H09f', '2026-10-30')),
    ];
    const { share, groups } = figureOf(definitionOf('ST-07'), duties, windowOf('2026-10', '2026-10-20'));
    expect(share).toEqual({ numerator: 8, denominator: 11, shown: '72.7 %', percent: 72.7 });
    expect(groups.map(({ split, key, share: { shown } }) => [split, key, shown])).toEqual([
      ['nature', 'internal', '72.7 %'],
      ['row', 'H09c', '8/9'],
      ['row', 'H09f', '0/2'],
    ]);
  });

  it('ST-06: median 9, P90 40, mean 22.3', () => {
    const durations = new Durations();
    for (const days of [40, 3, 5, 90, 5, 8, 9, 12, 20, 31]) durations.add(days);
    expect(durations.spread()).toEqual({ n: 10, median: 9, p90: 40, mean: 22.3 });
  });

  it('small numbers: 3 of 7 is “3/7” and no percentage', () =>
    expect(shareOf(3, 7)).toEqual({ numerator: 3, denominator: 7, shown: '3/7' }));

  it('SC-5: due 1 September, extended to 1 October, done 20 September: in time, against the original limit not', () => {
    const extended = clock(
      'H04',
      '2026-10-01',
      { on: '2026-09-20' },
      { original: { on: '2026-09-01', before: '2026-09-02T00:00:00+08:00' }, extensions: 1 },
    );
    const { share, original } = figureOf(definitionOf('ST-08'), [extended], windowOf('2026-10', '2026-10-08'));
    expect(share?.shown).toBe('1/1');
    expect(original?.shown).toBe('0/1');
  });
});
