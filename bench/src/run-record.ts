import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Figure } from './figure.ts';
import { type Machine, type Probe, thisMachine } from './machine.ts';
import type { Pace } from './part.ts';

export const repository = resolve(import.meta.dirname, '..', '..');
export const results = join(repository, '.xiezhi', 'bench');

/** A run as it is kept: one JSON file of `.xiezhi/bench`, written anew after every part. */
export interface RunRecord {
  startedAt: string;
  commit: string;
  machine: Machine;
  pace: Pace;
  noise: (Probe & { part: string; foreignCores?: number })[];
  parts: PartRecord[];
}

export interface PartRecord {
  name: string;
  says: string;
  startedAt: string;
  seconds: number;
  figures: Figure[];
  /** Why there are no figures. */
  failure?: string;
}

export function beginRecord(pace: Pace): RunRecord {
  return { startedAt: new Date().toISOString(), commit: commitNow(), machine: thisMachine(), pace, noise: [], parts: [] };
}

/** @returns the file */
export function keep(record: RunRecord): string {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${record.startedAt.replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify(record, null, 2));
  return file;
}

/** What was measured: the commit, with a plus when files differ from it. */
function commitNow(): string {
  const git = (...words: string[]) => execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown'; // A copy without its history.
  }
}
