import { describe, expect, it } from 'vitest';
import { CodeBook, type CodeLists, type MechanismPack } from './index.ts';
import { PackShelf } from './pack-shelf.ts';
import { pack } from './river-chief-procurator.fixture.ts';

const source = [{ text: '港口规则', article: '第一条', evidence: 'D' as const }];
const listed = (title: string, codes: Record<string, string>) => ({
  title,
  source,
  codes: Object.entries(codes).map(([code, name]) => ({ code, name })),
});
const { codes: _codes, parties: _parties, ...bareOfLists } = pack;
const version = (header: Partial<MechanismPack['header']>, codes?: CodeLists): MechanismPack => ({
  ...bareOfLists,
  header: { ...pack.header, ...header },
  ...(codes !== undefined && { codes }),
});
const harbour = version(
  { name: 'harbour', validFrom: '2026-01-01' },
  { 'clue-source': listed('来源', { S01: '举报', S31: '引航员报告' }) },
);
const later = version(
  { name: 'harbour', version: '2026.2', validFrom: '2026-07-01' },
  { 'clue-source': listed('来源', { S01: '举报', S32: '灯塔报告' }) },
);
const canal = version(
  { name: 'canal', validFrom: '2026-01-01' },
  { 'clue-source': listed('运河来源', { S01: '群众举报', S02: '船闸报告' }), cargo: listed('货物', { C1: '煤' }) },
);
const bare = version({ name: 'bare', validFrom: '2026-01-01' });
const bookOf = (home: MechanismPack, ...more: MechanismPack[]) => {
  const shelf = new PackShelf(home);
  for (const one of more) shelf.put(one);
  return new CodeBook(shelf);
};

describe('the lists of the mechanisms in force', () => {
  it('are one list of all, as the home mechanism names what several have', () =>
    expect(bookOf(harbour, canal).lists('2026-03-01')).toEqual([
      {
        list: 'clue-source',
        title: '来源',
        codes: [
          { code: 'S01', name: '举报' },
          { code: 'S31', name: '引航员报告' },
          { code: 'S02', name: '船闸报告' },
        ],
      },
      { list: 'cargo', title: '货物', codes: [{ code: 'C1', name: '煤' }] },
    ]));
  it('are those of one mechanism where it is named', () =>
    expect(
      bookOf(harbour, canal)
        .lists('2026-03-01', 'canal')
        .map(({ title }) => title),
    ).toEqual(['运河来源', '货物']));
  it('are those of the version that holds on the day', () => {
    const book = bookOf(harbour, later);
    const sources = (on: string) => book.lists(on)[0]!.codes.map(({ code }) => code);
    expect(sources('2026-06-30')).toEqual(['S01', 'S31']);
    expect(sources('2026-07-01')).toEqual(['S01', 'S32']);
  });
  it('are none before the first day', () => expect(bookOf(harbour).lists('2025-12-31')).toEqual([]));
  it('come with the kinds of organs, thresholds and headings of the delivered pack, and without what they rest on', () => {
    const lists = bookOf(pack).lists('2026-07-01');
    expect(lists.find(({ list }) => list === 'parties')?.codes).toContainEqual({ code: 'RCO', name: '河长制工作机构' });
    expect(lists.find(({ list }) => list === 'problem-category')?.codes.find(({ code }) => code === 'Z1-03')).toEqual({
      code: 'Z1-03',
      name: '行洪河道内种植阻洪林木、高秆作物',
      group: '乱占',
      size: '面积',
      unit: '平方米',
      thresholds: [
        { degree: '一般', below: 1000 },
        { degree: '较严重', from: 1000, below: 5000 },
        { degree: '重大', from: 5000 },
      ],
    });
  });
});

describe('a code', () => {
  const book = bookOf(harbour, later, canal, bare);
  const unlisted = (code: string | undefined, on = '2026-03-01', mechanism?: string) =>
    book.unlisted({ 'clue-source': code }, on, mechanism);

  it('is listed when any mechanism in force lists it', () => {
    expect(unlisted('S31')).toEqual([]);
    expect(unlisted('S02')).toEqual([]);
  });
  it('is told with its list when none does', () => expect(unlisted('S99')).toEqual([{ list: 'clue-source', code: 'S99' }]));
  it('is listed by the day', () => {
    expect(unlisted('S32')).toEqual([{ list: 'clue-source', code: 'S32' }]);
    expect(unlisted('S32', '2026-07-01')).toEqual([]);
    expect(unlisted('S31', '2026-07-01')).toEqual([{ list: 'clue-source', code: 'S31' }]);
  });
  it('of a mechanism is one of its own', () => {
    expect(unlisted('S31', '2026-03-01', 'canal')).toEqual([{ list: 'clue-source', code: 'S31' }]);
    expect(unlisted('S02', '2026-03-01', 'canal')).toEqual([]);
  });
  it('of a mechanism without such a list is one of any', () => {
    expect(unlisted('S31', '2026-03-01', 'bare')).toEqual([]);
    expect(unlisted('S99', '2026-03-01', 'bare')).toEqual([{ list: 'clue-source', code: 'S99' }]);
  });
  it('of a list that nobody has is bound by nothing but its form', () => expect(book.unlisted({ crew: 'X' }, '2026-03-01')).toEqual([]));
  it('that was not said lacks nowhere', () => expect(unlisted(undefined)).toEqual([]));
});
