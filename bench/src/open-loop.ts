import { setTimeout as pause } from 'node:timers/promises';

/** The moments at which an open loop begins its works, in ms from its start: as often as told, whether or not earlier ones have ended. */
export function schedule(perSecond: number, seconds: number): number[] {
  return Array.from({ length: Math.max(1, Math.round(perSecond * seconds)) }, (_, n) => (n * 1000) / perSecond);
}

/**
 * Begins each work at its moment, or as soon as it can after it; never waits for one to end before it begins the next.
 *
 * @param begin is given the number of the work and the moment it was meant to begin, on the clock of `now`
 */
export async function openLoop(moments: readonly number[], begin: (n: number, intendedAt: number) => Promise<void>): Promise<void> {
  const startedAt = now();
  const begun: Promise<void>[] = [];
  for (let n = 0; n < moments.length;) {
    const elapsed = now() - startedAt;
    for (; n < moments.length && moments[n]! <= elapsed; n++) begun.push(begin(n, startedAt + moments[n]!));
    if (n < moments.length) await pause(Math.max(0, moments[n]! - (now() - startedAt)));
  }
  await Promise.all(begun);
}

/** Milliseconds on the machine's steady clock, which all its processes share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
