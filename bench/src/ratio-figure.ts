import type { Figure, Goal } from './figure.ts';
import type { Profile } from './profile.ts';
import { spreadOf } from './statistics.ts';

/** Values of one side, one per round. */
export interface SideOfRounds {
  name: string;
  values: readonly number[];
}

/** A figure that is the ratio of two sides, round by round: what slows the machine in a round slows both. */
export function ratioFigure(given: {
  name: string;
  about: string;
  goal?: Goal;
  unit: string;
  ours: SideOfRounds;
  ceiling: SideOfRounds;
  profile?: Profile;
}): Figure {
  const { name, about, goal, unit, ours, ceiling, profile } = given;
  const sides = [ours, ceiling].map((side) => [`${side.name}, ${unit}`, side.values] as const);
  return {
    name,
    about,
    unit: '×',
    value: spreadOf(ours.values.map((value, round) => value / ceiling.values[round]!)),
    ...(goal === undefined ? {} : { goal }),
    parts: Object.fromEntries(sides.map(([side, values]) => [side, spreadOf(values)])),
    ...(profile === undefined ? {} : { profile }),
    rounds: { unit, sides: Object.fromEntries([ours, ceiling].map((side) => [side.name, [...side.values]])) },
  };
}
