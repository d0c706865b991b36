import { resolve } from 'node:path';
import {
  agencyKinds,
  clueResults,
  clueSources,
  fieldsOfCooperation,
  materialKinds,
  publicInterestQuantities,
  waterBodyKinds,
} from '@xiezhi/contracts';
import { WrittenChart } from '@xiezhi/stage-chart';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listsOf, overlapping, packFilesFrom, readMechanismPack, type Threshold } from './index.ts';

const folder = (name: string) => resolve(import.meta.dirname, `../../../packs/${name}`);
const delivered = ['river-chief-procurator', 'forest-chief-procurator', 'joint-handling'];

describe('the lists of the river pack', () => {
  const { codes = {}, parties = [] } = readMechanismPack(folder('river-chief-procurator'));
  const namesOf = (list: string) => Object.fromEntries((listsOf({ codes, parties })[list] ?? []).map(({ code, name }) => [code, name]));

  it.each<[string, Readonly<Record<string, string>>]>([
    ['clue-source', clueSources],
    ['field-of-cooperation', fieldsOfCooperation],
    ['clue-result', clueResults],
    ['material-kind', materialKinds],
    ['public-interest-quantity', publicInterestQuantities],
    ['water-body-kind', waterBodyKinds],
  ])('%s says what DOMAIN 6 does', (list, expected) => expect(namesOf(list)).toEqual(expected));

  it('have the thirty-three categories of DOMAIN 6.3', () =>
    expect(Object.keys(namesOf('problem-category')).join(' ')).toBe(
      'Z1-01 Z1-02 Z1-03 Z1-04 Z1-05 Z1-06 Z1-07 Z1-08 Z2-01 Z2-02 Z2-03 Z3-01 Z4-01 Z4-02 Z4-03 P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 F1 F2 F3 R1 R2 R3 S1 S2',
    ));

  it('know every kind of organ but the platform’s own office and the treasury, which takes no part', () => {
    const { PLATFORM: _office, FIN: _treasury, ...organs } = agencyKinds;
    expect(namesOf('parties')).toEqual(organs);
  });

  it('grade planting and enclosing on both scales', () => {
    const bounds = (code: string) => codes['problem-category']!.codes.find((one) => one.code === code)!.thresholds;
    expect(bounds('Z1-03')).toEqual([
      { degree: '一般', below: 1000 },
      { degree: '较严重', from: 1000, below: 5000 },
      { degree: '重大', from: 5000 },
    ]);
    expect(bounds('Z1-08')).toEqual([
      { degree: '一般', below: 1000 },
      { degree: '较严重', from: 1000, upTo: 5000 },
      { degree: '重大', above: 5000 },
    ]);
    expect(codes['standard-severity']!.codes.map(({ code, same }) => [code, same?.code])).toEqual([
      ['一般', '轻微'],
      ['较严重', '一般'],
      ['重大', '重大'],
    ]);
  });

  it('rest each on something, and say how sure that is', () =>
    expect(Object.values(codes).every(({ source }) => source.length > 0)).toBe(true));
});

describe.each(delivered)('%s', (name) => {
  it('writes no list out twice', () => {
    const charts = [...packFilesFrom(folder(name))]
      .filter(([path]) => path.startsWith('charts/'))
      .map(([, text]) => WrittenChart.parse(parse(text)));
    const writtenOut = charts.flatMap(({ chart, fields }) =>
      Object.entries(fields).flatMap(([field, definition]) =>
        (definition.kind === 'code' || definition.kind === 'codes') && definition.values !== undefined
          ? [{ at: `${chart} ${field}`, values: definition.values.toSorted().join() }]
          : [],
      ),
    );
    const lists = Object.values(readMechanismPack(folder(name)).codes ?? {}).map((list) =>
      list.codes
        .map(({ code }) => code)
        .toSorted()
        .join(),
    );
    const isTwice = ({ at, values }: { at: string; values: string }) =>
      lists.includes(values) || writtenOut.some((other) => other.at !== at && other.values === values);
    expect(writtenOut.filter(isTwice)).toEqual([]);
  });
});

describe('thresholds', () => {
  const Size = fc.integer({ min: 0, max: 20 });
  const Bound = fc.record({
    begin: fc.option(fc.tuple(fc.constantFrom('from', 'above'), Size)),
    end: fc.option(fc.tuple(fc.constantFrom('upTo', 'below'), Size)),
  });
  const holds = ({ from = 0, above = -1, upTo = Infinity, below = Infinity }: Threshold, size: number): boolean =>
    size >= from && size > above && size <= upTo && size < below;

  it('overlap when one and the same size is of both degrees, and only then', () =>
    fc.assert(
      fc.property(Bound, Bound, (one, other) => {
        const threshold = (degree: string, { begin, end }: typeof one): Threshold => ({
          degree,
          ...Object.fromEntries([begin, end].filter((each) => each !== null)),
        });
        const [left, right] = [threshold('甲', one), threshold('乙', other)];
        // Halves lie between the whole numbers that bounds are here.
        const sizes = Array.from({ length: 60 }, (_, index) => index / 2);
        const areEmpty = [left, right].some((each) => !sizes.some((size) => holds(each, size)));
        fc.pre(!areEmpty && one.begin !== one.end && other.begin !== other.end);
        expect(overlapping([left, right]).length > 0).toBe(sizes.some((size) => holds(left, size) && holds(right, size)));
      }),
    ));
});
