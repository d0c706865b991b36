import { resolve } from 'node:path';
import { type MechanismPack, packed, packFilesFrom, PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import type { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { PackRefresher } from './pack-refresher.ts';

const folder = resolve(import.meta.dirname, '../../../../packs/river-chief-procurator');
const home: MechanismPack = readMechanismPack(folder);
const river = packFilesFrom(folder);
const headed = (name: string, version: string, title = '港长协作机制') =>
  packed(
    name,
    new Map([...river, ['pack.yaml', `name: ${name}\ntitle: ${title}\nversion: "${version}"\nvalidFrom: "2026-03-01"\n`] as const]),
  );

interface Kept {
  pack_version: string;
  content: string;
  last_day: string | null;
}

/** The table of known packs, and how often what waits was released. */
function refresherOver(kept: Kept[]) {
  const seen = { released: 0, logged: [] as string[] };
  const query = ({ text, values = [] }: { text: string; values?: unknown[] }) => {
    if (text.includes('inbox_parked')) seen.released += 1;
    const rows = text.includes('select content') ? kept.filter(({ pack_version }) => pack_version === values[0]) : kept;
    return Promise.resolve({ rows, rowCount: rows.length });
  };
  const shelf = new PackShelf(home);
  const tell = (_figures: object, message: string) => seen.logged.push(message);
  const log = { info: tell, warn: tell, error: tell } as never;
  return { shelf, seen, refresher: new PackRefresher({ service: 'feedback', shelf, pool: { query } as unknown as Pool, log }) };
}
const harbour: Kept = { pack_version: 'harbour-master@2026.1', content: headed('harbour-master', '2026.1'), last_day: null };

describe('the refresher of a shelf', () => {
  it('puts there what was published, once, and then lets what waited be tried again', async () => {
    const { shelf, seen, refresher } = refresherOver([harbour]);
    expect(await refresher.runOnce()).toEqual(['harbour-master@2026.1']);
    expect(shelf.has('harbour-master@2026.1')).toBe(true);
    expect(await refresher.runOnce()).toEqual([]);
    expect(seen.released).toBe(1);
  });
  it('ends births where one was withdrawn, also later', async () => {
    const kept = [{ ...harbour }];
    const { shelf, refresher } = refresherOver(kept);
    await refresher.runOnce();
    expect(shelf.holding('2026-10-01', 'harbour-master')).toBeDefined();
    kept[0]!.last_day = '2026-09-30';
    await refresher.runOnce();
    expect(shelf.holding('2026-10-01', 'harbour-master')).toBeUndefined();
    expect(shelf.has('harbour-master@2026.1')).toBe(true);
  });
  it('leaves aside what this build cannot read, tells it once, and takes the others', async () => {
    const broken = { pack_version: 'future@2030.1', content: packed('future', new Map([['pack.yaml', 'name: future']])), last_day: null };
    const { seen, refresher } = refresherOver([broken, harbour]);
    expect(await refresher.runOnce()).toEqual(['harbour-master@2026.1']);
    await refresher.runOnce();
    expect(seen.logged.filter((message) => message.includes('cannot be read'))).toHaveLength(1);
  });
  it('keeps the pack of the setting when another content was published under its version', async () => {
    const { name, version } = home.header;
    const other = { pack_version: `${name}@${version}`, content: headed(name, version, '另一机制'), last_day: null };
    const { shelf, seen, refresher } = refresherOver([other]);
    expect(await refresher.runOnce()).toEqual([]);
    expect(shelf.of(`${name}@${version}`)).toBe(home);
    expect(seen).toMatchObject({ released: 0, logged: [expect.stringContaining('is not taken')] });
  });
});
