import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Ladder, levelAbove, rankOf } from './ladder.ts';
import { packFilesFrom } from './pack-files.ts';
import { mechanismPackOf, readMechanismPack } from './read-mechanism-pack.ts';

const folder = resolve(import.meta.dirname, '../../../packs/river-chief-procurator');
const { ladder } = readMechanismPack(folder);

describe('the ladder of the river-chief pack', () => {
  it('rises from urging to the proposal of accountability', () =>
    expect(ladder?.levels.map(({ code }) => code)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']));
  it('has fifteen conditions of listing', () =>
    expect(ladder?.conditions.map(({ code }) => code)).toEqual(Array.from({ length: 15 }, (_, n) => `G${String(n + 1).padStart(2, '0')}`)));
  it('is climbed to the next level that is ordered, and ends at the top', () => {
    expect(levelAbove(ladder!, 'S1')).toBe('S2');
    expect(levelAbove(ladder!, 'S6')).toBeUndefined();
    expect(rankOf('S4')).toBeGreaterThan(rankOf('S3'));
  });
});

describe('a ladder is refused', () => {
  const complaints = (change: Partial<Ladder>) =>
    Ladder.safeParse({ ...ladder, ...change }).error?.issues.map(({ message }) => message) ?? [];
  it('when its levels do not rise', () =>
    expect(complaints({ levels: ladder!.levels.toReversed() })).toEqual(['levels: must rise, each once']));
  it('when the system would order what is only an urging', () =>
    expect(complaints({ proposals: { overdue: 'S1', longOverdue: 'S3' } })).toEqual(['proposals: S1 is no level that is ordered']));
  it('when a condition stands twice', () =>
    expect(complaints({ conditions: [...ladder!.conditions, ladder!.conditions[0]!] })).toEqual(['conditions: a code stands twice']));
  it('when no clock of its pack watches the limit of its orders', () => {
    const files = packFilesFrom(folder);
    const alone = new Map([...files].filter(([file]) => file === 'pack.yaml' || file === 'ladder.yaml'));
    expect(() => mechanismPackOf(alone, 'pack')).toThrow(
      expect.objectContaining({
        complaints: [
          expect.stringMatching(
            /^ladder\.yaml:\d+ levels: no row of clocks begins with .*supervision-stage-entered\.v1, .* \(add rows such as S02/,
          ),
        ],
      }),
    );
    const watched = new Map([...alone, ['clocks/patrol-and-system.yaml', files.get('clocks/patrol-and-system.yaml')!] as const]);
    expect(mechanismPackOf(watched, 'pack').ladder).toEqual(ladder);
  });
});
