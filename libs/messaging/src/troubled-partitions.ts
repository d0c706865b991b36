import { partitionKey } from './broker-port.ts';
import type { SendGroup } from './relay-decisions.ts';
import { backOffMs } from './waiting.ts';

/**
 * Partitions whose last send was not confirmed. Each goes apart from the others until one is, because a client that fails a call of
 * several partitions often does not say which of them it was. Between two tries the keys that wait for it stand aside, so that they do
 * not fill the batches of the others.
 */
export type TroubledPartitions = ReadonlyMap<string, Trouble>;

interface Trouble {
  failures: number;
  /** Machine time in ms. */
  retryAt: number;
  keys: ReadonlySet<string>;
}

/** As long as a relay waits that reaches nobody: a broker that is back is not left waiting for longer. */
const [firstRetryMs, retryMaxMs] = [100, 5000];
/** Keys of one partition that are left out of batches; those beyond it are read and not sent, and take the room of others. */
const keysHeldMax = 2000;

/** A send that was not confirmed. */
export function inTrouble(troubled: TroubledPartitions, group: SendGroup, now: number): TroubledPartitions {
  const failures = (troubled.get(partitionKey(group))?.failures ?? 0) + 1;
  const keys = keysWith(troubled, group);
  return new Map(troubled).set(partitionKey(group), { failures, retryAt: now + backOffMs(failures, firstRetryMs, retryMaxMs), keys });
}

export function outOfTrouble(troubled: TroubledPartitions, group: SendGroup): TroubledPartitions {
  if (!troubled.has(partitionKey(group))) return troubled;
  const rest = new Map(troubled);
  rest.delete(partitionKey(group));
  return rest;
}

/** Keys to leave out of the next batch. */
export function heldBack(troubled: TroubledPartitions, now: number): string[] {
  return [...troubled.values()].flatMap(({ retryAt, keys }) => (retryAt > now ? [...keys] : []));
}

export interface Calls {
  /** Of one topic each, sent at the same time. */
  calls: SendGroup[][];
  troubled: TroubledPartitions;
}

/** One call per topic for all that flows, one for each partition that is in trouble and due; the keys of the others are held back from now on. */
export function callsFor(groups: readonly SendGroup[], troubled: TroubledPartitions, now: number): Calls {
  const isTroubled = (group: SendGroup) => troubled.has(partitionKey(group));
  const isDue = (group: SendGroup) => (troubled.get(partitionKey(group))?.retryAt ?? now) <= now;
  const together = Map.groupBy(
    groups.filter((group) => !isTroubled(group)),
    ({ topic }) => topic,
  );
  const apart = groups.filter((group) => isTroubled(group) && isDue(group)).map((group) => [group]);
  const waiting = groups.filter((group) => !isDue(group));
  const held = new Map(troubled);
  for (const group of waiting) held.set(partitionKey(group), { ...held.get(partitionKey(group))!, keys: keysWith(troubled, group) });
  return { calls: [...together.values(), ...apart], troubled: held };
}

function keysWith(troubled: TroubledPartitions, group: SendGroup): ReadonlySet<string> {
  const keys = new Set(troubled.get(partitionKey(group))?.keys);
  for (const { key } of group.rows) if (keys.size < keysHeldMax) keys.add(key);
  return keys;
}
