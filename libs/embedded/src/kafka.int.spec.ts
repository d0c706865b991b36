import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Consumer, Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFreePorts } from './free-port.ts';
import { kafkaClient, withAdmin } from './kafka-admin.ts';
import { type RunningKafka, startKafka, stopOrphanedKafka } from './kafka.ts';
import { provisionBroker } from './provision-broker.ts';
import { temporaryHome } from './temporary-home.ts';

const topic = 'xiezhi.directory.events.v1';
const others = 'xiezhi.feedback.events.v1';
const home = temporaryHome('xiezhi-kafka-spec-');
const adminPassword = randomBytes(12).toString('hex');
const passwords: Record<string, string> = { directory: 'd', feedback: 'f', audit: 'a', reader: 'r' };
let ports: [number, number];
let kafka: RunningKafka;

beforeAll(async () => {
  ports = (await anyFreePorts(2)) as [number, number];
  mkdirSync(join(home.path, 'kafka', 'data.new', 'half'), { recursive: true }); // what a killed format has left
  kafka = await start();
  await provision();
  await write('directory', topic);
  // The first group of all makes the broker create the topic of offsets, and is told to come back later.
  for (let attempt = 0; attempt < 20 && (await read('reader', 'first')) === 'refused'; attempt++);
});
afterAll(async () => {
  await kafka.stop();
  home.remove();
});

const start = (): Promise<RunningKafka> =>
  startKafka({ home: home.path, port: ports[0], controllerPort: ports[1], adminPassword, diesWithUs: true });

function provision(): Promise<void> {
  const services = [{ name: 'directory', topic }, { name: 'feedback', topic: others }, { name: 'audit' }];
  return provisionBroker({ login: { brokers: kafka.brokers, ...kafka.admin }, services, reader: 'reader', passwords });
}

describe('an embedded broker', () => {
  it('has topics of six partitions that keep everything', async () => {
    const described = await asAdmin((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
    expect(described.topics[0]?.partitions).toHaveLength(6);
  });

  it.each([
    ['directory', topic, 'written'],
    ['directory', others, 'Not authorized to access topics'],
    ['audit', topic, 'Not authorized to access topics'],
    ['reader', topic, 'Not authorized to access topics'],
  ])('lets %s write to %s: %s', async (user, to, expected) => expect(await write(user, to)).toContain(expected));

  it.each([
    ['audit', 'audit.trail', 'read'],
    ['audit', 'feedback.thread', 'refused'],
    ['reader', 'any-group', 'read'],
  ])('lets %s read in group %s: %s', async (user, group, expected) => expect(await read(user, group)).toBe(expected));

  it('knows nobody by a wrong password', async () => expect(await write('directory', topic, 'guess')).toContain('authentication failed'));

  it('takes a new password and takes back what somebody granted by hand', async () => {
    passwords['directory'] = 'another';
    await asAdmin((admin) =>
      admin.createAcls({
        acl: [
          {
            resourceType: 2,
            resourceName: topic,
            resourcePatternType: 3,
            principal: 'User:audit',
            host: '*',
            operation: 4,
            permissionType: 3,
          },
        ],
      }),
    );
    await provision();
    expect(await write('directory', topic)).toBe('written');
    expect(await write('audit', topic)).toContain('Not authorized');
  });

  it('is not started twice on one folder', async () => {
    const [port, controllerPort] = (await anyFreePorts(2)) as [number, number];
    await expect(startKafka({ home: home.path, port, controllerPort, adminPassword })).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    await expect(stopOrphanedKafka(home.path)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  });

  it('keeps what it acknowledged when it is killed', async () => {
    const before = await recordsIn(topic);
    expect(await write('directory', topic)).toBe('written');
    kafka.kill();
    await kafka.exited;
    kafka = await start();
    expect(await recordsIn(topic)).toBe(before + 1);
  });

  it('says that a port is taken', async () => {
    const elsewhere = temporaryHome('xiezhi-kafka-spec-');
    const [free] = (await anyFreePorts(1)) as [number];
    const starting = startKafka({ home: elsewhere.path, port: ports[0], controllerPort: free, adminPassword });
    await expect(starting).rejects.toMatchObject({ code: 'PORT_IN_USE', message: expect.stringContaining(String(ports[0])) });
    elsewhere.remove();
  });

  it('does not touch a folder that has lost its files', async () => {
    const elsewhere = temporaryHome('xiezhi-kafka-spec-');
    mkdirSync(join(elsewhere.path, 'kafka', 'data'), { recursive: true });
    writeFileSync(join(elsewhere.path, 'kafka', 'data', '00000000000000000000.log'), 'records');
    const [port, controllerPort] = (await anyFreePorts(2)) as [number, number];
    await expect(startKafka({ home: elsewhere.path, port, controllerPort, adminPassword })).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    elsewhere.remove();
  });
});

const asAdmin: <Answer>(work: Parameters<typeof withAdmin<Answer>>[1]) => Promise<Answer> = (work) =>
  withAdmin({ brokers: kafka.brokers, ...kafka.admin }, work);

async function recordsIn(name: string): Promise<number> {
  const offsets = await asAdmin((admin) => admin.fetchTopicOffsets(name));
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

const clientOf = (user: string, password = passwords[user] ?? '') => kafkaClient({ brokers: kafka.brokers, username: user, password });

async function write(user: string, to: string, password?: string): Promise<string> {
  const producer: Producer = clientOf(user, password).producer({ retry: { retries: 1 } });
  try {
    await producer.connect();
    await producer.send({ topic: to, messages: [{ value: 'a record' }] });
    return 'written';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await producer.disconnect();
  }
}

async function read(user: string, groupId: string): Promise<'read' | 'refused'> {
  const consumer: Consumer = clientOf(user).consumer({ groupId, retry: { retries: 0 } });
  const { promise, resolve } = Promise.withResolvers<'read' | 'refused'>();
  consumer.on('consumer.crash', () => resolve('refused'));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachMessage: async () => resolve('read') });
    return await promise;
  } finally {
    await consumer.disconnect();
  }
}
