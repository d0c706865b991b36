import { describe, expect, it } from 'vitest';
import type { PartRecord, RunRecord } from './run-record.ts';
import { latestParts } from './latest-parts.ts';

const figure = { name: 'f', unit: '×', value: { median: 1, min: 1, max: 1 }, parts: {} };
const part = (name: string, more: Partial<PartRecord> = {}): PartRecord => ({
  name,
  says: '',
  startedAt: '',
  seconds: 1,
  figures: [figure],
  ...more,
});
const run = (startedAt: string, parts: PartRecord[], isQuick = false): RunRecord => ({
  startedAt,
  commit: 'c',
  machine: { cores: 2, model: 'm', memoryGB: 1, node: 'v24', system: 'linux' },
  pace: { rounds: 7, seconds: 3, isQuick },
  noise: [],
  parts,
});

describe('the latest parts', () => {
  it('are each of the newest run that has them, in the order of the parts', () => {
    const runs = [run('2026-01-02', [part('b')]), run('2026-01-03', [part('a')]), run('2026-01-01', [part('a'), part('b')])];
    expect(latestParts(runs, ['a', 'b', 'c']).map((one) => [one.part.name, one.run.startedAt])).toEqual([
      ['a', '2026-01-03'],
      ['b', '2026-01-02'],
    ]);
  });
  it('are never those of a quick run or of one that failed', () => {
    const runs = [run('2026-01-03', [part('a')], true), run('2026-01-02', [part('a', { failure: 'x' })]), run('2026-01-01', [part('a')])];
    expect(latestParts(runs, ['a']).map((one) => one.run.startedAt)).toEqual(['2026-01-01']);
  });
});
