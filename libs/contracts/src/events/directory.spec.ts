import { describe, expect, it } from 'vitest';
import { directoryEvents } from './directory.ts';
import { clueResults } from '../codes/clue-result.ts';
import { ClueSource, clueSources } from '../codes/clue-source.ts';

describe('the directory’s public language', () => {
  it('names each event once', () => {
    const types = directoryEvents.map((event) => event.type);
    expect(new Set(types).size).toBe(types.length);
    expect(types.every((type) => /^directory\.[a-z-]+\.v1$/.test(type))).toBe(true);
  });

  it('has the sources and results of DOMAIN 6.1 and 6.4', () => {
    expect(Object.keys(clueSources)).toHaveLength(16);
    expect(Object.keys(clueResults)).toHaveLength(13);
    expect(ClueSource.safeParse('S07').success).toBe(false);
  });
});
