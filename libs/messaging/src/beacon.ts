import { randomUUID } from 'node:crypto';
import { type EventMeta, noPrevious } from '@xiezhi/contracts';
import { z } from 'zod';
import type { IncomingRecord, OutgoingRecord } from './broker-port.ts';
import { encode } from './cloud-event.ts';

/**
 * A beacon is a record among the events of a partition that says how many different announcements its publisher has got confirmed
 * for that partition so far (docs/adr/0020). All of them lie before it in the log, so a consumer that has counted fewer when it meets
 * the beacon has lost some, even if they were the last of their streams and left no gap.
 */
export interface Beacon {
  /** Announcements confirmed, each once, however often it was sent. */
  published: number;
}

const beaconType = /^[a-z][a-z-]{0,39}\.relay-beacon\.v1$/;
const anyBeaconType = /\.relay-beacon\.v\d+$/;
const Body = z.object({ data: z.object({ published: z.int().min(0) }) });

/**
 * The beacon as a record: an announcement like every other to whoever reads the topic, the only one of a stream and a family of its
 * own. It is not in the audit trail, because it says nothing about a matter.
 */
export function encodeBeacon(service: string, source: string, published: number): OutgoingRecord {
  const familyId = randomUUID();
  // The database writes microseconds; a beacon has none to tell.
  const time = new Date().toISOString().replace('Z', '000Z');
  const meta: EventMeta = {
    familyId,
    sequence: 1,
    prev: noPrevious,
    recordedAt: time,
    actedAt: time,
    actedAtSource: 'system',
    parties: [],
    actor: { service },
    correlationId: familyId,
  };
  // What nobody traces is still one trace to whoever reads it.
  const trace = familyId.replaceAll('-', '');
  const row = {
    position: 0,
    topic: '',
    key: familyId,
    event_id: randomUUID(),
    subject: `relay-beacon/${familyId}`,
    time,
    traceparent: `00-${trace}-${trace.slice(16)}-00`,
  };
  return encode({ ...row, type: `${service}.relay-beacon.v1`, body: JSON.stringify({ meta, data: { published } }) }, source);
}

/**
 * @returns the beacon a record is, `unknown` for a beacon this build cannot read (it counts nothing and is passed over), undefined for
 *   everything that is no beacon
 */
export function readBeacon({ headers, value }: IncomingRecord): Beacon | 'unknown' | undefined {
  const type = headers['ce_type']?.toString('utf8') ?? '';
  if (!anyBeaconType.test(type)) return undefined;
  if (!beaconType.test(type) || value === null) return 'unknown';
  try {
    return Body.parse(JSON.parse(value.toString('utf8'))).data;
  } catch {
    return 'unknown';
  }
}

/** What a consumer knows of a partition once it has met a beacon. */
export interface Comparison {
  published: number;
  counted: number;
  /** Announcements that are known to have been published and never arrived. */
  missing: number;
}

/**
 * @param counted different announcements received before the beacon; null when the consumer was there before counting began: then it
 *   believes the first beacon and counts on from there
 */
export function compare({ published }: Beacon, counted: number | null): Comparison {
  const known = counted ?? published;
  // More than published is no fault: what is confirmed but not yet taken out of the outbox has arrived already.
  return { published, counted: known, missing: Math.max(0, published - known) };
}

export interface BeaconTuning {
  /** A partition whose number stands still this long gets a beacon. */
  idleMs: number;
  /** Under load that never pauses, one is sent this often nevertheless. */
  busyMs: number;
  /** The same number is told again after `busyMs`, then twice as long each time, up to this: a beacon may itself be lost. */
  repeatMaxMs: number;
}

export const defaultBeaconTuning: BeaconTuning = { idleMs: 5000, busyMs: 60_000, repeatMaxMs: 3_600_000 };

export interface Counted {
  topic: string;
  partition: number;
  published: number;
}

interface Pace {
  published: number;
  changedAt: number;
  /** Since when there is a number that was not told, or when the last one was. */
  untoldSince: number;
  /** Undefined while this relay has told none. */
  sentPublished: number | undefined;
  repeatMs: number;
}

export type BeaconPaces = ReadonlyMap<string, Pace>;

const keyOf = ({ topic, partition }: Counted): string => `${topic}/${partition}`;

/** As if their number had not been told yet: so it is told as soon as they are idle, although it stands. */
export function untold(paces: BeaconPaces, partitions: readonly { topic: string; partition: number }[]): BeaconPaces {
  const keys = new Set(partitions.map(({ topic, partition }) => `${topic}/${partition}`));
  return new Map([...paces].map(([key, pace]) => [key, keys.has(key) ? { ...pace, sentPublished: undefined } : pace]));
}

/** Which partitions are due a beacon, and what to remember. Each is sent by the owner of one shard, so that it is sent once. */
export function beaconsDue(
  paces: BeaconPaces,
  counts: readonly Counted[],
  shards: { mine: readonly number[]; all: number },
  now: number,
  tuning: BeaconTuning,
): { due: Counted[]; paces: BeaconPaces } {
  const next = new Map<string, Pace>();
  const due: Counted[] = [];
  for (const count of counts) {
    if (!shards.mine.includes(count.partition % shards.all)) continue;
    const pace = paceOf(paces.get(keyOf(count)), count.published, now, tuning);
    if (isDue(pace, now, tuning)) {
      due.push(count);
      const isRepeat = pace.sentPublished === pace.published;
      pace.repeatMs = isRepeat ? Math.min(pace.repeatMs * 2, tuning.repeatMaxMs) : tuning.busyMs;
      pace.untoldSince = now;
      pace.sentPublished = pace.published;
    }
    next.set(keyOf(count), pace);
  }
  return { due, paces: next };
}

function paceOf(known: Pace | undefined, published: number, now: number, tuning: BeaconTuning): Pace {
  if (known === undefined) return { published, changedAt: now, untoldSince: now, sentPublished: undefined, repeatMs: tuning.busyMs };
  if (known.published === published) return { ...known };
  return { ...known, published, changedAt: now, untoldSince: known.sentPublished === known.published ? now : known.untoldSince };
}

function isDue({ published, changedAt, untoldSince, sentPublished, repeatMs }: Pace, now: number, tuning: BeaconTuning): boolean {
  if (sentPublished === published) return now - untoldSince >= repeatMs;
  return now - changedAt >= tuning.idleMs || now - untoldSince >= tuning.busyMs;
}
