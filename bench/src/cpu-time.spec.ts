import { describe, expect, it } from 'vitest';
import { parseStat, treeOf } from './cpu-time.ts';

const line = (pid: number, name: string, parent: number, ticks: number[]) =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${ticks.join(' ')} 20 0 1 0 100 0 0`;

describe('CPU time of processes', () => {
  it('tells what the process took from what its ended children did', () =>
    expect(parseStat(line(7, 'postgres', 1, [100, 50, 20, 30]))).toEqual({ pid: 7, parent: 1, name: 'postgres', own: 1.5, reaped: 0.5 }));
  it('is not fooled by a name', () =>
    expect(parseStat(line(7, 'a) S 99 (b', 3, [0, 0, 0, 0]))).toMatchObject({ parent: 3, name: 'a) S 99 (b' }));
  it('knows nothing of a process that has ended', () => expect(parseStat('')).toBeUndefined());
  it('follows children and their children', () => {
    const processes = [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 9],
    ].map(([pid, parent]) => ({ pid: pid!, parent: parent!, name: '', own: 0, reaped: 0 }));
    expect(treeOf(1, processes).map(({ pid }) => pid)).toEqual([1, 2, 3]);
  });
});
