import { type BeaconPaces, beaconsDue, type BeaconTuning, type Counted, untold } from './beacon.ts';
import type { ProduceFaultKind } from './broker-port.ts';
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
  type WaitingRow,
} from './relay-decisions.ts';
import type { Steps } from './steps.ts';
import { callsFor, heldBack, inTrouble, outOfTrouble, type TroubledPartitions } from './troubled-partitions.ts';

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
  /** WaitingRow[]: of each of these shards its share, oldest first, without keys that stand aside and positions that are being removed. */
  | { do: 'oldest'; shards: number[]; without: string[]; removing: number[] }
  /** number of partitions */
  | { do: 'partitions'; topic: string }
  /** SendOutcome[][]: of each call one per group, in their order; the calls are made at the same time. */
  | { do: 'send'; calls: SendGroup[][] }
  /** RemovedRows[]: how many rows were ours to remove, by shard */
  | { do: 'remove'; sent: readonly SentRow[] }
  /** Counted[] */
  | { do: 'counts' }
  /** SendOutcome */
  | { do: 'beacon'; count: Counted }
  /** nothing: for the log and the metrics */
  | { do: 'tell'; about: 'stands aside'; row: WaitingRow }
  | { do: 'tell'; about: 'shards taken'; taken: LeaseAnswer[] }
  | { do: 'tell'; about: 'shards ceded'; ceded: LeaseAnswer[] }
  | { do: 'tell'; about: 'shard lost'; lease: LeaseAnswer; kept: number };

/** A row that the broker has confirmed, by which lease it was sent, and where it is now. */
export interface SentRow extends LeaseAnswer {
  position: number;
  partition: number;
}

export interface RemovedRows {
  shard: number;
  removed: number;
}

/** `confirmed` means that every record of the group is in the log; anything else that nobody knows. */
export type SendOutcome = { kind: 'confirmed' } | { kind: ProduceFaultKind; error: unknown };

export type RelaySteps<Result> = Steps<RelayCommand, Result>;

/** What one relay process remembers. All of it may be lost at any moment. */
export interface RelayMemory {
  leases: HeldLeases;
  /** How many of the shards are ours, as of the last look at who else lives. */
  share: number;
  /** Shards of the batch that is being sent. */
  sending: ReadonlySet<number>;
  /** What is confirmed and not removed yet, in the order in which it was sent. */
  sent: readonly SentRow[];
  /** Shards above our share that wait for the end of their batch: no other is begun. */
  leaving: ReadonlySet<number>;
  blocked: BlockedKeys;
  troubled: TroubledPartitions;
  beacons: BeaconPaces;
}

export function emptyMemory(): RelayMemory {
  return {
    leases: new Map(),
    share: 0,
    sending: new Set(),
    sent: [],
    leaving: new Set(),
    blocked: new Map(),
    troubled: new Map(),
    beacons: new Map(),
  };
}

/** Shards to work on now. */
export function toSend({ leases, leaving }: RelayMemory, now: number): LeaseAnswer[] {
  return inForce(leases, now).filter(({ shard }) => !leaving.has(shard));
}

/** Shards with a batch under way: it ends when its rows have left. */
export function busyShards({ sending, sent }: RelayMemory): ReadonlySet<number> {
  return new Set([...sending, ...sent.map(({ shard }) => shard)]);
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
  yield* giveUp(memory, aboveShare(memory.leases, memory.share, busyShards(memory)));
  const held = [...memory.leases].map(([shard, { epoch }]) => ({ shard, epoch }));
  const renewed = held.length === 0 ? [] : ((yield { do: 'renew', held }) as LeaseAnswer[]);
  const countMax = memory.share - renewed.length;
  const taken = countMax <= 0 ? [] : ((yield { do: 'take', countMax }) as LeaseAnswer[]);
  memory.leases = afterLeaseRound([...renewed, ...taken], now, ttlMs);
  if (taken.length > 0) yield { do: 'tell', about: 'shards taken', taken };
}

/** A shard changes hands between two batches, so that nothing of it is sent twice: while one is under way it only begins no other. */
function* giveUp(memory: RelayMemory, above: readonly LeaseAnswer[]): RelaySteps<void> {
  const busy = busyShards(memory);
  const ceded = above.filter(({ shard }) => !busy.has(shard));
  memory.leaving = new Set(above.filter(({ shard }) => busy.has(shard)).map(({ shard }) => shard));
  if (ceded.length === 0) return;
  // Forgotten before the database is told: from then on it may be somebody else's.
  const gone = new Set(ceded.map(({ shard }) => shard));
  memory.leases = new Map([...memory.leases].filter(([shard]) => !gone.has(shard)));
  yield { do: 'cede', leases: ceded };
  yield { do: 'tell', about: 'shards ceded', ceded };
}

/**
 * One batch of all these shards, see `batchOf`; no lease round gives one of them up before its rows have left. One at a time: a key's next
 * row is not sent before the last is confirmed.
 */
export function* sendBatch(memory: RelayMemory, leases: readonly LeaseAnswer[], now: number): RelaySteps<number> {
  memory.sending = new Set(leases.map(({ shard }) => shard));
  try {
    return yield* batchOf(memory, leases, now);
  } finally {
    memory.sending = new Set();
  }
}

/**
 * Of each shard its share of the oldest rows, in one call per topic. What was confirmed is remembered, to be removed while the next batch
 * is under way.
 *
 * @param now machine time in ms, for keys that stand aside
 * @returns how many rows were confirmed
 * @throws the fault of a send that was not confirmed, after what was is remembered
 */
function* batchOf(memory: RelayMemory, leases: readonly LeaseAnswer[], now: number): RelaySteps<number> {
  const without = [...standingAside(memory.blocked, now), ...heldBack(memory.troubled, now)];
  const removing = memory.sent.map(({ position }) => position);
  const rows = (yield { do: 'oldest', shards: leases.map(({ shard }) => shard), without, removing }) as WaitingRow[];
  // A crash here leaves everything as it was.
  if (rows.length === 0) return 0;
  const { calls, troubled } = callsFor(yield* groupsOf(rows), memory.troubled, now);
  memory.troubled = troubled;
  if (calls.length === 0) return 0;
  const outcomes = (yield { do: 'send', calls }) as SendOutcome[][];
  const epochs = new Map(leases.map(({ shard, epoch }) => [shard, epoch]));
  const sent: SentRow[] = [];
  let fault: unknown;
  for (const [n, call] of calls.entries())
    for (const [m, group] of call.entries()) {
      const outcome = outcomes[n]?.[m] ?? unanswered;
      const settled = yield* settle(memory, group, outcome, call.length === 1, now);
      for (const { shard, position } of settled.confirmed)
        sent.push({ shard, epoch: epochs.get(shard)!, position, partition: group.partition });
      fault ??= settled.fault;
    }
  memory.sent = [...memory.sent, ...sent];
  // Whoever was told again wants to hear that nothing is missing any more.
  const toldAgain = calls.flat().filter((group) => group.rows.some(({ again }) => again === true));
  if (toldAgain.length > 0) memory.beacons = untold(memory.beacons, toldAgain);
  if (fault !== undefined) throw fault;
  return sent.length;
}

const unanswered: SendOutcome = { kind: 'incomplete', error: new Error('a send without an answer') };

function* groupsOf(rows: readonly WaitingRow[]): RelaySteps<SendGroup[]> {
  const partitions = new Map<string, number>();
  for (const topic of new Set(rows.map((row) => row.topic))) partitions.set(topic, (yield { do: 'partitions', topic }) as number);
  return groupByPartition(rows, (row) => partitionOf(row.key, partitions.get(row.topic) ?? 1));
}

/**
 * What is confirmed of one group. Of a call of several partitions `too-large` does not say which was meant: all that were not confirmed go
 * apart next time, and whoever is alone in its call was.
 */
function* settle(
  memory: RelayMemory,
  group: SendGroup,
  outcome: SendOutcome,
  isAlone: boolean,
  now: number,
): RelaySteps<{ confirmed: WaitingRow[]; fault?: unknown }> {
  if (outcome.kind === 'confirmed') {
    const keys = group.rows.map(({ key }) => key);
    memory.troubled = outOfTrouble(memory.troubled, group);
    memory.blocked = unblock(memory.blocked, keys);
    return { confirmed: group.rows };
  }
  if (outcome.kind === 'too-large' && isAlone) {
    memory.troubled = outOfTrouble(memory.troubled, group);
    return { confirmed: yield* sendOneByOne(memory, group, now) };
  }
  memory.troubled = inTrouble(memory.troubled, group, now);
  return { confirmed: [], fault: outcome.error };
}

/** One record is larger than the broker takes: its key stands aside, visibly; the others flow. */
function* sendOneByOne(memory: RelayMemory, { topic, partition, rows }: SendGroup, now: number): RelaySteps<WaitingRow[]> {
  const confirmed: WaitingRow[] = [];
  const aside = new Set<string>();
  for (const row of rows) {
    if (aside.has(row.key)) continue;
    const outcomes = (yield { do: 'send', calls: [[{ topic, partition, rows: [row] }]] }) as SendOutcome[][];
    const outcome = outcomes[0]?.[0];
    if (outcome?.kind === 'confirmed') confirmed.push(row);
    else if (outcome?.kind === 'too-large') {
      aside.add(row.key);
      memory.blocked = block(memory.blocked, row.key, now);
      yield { do: 'tell', about: 'stands aside', row };
    } else break;
  }
  return confirmed;
}

/**
 * Deletion by id of what was confirmed so far. A crash before it sends the rows twice; inboxes drop the second copy. So does a fault of it:
 * the rows are read again.
 *
 * @returns how many rows left the outbox
 */
export function* removeSent(memory: RelayMemory): RelaySteps<number> {
  const { sent } = memory;
  if (sent.length === 0) return 0;
  try {
    const answers = (yield { do: 'remove', sent }) as RemovedRows[];
    const removed = new Map(answers.map((answer) => [answer.shard, answer.removed]));
    for (const [shard, rows] of Map.groupBy(sent, (row) => row.shard)) {
      const kept = rows.length - (removed.get(shard) ?? 0);
      if (kept > 0) yield* loseShard(memory, { shard, epoch: rows[0]!.epoch }, kept);
    }
    return answers.reduce((sum, answer) => sum + answer.removed, 0);
  } finally {
    // Whatever was sent meanwhile stands behind it.
    memory.sent = memory.sent.slice(sent.length);
  }
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
