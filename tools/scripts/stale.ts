import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalogue } from './catalogues/catalogue.ts';

export interface Stale {
  path: string;
  why: 'missing' | 'differs' | 'left over';
  /** The first lines that differ, `-` as committed, `+` as it would be written. */
  difference: string[];
}

/** Compares the committed files of a catalogue with what it would write now. */
export async function staleIn(folder: string, catalogue: Catalogue): Promise<Stale[]> {
  const fresh = await catalogue.write();
  const stale: Stale[] = [];
  for (const [path, text] of fresh) {
    const committed = existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
    if (committed === undefined) stale.push({ path, why: 'missing', difference: [] });
    else if (committed !== text) stale.push({ path, why: 'differs', difference: firstDifference(committed, text) });
  }
  const leftOver = ownedFiles(folder, catalogue).filter((path) => !fresh.has(path));
  return [...stale, ...leftOver.map((path): Stale => ({ path, why: 'left over', difference: [] }))];
}

/** Writes a catalogue and removes what it wrote once and writes no longer. Answers the paths that changed. */
export async function refresh(folder: string, catalogue: Catalogue): Promise<string[]> {
  const fresh = await catalogue.write();
  const changed = [...fresh].filter(([path, text]) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text);
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const leftOver = ownedFiles(folder, catalogue).filter((path) => !fresh.has(path));
  for (const path of leftOver) rmSync(join(folder, path));
  return [...changed.map(([path]) => path), ...leftOver];
}

const ownedFiles = (folder: string, { owns }: Catalogue) =>
  owns.flatMap((pattern) => globSync(pattern, { cwd: folder, exclude: ['**/node_modules/**', '**/dist/**'] })).toSorted();

const linesShown = 6;

/** From the first line that differs; enough to see what it is about, not the whole of it. */
export function firstDifference(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const start = Math.max(
    0,
    old.findIndex((line, index) => line !== fresh[index]),
  );
  const at = start === 0 && old[0] === fresh[0] ? old.length : start;
  // What both texts end with is not the difference.
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - at && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const gone = old.slice(at, old.length - tail).map((line) => `-${line}`);
  const came = fresh.slice(at, fresh.length - tail).map((line) => `+${line}`);
  return [`@@ line ${at + 1}`, ...gone.slice(0, linesShown), ...came.slice(0, linesShown)];
}
