import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffPacks, type MechanismPack, readMechanismPack } from './index.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));

function changed(change: (copy: MechanismPack) => void): MechanismPack {
  const copy = structuredClone(pack);
  change(copy);
  return copy;
}
const withClocks = (choose: (rows: MechanismPack['clocks'][number]['rules']) => MechanismPack['clocks']): MechanismPack => ({
  ...pack,
  clocks: choose(pack.clocks.flatMap(({ rules }) => rules)),
});
const information = pack.clocks.flatMap((file) => file.information);
const row = ({ clocks }: MechanismPack, id: string) => clocks.flatMap(({ rules }) => rules).find((one) => one.id === id)!;

describe('two versions of a pack', () => {
  it('that say the same differ in nothing, wherever their rows stand', () => {
    expect(diffPacks(pack, structuredClone(pack))).toEqual([]);
    const inOneFile = withClocks((rules) => [{ rules, information }]);
    expect(diffPacks(pack, inOneFile)).toEqual([]);
  });
  it('are compared by the names of rows and steps', () => {
    const after = changed((copy) => {
      row(copy, 'H05').length = 8;
      copy.charts['problem']!.transitions.find(({ id }) => id === 'P4')!.name = '派单';
    });
    expect(diffPacks(pack, after)).toEqual([
      { place: 'charts problem transitions P4 name', before: expect.any(String), after: '派单' },
      { place: 'clocks H05 length', before: 10, after: 8 },
    ]);
  });
  it('show what is new and what is gone as a whole', () => {
    const after = withClocks((rules) => [{ rules: rules.filter(({ id }) => id !== 'H05'), information }]);
    expect(diffPacks(pack, after)).toEqual([{ place: 'clocks H05', before: row(pack, 'H05') }]);
    expect(diffPacks(after, pack)).toEqual([{ place: 'clocks H05', after: row(pack, 'H05') }]);
  });
  it('compare routes by their slugs', () => {
    const route = (copy: MechanismPack, slug: string) => copy.routes!.find((one) => one.slug === slug)!;
    const after = changed((copy) => {
      route(copy, 'detention-transfer').verbs.recall = 'never';
      copy.routes!.push({ ...route(copy, 'clue-share'), id: route(copy, 'clue-share').id.replace(/^./, 'f'), slug: 'clue-share-2' });
    });
    expect(diffPacks(pack, after)).toEqual([
      { place: 'routes clue-share-2', after: expect.objectContaining({ slug: 'clue-share-2' }) },
      { place: 'routes detention-transfer verbs recall', before: 'before-received', after: 'never' },
    ]);
  });
  it('compare lists without names as one thing', () => {
    const after = changed((copy) => copy.header.notes.push('新的说明'));
    expect(diffPacks(pack, after).map(({ place }) => place)).toEqual(['header notes']);
  });
});
