import { describe, expect, it } from 'vitest';
import type { MechanismPack } from './index.ts';
import { PackShelf } from './pack-shelf.ts';
import { pack } from './river-chief-procurator.fixture.ts';

const version = (change: Partial<MechanismPack['header']>, more: Partial<MechanismPack> = {}): MechanismPack => ({
  ...pack,
  ...more,
  header: { ...pack.header, ...change },
});
const first = version({ name: 'harbour', version: '2026.1', validFrom: '2026-01-01' });
const second = version({ name: 'harbour', version: '2026.2', validFrom: '2026-07-01' });
const canal = version({ name: 'canal', version: '2026.1', validFrom: '2026-03-01' });
const versionOn = (shelf: PackShelf, on: string, mechanism?: string) => shelf.holding(on, mechanism)?.header.version;

describe('a shelf of packs', () => {
  it('holds the pack of the setting from the start', () => {
    const shelf = new PackShelf(first);
    expect(shelf.of('harbour@2026.1')).toBe(first);
    expect(versionOn(shelf, '2026-01-01')).toBe('2026.1');
    expect(versionOn(shelf, '2025-12-31')).toBeUndefined();
    expect(shelf.charts.born('problem', '2026-01-01').packVersion).toBe('harbour@2026.1');
  });
  it('gives births to a later version from its first day on, and keeps the earlier one for what runs', () => {
    const shelf = new PackShelf(first);
    const { charts } = shelf;
    expect(shelf.put(second)).toBe('new');
    expect(versionOn(shelf, '2026-06-30')).toBe('2026.1');
    expect(versionOn(shelf, '2026-07-01')).toBe('2026.2');
    expect(charts.born('problem', '2026-07-01').packVersion).toBe('harbour@2026.2');
    expect(charts.of({ chart: 'problem', packVersion: 'harbour@2026.1' })).toBe(first.charts['problem']);
  });
  it('has several mechanisms side by side; where none is named, that of the setting is meant', () => {
    const shelf = new PackShelf(first);
    shelf.put(canal);
    shelf.put(second);
    expect(versionOn(shelf, '2026-08-01', 'canal')).toBe('2026.1');
    expect(shelf.holding('2026-02-28', 'canal')).toBeUndefined();
    expect(versionOn(shelf, '2026-08-01')).toBe('2026.2');
    expect(shelf.charts.born('problem', '2026-08-01').packVersion).toBe('harbour@2026.2');
    expect(shelf.charts.born('problem', '2026-08-01', 'canal').packVersion).toBe('canal@2026.1');
    expect(shelf.all()).toEqual([first, second, canal]);
  });
  it('bears nothing new under a withdrawn version, and keeps it for what runs; the one before holds again', () => {
    const shelf = new PackShelf(first);
    shelf.put(second);
    shelf.withdraw('harbour@2026.2', '2026-09-30');
    expect(versionOn(shelf, '2026-09-30')).toBe('2026.2');
    expect(versionOn(shelf, '2026-10-01')).toBe('2026.1');
    expect(shelf.charts.born('problem', '2026-10-01').packVersion).toBe('harbour@2026.1');
    expect(shelf.of('harbour@2026.2')).toBe(second);
    expect(shelf.charts.of({ chart: 'problem', packVersion: 'harbour@2026.2' })).toBe(second.charts['problem']);
  });
  it('remembers a withdrawal that came before its pack', () => {
    const shelf = new PackShelf(first);
    shelf.withdraw('harbour@2026.2', '2026-09-30');
    shelf.put(second);
    expect(versionOn(shelf, '2026-10-01')).toBe('2026.1');
  });
  it('says which version has not arrived, and which are there', () => {
    const shelf = new PackShelf(first);
    expect(shelf.has('harbour@2027.1')).toBe(false);
    expect(() => shelf.of('harbour@2027.1')).toThrow(
      expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED', details: { version: 'harbour@2027.1', loaded: 'harbour@2026.1' } }),
    );
  });
  it('lets wait what is of a mechanism that has not arrived at all', () =>
    expect(() => new PackShelf(first).holding('2026-10-13', 'canal')).toThrow(
      expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }),
    ));
  it('keeps what stands when the same version comes with another content', () => {
    const shelf = new PackShelf(first);
    expect(shelf.put(structuredClone(first))).toBe('known');
    expect(shelf.put({ ...first, charts: {} })).toBe('other');
    expect(shelf.of('harbour@2026.1')).toBe(first);
  });
});
