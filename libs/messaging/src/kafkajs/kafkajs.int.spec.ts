import { anyFreePorts, type KafkaOptions, type RunningKafka, startKafka, temporaryHome } from '@xiezhi/embedded';
import { afterAll, beforeAll } from 'vitest';
import { brokerConformance } from '../conformance/broker-conformance.ts';
import { brokerOf, newTopic, withKafkaAdmin } from '../messaging.fixture.ts';

/** A broker of its own, because it is stopped and killed. */
const home = temporaryHome('xiezhi-conformance-');
let options: KafkaOptions;
let kafka: RunningKafka;

beforeAll(async () => {
  const [port, controllerPort] = await anyFreePorts(2);
  options = { home: home.path, port: port ?? 0, controllerPort: controllerPort ?? 0, adminPassword: 'conformance', fsync: false };
  kafka = await startKafka(options);
});
afterAll(async () => {
  await kafka.stop();
  home.remove();
});

brokerConformance('kafkajs', {
  connect: () => brokerOf(kafka),
  newTopic: (partitions) => newTopic(kafka, partitions),
  deleteBelow: (topic, partition, offset) =>
    withKafkaAdmin(kafka, async (admin) => {
      await admin.fetchTopicOffsets(topic); // kafkajs deletes only in topics it has already met
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    }),
  restart: async () => {
    await kafka.stop();
    kafka = await startKafka(options);
  },
  crash: async () => {
    kafka.kill();
    await kafka.exited;
    kafka = await startKafka(options);
  },
});
