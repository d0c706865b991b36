import type { Counted } from '../beacon.ts';
import { type BatchBounds, recordOverheadBytes } from '../outbox-tables.ts';
import type { LeaseAnswer, Presence, WaitingRow } from '../relay-decisions.ts';
import type { RemovedRows, SentRow } from '../relay-steps.ts';

/**
 * The publisher's tables as reducers: each function is what one statement of outbox-tables.ts does, `now` being the database's clock.
 * `model-equivalence.int.spec.ts` keeps the two equal.
 */
export interface OutboxModel {
  rows: OutboxModelRow[];
  leases: { shard: number; owner: string; epoch: number; expiresAt: number }[];
  members: { owner: string; joined: number; expiresAt: number }[];
  counts: { shard: number; topic: string; partition: number; published: number }[];
  announced: OutboxModelRow[];
}

export type OutboxModelRow = WaitingRow & { again: boolean };

export function emptyOutbox(shards: number): OutboxModel {
  const leases = Array.from({ length: shards }, (_, shard) => ({ shard, owner: '', epoch: 0, expiresAt: -Infinity }));
  return { rows: [], leases, members: [], counts: [], announced: [] };
}

/** Says that the owner lives; those whose time is over are forgotten. */
export function attend(model: OutboxModel, owner: string, ttlMs: number, now: number): Presence {
  const others = model.members.filter((member) => member.owner !== owner && member.expiresAt >= now);
  const joined =
    model.members.find((member) => member.owner === owner)?.joined ?? 1 + Math.max(0, ...model.members.map((one) => one.joined));
  model.members = [...others, { owner, joined, expiresAt: now + ttlMs }];
  return { members: model.members.length, rank: others.filter((one) => one.joined < joined).length };
}

export function cedeLeases(model: OutboxModel, owner: string, ceded: readonly LeaseAnswer[]): void {
  for (const lease of model.leases)
    if (lease.owner === owner && ceded.some(({ shard, epoch }) => shard === lease.shard && epoch === lease.epoch))
      lease.expiresAt = -Infinity;
}

export function takeLeases(model: OutboxModel, owner: string, ttlMs: number, now: number, countMax: number): LeaseAnswer[] {
  const free = model.leases.filter(({ expiresAt }) => expiresAt < now).slice(0, countMax);
  for (const lease of free) Object.assign(lease, { owner, epoch: lease.epoch + 1, expiresAt: now + ttlMs });
  return free.map(({ shard, epoch }) => ({ shard, epoch }));
}

export function renewLeases(model: OutboxModel, owner: string, held: readonly LeaseAnswer[], ttlMs: number, now: number): LeaseAnswer[] {
  const mine = model.leases.filter(
    (lease) => lease.owner === owner && held.some(({ shard, epoch }) => shard === lease.shard && epoch === lease.epoch),
  );
  for (const lease of mine) lease.expiresAt = now + ttlMs;
  return mine.map(({ shard, epoch }) => ({ shard, epoch }));
}

export function releaseLeases(model: OutboxModel, owner: string): void {
  model.members = model.members.filter((member) => member.owner !== owner);
  for (const lease of model.leases) if (lease.owner === owner) lease.expiresAt = -Infinity;
}

export function oldestRows(
  model: OutboxModel,
  shards: readonly number[],
  { countMax, bytesMax }: BatchBounds,
  without: readonly string[],
  removing: readonly number[],
): OutboxModelRow[] {
  const share = { count: Math.ceil(countMax / shards.length), bytes: Math.floor(bytesMax / shards.length) };
  const ofShard = (shard: number): OutboxModelRow[] => {
    let bytes = 0;
    return model.rows
      .filter((row) => row.shard === shard && !without.includes(row.key) && !removing.includes(row.position))
      .toSorted((a, b) => a.position - b.position)
      .slice(0, share.count)
      .filter((row, n) => {
        bytes += Buffer.byteLength(row.body) + recordOverheadBytes;
        return bytes <= share.bytes || n === 0;
      });
  };
  return shards.flatMap(ofShard).toSorted((a, b) => a.position - b.position);
}

export function removeRows(model: OutboxModel, owner: string, sent: readonly SentRow[]): RemovedRows[] {
  const isOurs = ({ shard, epoch }: SentRow) =>
    model.leases.some((lease) => lease.shard === shard && lease.owner === owner && lease.epoch === epoch);
  const ours = sent.filter(isOurs);
  const sentOf = (row: OutboxModelRow) => ours.find(({ shard, position }) => shard === row.shard && position === row.position);
  const gone = model.rows.filter((row) => sentOf(row) !== undefined);
  model.rows = model.rows.filter((row) => !gone.includes(row));
  for (const row of gone) {
    if (row.again) continue;
    model.announced.push(row);
    const partition = sentOf(row)?.partition ?? 0;
    const known = model.counts.find((count) => count.shard === row.shard && count.topic === row.topic && count.partition === partition);
    if (known === undefined) model.counts.push({ shard: row.shard, topic: row.topic, partition, published: 1 });
    else known.published++;
  }
  return [...Map.groupBy(gone, ({ shard }) => shard)].map(([shard, rows]) => ({ shard, removed: rows.length }));
}

export function publishedCounts(model: OutboxModel): Counted[] {
  const sums = new Map<string, Counted>();
  for (const { topic, partition, published } of model.counts) {
    const sum = sums.get(`${topic}/${partition}`) ?? { topic, partition, published: 0 };
    sums.set(`${topic}/${partition}`, { ...sum, published: sum.published + published });
  }
  return [...sums.values()].toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
}

/** Everything that was announced, once more, behind what waits. */
export function announceAllAgain(model: OutboxModel, nextPosition: () => number): number {
  const again = model.announced.toSorted((a, b) => a.position - b.position);
  for (const row of again) model.rows.push({ ...row, position: nextPosition(), again: true });
  return again.length;
}
