/** Below so many there is no percentage, no colour and no arrow (SC-9). */
export const smallBelow = 10;

/** One number over another, with how it is written. Sums of days or money are shares too. */
export interface Share {
  numerator: number;
  denominator: number;
  /** `62.0 %`, below ten `3/7`, of nothing `—`; never 0 % of nothing. */
  shown: string;
  /** In percent, one decimal; absent where `shown` is none. */
  percent?: number;
}

/** @param n how many items are behind the denominator, where that is a sum of something else */
export function shareOf(numerator: number, denominator: number, n: number = denominator): Share {
  if (denominator === 0) return { numerator, denominator, shown: '—' };
  if (n < smallBelow) return { numerator, denominator, shown: `${numerator}/${denominator}` };
  const percent = oneDecimal((100 * numerator) / denominator);
  return { numerator, denominator, shown: `${percent.toFixed(1)} %`, percent };
}

/** Against the same period of the year before, both ways of saying it, each with its unit (SC-10). */
export interface Change {
  /** `(r1 − r0) / r0`, in percent; absent where r0 is 0. */
  relative?: number;
  relativeShown: string;
  /** `r1 − r0`, in percentage points; absent for counts and days, which have no percentage. */
  points?: number;
  pointsShown?: string;
}

/** @returns undefined where either is too small to be compared (SC-9) */
export function changeOfShares(before: Share, now: Share): Change | undefined {
  if (before.percent === undefined || now.percent === undefined) return undefined;
  const [r0, r1] = [before.numerator / before.denominator, now.numerator / now.denominator];
  const points = oneDecimal(100 * (r1 - r0));
  return { ...relativeChange(r0, r1), points, pointsShown: `${signed(points)} 个百分点` };
}

/** Of a count or of a median. @returns undefined where either side has fewer than ten items behind it (SC-9) */
export function changeOfNumbers(before: { value: number; n: number }, now: { value: number; n: number }): Change | undefined {
  if (before.n < smallBelow || now.n < smallBelow) return undefined;
  return relativeChange(before.value, now.value);
}

function relativeChange(before: number, now: number): Pick<Change, 'relative' | 'relativeShown'> {
  if (before === 0) return { relativeShown: '—' };
  const relative = oneDecimal((100 * (now - before)) / before);
  return { relative, relativeShown: `${signed(relative)} %` };
}

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`;

/** Half away from zero. A double of 0.05 lies a hair below it: what is a half on paper is one here. */
export function oneDecimal(value: number): number {
  const rounded = Math.round(Number((Math.abs(value) * 10).toPrecision(12))) / 10;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}
