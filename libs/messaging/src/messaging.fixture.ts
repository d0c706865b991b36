import { randomBytes, randomUUID } from 'node:crypto';
import { defineEvent, noPrevious, partitionsPerTopic, rolesOf } from '@xiezhi/contracts';
import { sqlMigration } from '@xiezhi/postgres';
import { eventually } from '@xiezhi/testing';
import kafkajs, { type Admin } from 'kafkajs';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { BrokerPort, IncomingRecord, OutgoingRecord } from './broker-port.ts';
import type { Effect } from './effect.ts';
import { KafkaJsBroker, type KafkaTuning } from './kafkajs/index.ts';
import { partitionOf } from './partitioner.ts';

/** Shared by this library's specs: an event, a topic, a consumer's table whose rows betray duplicates and wrong order. */
export const StepTakenV1 = defineEvent({
  service: 'clue-transfer',
  name: 'test-step-taken',
  version: 1,
  description: 'Exists in specs only.',
  data: z.object({ note: z.string().max(2_000_000) }),
});

export const schema = 'clue_transfer';
const roles = rolesOf(schema);

/** No unique key on purpose: an effect that happens twice is two rows. */
export const effectTable = sqlMigration(
  'TestEffect1764000000009',
  `create table ${schema}.effect (n bigint generated always as identity primary key, consumer text not null, event_id uuid not null, subject text not null, sequence int not null, note text not null);
   grant select, insert on ${schema}.effect to ${roles.worker};`,
);

export const writeEffect: Effect = async (tx, events) => {
  for (const { id, subject, meta, data } of events) {
    await tx.query({
      text: `insert into ${schema}.effect (consumer, event_id, subject, sequence, note) values (current_setting('xiezhi.consumer'), $1, $2, $3, $4)`,
      values: [id, subject, meta.sequence, (data as { note: string }).note],
    });
  }
};

export interface EffectRow {
  subject: string;
  sequence: number;
  event_id: string;
  note: string;
}

export async function effectsOf(admin: Pool, consumer: string): Promise<EffectRow[]> {
  const { rows } = await admin.query<EffectRow>(
    `select subject, sequence, event_id, note from ${schema}.effect where consumer = $1 order by n`,
    [consumer],
  );
  return rows;
}

/** Sequences applied per stream, in the order they were applied. */
export async function sequencesOf(admin: Pool, consumer: string): Promise<Record<string, number[]>> {
  const applied: Record<string, number[]> = {};
  for (const { subject, sequence } of await effectsOf(admin, consumer)) (applied[subject] ??= []).push(sequence);
  return applied;
}

export interface SampleOptions {
  family?: string;
  stream?: string;
  sequence?: number;
  id?: string;
  note?: string;
  type?: string;
}

export interface Sample {
  record: OutgoingRecord;
  subject: string;
  id: string;
  family: string;
}

/** One announcement as it would stand on the broker. */
export function sample(options: SampleOptions = {}): Sample {
  const {
    family = randomUUID(),
    stream = family,
    sequence = 1,
    id = randomUUID(),
    note = `step ${sequence}`,
    type = StepTakenV1.type,
  } = options;
  const time = '2026-11-24T08:00:00.000000Z';
  const subject = `test-thing/${stream}`;
  const meta = {
    familyId: family,
    sequence,
    prev: noPrevious,
    recordedAt: time,
    actedAt: '2026-11-24T08:00:00Z',
    actedAtSource: 'system',
    parties: [],
    actor: { service: 'clue-transfer' },
    correlationId: randomUUID(),
  };
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: '/xiezhi/clue-transfer',
    ce_type: type,
    ce_time: time,
    ce_subject: subject,
    'content-type': 'application/json',
    traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
  };
  return { record: { key: family, value: JSON.stringify({ meta, data: { note } }), headers }, subject, id, family };
}

/** The same record as a consumer would get it. */
export function received({ record }: Sample, offset = 0): IncomingRecord {
  return {
    offset,
    key: record.key === null ? null : Buffer.from(record.key),
    value: record.value === null ? null : Buffer.from(record.value),
    headers: Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)])),
  };
}

export interface BrokerAddress {
  brokers: string[];
  admin: { username: string; password: string };
}

/** Short enough that a test of take-over need not wait; the broker's floor in tests is 1000. */
export const quickTuning: Partial<KafkaTuning> = { sessionTimeoutMs: 2000, heartbeatIntervalMs: 300, rebalanceTimeoutMs: 1500 };

export function brokerOf(address: BrokerAddress, more: Partial<ConstructorParameters<typeof KafkaJsBroker>[0]> = {}): KafkaJsBroker {
  const { username: user, password } = address.admin;
  return new KafkaJsBroker({
    brokers: address.brokers,
    clientId: 'messaging-specs',
    credentials: { user, password },
    tuning: quickTuning,
    ...more,
  });
}

export async function withKafkaAdmin<Result>(
  { brokers, admin: { username, password } }: BrokerAddress,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new kafkajs.Kafka({
    brokers,
    logLevel: kafkajs.logLevel.NOTHING,
    sasl: { mechanism: 'scram-sha-512', username, password },
  }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs' own wait for leaders fails when the topic is not in the metadata at its first look. */
export async function newTopic(address: BrokerAddress, numPartitions = partitionsPerTopic): Promise<string> {
  const topic = `test-${randomBytes(6).toString('hex')}`;
  await withKafkaAdmin(address, async (admin) => {
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions }] });
    await eventually(async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      if (topics[0]?.partitions.some(({ leader }) => leader < 0) !== false) throw new Error(`${topic} has no leaders yet`);
      // Each leader answers: one that is not ready fails a send of several partitions, and kafkajs then sends all of it twice.
      await admin.fetchTopicOffsets(topic);
    });
  });
  return topic;
}

/** Publishes samples in order, each to the partition of its key. */
export async function publish(broker: BrokerPort, topic: string, samples: readonly { record: OutgoingRecord }[]): Promise<void> {
  const partitions = await broker.partitionsOf(topic);
  for (const { record } of samples)
    await broker.produce(topic, [{ partition: partitionOf(record.key ?? '', partitions), records: [record] }], 10_000);
}

/** Puts announcements into the outbox as `append` does, with a topic of the test's own. */
export async function putIntoOutbox(worker: Pool, topic: string, samples: readonly Sample[]): Promise<void> {
  for (const { record, subject, id, family } of samples) {
    const { ce_type: type, ce_time: time, traceparent } = record.headers;
    await worker.query(
      `insert into ${schema}.outbox (shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
       values (hashtext($3) & 3, $1, $2, $3, $4, $5, 1, $6, $7, $8, '{}')`,
      [id, topic, family, subject, type, time, traceparent, record.value],
    );
  }
}

export async function outboxCount(admin: Pool): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(`select count(*) from ${schema}.outbox`);
  return rows[0]?.count ?? 0;
}
