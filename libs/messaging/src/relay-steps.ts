import { type BeaconPaces, beaconsDue, type BeaconTuning, type Counted, untold } from './beacon.ts';
import type { ProduceFaultKind } from './broker-port.ts';
import type { OutboxRow } from './cloud-event.ts';
import { partitionOf } from './partitioner.ts';
import {
  aboveShare,
  afterLeaseRound,
  block,
  type BlockedKeys,
  fairShare,
  groupByPartition,
  type HeldLeases,
  inForce,
  type LeaseAnswer,
  type Presence,
  type SendGroup,
  standingAside,
  unblock,
} from './relay-decisions.ts';
import type { Steps } from './steps.ts';

/** What a relay asks of database and broker; the comment says what it is answered. */
export type RelayCommand =
  /** Presence */
  | { do: 'attend' }
  /** nothing: they are free at once */
  | { do: 'cede'; leases: LeaseAnswer[] }
  /** LeaseAnswer[]: those that are still ours. */
  | { do: 'renew'; held: LeaseAnswer[] }
  /** LeaseAnswer[]: those that had run out and are ours now. */
  | { do: 'take'; countMax: number }
  /** OutboxRow[], oldest first. */
  | { do: 'oldest'; shard: number; without: string[] }
  /** number of partitions */
  | { do: 'partitions'; topic: string }
  /** SendOutcome[], one per group, in their order; the groups are sent at the same time. */
  | { do: 'send'; groups: SendGroup[] }
  /** number of rows that were ours to remove */
  | { do: 'remove'; lease: LeaseAnswer; sent: { position: number; partition: number }[] }
  /** Counted[] */
  | { do: 'counts' }
  /** SendOutcome */
  | { do: 'beacon'; count: Counted }
  /** nothing: for the log and the metrics */
  | { do: 'tell'; about: 'stands aside'; row: OutboxRow }
  | { do: 'tell'; about: 'shards taken'; taken: LeaseAnswer[] }
  | { do: 'tell'; about: 'shards ceded'; ceded: LeaseAnswer[] }
  | { do: 'tell'; about: 'shard lost'; lease: LeaseAnswer; kept: number };

/** `confirmed` means that every record is in the log; anything else that nobody knows. */
export type SendOutcome = { kind: 'confirmed' } | { kind: ProduceFaultKind; error: unknown };

export type RelaySteps<Result> = Steps<RelayCommand, Result>;

/** What one relay process remembers. All of it may be lost at any moment. */
export interface RelayMemory {
  leases: HeldLeases;
  /** How many of the shards are ours, as of the last look at who else lives. */
  share: number;
  /** Shards with a batch under way. */
  busy: Set<number>;
  /** Shards above our share that wait for the end of their batch: no other is begun. */
  leaving: ReadonlySet<number>;
  blocked: BlockedKeys;
  beacons: BeaconPaces;
}

export function emptyMemory(): RelayMemory {
  return { leases: new Map(), share: 0, busy: new Set(), leaving: new Set(), blocked: new Map(), beacons: new Map() };
}

/** Shards to work on now. */
export function toSend({ leases, leaving }: RelayMemory, now: number): LeaseAnswer[] {
  return inForce(leases, now).filter(({ shard }) => !leaving.has(shard));
}

/** Whether shards are about to change hands, so that the next round should not wait long. */
export function isUnsettled({ leases, share, leaving }: RelayMemory): boolean {
  return leases.size < share || leaving.size > 0;
}

/**
 * Says that we live and hears who else does, gives up what is above our share, renews the rest, takes what nobody has up to our share.
 * `now` is our own steady clock, looked at before the database is asked.
 */
export function* leaseRound(memory: RelayMemory, now: number, ttlMs: number, shards: number): RelaySteps<void> {
  memory.share = fairShare(shards, (yield { do: 'attend' }) as Presence);
  yield* giveUp(memory, aboveShare(memory.leases, memory.share, memory.busy));
  const held = [...memory.leases].map(([shard, { epoch }]) => ({ shard, epoch }));
  const renewed = held.length === 0 ? [] : ((yield { do: 'renew', held }) as LeaseAnswer[]);
  const countMax = memory.share - renewed.length;
  const taken = countMax <= 0 ? [] : ((yield { do: 'take', countMax }) as LeaseAnswer[]);
  memory.leases = afterLeaseRound([...renewed, ...taken], now, ttlMs);
  if (taken.length > 0) yield { do: 'tell', about: 'shards taken', taken };
}

/** A shard changes hands between two batches, so that nothing of it is sent twice: while one is under way it only begins no other. */
function* giveUp(memory: RelayMemory, above: readonly LeaseAnswer[]): RelaySteps<void> {
  const ceded = above.filter(({ shard }) => !memory.busy.has(shard));
  memory.leaving = new Set(above.filter(({ shard }) => memory.busy.has(shard)).map(({ shard }) => shard));
  if (ceded.length === 0) return;
  // Forgotten before the database is told: from then on it may be somebody else's.
  const gone = new Set(ceded.map(({ shard }) => shard));
  memory.leases = new Map([...memory.leases].filter(([shard]) => !gone.has(shard)));
  yield { do: 'cede', leases: ceded };
  yield { do: 'tell', about: 'shards ceded', ceded };
}

/** One batch of one shard, see `batchOf`; no lease round gives the shard up meanwhile. */
export function* sendBatch(memory: RelayMemory, lease: LeaseAnswer, now: number): RelaySteps<number> {
  memory.busy.add(lease.shard);
  try {
    return yield* batchOf(memory, lease, now);
  } finally {
    memory.busy.delete(lease.shard);
  }
}

/**
 * One batch of one shard: oldest first, one send per partition, then deletion by id of what was confirmed.
 *
 * @param now machine time in ms, for keys that stand aside
 * @returns how many rows left the outbox
 * @throws the fault of a send that was not confirmed, after what was confirmed is removed
 */
function* batchOf(memory: RelayMemory, lease: LeaseAnswer, now: number): RelaySteps<number> {
  const rows = (yield { do: 'oldest', shard: lease.shard, without: standingAside(memory.blocked, now) }) as OutboxRow[];
  // A crash here leaves everything as it was.
  if (rows.length === 0) return 0;
  const partitions = new Map<string, number>();
  for (const topic of new Set(rows.map((row) => row.topic))) partitions.set(topic, (yield { do: 'partitions', topic }) as number);
  const groups = groupByPartition(rows, (row) => partitionOf(row.key, partitions.get(row.topic) ?? 1));
  const outcomes = (yield { do: 'send', groups }) as SendOutcome[];
  const sent: { position: number; partition: number }[] = [];
  let fault: unknown;
  for (const [n, group] of groups.entries()) {
    const outcome = outcomes[n];
    const confirmed =
      outcome?.kind === 'confirmed' ? group.rows : outcome?.kind === 'too-large' ? yield* sendOneByOne(memory, group, now) : [];
    sent.push(...confirmed.map(({ position }) => ({ position, partition: group.partition })));
    if (outcome?.kind === 'confirmed')
      memory.blocked = unblock(
        memory.blocked,
        group.rows.map(({ key }) => key),
      );
    else if (outcome?.kind !== 'too-large') fault ??= outcome?.error ?? new Error('a send without an answer');
  }
  // A crash before the next line sends the confirmed rows twice; inboxes drop the second copy.
  const removed = sent.length === 0 ? 0 : ((yield { do: 'remove', lease, sent }) as number);
  if (removed < sent.length) yield* loseShard(memory, lease, sent.length - removed);
  // Whoever was told again wants to hear that nothing is missing any more.
  const toldAgain = groups.filter((group) => group.rows.some(({ again }) => again === true));
  if (toldAgain.length > 0) memory.beacons = untold(memory.beacons, toldAgain);
  if (fault !== undefined) throw fault;
  return removed;
}

/** One record is larger than the broker takes: its key stands aside, visibly; the others flow. */
function* sendOneByOne(memory: RelayMemory, { topic, partition, rows }: SendGroup, now: number): RelaySteps<OutboxRow[]> {
  const confirmed: OutboxRow[] = [];
  const aside = new Set<string>();
  for (const row of rows) {
    if (aside.has(row.key)) continue;
    const [outcome] = (yield { do: 'send', groups: [{ topic, partition, rows: [row] }] }) as SendOutcome[];
    if (outcome?.kind === 'confirmed') confirmed.push(row);
    else if (outcome?.kind === 'too-large') {
      aside.add(row.key);
      memory.blocked = block(memory.blocked, row.key, now);
      yield { do: 'tell', about: 'stands aside', row };
    } else break;
  }
  return confirmed;
}

/** Somebody else owns the shard: what we sent was sent twice, what we would have deleted is his to delete. */
function* loseShard(memory: RelayMemory, lease: LeaseAnswer, kept: number): RelaySteps<void> {
  yield { do: 'tell', about: 'shard lost', lease, kept };
  memory.leases = new Map([...memory.leases].filter(([shard, { epoch }]) => shard !== lease.shard || epoch !== lease.epoch));
}

/** Sends the beacons that are due; answers how many were confirmed. One that was not is sent again when the next is due. */
export function* beaconRound(memory: RelayMemory, now: number, shards: number, tuning: BeaconTuning): RelaySteps<number> {
  const mine = toSend(memory, now).map(({ shard }) => shard);
  if (mine.length === 0) return 0;
  const counts = (yield { do: 'counts' }) as Counted[];
  const before = memory.beacons;
  const { due, paces } = beaconsDue(before, counts, { mine, all: shards }, now, tuning);
  memory.beacons = paces;
  let confirmed = 0;
  for (const count of due) {
    const outcome = (yield { do: 'beacon', count }) as SendOutcome;
    if (outcome.kind === 'confirmed') confirmed++;
    else memory.beacons = untold(memory.beacons, [count]);
  }
  return confirmed;
}
