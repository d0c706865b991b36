import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { counties, type LifeSoFar, type LifeStep, lifeSteps } from '@xiezhi/faults/life-steps';
import type { Desk } from './lifecycle-desk.ts';
import { loadGenerator, type World } from './lifecycle-world.ts';

let born = 0;

export const newLife = (): LifeSoFar => ({ life: randomUUID(), county: counties[born++ % counties.length]! });

/** Plays a life from end to end. @returns false when a step was refused or given up */
export async function live(desk: Desk, so: LifeSoFar = newLife(), untilMs = Infinity): Promise<boolean> {
  for (const step of lifeSteps) if (!(await desk.take(step, so, untilMs))) return false;
  return true;
}

/** Lives one after the other on so many lines at once: more than enough to keep both cores busy. */
const atOnce = 96;
/** Lives in step: so many commands of one kind under way at a time. */
const inStep = 32;
/**
 * No new life begins while more announcements than this are on their way: without it a closed loop would take commands faster than what
 * follows from them is done, and its rate would be one nobody can sustain. About two seconds of work.
 */
const backlogMax = 8_000;
const backlogLookMs = 200;

export interface Sustained {
  livesPerSecond: number;
  /** Processor seconds of each program per life; the load generator under its own name. */
  cpuPerLife: Map<string, number>;
  /** Announcements on their way, at the begin and at the end of the measured time and at most. */
  backlog: { first: number; last: number; most: number };
}

/** Runs lives for so long, the first part of it unmeasured. */
export async function sustain(world: World, desk: Desk, warmUpS: number, seconds: number): Promise<Sustained> {
  let isOn = true;
  let givenUp = 0;
  const backlogs: number[] = [0];
  const watching = (async () => {
    while (isOn) {
      backlogs.push(await world.backlog());
      await pause(backlogLookMs);
    }
  })();
  const lines = Array.from({ length: atOnce }, async () => {
    while (isOn) {
      if (backlogs.at(-1)! > backlogMax) {
        await pause(20);
        continue;
      }
      if (!(await live(desk))) givenUp += 1;
    }
  });
  await pause(warmUpS * 1000);
  // By commands: in a steady state ten of them are a life, and a short window is not at the mercy of which lives end in it.
  const livesSoFar = (): number => desk.answered / lifeSteps.length;
  const [from, cpuBefore, startedAt, firstLook] = [livesSoFar(), cpuWithUs(world), performance.now(), backlogs.length];
  await pause(seconds * 1000);
  const [lives, cpuAfter, took] = [livesSoFar() - from, cpuWithUs(world), (performance.now() - startedAt) / 1000];
  const seen = backlogs.slice(firstLook);
  isOn = false;
  await Promise.all([...lines, watching]);
  if (givenUp > 0) throw new Error(`${givenUp} lives were given up: ${world.journal.scandals.slice(0, 5).join('; ')}`);
  const cpuPerLife = new Map([...cpuAfter].map(([name, after]) => [name, (after - (cpuBefore.get(name) ?? 0)) / lives]));
  const third = Math.max(1, Math.floor(seen.length / 3));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    livesPerSecond: lives / took,
    cpuPerLife,
    backlog: { first: mean(seen.slice(0, third)), last: mean(seen.slice(-third)), most: Math.max(...seen) },
  };
}

function cpuWithUs(world: World): Map<string, number> {
  const { user, system } = process.cpuUsage();
  return world.cpu().set(loadGenerator, (user + system) / 1e6);
}

export interface UnitCost {
  step: string;
  /** Seconds per command until all were answered, with nothing else going on. */
  answered: number;
  /** The same until everything that follows from them was done as well. */
  settled: number;
}

/** So many lives in step: each command alone, by all of them, and the next only when nothing is on its way any more. */
export async function unitCosts(world: World, desk: Desk, lives: number): Promise<UnitCost[]> {
  const all = Array.from({ length: lives }, newLife);
  const costs: UnitCost[] = [];
  for (const step of lifeSteps) {
    const startedAt = performance.now();
    await inLines(all, (so) => taken(desk, step, so));
    const answered = (performance.now() - startedAt) / 1000;
    const settling = (await world.settled()) / 1000;
    costs.push({ step: step.name, answered: answered / lives, settled: (answered + settling) / lives });
  }
  return costs;
}

async function taken(desk: Desk, step: LifeStep, so: LifeSoFar): Promise<void> {
  if (!(await desk.take(step, so))) throw new Error(`${step.name} was refused`);
}

async function inLines<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: inStep }, line));
}
