import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chartOf, MechanismPackInvalid, readMechanismPack } from './index.ts';

const delivered = resolve(import.meta.dirname, '../../../packs/river-chief-procurator');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiezhi-pack-'));
  cpSync(delivered, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
};
const complaints = (): readonly string[] => {
  try {
    readMechanismPack(folder);
  } catch (error) {
    if (error instanceof MechanismPackInvalid) return error.complaints;
    throw error;
  }
  return [];
};

describe('a pack', () => {
  it('is read whole, with its version and its charts by name', () => {
    const pack = readMechanismPack(folder);
    expect(pack.header).toMatchObject({ name: 'river-chief-procurator', version: '2026.1', validFrom: '2026-01-01' });
    expect(chartOf(pack, 'problem')).toMatchObject({ packVersion: 'river-chief-procurator@2026.1', chart: { title: '河湖问题' } });
    expect(() => chartOf(pack, 'forest')).toThrow('the mechanism pack river-chief-procurator has no chart forest');
  });

  it('with a mistake is not used, and file, line and place are named', () => {
    edit('charts/case-file.yaml', '\ndeviation: recorded', '\ndeviation: ignored');
    expect(complaints()).toEqual([expect.stringMatching(/^charts\/case-file\.yaml:\d+ deviation: /)]);
  });
  it('with several mistakes names them all', () => {
    edit('pack.yaml', 'validFrom: "2026-01-01"', 'validFrom: soon');
    edit('charts/dispute.yaml', 'to: WITHDRAWN', 'to: NOWHERE');
    expect(complaints()).toEqual([
      expect.stringMatching(/^charts\/dispute\.yaml:\d+ transitions D7: no stage NOWHERE \(/),
      expect.stringMatching(/^charts\/dispute\.yaml:\d+ stages: WITHDRAWN cannot be reached from RAISED \(/),
      expect.stringMatching(/^pack\.yaml:\d+ validFrom: /),
    ]);
  });

  it.each<[string, () => void, RegExp]>([
    ['a misspelt member', () => edit('pack.yaml', 'title:', 'titel:'), /^pack\.yaml/],
    ['a key that stands twice', () => edit('pack.yaml', 'title:', 'name: twice\ntitle:'), /^pack\.yaml: .*unique/],
    ['an alias', () => edit('pack.yaml', 'notes:', 'more: &a [x]\nnotes:\n  - *a'), /^pack\.yaml: aliases are not allowed/],
    [
      'a chart under another name',
      () => edit('charts/dispute.yaml', 'chart: dispute', 'chart: quarrel'),
      /^charts\/dispute\.yaml: the chart calls itself quarrel/,
    ],
    [
      'a small text that would become a large one',
      () => writeFileSync(join(folder, 'warnings.yaml'), 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n'),
      /^warnings\.yaml: aliases are not allowed/,
    ],
    ['brackets without end', () => writeFileSync(join(folder, 'warnings.yaml'), '['.repeat(100_000)), /^warnings\.yaml/],
    ['a file too large', () => writeFileSync(join(folder, 'pack.yaml'), '#'.repeat(600_000)), /^pack\.yaml: has 600000 bytes/],
    ['no pack.yaml', () => rmSync(join(folder, 'pack.yaml')), /^pack\.yaml: there is no such file/],
  ])('is refused for %s', (_name, spoil, expected) => {
    spoil();
    expect(complaints()).toContainEqual(expect.stringMatching(expected));
  });
});
