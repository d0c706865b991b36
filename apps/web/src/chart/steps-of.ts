import type { ChartStep, Possible } from '../api/types.ts';

const prefix = 'steps/';

/** The steps of the chart among what is possible for a file. */
export function stepsOf(possible: readonly Possible[]): ChartStep[] {
  return possible.flatMap(({ verb, name = verb, form = [], source = '', ...rest }) =>
    verb.startsWith(prefix) ? [{ transition: verb.slice(prefix.length), name, form, source, ...rest }] : [],
  );
}
