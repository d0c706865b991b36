import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { busySeconds, treeSeconds } from './cpu-time.ts';
import { ascending, quantile } from './statistics.ts';

/** What a fixed piece of work took: the machine's mood at one moment, comparable within a run. */
export interface Probe {
  at: string;
  load: number;
  cpuMs: number;
  /** Median of ten. */
  fsyncMs: number;
}

const hashes = 150;
const block = Buffer.alloc(64 * 1024, 'x');
const page = Buffer.alloc(8192, 'x');

/** About 30 ms of one core and ten pages forced to the disk under which the bench's own database lies. */
export function probe(): Probe {
  const begun = performance.now();
  for (let n = 0; n < hashes; n++) createHash('sha256').update(block).digest();
  const cpuMs = performance.now() - begun;
  return { at: new Date().toISOString(), load: loadavg()[0]!, cpuMs, fsyncMs: fsyncMs() };
}

function fsyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-bench-probe-'));
  const file = openSync(join(folder, 'page'), 'w');
  try {
    const times = Array.from({ length: 10 }, () => {
      const begun = performance.now();
      writeSync(file, page, 0, page.length, 0);
      fdatasyncSync(file);
      return performance.now() - begun;
    });
    return quantile(ascending(times), 0.5);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** CPU that others took from us while something of ours ran, in cores; undefined where the system does not tell. */
export async function foreignCoresDuring<Result>(work: () => Promise<Result>): Promise<{ result: Result; foreign: number | undefined }> {
  const [busy, ours, begun] = [busySeconds(), treeSeconds(process.pid), performance.now()];
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  const [busyAfter, oursAfter] = [busySeconds(), treeSeconds(process.pid)];
  if (busy === undefined || busyAfter === undefined) return { result, foreign: undefined };
  return { result, foreign: Math.max(0, (busyAfter - busy - (oursAfter - ours)) / seconds) };
}

export interface Machine {
  cores: number;
  model: string;
  memoryGB: number;
  node: string;
  system: string;
}

export function thisMachine(): Machine {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return {
    cores: cpus().length,
    model,
    memoryGB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    system: `${process.platform} ${process.arch}`,
  };
}
