/** Maps a value to a place on the paper, and says where the axis is marked. */
export interface Scale {
  place(value: number): number;
  ticks: number[];
}

/** @param from what lies at `low`; `to` at `high`: places on the paper, in whatever direction */
export function linearScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const step = niceStep((high - low) / 5);
  const first = Math.ceil(low / step);
  const ticks = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
  return { place: (value) => from + ((value - low) / (high - low || 1)) * (to - from), ticks };
}

/** Powers of ten and their doubles and fives are marked. */
export function logarithmicScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const [bottom, top] = [Math.log10(low), Math.log10(high)];
  const decades = Array.from({ length: Math.ceil(top) - Math.floor(bottom) + 1 }, (_, n) => 10 ** (Math.floor(bottom) + n));
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((times) => decade * times)).filter((tick) => tick >= low && tick <= high);
  return { place: (value) => from + ((Math.log10(value) - bottom) / (top - bottom || 1)) * (to - from), ticks };
}

/** 1, 2 or 5 times a power of ten, not below what was asked. */
export function niceStep(atLeast: number): number {
  if (!(atLeast > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5, 10].find((times) => times * power >= atLeast * (1 - 1e-9)) ?? 10) * power;
}
