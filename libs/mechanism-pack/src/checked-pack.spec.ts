import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedPackText, MechanismPackInvalid, MechanismPackSetting, readCheckedPack } from './index.ts';
import { pack } from './river-chief-procurator.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'xiezhi-checked-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (text: string): string => {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(file, text);
  return file;
};

describe('a pack kept as checked', () => {
  it('is the pack that was checked, member for member', () => {
    const kept = readCheckedPack(written(checkedPackText(pack)));
    expect(kept).toEqual(pack);
    // A pack that is published under the same version is compared with it by its text.
    expect(JSON.stringify(kept) === JSON.stringify(pack)).toBe(true);
  });

  it('may be named where a folder may', () => {
    expect(MechanismPackSetting.parse(written(checkedPackText(pack))).home).toEqual(pack);
  });

  it('is refused when it is something else, or the half of one', () => {
    for (const text of ['{}', checkedPackText(pack).slice(0, 1000), JSON.stringify({ checkedPack: 2, pack })])
      expect(() => readCheckedPack(written(text))).toThrow(MechanismPackInvalid);
    expect(() => readCheckedPack(join(folder, 'nowhere.json'))).toThrow(MechanismPackInvalid);
  });
});
