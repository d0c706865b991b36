import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { kafkaClient } from '@xiezhi/embedded';
import { type OnTopic, readAll, topics } from '@xiezhi/journeys';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CloudEvent, Kafka, type KafkaMessage as EventMessage } from 'cloudevents';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeEveryKindOfAnnouncement } from './story-on-stack.ts';

const docs = join(resolve(import.meta.dirname, '..', '..', '..'), 'docs');

/** What a stranger with a CloudEvents library, Ajv and a SHA-256 finds on the topics. */
describe('every record on every topic', () => {
  const stack = sharedStack();
  let received: OnTopic[] = [];
  let records: OnTopic[] = [];

  beforeAll(async () => {
    await makeEveryKindOfAnnouncement(stack);
    received = await readAll(stack);
    // Delivery is at least once: what a relay sent twice is the same record twice, and a reader keeps the first.
    records = [...Map.groupBy(received, (record) => header(record, 'ce_id')).values()].flatMap(([first]) => first ?? []);
  });

  it('is there for each topic', () => {
    expect([...new Set(records.map(({ topic }) => topic))].toSorted()).toEqual([...topics].toSorted());
  });

  it('is a valid CloudEvent to the CloudEvents client, with our time and subject', () => {
    for (const record of records) {
      const event = eventOf(record);
      expect(event.validate()).toBe(true);
      expect(event.specversion).toBe('1.0');
      expect(event.subject).toMatch(/^[a-z-]+\/[0-9a-f-]{36}$/);
      expect(event.time).toBe(new Date(header(record, 'ce_time')).toISOString());
    }
  });

  it('has exactly the eight headers', () => {
    const eight = ['ce_id', 'ce_source', 'ce_specversion', 'ce_subject', 'ce_time', 'ce_type', 'content-type', 'traceparent'];
    for (const { message } of records) expect(Object.keys(message.headers ?? {}).toSorted()).toEqual(eight);
  });

  it('lies under the key of its family, and in the directory under its aggregate', () => {
    for (const record of records) {
      const { familyId } = bodyOf(record).meta;
      expect(String(record.message.key)).toBe(familyId);
      if (record.topic.includes('directory')) expect(header(record, 'ce_subject').split('/')[1]).toBe(familyId);
    }
  });

  it('comes from the service whose topic it is', () => {
    for (const record of records) expect(record.topic).toBe(`xiezhi.${header(record, 'ce_source').split('/').at(-1)}.events.v1`);
  });

  it('is the same to the byte when it was sent twice', () => {
    for (const copies of Map.groupBy(received, (record) => header(record, 'ce_id')).values()) {
      const bytes = copies.map(({ topic, partition, message }) =>
        JSON.stringify([topic, partition, message.key, message.value, message.headers]),
      );
      expect(new Set(bytes).size).toBe(1);
    }
  });

  it('counts 1 … n without holes in its stream, in that order, each naming the SHA-256 of the one before', () => {
    for (const stream of Map.groupBy(records, (record) => `${header(record, 'ce_source')} ${header(record, 'ce_subject')}`).values()) {
      expect(new Set(stream.map(({ partition }) => partition)).size).toBe(1);
      const ordered = stream.toSorted((one, other) => Number(one.message.offset) - Number(other.message.offset));
      let prev = '0'.repeat(64);
      for (const [n, record] of ordered.entries()) {
        expect(bodyOf(record).meta).toMatchObject({ sequence: n + 1, prev });
        prev = hashOf(record);
      }
    }
  });

  it('validates against the published JSON Schema of its type', () => {
    // Formats are checked by the patterns beside them; the library knows none by itself.
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validators = new Map(
      schemaFiles().map((file) => [
        file.replace(/\.json$/, ''),
        ajv.compile(JSON.parse(readFileSync(join(docs, 'schemas', file), 'utf8'))),
      ]),
    );
    for (const record of records) {
      const validate = validators.get(header(record, 'ce_type'));
      expect(validate, header(record, 'ce_type')).toBeDefined();
      expect(validate?.(bodyOf(record)) === true ? [] : validate?.errors, header(record, 'ce_type')).toEqual([]);
    }
  });

  it('is of a type that the AsyncAPI document, valid to its own parser, lists on that topic', async () => {
    const { document, diagnostics } = await new Parser().parse(readFileSync(join(docs, 'asyncapi.json'), 'utf8'));
    // The parser gives no document where there is an error.
    expect(document, JSON.stringify(diagnostics)).toBeDefined();
    const listed = new Map(
      document
        ?.channels()
        .all()
        .map((channel) => [
          channel.address(),
          channel
            .messages()
            .all()
            .map((message) => message.name() ?? message.id()),
        ]),
    );
    for (const record of records) expect(listed.get(record.topic)).toContain(header(record, 'ce_type'));
  });
});

describe('the users of the broker', () => {
  const stack = sharedStack();
  const write = async (user: string, topic: string): Promise<unknown> => {
    const producer = kafkaClient(stack.brokerLogin(user), { initialRetryTime: 50, maxRetryTime: 100, retries: 1 }).producer({
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    try {
      return await producer.send({ topic, messages: [{ key: 'k', value: 'v', partition: 0 }] });
    } finally {
      await producer.disconnect();
    }
  };

  it.each(topics)('reader may not write %s', async (topic) => {
    await expect(write('reader', topic)).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' });
  });

  it.each(['directory', 'clue-transfer', 'case-supervision', 'feedback', 'audit', 'portal'])(
    '%s may write no topic of another service',
    async (service) => {
      for (const topic of topics.filter((each) => each !== `xiezhi.${service}.events.v1`)) {
        await expect(write(service, topic)).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' });
      }
    },
  );

  it('are known by their passwords', async () => {
    const stranger = kafkaClient(
      { ...stack.brokerLogin('reader'), password: 'guess' },
      { initialRetryTime: 50, maxRetryTime: 100, retries: 0 },
    ).admin();
    await expect(stranger.connect()).rejects.toThrow(/authentication/i);
  });
});

function header({ message }: OnTopic, name: string): string {
  return String(message.headers?.[name]);
}

function bodyOf({ message }: OnTopic): { meta: { familyId: string; sequence: number; prev: string }; data: unknown } {
  return JSON.parse(String(message.value)) as ReturnType<typeof bodyOf>;
}

/** The Kafka binding of the CloudEvents client; it takes headers as text. */
function eventOf({ message }: OnTopic): CloudEvent {
  const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
  const value = String(message.value);
  const event = Kafka.toEvent({
    headers,
    key: String(message.key),
    value,
    body: value,
    timestamp: message.timestamp,
  } as EventMessage<string>);
  if (!(event instanceof CloudEvent)) throw new Error('one record is one event');
  return event;
}

function hashOf(record: OnTopic): string {
  const [id, source, type, subject, time] = ['ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time'].map((name) => header(record, name));
  return createHash('sha256')
    .update(`${id}\n${source}\n${type}\n${subject}\n${time}\n`)
    .update(record.message.value ?? '')
    .digest('hex');
}

/** Of announcements; those of packs lie in a folder beside them. */
const schemaFiles = (): string[] => readdirSync(join(docs, 'schemas')).filter((file) => file.endsWith('.json'));
