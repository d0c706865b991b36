import { treeSeconds } from './cpu-time.ts';
import type { Ground } from './part.ts';
import { foreignCoresDuring } from './machine.ts';

/** A round counts as disturbed when others took more than this of the machine meanwhile (MESSAGING 5.2: it is then played again). */
export const foreignCoresMax = 0.5;
/** So much longer may a part take because of neighbours. */
export const repeatedMax = 3;

export interface Played<Result> {
  result: Result;
  foreign: number | undefined;
}

/**
 * Plays the rounds of a part, those once more that a neighbour disturbed, as far as `repeatedMax` allows. A round plays both sides of a
 * comparison, so that what slows the machine slows both.
 *
 * @param play given the round's number from 0 on, at most `roundsMax(ground)` of them
 * @returns the results of the least disturbed ones, in the order they were played
 */
export async function playRounds<Result>(
  ground: Ground,
  play: (round: number) => Promise<Result>,
  say: (result: Result) => string,
): Promise<Result[]> {
  const played: Played<Result>[] = [];
  let kept = played;
  while (played.length < ground.pace.rounds || (kept.some(isDisturbed) && played.length < roundsMax(ground))) {
    const { result, foreign } = await foreignCoresDuring(() => play(played.length));
    played.push({ result, foreign });
    ground.note(foreign);
    const disturbance = isDisturbed({ foreign }) ? `   (${foreign!.toFixed(1)} cores taken by others)` : '';
    console.log(`  round ${played.length}: ${say(result)}${disturbance}`);
    kept = leastDisturbed(played, ground.pace.rounds);
  }
  return kept.map(({ result }) => result);
}

/** How many rounds a part must have material for. */
export const roundsMax = ({ pace }: Pick<Ground, 'pace'>): number => pace.rounds + repeatedMax;

const isDisturbed = ({ foreign }: { foreign: number | undefined }): boolean => (foreign ?? 0) > foreignCoresMax;

/** The `count` rounds that others took least from, in the order they were played. */
export function leastDisturbed<One extends { foreign: number | undefined }>(played: readonly One[], count: number): One[] {
  const chosen = new Set(played.toSorted((left, right) => (left.foreign ?? 0) - (right.foreign ?? 0)).slice(0, count));
  return played.filter((one) => chosen.has(one));
}

/** What one side did in a round. */
export interface Work {
  count: number;
  seconds: number;
}

export interface Pass extends Work {
  /** Of all processes of the run, while this side was played: what a neighbour takes does not show in it. */
  cpuSeconds: number;
}

export const rateOf = ({ count, seconds }: Work): number => count / seconds;
export const cpuUsOf = ({ count, cpuSeconds }: Pass): number => (cpuSeconds / count) * 1e6;

/** Plays two sides of a round one after the other, the second first in every other round: what drifts does not favour one of them. */
export async function inTurn(round: number, one: () => Promise<Work>, other: () => Promise<Work>): Promise<[one: Pass, other: Pass]> {
  if (round % 2 === 0) return [await passOf(one), await passOf(other)];
  const second = await passOf(other);
  return [await passOf(one), second];
}

export async function passOf(side: () => Promise<Work>): Promise<Pass> {
  const before = treeSeconds(process.pid);
  const work = await side();
  return { ...work, cpuSeconds: treeSeconds(process.pid) - before };
}

/** `handle 2404/s at 300 µs of CPU, pgbench 3144/s at 240 µs: 0.77 (by CPU 0.80)` */
export function roundText(names: readonly [string, string], [ours, ceiling]: readonly [Pass, Pass]): string {
  const side = (name: string, pass: Pass) => `${name} ${rateOf(pass).toFixed(0)}/s at ${cpuUsOf(pass).toFixed(0)} µs of CPU`;
  const ratio = (rateOf(ours) / rateOf(ceiling)).toFixed(2);
  const byCpu = (cpuUsOf(ceiling) / cpuUsOf(ours)).toFixed(2);
  return `${side(names[0], ours)}, ${side(names[1], ceiling)}: ${ratio} (by CPU ${byCpu})`;
}
