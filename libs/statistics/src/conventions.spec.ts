import { addDays, daysBetween } from '@xiezhi/statutory-time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureDefinitions } from './catalogue.ts';
import { netDays } from './days.ts';
import { unavailableFigures } from './figures/unavailable.ts';
import { figureDigest, freezeDayOf } from './freeze.ts';
import { periodOf, yearBefore } from './period.ts';
import { clock, definitionOf, duty, file, handOff, problem, step, times, windowOf } from './samples.fixture.ts';
import { changeOfNumbers, changeOfShares, shareOf } from './share.ts';
import { compared, figureOf } from './tally.ts';

const today = '2026-11-19';

describe('a period (SC-1)', () => {
  it.each([
    ['2026-10', '2026-10-01', '2026-10-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-Q4', '2026-10-01', '2026-12-31'],
    ['2026-H1', '2026-01-01', '2026-06-30'],
    ['2026', '2026-01-01', '2026-12-31'],
    ['2026-YTD', '2026-01-01', today],
    ['2025-YTD', '2025-01-01', '2025-12-31'],
  ])('%s runs from %s to %s, both included', (text, from, to) => expect(periodOf(text, today)).toMatchObject({ from, to }));

  it.each(['2026-13', '2026-00', '2026-Q5', '2026-Q0', '2026-H3', '26-10', '2026-1', '1999', '2200', '2026-10-01', '', 'Q4', '2026-ytd'])(
    '“%s” is none',
    (text) => expect(periodOf(text, today)).toBeUndefined(),
  );

  it.each([
    ['2024-02', '2023-02-01', '2023-02-28'],
    ['2025-02', '2024-02-01', '2024-02-29'],
    ['2026-Q1', '2025-01-01', '2025-03-31'],
    ['2026-YTD', '2025-01-01', '2025-11-19'],
  ])('%s is compared with %s to %s', (text, from, to) => {
    const period = periodOf(text, today);
    expect(period && yearBefore(period)).toMatchObject({ from, to });
  });
});

describe('an item', () => {
  it('is counted on its first and on its last day of the period, and on no other (SC-1)', () => {
    const sent = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map((on) => handOff(on));
    expect(figureOf(definitionOf('ST-01'), sent, windowOf('2026-10', today)).behind.numerator).toEqual([sent[1]?.id, sent[2]?.id]);
  });

  it('that lies after the cut-off is not counted', () =>
    expect(figureOf(definitionOf('ST-01'), [handOff('2026-11-20')], windowOf('2026-11', today)).numerator).toBe(0));

  it('that was taken back, only shared, or opened by forwarding is no lead sent (SC-3, SC-4)', () => {
    const none = [
      handOff('2026-10-12', { end: { how: 'recalled', at: '2026-10-13T09:00:00+08:00', on: '2026-10-13' } }),
      handOff('2026-10-12', { isOwning: false }),
      handOff('2026-10-12', { predecessor: 'hand-off/0' }),
      handOff('2026-10-12', { class: 'problem' }),
    ];
    expect(figureOf(definitionOf('ST-01'), none, windowOf('2026-10', today)).numerator).toBe(0);
  });

  it('found untrue or merged leaves the rate of rectification (SC-3)', () => {
    const problems = [
      problem('2026-05-04', [step('P3', 'REPORTED', 'REJECTED', '2026-05-06')]),
      problem('2026-05-04', [step('P3m', 'REPORTED', 'MERGED', '2026-05-06')]),
      problem('2026-05-04', [step('P2', 'REPORTED', 'TRIAGED', '2026-05-06'), step('P8', 'PENDING_CHECK', 'CLOSED', '2026-05-20')]),
    ];
    expect(figureOf(definitionOf('ST-10'), problems, windowOf('2026-05', today))).toMatchObject({ numerator: 1, denominator: 1 });
  });
});

describe('a deadline', () => {
  const month = windowOf('2026-10', '2026-10-20');
  const counts = (item: ReturnType<typeof clock>) => {
    const { numerator, denominator } = figureOf(definitionOf('ST-02'), [item], month);
    return `${numerator}/${denominator}`;
  };

  it('that is over and open is late (SC-6)', () => expect(counts(clock('H06', '2026-10-19'))).toBe('0/1'));
  it('of today is not over yet, its end is midnight', () =>
    expect(
      figureOf(definitionOf('ST-02'), [clock('H06', '2026-10-20')], {
        ...month,
        cutOff: { at: '2026-10-20T18:00:00+08:00', on: '2026-10-20' },
      }).denominator,
    ).toBe(0));
  it('that is not due counts in neither, even when it was met already (SC-6)', () =>
    expect(counts(clock('H06', '2026-10-30', { on: '2026-10-13' }))).toBe('0/0'));
  it('that was cancelled counts in neither', () =>
    expect(counts(clock('H06', '2026-10-12', { on: '2026-10-12', outcome: 'cancelled' }))).toBe('0/0'));
  it('that stands still counts in neither', () => expect(counts(clock('H06', '2026-10-12', undefined, { isPaused: true }))).toBe('0/0'));
  it('that was met in time and learnt late is in time (COUNTING 13)', () =>
    expect(counts(clock('H06', '2026-10-12', { on: '2026-10-12', outcome: 'met-learnt-late' }))).toBe('1/1'));
  it('of another row is another figure’s', () => expect(counts(clock('H09b', '2026-10-12', { on: '2026-10-12' }))).toBe('0/0'));
});

describe('a cohort (SC-2)', () => {
  const reported = (on: string) => problem(on, [step('P8', 'PENDING_CHECK', 'CLOSED', on)]);

  it('is immature until its last-born item has had its time', () => {
    const born = [reported('2026-08-01'), reported('2026-08-21')];
    expect(figureOf(definitionOf('ST-10'), born, windowOf('2026-08', '2026-11-18')).isImmature).toBe(true);
    expect(figureOf(definitionOf('ST-10'), born, windowOf('2026-08', '2026-11-19')).isImmature).toBe(false);
  });

  it('stands as it stood at the cut-off', () => {
    const back = problem('2026-05-04', [
      step('P8', 'PENDING_CHECK', 'CLOSED', '2026-06-01'),
      step('P14', 'CLOSED', 'LOOKBACK', '2026-09-01'),
      step('P14b', 'LOOKBACK', 'REOPENED', '2026-09-01', { lookBackResult: '反弹' }),
    ]);
    const at = (on: string) => figureOf(definitionOf('ST-10'), [back], windowOf('2026-05', on)).numerator;
    expect([at('2026-05-31'), at('2026-08-31'), at('2026-09-01')]).toEqual([0, 1, 0]);
    expect(figureOf(definitionOf('ST-11a'), [back], windowOf('2026-09', today)).share?.shown).toBe('1/1');
    expect(figureOf(definitionOf('ST-11b'), [back], windowOf('2026-06', today))).toMatchObject({
      numerator: 1,
      denominator: 1,
      isImmature: true,
    });
  });
});

describe('a duration (SC-8)', () => {
  it('is net of pauses, each day once', () =>
    expect(
      netDays('2026-09-01', '2026-10-01', [
        { from: '2026-09-05', to: '2026-09-10' },
        { from: '2026-09-08', to: '2026-09-12' },
        { from: '2026-08-01', to: '2026-09-02' },
        { from: '2026-09-28' },
      ]),
    ).toBe(30 - 7 - 1 - 3));

  it('is never negative and never more than gross, whatever the pauses', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays('2026-01-01', n));
    const pause = fc.record({ from: day, to: day });
    fc.assert(
      fc.property(day, day, fc.array(pause, { maxLength: 8 }), (one, other, pauses) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const net = netDays(from, to, pauses);
        const days = Array.from({ length: daysBetween(from, to) }, (_unused, n) => addDays(from, n));
        const isPaused = (on: string) => pauses.some((each) => each.from <= on && on < each.to);
        return net === days.filter((on) => !isPaused(on)).length;
      }),
    );
  });

  it('is told with what is still open and how old that is', () => {
    const files = [
      file('penalty', [step('D1', 'FOUND', 'FILED', '2026-09-01'), step('D6', 'NOTICE', 'DECISION', '2026-10-11')], {
        pauses: [{ from: '2026-09-10', to: '2026-09-20' }],
      }),
      file('penalty', [step('D1', 'FOUND', 'FILED', '2026-10-20')]),
    ];
    expect(figureOf(definitionOf('ST-06.6'), files, windowOf('2026-10', '2026-10-31'))).toMatchObject({
      shown: '40 日',
      gross: { n: 1, median: 40 },
      net: { n: 1, median: 30 },
      open: { n: 1, medianAge: 11 },
    });
  });
});

describe('what is shown', () => {
  it('of nothing is a dash, never 0 % or 100 % (SC-9)', () => expect(shareOf(0, 0).shown).toBe('—'));
  it('of ten is a percentage (SC-9)', () => expect(shareOf(3, 10).shown).toBe('30.0 %'));
  it('has no change when either year is small (SC-9)', () => {
    expect(changeOfShares(shareOf(3, 7), shareOf(62, 100))).toBeUndefined();
    expect(changeOfShares(shareOf(62, 100), shareOf(3, 7))).toBeUndefined();
    expect(changeOfNumbers({ value: 9, n: 9 }, { value: 40, n: 40 })).toBeUndefined();
  });
  it('has no relative change from nothing', () =>
    expect(changeOfShares(shareOf(0, 20), shareOf(5, 20))).toEqual({ relativeShown: '—', points: 25, pointsShown: '+25.0 个百分点' }));
  it('falls with a minus sign', () =>
    expect(changeOfShares(shareOf(62, 100), shareOf(50, 100))).toMatchObject({ relativeShown: '−19.4 %', pointsShown: '−12.0 个百分点' }));

  it('of a count changes relatively only (SC-10)', () => {
    const [before, now] = ['2025-10-12', '2026-10-12']
      .map((on, n) => times(10 + 2 * n, () => handOff(on)))
      .map((sent, n) => figureOf(definitionOf('ST-01'), sent, windowOf(`${2025 + n}-10`, today)));
    expect(before && now && compared(definitionOf('ST-01'), now, before).change).toEqual({ relative: 20, relativeShown: '+20.0 %' });
  });

  it('of an immature cohort is not compared with a mature one', () => {
    const at = (year: number) => times(12, () => problem(`${year}-10-12`, [step('P8', 'PENDING_CHECK', 'CLOSED', `${year}-10-20`)]));
    const figures = [2025, 2026].map((year) => figureOf(definitionOf('ST-10'), at(year), windowOf(`${year}-10`, today)));
    expect(figures[0] && figures[1] && compared(definitionOf('ST-10'), figures[1], figures[0])).not.toHaveProperty('change');
  });
});

describe('the list of figures', () => {
  const all = [...figureDefinitions, ...unavailableFigures];

  it('names every line of DOMAIN 7.2, each once, with how it is counted', () => {
    const lines = new Set(all.map(({ id }) => id.slice(0, 5)));
    expect(lines).toEqual(new Set(times(28, (n) => `ST-${String(n + 1).padStart(2, '0')}`)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { formula, name, mark } of all)
      expect([name, formula.endsWith('。'), ['D', 'V2'].includes(mark)]).toEqual([name, true, true]);
  });

  it('gives a reason for each figure there is no number for', () => {
    for (const { reason } of unavailableFigures) expect(reason).toMatch(/。$/);
    expect(unavailableFigures.map(({ id }) => id)).toEqual(['ST-13.item', 'ST-23b', 'ST-24.anonymous', 'ST-26', 'ST-28']);
  });

  it('breaks nothing down by single organs (SC-13)', () => {
    const ours = ['harbour', 'procuratorate'];
    const items = [
      handOff('2026-10-12', { senderKind: 'WAT', receiverKind: 'PRO' }),
      duty('OPEN_ADMIN_PIL', '2026-10-12'),
      clock('H06', '2026-10-12'),
    ];
    const keys = figureDefinitions.flatMap((definition) =>
      figureOf(definition, items, windowOf('2026-10', today)).groups.map(({ key }) => key),
    );
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => ours.some((organ) => key.includes(organ)))).toEqual([]);
  });
});

describe('freezing (SC-11)', () => {
  const weekend = (on: string) => [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());

  const month = periodOf('2026-10', today);

  it('is on the fifth working day of the next month', () => expect(month && freezeDayOf(month, weekend)).toBe('2026-11-06'));
  it('waits for a cohort until its last-born item has had its time (SC-2)', () => {
    expect(month && freezeDayOf(month, weekend, 90)).toBe('2027-01-29');
    expect(month && freezeDayOf(month, weekend, 3)).toBe('2026-11-06');
  });
  it('is of months only', () => {
    const year = periodOf('2026', today);
    expect(year && freezeDayOf(year, weekend)).toBeUndefined();
  });
  const sent = (n: number) =>
    figureOf(
      definitionOf('ST-01'),
      times(n, () => handOff('2026-10-12', { sourceCode: 'S03' })),
      windowOf('2026-10', today),
    );
  it('has another digest for another number, and the same for the same', () => {
    expect(figureDigest(sent(3))).toBe(figureDigest(sent(3)));
    expect(figureDigest(sent(3))).not.toBe(figureDigest(sent(4)));
  });
  it('has another digest for another breakdown of the same number', () => {
    const { groups, ...numbers } = sent(3);
    expect(groups.length).toBeGreaterThan(0);
    expect(figureDigest({ ...numbers, groups: groups.slice(1) })).not.toBe(figureDigest({ ...numbers, groups }));
  });
  it('has the same digest whatever stores the figure, and whatever is written beside its numbers', () => {
    const backwards = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(backwards)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([name, member]) => [name, backwards(member)]),
            )
          : value;
    const figure = sent(12);
    const stored = backwards(figure) as typeof figure;
    const named = { ...stored, name: '移送线索数', groups: stored.groups.map((group) => ({ ...group, name: '行政机关' })) };
    expect(figureDigest(named)).toBe(figureDigest(figure));
  });
});
