export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** @param sorted ascending */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
}

/** One figure with its goal: a ratio to a ceiling of the same run, or an absolute that no neighbour on the machine can change much. */
export interface Figure {
  name: string;
  value: Spread;
  unit: string;
  goal: { atLeast: number } | { atMost: number };
  /** What the value was made of, for whoever doubts it. */
  parts: Record<string, Spread>;
}

export function isMet({ value, goal }: Figure): boolean {
  return 'atLeast' in goal ? value.median >= goal.atLeast : value.median <= goal.atMost;
}
