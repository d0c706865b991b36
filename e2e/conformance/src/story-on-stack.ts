import { Company, clueBody, handOffPath, office, playStories, procuratorate, received } from '@xiezhi/journeys';
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

/** The stories between whose lines nearly every type of announcement lies. */
const telling = ['K06', 'K11', 'V01', 'V02', 'V04', 'V05', 'V08', 'V09', 'V10'];

/** Something of nearly every type of announcement stands on the topics: stories of every verb, and a refusal in no practice world. */
export async function makeEveryKindOfAnnouncement(stack: Stack): Promise<void> {
  await playStories(stack, telling);
  const company = new Company(stack);
  const clue = await company.does(`${office}.intake`, '/api/clue-transfer/clues', clueBody());
  const handOffId = await received(company, clue.id);
  await company.does(`${procuratorate}.intake`, handOffPath(handOffId, 'refuse'), { reasonCode: 'OTHER', reason: '线索不具体。' });
}
