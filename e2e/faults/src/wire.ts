import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { partitionsPerTopic } from '@xiezhi/contracts';
import { kafkaClient, withAdmin } from '@xiezhi/embedded';
import { partitionOf } from '@xiezhi/messaging';
import { CompressionTypes } from 'kafkajs';
import type { Ground } from './ground.ts';

export interface WireRecord {
  topic: string;
  partition: number;
  key: string | null;
  value: Buffer | string;
  headers: Record<string, string>;
}

/** Puts records on their topics as the administrator, in the order given, each confirmed before the next. */
export async function publish(ground: Ground, records: readonly WireRecord[], compression = CompressionTypes.None): Promise<void> {
  const producer = kafkaClient(ground.brokerLogin).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    // Neighbours of one partition travel together; a batch keeps their order.
    for (let at = 0; at < records.length;) {
      const { topic, partition } = records[at]!;
      let end = at + 1;
      while (end < records.length && end - at < 200 && records[end]!.topic === topic && records[end]!.partition === partition) end++;
      const messages = records.slice(at, end).map(({ key, value, headers }) => ({ key, value, headers, partition }));
      await producer.send({ topic, acks: -1, compression, messages });
      at = end;
    }
  } finally {
    await producer.disconnect();
  }
}

/** What stands on a topic now, from its beginning, without beacons. */
export async function read(ground: Ground, topic: string): Promise<WireRecord[]> {
  const kafka = kafkaClient(ground.brokerLogin);
  const ends = await offsetsOf(ground, topic);
  const wanted = new Map(ends.filter(({ low, high }) => high > low).map(({ partition, high }) => [partition, high]));
  const records: WireRecord[] = [];
  const consumer = kafka.consumer({ groupId: `faults.${randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message: { key, value, headers, offset } }) => {
        if (Number(offset) + 1 >= (wanted.get(partition) ?? 0)) wanted.delete(partition);
        if (key === null || value === null) return;
        const plain = Object.entries(headers ?? {}).map(([name, given]) => [name, String(given)] as const);
        records.push({ topic, partition, key: String(key), value, headers: Object.fromEntries(plain) });
      },
    });
    for (const deadline = performance.now() + 60_000; wanted.size > 0; await pause(50))
      if (performance.now() > deadline) throw new Error(`${topic} was not read to its end`);
    return records;
  } finally {
    await consumer.disconnect();
  }
}

async function offsetsOf(ground: Ground, topic: string): Promise<{ partition: number; low: number; high: number }[]> {
  const offsets = await withAdmin(ground.brokerLogin, (admin) => admin.fetchTopicOffsets(topic));
  return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
}

/** A stream that no service has recorded, of announcements like a real one: for what must not happen to real ones. */
export interface Stranger {
  familyId: string;
  subject: string;
  lane: string;
  records: WireRecord[];
}

/** @param template a real announcement whose consumers do nothing but note it, such as a registered clue */
export function strangerLike(template: WireRecord, count: number): Stranger {
  const [familyId, streamId] = [randomUUID(), randomUUID()];
  const [aggregate, realId] = template.headers['ce_subject']!.split('/') as [string, string];
  const subject = `${aggregate}/${streamId}`;
  const partition = partitionOf(familyId, partitionsPerTopic);
  let prev = '0'.repeat(64);
  const records = Array.from({ length: count }, (_, n): WireRecord => {
    const text = String(template.value).replaceAll(realId, streamId);
    const { meta, data } = JSON.parse(text) as { meta: Record<string, unknown>; data: unknown };
    const value = JSON.stringify({ meta: { ...meta, familyId, prev, sequence: n + 1 }, data });
    const headers = { ...template.headers, ce_id: randomUUID(), ce_subject: subject };
    prev = hashOf(headers, value);
    return { topic: template.topic, partition, key: familyId, value, headers };
  });
  return { familyId, subject, lane: `stream:${template.headers['ce_source']}:${subject}`, records };
}

function hashOf(headers: Record<string, string>, value: string): string {
  const { ce_id: id, ce_source: source, ce_type: type, ce_subject: subject, ce_time: time } = headers;
  return createHash('sha256').update(`${id}\n${source}\n${type}\n${subject}\n${time}\n${value}`, 'utf8').digest('hex');
}
