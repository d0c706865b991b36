import { describe, expect, it } from 'vitest';
import { CpuBook } from './cpu-book.ts';

const server = (own: number, reaped: number) => ({ pid: 1, parent: 0, name: 'postgres', own, reaped });
const backend = (pid: number, name: string, own: number) => ({ pid, parent: 1, name, own, reaped: 0 });
const seconds = (book: CpuBook, ...processes: Parameters<CpuBook['look']>[0]) => Object.fromEntries(book.look(processes));

describe('CPU time by name', () => {
  it('leaves what an ended process took under its name, and to its parent only what it took since', () => {
    const book = new CpuBook();
    expect(seconds(book, server(1, 0), backend(2, 'seed', 60))).toEqual({ postgres: 1, seed: 60 });
    expect(seconds(book, server(1, 62))).toEqual({ postgres: 3, seed: 60 });
    expect(seconds(book, server(2, 62), backend(3, 'seed', 5))).toEqual({ postgres: 4, seed: 65 });
  });

  it('counts for the parent what came and went between two looks', () => {
    const book = new CpuBook();
    expect(seconds(book, server(1, 0))).toEqual({ postgres: 1 });
    expect(seconds(book, server(1, 7))).toEqual({ postgres: 8 });
  });

  it('keeps an ended process’ own inheritance under its name', () => {
    const book = new CpuBook();
    const launcher = (reaped: number) => ({ pid: 9, parent: 0, name: 'launcher', own: 0, reaped });
    expect(seconds(book, launcher(0), { ...server(1, 2), parent: 9 }, backend(2, 'seed', 4))).toEqual({
      launcher: 0,
      postgres: 3,
      seed: 4,
    });
    expect(seconds(book, launcher(7))).toEqual({ launcher: 0, postgres: 3, seed: 4 });
  });
});
