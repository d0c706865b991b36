import { anyFreePorts, type KafkaOptions, type RunningKafka, startKafka, temporaryHome } from '@xiezhi/embedded';
import { FaultProxy } from '@xiezhi/testing/fault-proxy';
import { afterAll, beforeAll } from 'vitest';
import { KafkaJsBroker, platformaticProducer } from '../index.ts';
import { brokerOf, newTopic } from '../messaging.fixture.ts';
import { producerConformance, type ProducerGround } from './producer-conformance.ts';

/** A broker of its own, because it is stopped and killed, and a proxy whose address it advertises. */
const home = temporaryHome('xiezhi-producers-');
const adminPassword = 'conformance';
let options: KafkaOptions;
let kafka: RunningKafka;
let proxy: FaultProxy;

beforeAll(async () => {
  const [port, controllerPort] = (await anyFreePorts(2)) as [number, number];
  proxy = await FaultProxy.start({ host: '127.0.0.1', port });
  options = { home: home.path, port, controllerPort, advertisedPort: proxy.port, adminPassword, fsync: false };
  kafka = await startKafka(options);
});
afterAll(async () => {
  await kafka.stop();
  await proxy.stop();
  home.remove();
});

const ground: Omit<ProducerGround, 'connect'> = {
  look: () => brokerOf(kafka),
  proxy: () => proxy,
  newTopic: (partitions) => newTopic(kafka, partitions),
  restart: async () => {
    await kafka.stop();
    kafka = await startKafka(options);
  },
  crash: async () => {
    kafka.kill();
    await kafka.exited;
    kafka = await startKafka(options);
  },
};

const login = (password = adminPassword) => ({
  brokers: [`127.0.0.1:${proxy.port}`],
  clientId: 'producers-spec',
  credentials: { user: kafka.admin.username, password },
});

producerConformance('kafkajs', { ...ground, connect: (password) => new KafkaJsBroker(login(password)) });
producerConformance('@platformatic/kafka', { ...ground, connect: (password) => platformaticProducer(login(password)) });
