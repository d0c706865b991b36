import { describe, expect, it } from 'vitest';
import { restMs } from './consumer-life.ts';
import { defaultTuning } from './settings.ts';

describe('a rest after a chunk', () => {
  const tuning = { ...defaultTuning, restAfterMs: 10, restFactor: 4, restMaxMs: 200 };
  it('is none after a quick one', () => expect(restMs(9, tuning)).toBe(0));
  it('grows with what the chunk took, up to its bound', () => {
    expect(restMs(30, tuning)).toBe(80);
    expect(restMs(500, tuning)).toBe(200);
  });
  it('is never taken unless asked for', () => expect(restMs(500, defaultTuning)).toBe(0));
});
