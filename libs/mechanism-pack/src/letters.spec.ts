import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffPacks, LetterNumberType, MechanismPackInvalid, type MechanismPack, mechanismPackOf, packFilesFrom } from './index.ts';

const files = packFilesFrom(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));
const pack = mechanismPackOf(files, 'river-chief-procurator', 'publish');
const letterOf = (code: string) => pack.letters?.find((one) => one.code === code);
const without = (file: string) => new Map([...files].filter(([path]) => path !== file));
const complaints = (read: () => MechanismPack): readonly string[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof MechanismPackInvalid) return error.complaints;
    throw error;
  }
};

describe('the letters of the river-chief pack', () => {
  it('are those of DOMAIN 5, but for the codes it reserves', () => {
    const reserved = [57, 58, 59, 83, 84];
    const codes = Array.from({ length: 100 }, (_, place) => place + 1).filter((number) => !reserved.includes(number));
    expect(new Set(pack.letters?.map(({ code }) => code))).toEqual(new Set(codes.map((number) => `F-${String(number).padStart(2, '0')}`)));
  });
  it('name the document of each step where the chart is', () => {
    expect(pack.charts['problem']?.documents).toMatchObject({ 'F-04': '交办单', 'F-09': '书面提示函' });
    expect(pack.charts['case-file']?.documents).toMatchObject({ 'F-41': '检察建议书', 'F-56': '刑附民起诉书' });
  });
  it('say who numbers them', () => {
    expect(letterOf('F-09')?.number).toEqual({ type: 'reminder' });
    expect(letterOf('F-41')?.number).toEqual({ recorded: { chart: 'case-file', field: 'suggestionNumber' } });
    expect(letterOf('F-39')?.number).toBe('none');
    expect(LetterNumberType.options).toContain('assignment');
  });
  it('that say why nothing makes them are few, and known', () =>
    expect(pack.letters?.filter(({ reason }) => reason !== undefined).map(({ code }) => code)).toEqual([
      'F-23',
      'F-28',
      'F-29',
      'F-37',
      'F-44',
      'F-66',
      'F-67',
      'F-68',
    ]));
  it('are compared by their codes, and a name that changed is told once', () => {
    const letters = (files.get('letters.yaml') ?? '').replace('name: 书面提示函', 'name: 提示函');
    const after = mechanismPackOf(new Map([...files, ['letters.yaml', letters]]), 'pack');
    expect(diffPacks(pack, after)).toEqual([{ place: 'letters F-09 name', before: '书面提示函', after: '提示函' }]);
  });
});

describe('a pack without letters', () => {
  it('is read for the matters that run on it: it was published before there were letters', () =>
    expect(mechanismPackOf(without('letters.yaml'), 'pack').charts['problem']?.documents).toBeUndefined());
  it('is not published any more', () =>
    expect(complaints(() => mechanismPackOf(without('letters.yaml'), 'pack', 'publish'))).toEqual([
      expect.stringMatching(
        /^charts\/administrative-detention\.yaml:\d+ transitions L1: makes F-82, which letters\.yaml does not define, since there is no such file \(add it to letters\.yaml/,
      ),
    ]));
  it('is published, where nothing in it makes a document', () => {
    const header = new Map([['pack.yaml', files.get('pack.yaml') ?? '']]);
    expect(complaints(() => mechanismPackOf(header, 'pack', 'publish'))).toEqual([]);
  });
});
