import { profileOf, selfTimes } from './cpu-profile.ts';
import { loadGenerator, type World } from './lifecycle-world.ts';
import type { Profile } from './profile.ts';
import { sampled } from './sampled.ts';

/**
 * Where the CPU of the whole stack goes during `work`: of each service by the samples of its own profiler, of database and broker as
 * programs. What the load generator and its questions take is left out. It slows what it watches, so nothing that is counted runs under it.
 */
export async function profiledStack(world: World, of: string, work: () => Promise<unknown>): Promise<Profile> {
  const pidOf = new Map(world.stack.address.services.map(({ name, pid }) => [name, pid]));
  const stop = sampled([...pidOf.values()]);
  const before = world.cpu();
  await work();
  const after = world.cpu();
  const profiles = await stop();
  const programs = [...after].filter(([name]) => !name.startsWith(loadGenerator));
  return profileOf(
    of,
    programs.map(([name, value]) => {
      const profile = profiles.get(pidOf.get(name) ?? 0);
      // Backends of Postgres are told by role here, and are one program there.
      const program = { name: name.split(' for ')[0]!, seconds: value - (before.get(name) ?? 0) };
      return profile === undefined ? program : { ...program, times: selfTimes(profile) };
    }),
  );
}
