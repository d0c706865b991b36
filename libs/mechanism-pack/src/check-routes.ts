import type { StageChart } from '@xiezhi/stage-chart';
import type { ClockRule } from '@xiezhi/statutory-time';
import type { FeedbackRules } from './feedback.ts';
import type { PackedRoute } from './routes.ts';

interface Naming {
  charts: Readonly<Record<string, StageChart>>;
  rules: readonly ClockRule[];
  feedback?: FeedbackRules | undefined;
}

/**
 * A mechanism owns its routes: one that brings any brings all that its charts, clocks and duties name. A slug that is misspelt would open no
 * file and start no clock, and nobody would be told. A pack without routes goes those of the directory, which are not known here.
 *
 * @returns complaints, each beginning with the place
 */
export function checkRoutesNamed({ charts, rules, feedback }: Naming, routes: readonly PackedRoute[] | undefined): string[] {
  if (routes === undefined) return [];
  const kinds = new Map(routes.map(({ slug, matterKind }) => [slug, matterKind]));
  const named = [...Object.values(charts).flatMap(namedInChart), ...rules.flatMap(namedInRow), ...namedInDuties(feedback)];
  return [
    ...named.filter(({ route }) => !kinds.has(route)).map(({ place, route }) => `${place}: routes.yaml has no ${route}`),
    ...Object.values(charts)
      .flatMap(namedInChart)
      .filter(({ route }) => kinds.get(route) === 'problem')
      .map(({ place, route }) => `${place}: the route ${route} hands over a problem, and opens no file`),
  ];
}

interface Named {
  place: string;
  route: string;
}

const namedInChart = ({ chart, opening }: StageChart): Named[] =>
  (opening?.received ?? []).map((route) => ({ place: `charts/${chart}.yaml opening`, route }));

function namedInRow({ id, start, stop, cancel, pause, resume }: ClockRule): Named[] {
  const slugs = [...start, ...stop, ...cancel, ...pause, ...resume].flatMap(({ where }) => slugsOf(where['routeId']));
  return [...new Set(slugs)].map((route) => ({ place: `clocks ${id}`, route }));
}

function namedInDuties(feedback: FeedbackRules | undefined): Named[] {
  return (feedback?.duties ?? []).flatMap(({ id, owed, met, cancelled, every }) => {
    const slugs = [...owed, ...met, ...cancelled, ...(every?.until ?? [])].flatMap(({ where }) => slugsOf(where['routeId']));
    return [...new Set(slugs)].map((route) => ({ place: `feedback.yaml duties ${id}`, route }));
  });
}

/** Of a condition: one, one of several, or none of them. */
function slugsOf(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition];
  if (Array.isArray(condition)) return condition.filter((one): one is string => typeof one === 'string');
  return typeof condition === 'object' && condition !== null && 'not' in condition ? slugsOf(condition.not) : [];
}
