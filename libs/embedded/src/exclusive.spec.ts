import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exclusive, holderOf, tryExclusive } from './exclusive.ts';
import { thisProcess } from './running-process.ts';

describe('what only one may do at a time', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xiezhi-exclusive-'));
    path = join(folder, 'launcher');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is told who does it', () => {
    tryExclusive(path);
    expect(tryExclusive(path)).toEqual({ holder: thisProcess() });
    expect(holderOf(path)).toEqual(thisProcess());
  });

  it('goes to the next one afterwards', async () => {
    const first = await exclusive(path, 0);
    first.release();
    expect(holderOf(path)).toBeUndefined();
    expect(tryExclusive(path)).toHaveProperty('release');
  });

  it.each([
    ['that ended', { pid: 2 ** 22 + 1, startedAt: 'long ago' }],
    ['whose pid is somebody else by now', { pid: process.pid, startedAt: 'long ago' }],
  ])('is taken over from a process %s', (_how, holder) => {
    writeFileSync(`${path}.7`, JSON.stringify(holder));
    expect(tryExclusive(path)).toHaveProperty('release');
    expect(readdirSync(folder)).toEqual(['launcher.8']);
  });

  it('is not given to a taker that was asleep while others came and went', () => {
    // The sleeper saw nobody and links number 1; numbers 1 to 3 have come and been swept in the meantime.
    writeFileSync(`${path}.4`, JSON.stringify(thisProcess()));
    expect(tryExclusive(path)).toEqual({ holder: thisProcess() });
  });

  it('waits no longer than it was told', async () => {
    tryExclusive(path);
    await expect(exclusive(path, 60)).rejects.toThrow(`process ${process.pid} has held`);
  });
});
