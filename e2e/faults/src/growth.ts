import { readdirSync, readFileSync } from 'node:fs';
import type { Claims } from './claims.ts';
import { schemaOf } from '@xiezhi/contracts';
import type { Company } from './company.ts';
import { members } from './members.ts';
import type { Ground } from './ground.ts';

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

/** `max_wal_size`, and what is written before the checkpoint that it causes has ended. */
const walMbMax = 1300;
/** Tables that only hold what is under way: an outbox of some thousands and a row for each partition, shard or instance. */
const queuesMbMax = 64;
const queues = ['outbox', 'relay_lease', 'relay_member', 'relay_count', 'inbox_offset', 'inbox_begun', 'inbox_beacon', 'inbox_parked'];

/** I8 of the database: what is deleted makes room, and nothing holds the write-ahead log. */
export async function databaseGrowthOf(claims: Claims, ground: Ground): Promise<void> {
  const { rows } = await ground.asAdmin((db) =>
    db.query<{ wal: number; queues: number; slots: number }>(
      `select (select coalesce(sum(size), 0) / 1048576 from pg_ls_waldir())::float as wal,
         (select coalesce(sum(pg_total_relation_size(c.oid)), 0) / 1048576 from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = any($1) and c.relname = any($2) and c.relkind = 'r')::float as queues,
         (select count(*) from pg_replication_slots)::int as slots`,
      [members.map(schemaOf), queues],
    ),
  );
  const found = rows[0]!;
  claims.claim(
    'the write-ahead log and the tables of what is under way stay small',
    found.wal <= walMbMax && found.queues <= queuesMbMax && found.slots === 0,
    `${found.wal.toFixed(0)} MB and ${found.queues.toFixed(1)} MB`,
  );
}
