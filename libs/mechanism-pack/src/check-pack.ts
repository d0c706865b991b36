import type { FileDriver, Transition } from '@xiezhi/stage-chart';
import type { ClockRule } from '@xiezhi/statutory-time';
import type { Charts } from './charts.ts';
import type { Ladder } from './ladder.ts';
import type { PackedRoute } from './routes.ts';

/**
 * What no single file of a pack can say: charts that wait for each other name steps that exist and never wait in a circle, a chart that
 * waits for several files can have asked for them, a route opens one kind of file, clocks start and stop on steps that some chart has, and
 * the limit of an order of the ladder is watched.
 *
 * @returns complaints, each beginning with the place
 */
export function checkPack(charts: Charts, rules: readonly ClockRule[], routes?: readonly PackedRoute[], ladder?: Ladder): string[] {
  return [
    ...checkDrivers(charts),
    ...checkCircles(charts),
    ...checkGathering(charts, routes),
    ...checkRoutes(charts),
    ...rules.flatMap((rule) => checkEvents(rule, charts)),
    ...(ladder === undefined ? [] : checkOrders(rules)),
  ];
}

/** An order and its deadlines follow one version: the rows of another mechanism do not watch it. */
function checkOrders(rules: readonly ClockRule[]): string[] {
  const issued = 'case-supervision.supervision-stage-entered.v1';
  const isWatched = rules.some(({ enabled, start }) => enabled && start.some(({ event }) => event === issued));
  return isWatched
    ? []
    : [`ladder.yaml levels: no row of clocks begins with ${issued}, so nobody would learn that the limit of an order has passed`];
}

const isFileDriven = (rule: Transition): rule is Transition & { driven: FileDriver } =>
  typeof rule.driven === 'object' && 'chart' in rule.driven;

function checkDrivers(charts: Charts): string[] {
  return Object.values(charts).flatMap(({ chart, transitions }) =>
    transitions.filter(isFileDriven).flatMap(({ id, driven }) => {
      const place = `charts/${chart}.yaml transitions ${id}`;
      const other = charts[driven.chart];
      if (other === undefined) return [`${place}: waits for chart ${driven.chart}, which is not there`];
      const known = new Set(other.transitions.map((one) => one.id));
      return driven.transitions
        .filter((one) => !known.has(one))
        .map((one) => `${place}: waits for ${driven.chart} ${one}, which is not there`);
    }),
  );
}

/**
 * Every file that was asked for by sharing: a road that is never taken where no route shares a file so that such a one opens. Of a pack that
 * brings no routes nothing is known: it goes those of the directory.
 */
function checkGathering(charts: Charts, routes: readonly PackedRoute[] | undefined): string[] {
  const opening = routes?.filter(({ kind, matterKind }) => kind === 'share' && matterKind === 'case-file').map(({ slug }) => slug);
  const mayOpen = (slug: string): boolean => opening === undefined || opening.includes(slug);
  return Object.values(charts).flatMap(({ chart, transitions }) =>
    transitions.filter(isFileDriven).flatMap(({ id, driven }) => {
      const received = charts[driven.chart]?.opening?.received ?? [];
      if (driven.every === undefined || received.some(mayOpen)) return [];
      const place = `charts/${chart}.yaml transitions ${id}: waits for every ${driven.chart}`;
      return received.length === 0
        ? [`${place}, which no route opens: name one in opening.received of charts/${driven.chart}.yaml`]
        : [
            `${place}, but no route shares a file to open one: ${received.join(', ')} in routes.yaml should say kind: share, matterKind: case-file`,
          ];
    }),
  );
}

/** Two files that answer each other by events alone would never come to rest. */
function checkCircles(charts: Charts): string[] {
  const heardBy = (chart: string, transition: string): string[] =>
    Object.values(charts).flatMap((other) =>
      other.transitions
        .filter((rule) => isFileDriven(rule) && rule.driven.chart === chart && rule.driven.transitions.includes(transition))
        .map(({ id }) => `${other.chart} ${id}`),
    );
  const driven = Object.values(charts).flatMap(({ chart, transitions }) =>
    transitions.filter(isFileDriven).map(({ id }) => `${chart} ${id}`),
  );
  return driven.flatMap((start) => {
    const seen = new Set<string>();
    const waiting = [start];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const [chart = '', transition = ''] = step.split(' ');
      const next = heardBy(chart, transition);
      if (next.includes(start)) return [`charts: ${start} waits for itself, by way of ${step}`];
      waiting.push(...next.filter((one) => !seen.has(one)));
      for (const one of next) seen.add(one);
    }
    return [];
  });
}

function checkRoutes(charts: Charts): string[] {
  const named = Object.values(charts).flatMap(({ chart, opening }) => (opening?.received ?? []).map((route) => ({ chart, route })));
  return named
    .filter(({ route }, place) => named.findIndex((one) => one.route === route) !== place)
    .map(({ chart, route }) => `charts/${chart}.yaml opening: the route ${route} opens another kind of file too`);
}

/** Events that name a step of a chart, and by which member. */
const stepEvents: Readonly<Record<string, string | undefined>> = {
  'clue-transfer.problem-stage-entered.v1': 'problem',
  'clue-transfer.dispute-stage-entered.v1': 'dispute',
  'case-supervision.case-file-stage-entered.v1': undefined,
};

function checkEvents(rule: ClockRule, charts: Charts): string[] {
  const matches = [...rule.start, ...rule.stop, ...rule.cancel, ...rule.pause, ...rule.resume].filter(({ event }) => event in stepEvents);
  return matches.flatMap(({ event, where }) => {
    const chartNames = stepEvents[event] === undefined ? valuesOf(where['chart']) : [stepEvents[event]];
    const unknown = chartNames.filter((name) => charts[name] === undefined);
    if (unknown.length > 0) return unknown.map((name) => `clocks ${rule.id}: waits for chart ${name}, which is not there`);
    const among = chartNames.length > 0 ? chartNames.map((name) => charts[name]!) : Object.values(charts);
    const steps = new Set(among.flatMap(({ transitions }) => transitions.map(({ id }) => id)));
    const stages = new Set(among.flatMap((chart) => chart.stages.map(({ id }) => id)));
    return [
      ...valuesOf(where['transition'])
        .filter((id) => !steps.has(id))
        .map((id) => `clocks ${rule.id}: no chart has the step ${id}`),
      ...[...valuesOf(where['to']), ...valuesOf(where['from'])]
        .filter((id) => !stages.has(id))
        .map((id) => `clocks ${rule.id}: no chart has the stage ${id}`),
    ];
  });
}

function valuesOf(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition];
  return Array.isArray(condition) ? condition.filter((one): one is string => typeof one === 'string') : [];
}
