import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { repairRequestQueue, requestQueueClass, type RequestQueueClass, type RequestQueueLike } from './request-queue-repair.ts';

interface Queue extends RequestQueueLike {
  push(request: { entry: { correlationId: number }; expectResponse: boolean; sendRequest: () => void }): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}
type Constructor = RequestQueueClass & (new (options: object) => Queue);

/** kafkajs' class as it is shipped, even when another spec of this process has repaired the shared one. */
function asShipped(): Constructor {
  const require = createRequire(import.meta.url);
  const path = require.resolve('kafkajs/src/network/requestQueue/index.js');
  const shared = require.cache[path];
  delete require.cache[path];
  const fresh = requestQueueClass();
  if (shared === undefined) delete require.cache[path];
  else require.cache[path] = shared;
  return fresh as Constructor;
}

function newQueue(Class: Constructor): Queue {
  const logger = { debug: () => undefined, warn: () => undefined };
  return new Class({
    instrumentationEmitter: new EventEmitter(),
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    enforceRequestTimeout: false,
    clientId: 'spec',
    broker: 'spec',
    logger,
  });
}

/** How many timers follow one answer, each set by the one before; counted up to `turnsMax`. */
function timersAfterOneAnswer(Class: Constructor, turnsMax: number): number {
  const queue = newQueue(Class);
  const due: (() => void)[] = [];
  const timers = vi
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((fire: () => void) => due.push(fire)) as unknown as typeof setTimeout);
  try {
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    for (let turn = 0; turn < turnsMax; turn++) due.shift()?.();
    return timers.mock.calls.length;
  } finally {
    timers.mockRestore();
    queue.destroy();
  }
}

describe('the repaired request queue (MESSAGING 1.2, defect 2)', () => {
  it('sets no timer while nothing is pending, where the shipped one never stops', () => {
    expect(timersAfterOneAnswer(asShipped(), 100)).toBeGreaterThan(100);
    const Repaired = asShipped();
    repairRequestQueue(Repaired);
    expect(timersAfterOneAnswer(Repaired, 100)).toBe(0);
  });

  it('still sends what waits when a throttle ends', async () => {
    const Repaired = asShipped();
    repairRequestQueue(Repaired);
    repairRequestQueue(Repaired); // twice is once
    const queue = newQueue(Repaired);
    const sent = vi.fn<() => void>();
    queue.maybeThrottle(50);
    queue.push({ entry: { correlationId: 2 }, expectResponse: true, sendRequest: sent });
    expect(sent).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(sent).toHaveBeenCalledOnce());
    queue.destroy();
  });
});
