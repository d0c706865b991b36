import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Profiler } from 'node:inspector';
import { results } from './run-record.ts';

const writtenWithinMs = 30_000;

/** What a process of Node is started with, so that it can be sampled; until it is asked it costs nothing. */
export const samplable: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import ${join(import.meta.dirname, 'profiled.process.ts')}`,
  BENCH_PROFILES: results,
};

const fileOf = (pid: number): string => join(results, `${pid}.cpuprofile`);

/**
 * Begins to sample other processes; they were started with `samplable`.
 *
 * @returns ends it, and answers the profile of each
 */
export function sampled(pids: readonly number[]): () => Promise<Map<number, Profiler.Profile>> {
  const toggle = (): void => pids.forEach((pid) => process.kill(pid, 'SIGUSR2'));
  toggle();
  return async () => {
    toggle();
    const profiles = new Map<number, Profiler.Profile>();
    for (const pid of pids) profiles.set(pid, await written(fileOf(pid)));
    return profiles;
  };
}

/** A process writes when it has gathered its samples. */
async function written(file: string): Promise<Profiler.Profile> {
  for (const startedAt = performance.now(); ; await pause(100)) {
    try {
      const profile = JSON.parse(readFileSync(file, 'utf8')) as Profiler.Profile;
      rmSync(file);
      return profile;
    } catch (error) {
      if (performance.now() - startedAt > writtenWithinMs) throw error;
    }
  }
}
