import { readFileSync } from 'node:fs';
import { allProcesses, type ProcessTime, treeOf } from './cpu-time.ts';

/** Every process of a stack, a service by its name: found by the state folder on their command line, and by their ancestry. */
export function processesOf(home: string, launcher?: number): ProcessTime[] {
  const all = allProcesses().filter(({ pid }) => pid !== process.pid);
  const roots = all.flatMap(({ pid }) => (pid === launcher || commandOf(pid).includes(home) ? [pid] : []));
  const ours = new Map(roots.flatMap((root) => treeOf(root, all)).map((one) => [one.pid, one]));
  return [...ours.values()].map((one) => ({ ...one, name: serviceAt(one.pid) ?? one.name }));
}

const serviceAt = (pid: number): string | undefined => /apps\/([a-z-]+)\/dist/.exec(commandOf(pid))?.[1];

/** For which database role a backend of Postgres works, as its title says; undefined for every other process. */
export const databaseRoleOf = (pid: number): string | undefined => /^postgres: (\w+) \w+ [\w.:]+\(\d+\)/.exec(commandOf(pid))?.[1];

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

/** Pages that several processes share are counted by shares. @returns bytes; 0 for a process that has ended */
export function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // It ended while we looked.
  }
}

/** Something of each process, summed by name. */
export function byName<One extends { name: string }>(processes: readonly One[], amount: (one: One) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const one of processes) sums.set(one.name, (sums.get(one.name) ?? 0) + amount(one));
  return sums;
}
