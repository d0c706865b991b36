import { PackShelf } from '@xiezhi/mechanism-pack';
import { describe, expect, it } from 'vitest';
import { ladders, notArrived, ofDune, ofHome, ofLake, pack, shelf } from './ladders.samples.ts';
import { Ladders } from './ladders.ts';

describe('the ladders', () => {
  it('are each version’s own; where none is named, that of the setting', () => {
    expect(ladders.of(ofLake).proposals.overdue).toBe('S5');
    expect(ladders.of(ofHome)).toBe(pack.ladder);
    expect(ladders.of(undefined)).toBe(pack.ladder);
  });
  it('know a version that is published later, without being made anew', () => {
    const later = new PackShelf(pack);
    const live = new Ladders(later);
    expect(() => live.of(ofLake)).toThrow(expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }));
    later.put(shelf.of(ofLake));
    expect(live.of(ofLake).proposals.overdue).toBe('S5');
  });
  it('lend none to a mechanism that has none, but the hours between two urgings', () => {
    expect(ladders.find(ofDune)).toBeUndefined();
    expect(() => ladders.of(ofDune)).toThrow(expect.objectContaining({ code: 'LADDER_MISSING', details: { version: ofDune } }));
    expect([ofHome, ofLake, ofDune].map((version) => ladders.quietHours(version))).toEqual([24, 168, 24]);
  });
  it('do not guess that of a version which has not arrived', () => {
    for (const ask of [() => ladders.find(notArrived), () => ladders.of(notArrived), () => ladders.quietHours(notArrived)])
      expect(ask).toThrow(expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }));
  });
  it('keep a service from its start whose own pack has none', () =>
    expect(() => new Ladders(new PackShelf(shelf.of(ofDune)))).toThrow('the mechanism pack dune-chief-procurator has no ladder.yaml'));
});

describe('the ladder for a matter', () => {
  const newer = { ...pack, header: { ...pack.header, version: '2026.2', validFrom: '2026-07-01' } };
  const versions = new PackShelf(pack);
  versions.put(newer);
  versions.put(shelf.of(ofLake));
  const all = new Ladders(versions);

  it('is that of the version it keeps, whatever holds on the day', () =>
    expect(all.versionFor({ packVersion: ofHome, mechanism: 'lake-chief-procurator' }, '2026-08-01')).toBe(ofHome));
  it('is that of the version its mechanism has in force on the day of the act, where it has none of its own', () => {
    expect(all.versionFor({ mechanism: 'lake-chief-procurator' }, '2026-08-01')).toBe(ofLake);
    expect(all.versionFor({}, '2026-06-30')).toBe(ofHome);
    expect(all.versionFor({}, '2026-07-01')).toBe('river-chief-procurator@2026.2');
  });
  it('is that of the setting’s pack on a day that no version foresees', () => {
    expect(all.versionFor({}, '2025-12-31')).toBe(ofHome);
    expect(all.versionFor({ mechanism: 'lake-chief-procurator' }, '2025-12-31')).toBe(ofHome);
  });
  it('is awaited where the version, or the whole mechanism, has not arrived', () => {
    for (const under of [{ packVersion: notArrived }, { mechanism: 'canal-chief-procurator' }])
      expect(() => all.versionFor(under, '2026-08-01')).toThrow(expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }));
  });
});
