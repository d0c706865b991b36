import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from './catalogues/catalogue.ts';
import { firstDifference, refresh, staleIn } from './stale.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiezhi-stale-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const catalogue = (files: Record<string, string>): Catalogue => ({
  name: 'ships',
  owns: ['docs/*.md'],
  write: () => Promise.resolve(new Map(Object.entries(files))),
});
const commit = (path: string, text: string) => writeFileSync(join(folder, path), text);

describe('a committed catalogue', () => {
  it('is fresh when it says what would be written', async () => {
    commit('docs/ships.md', 'one\n');
    expect(await staleIn(folder, catalogue({ 'docs/ships.md': 'one\n' }))).toEqual([]);
  });

  it('is stale when it differs, is missing, or was written once and is no longer', async () => {
    commit('docs/ships.md', 'one\ntwo\nthree\n');
    commit('docs/boats.md', 'gone');
    const stale = await staleIn(folder, catalogue({ 'docs/ships.md': 'one\n2\nthree\n', 'docs/rafts.md': 'new\n' }));
    expect(stale).toEqual([
      { path: 'docs/ships.md', why: 'differs', difference: ['@@ line 2', '-two', '+2'] },
      { path: 'docs/rafts.md', why: 'missing', difference: [] },
      { path: 'docs/boats.md', why: 'left over', difference: [] },
    ]);
  });

  it('is fresh after it was written, and what it left behind is gone', async () => {
    commit('docs/boats.md', 'gone');
    const ships = catalogue({ 'docs/deep/ships.md': 'one\n' });
    expect(await refresh(folder, ships)).toEqual(['docs/deep/ships.md', 'docs/boats.md']);
    expect(readFileSync(join(folder, 'docs/deep/ships.md'), 'utf8')).toBe('one\n');
    expect(existsSync(join(folder, 'docs/boats.md'))).toBe(false);
    expect(await staleIn(folder, ships)).toEqual([]);
  });
});

describe('the first difference', () => {
  it('shows what came at the end', () => expect(firstDifference('a\n', 'a\nb\n')).toEqual(['@@ line 2', '+b']));
  it('shows what went from the start', () => expect(firstDifference('a\nb\n', 'b\n')).toEqual(['@@ line 1', '-a']));
  it('is cut short', () => expect(firstDifference('x\n'.repeat(50), 'y\n'.repeat(50)).length).toBeLessThan(15));
});
