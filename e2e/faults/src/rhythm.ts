import { setTimeout as pause } from 'node:timers/promises';

export const between = (fromMs: number, toMs: number): number => fromMs + Math.random() * (toMs - fromMs);

/** Repeats something until the time is over. */
export async function until(untilMs: number, work: () => Promise<void> | void): Promise<void> {
  while (performance.now() < untilMs) await work();
}

/** Trouble for so long; then none. */
export async function during(ms: number, begin: () => (() => void) | Promise<() => void | Promise<void>>): Promise<void> {
  const end = await begin();
  await pause(ms);
  await end();
}
