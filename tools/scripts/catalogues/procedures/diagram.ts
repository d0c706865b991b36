import { same, type StageChart, type Transition } from '@xiezhi/stage-chart';

/** A step from that many stages is drawn once, from “任一阶段”: lines from everywhere show nothing. */
const linesMax = 7;
const anywhere = '任一阶段';
/** Inches per character of the labels, which Graphviz cannot measure without the font. */
const inchesPerCharacter = 0.19;

/** Stages that are reached when only these steps are taken. */
export function stagesReached(chart: StageChart, steps: readonly Transition[]): Set<string> {
  const reached = new Set([chart.initial]);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const { from, to } of steps) if (to !== same && from.some((stage) => reached.has(stage))) reached.add(to);
  }
  return reached;
}

/** The stages and steps of a procedure for Graphviz: what moves a matter as arrows, by the ids of the steps; driven ones are dashed. */
export function dotOf(chart: StageChart, steps: readonly Transition[]): string {
  const reached = stagesReached(chart, steps);
  const moves = steps.filter(({ from, to }) => to !== same && from.some((stage) => reached.has(stage)));
  const edges = new Map<string, { from: string; to: string; ids: string[]; isDriven: boolean }>();
  for (const { id, from, to, driven } of moves) {
    const here = from.filter((stage) => reached.has(stage) && stage !== to);
    for (const stage of here.length > linesMax ? [anywhere] : here) {
      const key = `${stage} ${to} ${driven === undefined ? '' : 'driven'}`;
      const edge = edges.get(key) ?? { from: stage, to, ids: [], isDriven: driven !== undefined };
      edge.ids.push(id);
      edges.set(key, edge);
    }
  }
  const nodes = chart.stages.filter(({ id }) => reached.has(id)).map(({ id, name }) => node(id, name, markOf(chart, id)));
  const isAnywhere = [...edges.values()].some(({ from }) => from === anywhere);
  return [
    'digraph {',
    '  graph [rankdir=TB, nodesep=0.35, ranksep=0.45, margin=0.1, bgcolor=white]',
    '  node [shape=box, style="rounded,filled", fillcolor="#f7fafc", color="#3d5a80", fontname="Noto Sans SC, sans-serif", fontsize=12, fixedsize=true]',
    '  edge [color="#3d5a80", fontname="Noto Sans SC, sans-serif", fontsize=10, arrowsize=0.7]',
    ...nodes,
    ...(isAnywhere ? [node(anywhere, anywhere, 'style="dotted"')] : []),
    ...[...edges.values()].map(
      ({ from, to, ids, isDriven }) => `  "${from}" -> "${to}" [label=" ${ids.join('、')} "${isDriven ? ', style=dashed' : ''}]`,
    ),
    '}',
    '',
  ].join('\n');
}

function node(id: string, name: string, mark: string): string {
  const width = (name.length * inchesPerCharacter + 0.3).toFixed(2);
  return `  "${id}" [label="${name}", width=${width}, height=0.42${mark === '' ? '' : `, ${mark}`}]`;
}

/** The first stage is filled, an end has two lines around it. */
function markOf({ initial, ends }: StageChart, id: string): string {
  if (id === initial) return 'fillcolor="#d7e6f5"';
  return ends.includes(id) ? 'peripheries=2' : '';
}

/** Drawn by Graphviz, compiled to WebAssembly: the same text on every machine. */
export async function svgOf(dot: string): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  return viz.renderString(dot, { format: 'svg', engine: 'dot' });
}
