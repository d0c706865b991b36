import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { allProcesses, treeOf } from './cpu-time.ts';
import type { Profile } from './profile.ts';
import { results } from './run-record.ts';

const intervalUs = 500;

/**
 * Runs something once under this process's own profiler, beside the CPU time of all processes of the run: where the CPU of a round goes.
 * It slows what it watches, so a profiled round is not one of those that are counted. The samples are kept for whoever wants to see more.
 *
 * @param of what was watched, for the report
 */
export async function profiled(of: string, work: () => Promise<unknown>): Promise<Profile> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  const before = secondsByName();
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  const after = secondsByName();
  session.disconnect();
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${of.replaceAll(' ', '-')}.cpuprofile`), JSON.stringify(profile));
  const seconds = new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
  return profileOf(of, selfTimes(profile), seconds);
}

/** CPU seconds of this process and its descendants, by program. */
function secondsByName(): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { pid, name, seconds } of treeOf(process.pid, allProcesses())) {
    const program = pid === process.pid ? 'this process' : name;
    sums.set(program, (sums.get(program) ?? 0) + seconds);
  }
  return sums;
}

/**
 * Microseconds by who was at work: what the runtime does (a copy, a hash, a socket) is put down to the package that asked for it, and
 * to the runtime only where nobody did.
 */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child): [number, number] => [child, id])));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const askedBy = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const place = places.get(at);
      if (place !== undefined && place !== runtime) return place;
    }
    return runtime;
  };
  const times = new Map<string, number>();
  samples.forEach((id, n) => {
    const where = askedBy(id);
    times.set(where, (times.get(where) ?? 0) + (timeDeltas[n] ?? 0));
  });
  times.delete(profiler);
  return times;
}

export const idle = 'idle';
export const ourCode = 'code of this repository';
const runtime = 'Node.js itself';
/** Its own stopping shows in its samples. */
const profiler = 'the profiler';

/** A package, the runtime, or our own code. */
export function placeOf({ url, functionName }: Pick<Profiler.Profile['nodes'][number]['callFrame'], 'url' | 'functionName'>): string {
  if (functionName === '(idle)') return idle;
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (url === 'node:inspector' || url.endsWith('/cpu-profile.ts')) return profiler;
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inPackage !== undefined && !inPackage.startsWith('@xiezhi/')) return inPackage;
  if (url === '' || url.startsWith('node:')) return runtime;
  return ourCode;
}

const smallest = 0.01;

/** @param seconds CPU by program; of this process it is divided as the profile says */
export function profileOf(of: string, times: ReadonlyMap<string, number>, seconds: ReadonlyMap<string, number>): Profile {
  const busy = [...times].filter(([where]) => where !== idle);
  const sampled = busy.reduce((sum, [, time]) => sum + time, 0);
  const own = seconds.get('this process') ?? 0;
  const all = [...seconds].filter(([name, value]) => name !== 'this process' && value > 0);
  const total = own + all.reduce((sum, [, value]) => sum + value, 0);
  if (!(total > 0) || sampled === 0) return { of, outside: 0, shares: {} };
  const parts = [...all, ...busy.map(([where, time]): [string, number] => [where, (time / sampled) * own])];
  const shares = parts.map(([name, value]): [string, number] => [name, value / total]).toSorted((left, right) => right[1] - left[1]);
  const small = shares.filter(([, share]) => share < smallest).reduce((sum, [, share]) => sum + share, 0);
  const shown = shares.filter(([, share]) => share >= smallest);
  const ours = shares.find(([name]) => name === ourCode)?.[1] ?? 0;
  return {
    of,
    outside: 1 - ours,
    shares: Object.fromEntries([...shown, ...(small > 0 ? [['everything below 1 %', small] as const] : [])]),
  };
}
