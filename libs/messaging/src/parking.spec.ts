import { describe, expect, it } from 'vitest';
import { begunOnceMore, parkReasonOf, retryDelaysMs, startMode, timingOf } from './parking.ts';

describe('a parked event', () => {
  it('whose handler failed is tried after 1 s, 5 s, 30 s, 2 min and 10 min, then it is dead', () => {
    const waits = [0, 1, 2, 3, 4].map((attempts) => timingOf('HANDLER_FAULT', attempts));
    expect(waits.map(({ retryInMs }) => retryInMs)).toEqual([1000, 5000, 30_000, 120_000, 600_000]);
    expect(waits.every(({ state }) => state === 'waiting')).toBe(true);
    expect(timingOf('HANDLER_FAULT', retryDelaysMs.length)).toEqual({ state: 'dead', retryInMs: null });
  });

  it('that waits for another is not tried by the clock', () => {
    expect(timingOf('GAP', 3)).toEqual({ state: 'waiting', retryInMs: null });
    expect(timingOf('BEHIND', 0)).toEqual({ state: 'waiting', retryInMs: null });
  });

  it('that waits for a version of the rules is tried by the clock, too, and is never dead', () => {
    const waits = [0, 4, 5, 100].map((attempts) => timingOf('AWAITED_VERSION', attempts));
    expect(waits).toEqual([1000, 600_000, 600_000, 600_000].map((retryInMs) => ({ state: 'waiting', retryInMs })));
  });

  it('waits for a version where its handler said so by a code, else for a repair', () => {
    expect(parkReasonOf(Object.assign(new Error('not yet'), { code: 'PACK_VERSION_NOT_LOADED' }))).toBe('AWAITED_VERSION');
    expect(parkReasonOf(Object.assign(new Error('never'), { code: 'STALE_VERSION' }))).toBe('HANDLER_FAULT');
    expect(parkReasonOf(new TypeError('no such member'))).toBe('HANDLER_FAULT');
  });

  it('that is poison or kills the process is not tried at all', () => {
    for (const reason of ['BAD_JSON', 'UNKNOWN_VERSION', 'BAD_DATA', 'PROCESS_KILLER'] as const) {
      expect(timingOf(reason, 0)).toEqual({ state: 'dead', retryInMs: null });
    }
  });
});

describe('a chunk that was begun before and never finished', () => {
  it('is tested alone, then record by record, and its first record parked after three deaths that nobody shared', () => {
    const begun = [0, 1, 2, 9].map((times) => startMode({ begun: times, alone: 0 }));
    expect(begun).toEqual(['chunks', 'tested', 'tested', 'tested']);
    expect([1, 2, 3, 4].map((alone) => startMode({ begun: alone + 1, alone }))).toEqual(['single', 'single', 'park-first', 'park-first']);
  });

  it('is not suspected more by a death that it shared', () => {
    expect(begunOnceMore({ begun: 4, alone: 1 }, false)).toEqual({ begun: 5, alone: 1 });
    expect(begunOnceMore({ begun: 4, alone: 1 }, true)).toEqual({ begun: 5, alone: 2 });
  });
});
