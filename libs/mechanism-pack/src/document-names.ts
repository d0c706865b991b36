import type { Charts } from './charts.ts';
import type { Letters } from './letters.ts';

/** Charts with the names of the documents that their steps make, so that whoever has a chart can say them. */
export function withDocumentNames(charts: Charts, letters: Letters | undefined): Charts {
  if (letters === undefined) return charts;
  const names = new Map(letters.map(({ code, name }) => [code, name]));
  return Object.fromEntries(
    Object.entries(charts).map(([id, chart]) => {
      const made = new Set(chart.transitions.flatMap(({ document }) => document ?? []));
      return [id, { ...chart, documents: Object.fromEntries([...made].map((code) => [code, names.get(code)!])) }];
    }),
  );
}
