import type { Figure, Goal } from './figure.ts';
import type { Profile } from './profile.ts';
import { cpuUsOf, type Pass, rateOf } from './rounds.ts';
import { spreadOf } from './statistics.ts';

/** One side, a pass per round. */
export interface SideOfRounds {
  name: string;
  passes: readonly Pass[];
}

/**
 * A figure that is the ratio of two sides, round by round: what slows the machine in a round slows both. Beside it the same ratio by
 * what both cost in CPU, which a busy neighbour changes least.
 */
export function ratioFigure(given: {
  name: string;
  about: string;
  goal?: Goal;
  /** What is counted: `hand-offs`. */
  unit: string;
  ours: SideOfRounds;
  ceiling: SideOfRounds;
  profile?: Profile;
}): Figure {
  const { name, about, goal, unit, ours, ceiling, profile } = given;
  const sides = [ours, ceiling];
  const ratio = (of: (pass: Pass, ceiling: Pass) => number) => spreadOf(ours.passes.map((pass, round) => of(pass, ceiling.passes[round]!)));
  return {
    name,
    about,
    unit: '×',
    value: ratio((pass, other) => rateOf(pass) / rateOf(other)),
    ...(goal === undefined ? {} : { goal }),
    parts: Object.fromEntries([
      ...sides.map((side) => [`${side.name}, ${unit}/s`, spreadOf(side.passes.map(rateOf))]),
      ...sides.map((side) => [`${side.name}, µs of CPU for each`, spreadOf(side.passes.map(cpuUsOf))]),
      ['the ratio by CPU', ratio((pass, other) => cpuUsOf(other) / cpuUsOf(pass))],
    ]),
    ...(profile === undefined ? {} : { profile }),
    rounds: { unit: `${unit}/s`, sides: Object.fromEntries(sides.map((side) => [side.name, side.passes.map(rateOf)])) },
  };
}
