import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profiler } from 'node:inspector';
import { CpuBook } from './cpu-book.ts';
import { allProcesses, type ProcessTime, treeOf } from './cpu-time.ts';
import type { Profile } from './profile.ts';
import { results } from './run-record.ts';
import { sampled } from './sampled.ts';
import { beginSampling } from './sampler.ts';

/**
 * Runs something once under this process's own profiler, beside the CPU time of all processes of the run: where the CPU of a round goes.
 * It slows what it watches, so a profiled round is not one of those that are counted. The samples are kept for whoever wants to see more.
 *
 * @param of what was watched, for the report
 * @param others further processes of the run to be sampled, started with `samplable`
 */
export async function profiled(of: string, work: () => Promise<unknown>, others: readonly number[] = []): Promise<Profile> {
  const book = new CpuBook();
  const [before, stop] = [book.look(programsNow(others)), sampled(others)];
  const end = await beginSampling();
  await work();
  const profile = await end();
  const after = book.look(programsNow(others));
  const profiles = new Map([...(await stop()), [process.pid, profile]]);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${of.replaceAll(' ', '-')}.cpuprofile`), JSON.stringify(profile));
  const programs = [...after].map(([name, value]): Program => {
    const seconds = value - (before.get(name) ?? 0);
    const its = profiles.get(Number(name));
    return its === undefined ? { name, seconds } : { name, seconds, times: selfTimes(its) };
  });
  return profileOf(of, programs);
}

/** This process and its descendants, named by their program; those that are sampled by their number. */
function programsNow(sampledOnes: readonly number[]): ProcessTime[] {
  const tree = treeOf(process.pid, allProcesses());
  return tree.map((one) => (one.pid === process.pid || sampledOnes.includes(one.pid) ? { ...one, name: `${one.pid}` } : one));
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
/** A bundle of `npm start` does not say which is which (tools/stack/bundle.ts). */
const inlined = 'packages of npm';
/** Its own stopping shows in its samples. */
const profiler = 'the profiler';

/** A package, the runtime, or our own code. */
export function placeOf({ url, functionName }: Pick<Profiler.Profile['nodes'][number]['callFrame'], 'url' | 'functionName'>): string {
  if (functionName === '(idle)') return idle;
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (url === 'node:inspector' || /\/(cpu-profile|sampler|profiled\.process)\.ts$/.test(url)) return profiler;
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inPackage !== undefined && !inPackage.startsWith('@xiezhi/')) return inPackage;
  if (/\/apps\/[a-z-]+\/dist\/packages\//.test(url)) return inlined;
  if (url === '' || url.startsWith('node:')) return runtime;
  return ourCode;
}

const smallest = 0.01;

/** CPU of one program. `times` divides it, where its samples were taken; else it is one place by its name. */
export interface Program {
  name: string;
  seconds: number;
  times?: ReadonlyMap<string, number>;
}

export function profileOf(of: string, programs: readonly Program[]): Profile {
  const places = new Map<string, number>();
  for (const { name, seconds, times } of programs) {
    const busy = [...(times ?? [[name, 1] as const])].filter(([where]) => where !== idle);
    const samples = busy.reduce((sum, [, time]) => sum + time, 0);
    if (!(seconds > 0) || samples === 0) continue;
    for (const [where, time] of busy) places.set(where, (places.get(where) ?? 0) + (time / samples) * seconds);
  }
  const total = [...places.values()].reduce((sum, value) => sum + value, 0);
  if (total === 0) return { of, outside: 0, shares: {} };
  const shares = [...places].map(([name, value]): [string, number] => [name, value / total]).toSorted((left, right) => right[1] - left[1]);
  const small = shares.filter(([, share]) => share < smallest).reduce((sum, [, share]) => sum + share, 0);
  const shown = shares.filter(([, share]) => share >= smallest);
  const ours = shares.find(([name]) => name === ourCode)?.[1] ?? 0;
  return {
    of,
    outside: 1 - ours,
    shares: Object.fromEntries([...shown, ...(small > 0 ? [['everything below 1 %', small] as const] : [])]),
  };
}
