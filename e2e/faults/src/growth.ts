import { readdirSync, readFileSync } from 'node:fs';
import type { Claims } from './claims.ts';
import type { Company } from './company.ts';

/** What a process holds of the machine. */
interface Size {
  residentMb: number;
  files: number;
}

export type Sizes = ReadonlyMap<string, Size>;

/** Heap of 256 MB as in earnest use, and what Node, its compiled code and its buffers take beside it. */
const residentMbMax = 420;
/** Pools of 8 + 8 connections, a client of the broker per consumer, and whoever asks over HTTP; reconnecting adds none for good. */
const filesGrowthMax = 60;

/** Memory and file handles of every living instance, from the kernel. */
export function sizeOf(company: Company): Sizes {
  const sizes = new Map<string, Size>();
  for (const instance of company.instances) {
    const pid = company.pidOf(instance);
    if (pid === undefined) continue;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      sizes.set(instance, { residentMb: Math.round(residentKb / 1024), files: readdirSync(`/proc/${pid}/fd`).length });
    } catch {
      // It has died since: its successor is seen next time.
    }
  }
  return sizes;
}

/** I8: nothing grows without bound. */
export function growthOf(claims: Claims, before: Sizes, after: Sizes): void {
  const [largest, most] = [...after].reduce(
    ([mb, growth], [name, size]) => [Math.max(mb, size.residentMb), Math.max(growth, size.files - (before.get(name)?.files ?? size.files))],
    [0, 0],
  );
  claims.claim(
    'memory and file handles of every service stay bounded',
    largest <= residentMbMax && most <= filesGrowthMax,
    `largest ${largest} MB, at most ${most} handles more than before`,
  );
}
