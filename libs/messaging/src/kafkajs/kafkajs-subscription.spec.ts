import { EventEmitter } from 'node:events';
import type { Consumer, ConsumerRunConfig, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IncomingBatch, LossAlarm, SubscribeOptions } from '../broker-port.ts';
import { silentLog } from '../log.ts';
import { KafkaJsSubscription } from './kafkajs-subscription.ts';
import { defaultTuning } from './settings.ts';

const events = { GROUP_JOIN: 'join', FETCH: 'fetch', HEARTBEAT: 'heartbeat', CRASH: 'crash' };

/** What our code sees of a kafkajs consumer, steered by the test. The real one is met in kafkajs.int.spec.ts. */
class FakeConsumer extends EventEmitter {
  readonly events = events;
  readonly seeks: string[] = [];
  readonly paused = new Set<number>();
  subscribedWith: unknown;
  running: ConsumerRunConfig | undefined;
  disconnects = 0;

  connect = (): Promise<void> => Promise.resolve();
  subscribe = (given: unknown): Promise<void> => Promise.resolve(void (this.subscribedWith = given));
  run = (config: ConsumerRunConfig): Promise<void> => Promise.resolve(void (this.running = config));
  disconnect = (): Promise<void> => Promise.resolve(void this.disconnects++);
  commitOffsets = (): Promise<void> => Promise.resolve();
  seek = ({ partition, offset }: { partition: number; offset: string }): void => void this.seeks.push(`${partition}@${offset}`);
  pause = ([{ partitions }]: [{ partitions: number[] }]): void => partitions.forEach((partition) => this.paused.add(partition));
  resume = ([{ partitions }]: [{ partitions: number[] }]): void => partitions.forEach((partition) => this.paused.delete(partition));

  join(...partitions: number[]): void {
    this.emit(events.GROUP_JOIN, { payload: { memberAssignment: { topic: partitions } } });
  }

  /** Fetches as kafkajs would; resolves when `eachBatch` does, which is when kafkajs fetches and heartbeats again. */
  async fetch(partition: number, ...offsets: number[]): Promise<void> {
    const messages = offsets.map((offset) => ({
      offset: String(offset),
      key: null,
      value: Buffer.from('v'),
      headers: {},
    })) as unknown as KafkaMessage[];
    const batch = { topic: 'topic', partition, messages, highWatermark: '100' };
    await this.running?.eachBatch?.({ batch, heartbeat: () => Promise.resolve() } as unknown as EachBatchPayload);
  }
}

const opened: KafkaJsSubscription[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((subscription) => subscription.stop()));
});

function subscribe(more: Partial<SubscribeOptions> & { low?: number; high?: number } = {}) {
  const consumers: FakeConsumer[] = [];
  const handled: IncomingBatch[] = [];
  const alarms: LossAlarm[] = [];
  const marks = { low: more.low ?? 0, high: more.high ?? 100 };
  const subscription = new KafkaJsSubscription({
    createConsumer: () => {
      const consumer = new FakeConsumer();
      consumers.push(consumer);
      return consumer as unknown as Consumer;
    },
    watermarksOf: () => Promise.resolve(new Map([0, 1].map((partition) => [partition, { ...marks }]))),
    options: {
      group: 'group',
      topics: ['topic'],
      startOffsets: () => Promise.resolve(new Map([['topic/0', 10]])),
      onBatch: (batch) => {
        handled.push(batch);
        return Promise.resolve(batch.next);
      },
      onAlarm: (alarm) => void alarms.push(alarm),
      ...more,
    },
    tuning: { ...defaultTuning, watchdogMs: 400, patienceMs: 20, stopTimeoutMs: 200 },
    log: silentLog,
  });
  opened.push(subscription);
  const newest = async (count = 1): Promise<FakeConsumer> => {
    await vi.waitFor(() => expect(consumers.at(count - 1)?.running).toBeDefined(), { timeout: 5000, interval: 5 });
    return consumers[count - 1] as FakeConsumer;
  };
  return { subscription, consumers, handled, alarms, newest, marks };
}

describe('a consumer that crashes (MESSAGING 1.2, defect 1)', () => {
  it('is built anew although kafkajs says it will not restart', async () => {
    const { newest, subscription } = subscribe();
    const first = await newest();
    first.emit(events.CRASH, { payload: { error: new TypeError('undefined is not a function'), groupId: 'group', restart: false } });
    const second = await newest(2);
    expect(second).not.toBe(first);
    expect(first.disconnects).toBeGreaterThan(0);
    expect(subscription.health()).toMatchObject({
      rebuilt: 1,
      lastFault: 'Error: the consumer ended: crashed: TypeError: undefined is not a function',
    });
  });

  it('lets nothing escape its batch handler, whatever the handler throws', async () => {
    const faults: unknown[] = [new TypeError('bug'), Object.assign(new Error('fatal'), { retriable: false })];
    const handled: number[] = [];
    const { newest } = subscribe({
      onBatch: (batch) => {
        const fault = faults.shift();
        if (fault !== undefined) throw fault;
        handled.push(batch.from);
        return Promise.resolve(batch.next);
      },
    });
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toEqual(['0@10']));
    await expect(consumer.fetch(0, 10)).resolves.toBeUndefined();
    await vi.waitFor(() => expect(handled).toEqual([10]));
  });
});

describe('a consumer that goes quiet (defect 5)', () => {
  it('is built anew, and a client that joins after it was given up leaves again', async () => {
    const { newest } = subscribe();
    const first = await newest();
    first.join(0);
    await newest(2);
    const before = first.disconnects;
    first.join(0);
    expect(first.disconnects).toBe(before + 1);
  });

  it('is left alone as long as it fetches', async () => {
    const { newest, subscription } = subscribe();
    const consumer = await newest();
    for (let n = 0; n < 12; n++) {
      consumer.emit(events.FETCH, {});
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(subscription.health().rebuilt).toBe(0);
  });
});

describe('an assignment', () => {
  it('reads nothing before the stored offset is known, then from there; unknown partitions from their first kept record', async () => {
    const answered = Promise.withResolvers<ReadonlyMap<string, number>>();
    const { newest, handled } = subscribe({ startOffsets: () => answered.promise, low: 4 });
    const consumer = await newest();
    // Defect 6: kafkajs must never choose the end of the log.
    expect(consumer.subscribedWith).toEqual({ topics: ['topic'], fromBeginning: true });
    consumer.join(0, 1);
    expect(consumer.paused).toEqual(new Set([0, 1]));
    await consumer.fetch(0, 0);
    expect(handled).toEqual([]);
    answered.resolve(new Map([['topic/0', 10]]));
    await vi.waitFor(() => expect(consumer.seeks).toEqual(['0@10', '1@4']));
    expect(consumer.paused.size).toBe(0);
  });

  it('ends with the next one: what kafkajs still hands over of the old is not handled (defect 4)', async () => {
    const { newest, handled } = subscribe();
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toHaveLength(1));
    consumer.join(1);
    await consumer.fetch(0, 10);
    expect(handled).toEqual([]);
  });
});

describe('a chunk that takes long (defects 8 and 9)', () => {
  it('does not hold the fetch loop: its partition is paused, and read on where the handler ended', async () => {
    const hold = Promise.withResolvers<number>();
    const { newest } = subscribe({ onBatch: () => hold.promise });
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toEqual(['0@10']));
    await consumer.fetch(0, 10);
    expect(consumer.paused).toEqual(new Set([0]));
    hold.resolve(11);
    await vi.waitFor(() => expect(consumer.seeks).toEqual(['0@10', '0@11']));
    expect(consumer.paused.size).toBe(0);
  });

  it('is never more than 200 records', async () => {
    const { newest, handled } = subscribe();
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toHaveLength(1));
    await consumer.fetch(0, ...Array.from({ length: 450 }, (_, n) => 10 + n));
    expect(handled.map(({ from, records }) => [from, records.length])).toEqual([
      [10, 200],
      [210, 200],
      [410, 50],
    ]);
    expect(consumer.seeks.at(-1)).toBe('0@460');
  });
});

describe('a log that does not hold what we need (defect 6)', () => {
  it.each([
    ['retention passed the stored offset', { low: 12, high: 100 }, 'retention-passed'],
    ['it ends before the stored offset', { low: 0, high: 5 }, 'log-truncated'],
  ])('stops the partition with an alarm: %s', async (_what, marks, kind) => {
    const { newest, alarms, subscription } = subscribe(marks);
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(alarms).toEqual([{ kind, topic: 'topic', partition: 0, stored: 10, ...marks }]));
    expect(consumer.paused).toEqual(new Set([0]));
    expect(subscription.health().stopped).toHaveLength(1);
  });

  it('is noticed while reading, when kafkajs has silently gone to another offset', async () => {
    const { newest, alarms, handled, marks } = subscribe();
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toHaveLength(1));
    marks.low = 50;
    await consumer.fetch(0, 50, 51);
    expect(alarms).toMatchObject([{ kind: 'retention-passed', stored: 10, low: 50 }]);
    expect(handled).toEqual([]);
  });

  it('is not suspected because of a hole', async () => {
    const { newest, alarms, handled } = subscribe();
    const consumer = await newest();
    consumer.join(0);
    await vi.waitFor(() => expect(consumer.seeks).toHaveLength(1));
    await consumer.fetch(0, 12);
    expect(alarms).toEqual([]);
    expect(handled).toMatchObject([{ from: 10, next: 13 }]);
  });
});
