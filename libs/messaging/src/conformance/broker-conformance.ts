import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BrokerPort, OutgoingRecord } from '../broker-port.ts';
import { delay, patienceMs, Reader, text } from './reader.ts';

/** What the suite needs of a real broker. */
export interface ConformanceGround {
  /** A new adapter; the suite closes it. */
  connect(): BrokerPort;
  newTopic(partitions: number): Promise<string>;
  /** Deletes records below `offset`, as retention would. */
  deleteBelow(topic: string, partition: number, offset: number): Promise<void>;
  /** Orderly stop and start on the same data. */
  restart(): Promise<void>;
  /** Kill −9 and start on the same data. */
  crash(): Promise<void>;
}

const deadlineMs = 10_000;
const record = (key: string, value: string, headers: Record<string, string> = {}): OutgoingRecord => ({ key, value, headers });

/** Everything a BrokerPort promises, shown on a real broker. Every adapter passes it, or it is not one. */
export function brokerConformance(name: string, ground: ConformanceGround): void {
  const opened: BrokerPort[] = [];
  const connect = (): BrokerPort => {
    const broker = ground.connect();
    opened.push(broker);
    return broker;
  };
  const numbered = (count: number, from = 0): OutgoingRecord[] => Array.from({ length: count }, (_, n) => record('key', String(from + n)));

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((broker) => broker.close()));
  });

  describe(`${name}: consuming`, () => {
    it('hands over each partition in order, with keys, headers, empty values and lag', async () => {
      const broker = connect();
      const topic = await ground.newTopic(2);
      await broker.produce(topic, [{ partition: 0, records: numbered(450) }], deadlineMs);
      await broker.produce(
        topic,
        [
          {
            partition: 1,
            records: [
              record('schlüssel 键', '正文', { ce_id: 'id', 'content-type': 'application/json', name: '值' }),
              { key: null, value: null, headers: {} },
            ],
          },
        ],
        deadlineMs,
      );
      const reader = new Reader(broker, topic);
      await reader.start();

      await reader.until((seen) => seen.count === 452);
      expect(reader.values(0)).toEqual(numbered(450).map(({ value }) => value));
      const [first, second] = reader.records(1);
      expect([text(first?.key), text(first?.value)]).toEqual(['schlüssel 键', '正文']);
      expect(Object.fromEntries(Object.entries(first?.headers ?? {}).map(([header, value]) => [header, text(value)]))).toEqual({
        ce_id: 'id',
        'content-type': 'application/json',
        name: '值',
      });
      expect([second?.key, second?.value]).toEqual([null, null]);
      expect(reader.batches.every(({ records }) => records.length <= 200)).toBe(true);
      expect(reader.batches.findLast(({ partition }) => partition === 0)?.lag).toBe(0);
    });

    it('starts at the offset the caller has stored, whatever the group committed', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(20) }], deadlineMs);
      const group = `group-${randomUUID()}`;
      const first = new Reader(broker, topic, { group });
      await first.start();
      await first.until((seen) => seen.count === 20);
      await first.stop();

      const again = new Reader(connect(), topic, { group, stored: 5 });
      await again.start();
      await again.until((seen) => seen.count === 15);
      expect(again.values(0)[0]).toBe('5');
    });

    it('reads on where the handler says, back or forth', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(10) }], deadlineMs);
      let jumps = [3, 8];
      const reader = new Reader(broker, topic, { answer: (batch) => jumps.shift() ?? batch.next });
      await reader.start();
      await reader.until((seen) => seen.count === 10 + 7 + 2);
      expect(reader.batches.map(({ from }) => from)).toEqual([0, 3, 8]);
      jumps = [];
      reader.subscription?.seek({ topic, partition: 0 }, 6);
      await reader.until((seen) => seen.count === 19 + 4);
    });

    it('survives whatever a handler throws, and hands the same records over again', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(3) }], deadlineMs);
      const faults: unknown[] = [
        new TypeError('a bug'),
        new SyntaxError('bad JSON'),
        new RangeError('out of range'),
        Object.assign(new Error('fatal'), { retriable: false }),
        'not even an error',
      ];
      const reader = new Reader(broker, topic, {
        before: () => {
          const fault = faults.shift();
          if (fault !== undefined) throw fault;
        },
      });
      await reader.start();
      await reader.until((seen) => seen.count === 3);
      await broker.produce(topic, [{ partition: 0, records: numbered(1, 3) }], deadlineMs);
      await reader.until((seen) => seen.count === 4);
      expect(reader.values(0)).toEqual(['0', '1', '2', '3']);
      expect(reader.subscription?.health().rebuilt).toBe(0);
    });

    it('keeps membership while a handler takes longer than the session', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(1) }], deadlineMs);
      const reader = new Reader(broker, topic, { before: () => delay(4500) });
      await reader.start();
      await reader.until((seen) => seen.count === 1);
      expect(reader.assignments).toBe(1);
      // And what comes next is not kept waiting by the pause that was needed for it.
      const sentAt = performance.now();
      reader.options.before = () => undefined;
      await broker.produce(topic, [{ partition: 0, records: numbered(1, 1) }], deadlineMs);
      await reader.until((seen) => seen.count === 2);
      expect(performance.now() - sentAt).toBeLessThan(1500);
    });

    it('does not let a slow partition hold up its neighbours', async () => {
      const broker = connect();
      const topic = await ground.newTopic(2);
      const hold = Promise.withResolvers<void>();
      const reader = new Reader(broker, topic, { before: ({ partition }) => (partition === 0 ? hold.promise : undefined) });
      await reader.start();
      await broker.produce(topic, [{ partition: 0, records: numbered(1) }], deadlineMs);
      await vi.waitFor(() => expect(reader.begun).toBe(1), { timeout: patienceMs });
      for (let n = 0; n < 3; n++) {
        await broker.produce(topic, [{ partition: 1, records: numbered(1, n) }], deadlineMs);
        await reader.until((seen) => seen.count === n + 1, 1500);
      }
      hold.resolve();
      await reader.until((seen) => seen.count === 4);
    });

    it('stops the partition with an alarm when records it has not read are gone', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(10) }], deadlineMs);
      await ground.deleteBelow(topic, 0, 6);
      const reader = new Reader(broker, topic, { stored: 2 });
      await reader.start();
      await vi.waitFor(
        () => expect(reader.alarms).toEqual([{ kind: 'retention-passed', topic, partition: 0, stored: 2, low: 6, high: 10 }]),
        { timeout: patienceMs },
      );
      await broker.produce(topic, [{ partition: 0, records: numbered(1, 10) }], deadlineMs);
      await delay(700);
      expect(reader.count).toBe(0);
      expect(reader.subscription?.health().stopped).toHaveLength(1);
    });

    it('stops the partition with an alarm when the log ends before what it has read', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(3) }], deadlineMs);
      const reader = new Reader(broker, topic, { stored: 50 });
      await reader.start();
      await vi.waitFor(() => expect(reader.alarms).toMatchObject([{ kind: 'log-truncated', stored: 50, high: 3 }]), {
        timeout: patienceMs,
      });
      expect(reader.count).toBe(0);
    });
  });

  describe(`${name}: several members`, () => {
    it('share the partitions and hand them over when one leaves', async () => {
      const topic = await ground.newTopic(4);
      const producer = connect();
      const group = `group-${randomUUID()}`;
      const stored = new Map<string, number>();
      const one = new Reader(connect(), topic, { group, sharedStore: stored });
      const two = new Reader(connect(), topic, { group, sharedStore: stored });
      await one.start();
      await vi.waitFor(() => expect(one.assigned).toBe(4), { timeout: patienceMs });
      await two.start();
      await vi.waitFor(() => expect([one.assigned, two.assigned]).toEqual([2, 2]), { timeout: patienceMs });
      for (let partition = 0; partition < 4; partition++) await producer.produce(topic, [{ partition, records: numbered(10) }], deadlineMs);
      await vi.waitFor(() => expect(one.count + two.count).toBe(40), { timeout: patienceMs });
      expect(one.count).toBe(20);

      const leftAt = performance.now();
      await one.stop();
      await vi.waitFor(() => expect(two.assigned).toBe(4), { timeout: patienceMs });
      // It said good-bye: nobody waited for its session to run out.
      expect(performance.now() - leftAt).toBeLessThan(1900);
      for (let partition = 0; partition < 4; partition++)
        await producer.produce(topic, [{ partition, records: numbered(1, 10) }], deadlineMs);
      await two.until((seen) => seen.count === 24);
    });

    it('stops gracefully: the running chunk is finished, none is begun after', async () => {
      const broker = connect();
      const topic = await ground.newTopic(1);
      await broker.produce(topic, [{ partition: 0, records: numbered(600) }], deadlineMs);
      const hold = Promise.withResolvers<void>();
      const reader = new Reader(broker, topic, { before: () => hold.promise });
      await reader.start();
      await vi.waitFor(() => expect(reader.begun).toBe(1), { timeout: patienceMs });
      const stopping = reader.stop();
      hold.resolve();
      await stopping;
      await reader.stop();
      expect(reader.count).toBe(200);
      expect(reader.begun).toBe(1);
    });
  });

  describe(`${name}: the broker goes away`, () => {
    it.each(['restart', 'crash'] as const)(
      'and after its %s producing and consuming go on by themselves, with every confirmed record',
      async (how) => {
        const broker = connect();
        const topic = await ground.newTopic(1);
        const reader = new Reader(broker, topic);
        await reader.start();
        const confirmed: string[] = [];
        const stop = new AbortController();
        const producing = (async () => {
          for (let n = 0; !stop.signal.aborted; n++) {
            // As the relay does: the same record again until it is confirmed. What was given up may still arrive, later.
            while (
              !(await broker.produce(topic, [{ partition: 0, records: numbered(1, n) }], 2000).then(
                () => true,
                () => false,
              ))
            )
              await delay(50);
            confirmed.push(String(n));
            await delay(20);
          }
        })();
        await reader.until((seen) => seen.count > 5);
        await ground[how]();
        const before = reader.count;
        await reader.until((seen) => seen.count > before + 10, 40_000);
        stop.abort();
        await producing;
        await vi.waitFor(() => expect(new Set(reader.values(0)).size).toBeGreaterThanOrEqual(confirmed.length), { timeout: patienceMs });
        const numbers = [...new Set(reader.values(0))].map(Number);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      },
    );
  });
}
