import type { Profile } from './profile.ts';
import type { Spread } from './statistics.ts';

/** One figure with its goal: a ratio to a ceiling of the same run, or an absolute that no neighbour on the machine can change much. */
export interface Figure {
  name: string;
  value: Spread;
  unit: string;
  /** None: told, but nothing is promised of it. */
  goal?: Goal;
  /** What the value was made of, for whoever doubts it. */
  parts: Record<string, Spread>;
  /** What is held against what, and what both have in common: a sentence or two of Markdown for docs/performance.md. */
  about?: string;
  /** Each side's rounds in the order they were played; drawn beside each other. All sides in one unit. */
  rounds?: { unit: string; sides: Record<string, number[]> };
  /** Lines over a common axis, such as a distribution of times; drawn. */
  lines?: Lines;
  /** Where the time goes, taken in the same run. */
  profile?: Profile;
}

export type Goal = { atLeast: number } | { atMost: number };

export interface Lines {
  x: Axis;
  y: Axis;
  lines: Record<string, [x: number, y: number][]>;
}

export interface Axis {
  name: string;
  isLogarithmic?: boolean;
}

/** `at its limit`: missed, and a profile of the same run puts at least `limitShare` of the time outside our code. */
export type Standing = 'met' | 'at its limit' | 'missed' | 'told';

export const limitShare = 0.8;

export function standingOf({ value, goal, profile }: Pick<Figure, 'value' | 'goal' | 'profile'>): Standing {
  if (goal === undefined) return 'told';
  if ('atLeast' in goal ? value.median >= goal.atLeast : value.median <= goal.atMost) return 'met';
  return profile !== undefined && profile.outside >= limitShare ? 'at its limit' : 'missed';
}

export function goalText(goal: Goal | undefined): string {
  if (goal === undefined) return '–';
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** `0.63 (0.60–0.66)`; whole numbers from a hundred on. */
export function spreadText({ median, min, max }: Spread): string {
  const digits = Math.abs(median) >= 100 ? 0 : 2;
  const [middle, low, high] = [median, min, max].map((value) => value.toFixed(digits));
  return min === max ? middle! : `${middle} (${low}–${high})`;
}
