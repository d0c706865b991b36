import type { OutboxRow } from './cloud-event.ts';
import { backOffMs } from './waiting.ts';

/** A row as it waits in its shard. */
export type WaitingRow = OutboxRow & { shard: number };

/** Rows that go to one partition, whatever their shards, oldest first. */
export interface SendGroup {
  topic: string;
  partition: number;
  rows: WaitingRow[];
}

/** Each group in outbox order; a key never spans two groups. */
export function groupByPartition(rows: readonly WaitingRow[], partitionOfRow: (row: WaitingRow) => number): SendGroup[] {
  const groups = new Map<string, SendGroup>();
  for (const row of rows) {
    const partition = partitionOfRow(row);
    const name = `${row.topic}/${partition}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { topic: row.topic, partition, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

/** Keys whose next row the broker will not take. They stand aside so that all others flow; their own order is kept. */
export type BlockedKeys = ReadonlyMap<string, { failures: number; retryAt: number }>;

export function block(blocked: BlockedKeys, key: string, now: number): BlockedKeys {
  const failures = (blocked.get(key)?.failures ?? 0) + 1;
  return new Map(blocked).set(key, { failures, retryAt: now + backOffMs(failures, 1000, 600_000) });
}

export function unblock(blocked: BlockedKeys, keys: Iterable<string>): BlockedKeys {
  const rest = new Map(blocked);
  for (const key of keys) rest.delete(key);
  return rest;
}

/** Keys to leave out of the next batch. */
export function standingAside(blocked: BlockedKeys, now: number): string[] {
  return [...blocked].filter(([, { retryAt }]) => retryAt > now).map(([key]) => key);
}

/** A lease as its owner sees it. `until` is on the owner's own steady clock, counted from before the database was asked. */
export interface HeldLease {
  epoch: number;
  until: number;
}
export type HeldLeases = ReadonlyMap<number, HeldLease>;

export interface LeaseAnswer {
  shard: number;
  epoch: number;
}

/**
 * Leases after a round of renewing and taking. What the database did not confirm is not ours, whatever we believed. Ownership only
 * saves work: a relay that wrongly believes in it can send twice, but its delete names the epoch and removes nothing.
 */
export function afterLeaseRound(confirmed: readonly LeaseAnswer[], askedAt: number, ttlMs: number): HeldLeases {
  return new Map(confirmed.map(({ shard, epoch }) => [shard, { epoch, until: askedAt + ttlMs }]));
}

/** Shards to work on now. */
export function inForce(held: HeldLeases, now: number): LeaseAnswer[] {
  return [...held].filter(([, { until }]) => until > now).map(([shard, { epoch }]) => ({ shard, epoch }));
}

/** How many relays of the service live, this one included, and which of them it is, by the order in which they came. */
export interface Presence {
  members: number;
  /** From 0. */
  rank: number;
}

/** How many shards are ours to send. All shares together are all shards as long as everybody counts the same relays; no share is more than one above another. */
export function fairShare(shards: number, { members, rank }: Presence): number {
  return Math.floor(shards / members) + (rank < shards % members ? 1 : 0);
}

/** Leases above our share: those without a batch under way first, because they can be given up at once. */
export function aboveShare(held: HeldLeases, share: number, busy: ReadonlySet<number>): LeaseAnswer[] {
  const byEase = [...held]
    .map(([shard, { epoch }]) => ({ shard, epoch }))
    .toSorted((a, b) => Number(busy.has(a.shard)) - Number(busy.has(b.shard)) || b.shard - a.shard);
  return byEase.slice(0, Math.max(0, held.size - share));
}
