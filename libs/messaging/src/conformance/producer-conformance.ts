import { randomUUID } from 'node:crypto';
import type { FaultProxy } from '@xiezhi/testing/fault-proxy';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BatchProducer, BrokerPort, OutgoingRecord, PartitionRecords, ProduceFault } from '../broker-port.ts';
import { delay, patienceMs, Reader, text } from './reader.ts';

/** What the suite needs of a real broker, behind a proxy that can make trouble. */
export interface ProducerGround {
  /** A new adapter that signs in and comes through the proxy; the suite closes it. */
  connect(password?: string): BatchProducer;
  /** For looking, and for consumers beside it; the suite closes it. */
  look(): BrokerPort;
  proxy(): FaultProxy;
  newTopic(partitions: number): Promise<string>;
  /** Orderly stop and start on the same data. */
  restart(): Promise<void>;
  /** Kill −9 and start on the same data. */
  crash(): Promise<void>;
}

const deadlineMs = 10_000;
const record = (key: string, value: string, headers: Record<string, string> = {}): OutgoingRecord => ({ key, value, headers });
const numbered = (count: number, from = 0): OutgoingRecord[] => Array.from({ length: count }, (_, n) => record('key', String(from + n)));

const to = (partition: number, records: readonly OutgoingRecord[]): PartitionRecords[] => [{ partition, records }];

const faultOf = (send: Promise<unknown>): Promise<ProduceFault> =>
  send.then(
    () => expect.unreachable('it was confirmed'),
    (fault: ProduceFault) => fault,
  );

/** Everything a relay relies on when it sends, shown on a real broker. Every adapter that sends passes it. */
export function producerConformance(name: string, ground: ProducerGround): void {
  const opened: BatchProducer[] = [];
  const keep = <Opened extends BatchProducer>(one: Opened): Opened => {
    opened.push(one);
    return one;
  };
  const connect = (password?: string): BatchProducer => keep(ground.connect(password));
  const look = (): BrokerPort => keep(ground.look());
  const readerOf = async (topic: string): Promise<Reader> => {
    const reader = new Reader(look(), topic);
    await reader.start();
    return reader;
  };

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    ground.proxy().heal();
  });

  describe(`${name}: producing`, () => {
    it('answers with the offset of the first record, in order, for exactly the partition sent', async () => {
      const producer = connect();
      const topic = await ground.newTopic(3);
      expect(await producer.produce(topic, to(2, numbered(3)), deadlineMs)).toEqual([{ topic, partition: 2, baseOffset: 0, count: 3 }]);
      expect(await producer.produce(topic, to(2, numbered(1)), deadlineMs)).toEqual([{ topic, partition: 2, baseOffset: 3, count: 1 }]);
      expect(await look().watermarksOf(topic)).toEqual(
        new Map([
          [0, { low: 0, high: 0 }],
          [1, { low: 0, high: 0 }],
          [2, { low: 0, high: 4 }],
        ]),
      );
    });

    it('sends keys, headers, bytes and empty values as they are', async () => {
      const producer = connect();
      const topic = await ground.newTopic(1);
      const headers = { ce_id: 'id', 'content-type': 'application/json', name: '值' };
      const bytes = Buffer.from([0, 255, 128]);
      await producer.produce(topic, to(0, [record('schlüssel 键', '正文', headers), { key: null, value: null, headers: {} }]), deadlineMs);
      await producer.produce(topic, to(0, [{ key: 'bytes', value: bytes, headers: {} }]), deadlineMs);
      const reader = await readerOf(topic);
      await reader.until((seen) => seen.count === 3);
      const [first, second, third] = reader.records(0);
      expect([text(first?.key), text(first?.value)]).toEqual(['schlüssel 键', '正文']);
      expect(Object.fromEntries(Object.entries(first?.headers ?? {}).map(([header, value]) => [header, text(value)]))).toEqual(headers);
      expect([second?.key, second?.value]).toEqual([null, null]);
      expect(third?.value).toEqual(bytes);
    });

    it('to an unknown topic or partition fails by name, and nothing is written elsewhere', async () => {
      const producer = connect();
      const topic = await ground.newTopic(2);
      await expect(producer.produce(`${topic}-unknown`, to(0, numbered(1)), deadlineMs)).rejects.toMatchObject({
        name: 'ProduceFault',
        kind: 'unknown-topic',
      });
      await expect(producer.produce(topic, to(7, numbered(1)), deadlineMs)).rejects.toMatchObject({ name: 'ProduceFault' });
      expect([...(await look().watermarksOf(topic)).values()].map(({ high }) => high)).toEqual([0, 0]);
    });

    it('a record larger than the broker takes fails as too large, and the next one goes through', async () => {
      const producer = connect();
      const topic = await ground.newTopic(1);
      await expect(producer.produce(topic, to(0, [record('key', 'x'.repeat(2_000_000))]), deadlineMs)).rejects.toMatchObject({
        kind: 'too-large',
      });
      expect(await producer.produce(topic, to(0, numbered(1)), deadlineMs)).toMatchObject([{ baseOffset: 0 }]);
    });

    it('to several partitions in one call is confirmed for each, in its own order', async () => {
      const producer = connect();
      const topic = await ground.newTopic(6);
      const groups = [5, 0, 3].map((partition) => ({ partition, records: numbered(20, partition * 100) }));
      // Apart at first: while the leaders of a new topic get ready a client may have to send a call twice.
      for (const group of groups) await producer.produce(topic, [group], deadlineMs);
      expect(await producer.produce(topic, groups, deadlineMs)).toEqual(
        groups.map(({ partition }) => ({ topic, partition, baseOffset: 20, count: 20 })),
      );
      const reader = await readerOf(topic);
      await reader.until((seen) => seen.count === 120);
      for (const { partition, records } of groups)
        expect(reader.values(partition)).toEqual([...records, ...records].map(({ value }) => String(value)));
    });

    it('to several partitions of which one is refused fails as that one, and never calls it confirmed', async () => {
      const producer = connect();
      const topic = await ground.newTopic(3);
      const tooLarge = { partition: 1, records: [record('key', 'x'.repeat(2_000_000))] };
      const faults = [
        await faultOf(producer.produce(topic, [...to(0, numbered(1)), tooLarge, ...to(2, numbered(1))], deadlineMs)),
        await faultOf(producer.produce(topic, [...to(0, numbered(1)), ...to(7, numbered(1))], deadlineMs)),
      ];
      expect(faults[0]?.kind).toBe('too-large');
      const marks = await look().watermarksOf(topic);
      for (const { confirmed } of faults)
        for (const { partition, baseOffset } of confirmed) {
          expect([0, 2]).toContain(partition);
          expect(marks.get(partition)?.high).toBeGreaterThan(baseOffset);
        }
      expect(marks.get(1)?.high).toBe(0);
      // Each apart, as whoever is not told does it next.
      expect(await producer.produce(topic, to(2, numbered(1)), deadlineMs)).toMatchObject([{ partition: 2 }]);
      expect(await faultOf(producer.produce(topic, [tooLarge], deadlineMs))).toMatchObject({ kind: 'too-large', confirmed: [] });
    });

    it('with a wrong password fails as not allowed', async () => {
      const topic = await ground.newTopic(1);
      await expect(connect('not-the-password').produce(topic, to(0, numbered(1)), deadlineMs)).rejects.toMatchObject({
        kind: 'not-allowed',
      });
    });

    it('is not troubled by members of a group that come and go', async () => {
      const topic = await ground.newTopic(4);
      const producer = connect();
      const group = `group-${randomUUID()}`;
      const stop = new AbortController();
      const coming = (async () => {
        while (!stop.signal.aborted) {
          const reader = new Reader(look(), topic, { group });
          await reader.start();
          await delay(400);
          await reader.stop();
        }
      })();
      for (let n = 0; n < 60; n++) {
        expect(await producer.produce(topic, to(n % 4, numbered(1, n)), 2000)).toMatchObject([{ count: 1 }]);
        await delay(20);
      }
      stop.abort();
      await coming;
    });
  });

  describe(`${name}: confirmations`, () => {
    it('that do not come are told at the deadline; the next send is made on another connection and goes through', async () => {
      const producer = connect();
      const topic = await ground.newTopic(1);
      await producer.produce(topic, to(0, numbered(1)), deadlineMs);
      const release = ground.proxy().hold('downstream');
      const askedAt = performance.now();
      await expect(producer.produce(topic, to(0, numbered(1, 1)), 700)).rejects.toMatchObject({ kind: 'timeout' });
      expect(performance.now() - askedAt).toBeLessThan(1500);
      ground.proxy().cut();
      release();
      expect(await producer.produce(topic, to(0, numbered(1, 2)), deadlineMs)).toMatchObject([{ count: 1 }]);
      // It had been written, and only its confirmation was lost: whoever sends again makes a copy.
      const reader = await readerOf(topic);
      await reader.until((seen) => seen.values(0).includes('2'));
      expect(new Set(reader.values(0))).toEqual(new Set(['0', '1', '2']));
    });

    it('that are cut in their middle are no confirmations, whatever was written', async () => {
      const producer = connect();
      const topic = await ground.newTopic(1);
      await producer.produce(topic, to(0, numbered(1)), deadlineMs);
      const heal = ground.proxy().strike('downstream', { type: 'limit_data', bytes: 20 });
      const outcome = await producer.produce(topic, to(0, numbered(1, 1)), 3000).catch((error: unknown) => error);
      heal();
      ground.proxy().cut();
      expect(outcome).toMatchObject({ name: 'ProduceFault' });
      expect(await producer.produce(topic, to(0, numbered(1, 1)), deadlineMs)).toMatchObject([{ count: 1 }]);
    });

    it('of records that were sent at the same time to several partitions belong to each', async () => {
      const producer = connect();
      const topic = await ground.newTopic(6);
      const sends = Array.from({ length: 60 }, (_, n) => producer.produce(topic, to(n % 6, numbered(10, n * 10)), deadlineMs));
      const results = (await Promise.all(sends)).flat();
      expect(results.map(({ partition, count }) => [partition, count])).toEqual(sends.map((_, n) => [n % 6, 10]));
      const reader = await readerOf(topic);
      await reader.until((seen) => seen.count === 600);
      for (const { partition, baseOffset } of results) expect(reader.records(partition)[baseOffset]?.offset).toBe(baseOffset);
    });
  });

  describe(`${name}: the broker goes away`, () => {
    it.each(['restart', 'crash'] as const)('and after its %s producing goes on by itself, with every confirmed record', async (how) => {
      const producer = connect();
      const topic = await ground.newTopic(3);
      let confirmed = 0;
      const stop = new AbortController();
      const producing = (async () => {
        for (let n = 0; !stop.signal.aborted; n++) {
          // As the relay does: what is not confirmed again, until it is. What was given up may still arrive, later.
          let left = [0, 1, 2].map((partition) => ({ partition, records: numbered(1, n) }));
          while (left.length > 0) {
            const done = await producer.produce(topic, left, 2000).catch((fault: ProduceFault) => fault.confirmed);
            left = left.filter(({ partition }) => !done.some((one) => one.partition === partition));
            if (left.length > 0) await delay(50);
          }
          confirmed = n + 1;
          await delay(20);
        }
      })();
      await vi.waitFor(() => expect(confirmed).toBeGreaterThan(5), { timeout: patienceMs });
      await ground[how]();
      const before = confirmed;
      await vi.waitFor(() => expect(confirmed).toBeGreaterThan(before + 10), { timeout: 40_000 });
      stop.abort();
      await producing;
      const reader = await readerOf(topic);
      for (const partition of [0, 1, 2]) {
        await reader.until((seen) => new Set(seen.values(partition)).size >= confirmed);
        const numbers = [...new Set(reader.values(partition))].map(Number);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
    });
  });
}
