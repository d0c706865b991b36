import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parse, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';

/** One thing of the law that must be seen to happen: a step of a procedure, or a deadline. */
export interface Duty {
  kind: 'transition' | 'clock';
  /** Chart or aggregate of a step; file of a deadline. */
  of: string;
  id: string;
  name: string;
  /** `file:line` from the workspace root. */
  where: string;
  /** Why it need not be executed, in the words of DOMAIN; absent: it must. */
  reason?: string;
}

/** Duties that belong together under one heading of the page. */
export interface Section {
  title: string;
  duties: Duty[];
  /** Names of stages by id, where the steps lead to such. */
  stages: ReadonlyMap<string, string>;
}

const pack = 'packs/river-chief-procurator';
const own = import.meta.dirname;
const Machines = z.array(
  z.strictObject({ machine: z.string(), title: z.string(), table: z.string(), steps: z.record(z.string(), z.string()) }),
);

/** Everything that must be executed, in the order of the pack's files. */
export function sectionsOf(root: string): Section[] {
  const charts = globSync(`${pack}/charts/*.yaml`, { cwd: root }).toSorted();
  const clocks = globSync(`${pack}/clocks/*.yaml`, { cwd: root }).toSorted();
  const machines = Machines.parse(parse(readFileSync(join(own, 'machines.yaml'), 'utf8')));
  const reasons = z.record(z.string(), z.string()).parse(parse(readFileSync(join(own, 'not-executed.yaml'), 'utf8')));
  const rows = clocks.map((path) => clockSection(path, readFileSync(join(root, path), 'utf8'), reasons));
  const known = new Set(rows.flatMap(({ duties }) => duties.map(({ id }) => id)));
  const idle = Object.keys(reasons).filter((id) => !known.has(id));
  if (idle.length > 0) throw new Error(`not-executed.yaml gives reasons for rows that are none: ${idle.join(', ')}`);
  return [
    ...charts.map((path) => chartSection(path, readFileSync(join(root, path), 'utf8'))),
    ...machines.map((one) => machineSection(one, readFileSync(join(root, one.table), 'utf8'))),
    ...rows,
  ];
}

/** A chart's steps, each with the line it begins on. */
export function chartSection(path: string, text: string): Section {
  const { document, lineOf } = located(text);
  const chart = String(document.get('chart'));
  const stages = new Map(items(document.get('stages')).map((stage) => [String(stage.get('id')), String(stage.get('name'))]));
  const duties = items(document.get('transitions')).map((step): Duty => ({
    kind: 'transition',
    of: chart,
    id: String(step.get('id')),
    name: String(step.get('name')),
    where: `${path}:${lineOf(step)}`,
  }));
  return { title: `${String(document.get('title'))} \`${chart}\``, duties, stages };
}

/** A file's rows, and those that no event starts with the reason the pack gives. */
export function clockSection(path: string, text: string, reasons: Readonly<Record<string, string>>): Section {
  const { document, lineOf } = located(text);
  const of = basename(path, '.yaml');
  const duty = (row: YAMLMap, reason: string | undefined): Duty => ({
    kind: 'clock',
    of,
    id: String(row.get('id')),
    name: String(row.get('name')),
    where: `${path}:${lineOf(row)}`,
    ...(reason !== undefined && { reason }),
  });
  const rows = items(document.get('rules')).map((row) => duty(row, reasons[String(row.get('id'))]));
  const shown = items(document.get('information')).map((row) => duty(row, String(row.get('reason'))));
  return { title: `\`clocks/${of}.yaml\``, duties: [...rows, ...shown], stages: new Map() };
}

/** The commands of a decision table that record something in some state. */
export function machineSection({ machine, title, table, steps }: z.infer<typeof Machines>[number], text: string): Section {
  const found = text.split('\n').flatMap((line, index) => {
    const [, command, cells] = /^\| \*\*([^*]+)\*\* \|(.*)\|$/.exec(line) ?? [];
    if (command === undefined || !/^[a-zA-Z]+$/.test(command)) return [];
    const records = cells!.split('|').some((cell) => !cell.includes('`') && cell.trim() !== '—');
    return records ? [{ command, line: index + 1 }] : [];
  });
  const unnamed = found.filter(({ command }) => steps[command] === undefined).map(({ command }) => command);
  const idle = Object.keys(steps).filter((step) => !found.some(({ command }) => command === step));
  if (unnamed.length + idle.length > 0) throw new Error(`machines.yaml and ${table} differ: ${[...unnamed, ...idle].join(', ')}`);
  const duties = found.map(({ command, line }): Duty => ({
    kind: 'transition',
    of: machine,
    id: command,
    name: steps[command]!,
    where: `${table}:${line}`,
  }));
  return { title: `${title} \`${machine}\``, duties, stages: new Map() };
}

function located(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (!isMap(document.contents)) throw new Error('not a mapping');
  return { document: document.contents, lineOf: (node: YAMLMap) => lines.linePos(node.range![0]).line };
}

function items(node: unknown): YAMLMap[] {
  if (node === undefined || isScalar(node)) return [];
  if (!isSeq(node)) throw new Error('not a list');
  return node.items.filter((item) => isMap(item));
}
