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

/** Plays two sides of a round one after the other, the second first in every other round: what drifts does not favour one of them. */
export async function inTurn<One, Other>(
  round: number,
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<[one: One, other: Other]> {
  if (round % 2 === 0) return [await one(), await other()];
  const second = await other();
  return [await one(), second];
}
