import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick. */
const ticksPerSecond = 100;

/** Seconds all cores together were busy since the machine started, stolen ones included; undefined where there is no /proc. */
export function busySeconds(): number | undefined {
  const text = readOrNothing('/proc/stat');
  const line = /^cpu +(.+)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/ +/).map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

export interface ProcessTime {
  pid: number;
  parent: number;
  name: string;
  /** Seconds of this process itself. */
  own: number;
  /** Seconds of its children that have ended and were waited for, and of theirs. */
  reaped: number;
}

/** One line of /proc/<pid>/stat. The name may hold blanks and parentheses, so what follows is counted from its last one. */
export function parseStat(text: string): ProcessTime | undefined {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const seconds = (user: number): number => (Number(fields[user]) + Number(fields[user + 1])) / ticksPerSecond;
  return {
    pid: Number(text.slice(0, open)),
    parent: Number(fields[1]),
    name: text.slice(open + 1, close),
    own: seconds(11),
    reaped: seconds(13),
  };
}

export function allProcesses(): ProcessTime[] {
  const names = listOrNothing('/proc').filter((name) => /^\d+$/.test(name));
  return names.flatMap((name) => parseStat(readOrNothing(`/proc/${name}/stat`)) ?? []);
}

/** The process and all that descend from it. */
export function treeOf(root: number, processes: readonly ProcessTime[]): ProcessTime[] {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const tree = processes.filter(({ pid }) => pid === root);
  for (let n = 0; n < tree.length; n++) tree.push(...(children.get(tree[n]!.pid) ?? []));
  return tree;
}

/** CPU seconds of a process and all that descend from it, those that have ended included. */
export function treeSeconds(root: number): number {
  return treeOf(root, allProcesses()).reduce((sum, { own, reaped }) => sum + own + reaped, 0);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // No such system, or the process has ended meanwhile.
  }
}

function listOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
