import { createRequire } from 'node:module';

export interface RequestQueueLike {
  pending: unknown[];
  throttledUntil: number;
}

export interface RequestQueueClass {
  prototype: { scheduleCheckPendingRequests(this: RequestQueueLike): void };
}

const repaired = new WeakSet<object>();

/** kafkajs' own class, by deep import: the package has no `exports` map. */
export function requestQueueClass(): RequestQueueClass {
  return createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as RequestQueueClass;
}

/**
 * MESSAGING 1.2 defect 2: after its first response each connection of kafkajs 2.2.4 runs an endless 1 ms timer loop, with negative
 * delays that Node 24 warns about. A check is needed only while something is pending or throttled. Idempotent.
 */
export function repairRequestQueue(target: RequestQueueClass = requestQueueClass()): void {
  const { prototype } = target;
  if (repaired.has(prototype)) return;
  repaired.add(prototype);
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleOnlyWhenNeeded(this: RequestQueueLike): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
