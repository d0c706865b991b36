import type { ChartStep, Possible } from '../api/types.ts';

const prefix = 'steps/';

/** The steps of the chart among what is possible for a file. */
export function stepsOf(possible: readonly Possible[]): ChartStep[] {
  return possible.flatMap(({ verb, name = verb, form = [], source = '', ...rest }) =>
    verb.startsWith(prefix) ? [{ transition: verb.slice(prefix.length), name, form, source, ...rest }] : [],
  );
}

/** The document a step makes, as officers cite it: 书面提示函（F-09）; the code alone where the mechanism names none. */
export function documentOf({ document, documentName }: Pick<ChartStep, 'document' | 'documentName'>): string | undefined {
  return document === undefined || documentName === undefined ? document : `${documentName}（${document}）`;
}
