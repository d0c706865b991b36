import { partitionsPerTopic } from '@xiezhi/contracts';
import { kafkaClient } from '@xiezhi/embedded';
import { partitionOf } from '@xiezhi/messaging';
import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';

export interface WireRecord {
  topic: string;
  key: string;
  value: string;
  headers: Record<string, string>;
}

export const topicOfService = (service: string): string => `xiezhi.${service}.events.v1`;

/** Puts records onto a service's topic with that service's own broker user, as its relay would, in the order given. */
export async function publish(stack: Stack, service: string, records: readonly WireRecord[]): Promise<void> {
  const producer = kafkaClient(stack.brokerLogin(service)).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const { topic, key, value, headers } of records) {
      await producer.send({ topic, acks: -1, messages: [{ key, value, headers, partition: partitionOf(key, partitionsPerTopic) }] });
    }
  } finally {
    await producer.disconnect();
  }
}

/** What stands on a topic now, from its beginning, as broker user `reader` sees it. */
export async function read(stack: Stack, topic: string): Promise<WireRecord[]> {
  const kafka = kafkaClient(stack.brokerLogin('reader'));
  const admin = kafka.admin();
  await admin.connect();
  const ends = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, high: Number(high) }));
  await admin.disconnect();

  const records: WireRecord[] = [];
  const reached = new Map<number, number>();
  const consumer = kafka.consumer({ groupId: `reader.${crypto.randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        reached.set(partition, Number(message.offset) + 1);
        if (String(message.headers?.['ce_type']).includes('.relay-beacon.')) return; // Tells of the pipe, not of a matter.
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
        records.push({ topic, key: String(message.key), value: String(message.value), headers: Object.fromEntries(headers) });
      },
    });
    await eventually(
      () => {
        const behind = ends.filter(({ partition, high }) => (reached.get(partition) ?? 0) < high);
        if (behind.length > 0) throw new Error(`${topic}: ${behind.length} partitions are not read to their end`);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
    return records;
  } finally {
    await consumer.disconnect();
  }
}
