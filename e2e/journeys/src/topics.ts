import { kafkaClient } from '@xiezhi/embedded';
import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';
import type { KafkaMessage } from 'kafkajs';

export const topics = ['directory', 'clue-transfer', 'case-supervision', 'feedback'].map((service) => `xiezhi.${service}.events.v1`);

export interface OnTopic {
  topic: string;
  partition: number;
  message: KafkaMessage;
}

/** Everything that stands on the topics now, read as broker user `reader` by stock kafkajs. */
export async function readAll(stack: Stack): Promise<OnTopic[]> {
  const kafka = kafkaClient(stack.brokerLogin('reader'));
  const admin = kafka.admin();
  await admin.connect();
  const ends = await Promise.all(topics.map(async (topic) => (await admin.fetchTopicOffsets(topic)).map((end) => ({ topic, ...end }))));
  await admin.disconnect();

  const records: OnTopic[] = [];
  const consumer = kafka.consumer({ groupId: `reader.${crypto.randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async (record) => void records.push(record) });
    const total = ends.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    await eventually(
      () => {
        if (records.length < total) throw new Error(`${records.length} of ${total} records are read`);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
    // Beacons are no announcements: they have no key and belong to no family.
    return records.filter(({ message }) => message.key !== null);
  } finally {
    await consumer.disconnect();
  }
}
