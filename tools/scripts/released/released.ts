import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Change, compareCatalogues } from './compatibility.ts';

type Schema = { [keyword: string]: unknown };

const folderOf = (root: string): string => join(root, 'docs', 'released');
const numbersOf = (version: string): number[] => version.split('.').map(Number);

/** Newest released catalogue, or undefined as long as nothing was released. */
export function lastReleased(root: string): string | undefined {
  if (!existsSync(folderOf(root))) return undefined;
  const versions = readdirSync(folderOf(root)).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
  return versions.toSorted((a, b) => compareVersions(b, a))[0];
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (const n of [0, 1, 2]) if (left[n] !== right[n]) return (left[n] ?? 0) - (right[n] ?? 0);
  return 0;
}

/** Schemas by event type, as they lie in a folder. */
export function schemasIn(folder: string): Map<string, Schema> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(files.map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema]));
}

/** What the committed catalogue changes against the last released one; nothing before the first release. */
export function changesSinceRelease(root: string): { version: string; changes: Change[] } | undefined {
  const version = lastReleased(root);
  if (version === undefined) return undefined;
  const released = schemasIn(join(folderOf(root), version, 'schemas'));
  return { version, changes: compareCatalogues(released, schemasIn(join(root, 'docs', 'schemas'))) };
}

/**
 * Freezes the committed catalogue under a version. It may break with the last one only when its first number says so.
 *
 * @returns what is wrong, or undefined when it was frozen
 */
export function release(root: string, version: string): string | undefined {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return `${version} is no version: write three numbers, for example 1.0.0`;
  const last = lastReleased(root);
  if (last !== undefined && compareVersions(version, last) <= 0) return `${version} does not follow ${last}`;
  const breaking = (changesSinceRelease(root)?.changes ?? []).filter(({ severity }) => severity === 'breaking');
  if (breaking.length > 0 && numbersOf(version)[0] === numbersOf(last ?? version)[0])
    return `${version} breaks with ${last}:\n${breaking.map(({ where, what }) => `  ${where}: ${what}`).join('\n')}`;
  const target = join(folderOf(root), version);
  mkdirSync(target, { recursive: true });
  cpSync(join(root, 'docs', 'schemas'), join(target, 'schemas'), { recursive: true });
  cpSync(join(root, 'docs', 'asyncapi.json'), join(target, 'asyncapi.json'));
  return undefined;
}
