import kafkajs from 'kafkajs';

const readWithinMs = 60_000;

/** Every id in a topic, with how often it is there: what a consumer would have been told. */
export async function idsIn(kafka: kafkajs.Kafka, topic: string, idOf: (message: kafkajs.KafkaMessage) => string | undefined) {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
  await admin.disconnect();
  const ids = new Map<string, number>();
  const left = new Set([...ends].filter(([, end]) => end > 0).map(([partition]) => partition));
  if (left.size === 0) return ids;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const consumer = kafka.consumer({ groupId: `peers-${topic}-${Date.now()}`, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) {
        const id = idOf(message);
        if (id !== undefined) ids.set(id, (ids.get(id) ?? 0) + 1);
      }
      if (Number(batch.lastOffset()) >= ends.get(batch.partition)! - 1) left.delete(batch.partition);
      if (left.size === 0) resolve();
    },
  });
  const late = setTimeout(resolve, readWithinMs);
  await all;
  clearTimeout(late);
  await consumer.disconnect();
  if (left.size > 0) throw new Error(`${topic} could not be read to its end`);
  return ids;
}
