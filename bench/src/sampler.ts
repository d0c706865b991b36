import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

const intervalUs = 500;

/** Begins to sample this process. @returns ends it, and answers its profile */
export async function beginSampling(): Promise<() => Promise<Profiler.Profile>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return profile;
  };
}
