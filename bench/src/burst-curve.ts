/** DIGIT's load curve: lifecycles begun per second, one level after the other. */
export const digitCurve: readonly number[] = [1, 15, 1, 25, 2, 35, 10];

/**
 * When each life of a curve is to begin: an open loop, whose schedule does not wait for anybody.
 *
 * @param levels lives per second
 * @param secondsEach of each level
 * @returns ms from the begin, ascending
 */
export function beginnings(levels: readonly number[], secondsEach: number): number[] {
  return levels.flatMap((perSecond, level) => {
    const count = Math.round(perSecond * secondsEach);
    return Array.from({ length: count }, (_one, n) => 1000 * secondsEach * (level + n / count));
  });
}
