import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { type Caller, type IntegrationEvent, partitionsPerTopic, publishers, topicOf } from '@xiezhi/contracts';
import { withAdmin } from '@xiezhi/embedded';
import { decode, encode, KafkaJsBroker, partitionKey, partitionOf, type ReceivedEvent } from '@xiezhi/messaging';
import type { Consumer, ServiceOptions } from '@xiezhi/service';
import { generateKeyPair, SignJWT } from 'jose';
import { inject } from 'vitest';
import { eventually } from './eventually.ts';
import { type TestDatabase, testPassword } from './test-database.ts';

const mechanismPack = resolve(import.meta.dirname, '../../../packs/river-chief-procurator');

export interface Answer {
  status: number;
  headers: Headers;
  // A test looks at members; what is not there fails its expectation.
  body: Record<string, unknown>;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** A command. The key is new for each call unless the test names one. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface TestService {
  url: string;
  as(caller: Caller): Client;
  /** Puts announcements onto their service's topic, as that service's relay would. */
  publish(...events: IntegrationEvent[]): Promise<void>;
  /** What stands on this service's own topic about one stream. */
  announced(subject: string): ReceivedEvent[];
  stop(): Promise<void>;
}

/**
 * A service in the test's process, on the run's Postgres and broker, whole: HTTP with tokens signed for this run, relay, inboxes.
 * Topics have their real names and are shared by all specs of a run: look only at families of your own making. What other specs told
 * before is passed over: it concerns nobody here, and to take it would cost each spec more than the one before.
 */
export async function runService<Extra extends NonNullable<ServiceOptions['extraSettings']>>(
  options: ServiceOptions<Extra> & { extraSettings: Extra },
  database: TestDatabase,
  extra: Record<string, string> = {},
): Promise<TestService> {
  // Loaded here, so that a pure spec does not pay for Nest.
  const { createLog, launch, readSettings } = await import('@xiezhi/service');
  const { authenticationWith, tokenAudience, tokenIssuer } = await import('@xiezhi/http');
  const ends = await endsOfTopics();
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const settings = readSettings(options.name, options.extraSettings, {
    ...environmentOf(database),
    // The repository's own pack, for whoever reads one: a spec of a service runs on the rules that are delivered.
    ...('XIEZHI_MECHANISM_PACK' in options.extraSettings.shape && { XIEZHI_MECHANISM_PACK: mechanismPack }),
    ...extra,
  });
  const service = await launch(
    {
      ...options,
      besideOthers: { groupSuffix: `.${database.address.name}`, beforeReading: (consumers) => startAt(ends, database, consumers) },
      authenticate: () => authenticationWith(async () => publicKey),
    },
    settings,
    createLog(options.name, process.env['XIEZHI_LOG_LEVEL'] ?? 'silent'),
  );
  const broker = adminBroker();
  const watched = options.publishes ? await watch(broker, `xiezhi.${options.name}.events.v1`, ends) : [];
  await service.ready;

  const tokenOf = (caller: Caller) =>
    new SignJWT({ ...caller })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  return {
    url: service.url,
    as: (caller) => clientOf(service.url, () => tokenOf(caller)),
    publish: async (...events) => {
      for (const event of events) await publish(broker, event);
    },
    announced: (subject) => watched.filter((event) => event.subject === subject),
    stop: async () => {
      await service.stop();
      await broker.close();
    },
  };
}

function environmentOf({ address }: TestDatabase): Record<string, string> {
  const { brokers, admin } = inject('kafka');
  return {
    XIEZHI_ENVIRONMENT: 'test',
    XIEZHI_PORT: '0',
    XIEZHI_DATABASE_HOST: address.host,
    XIEZHI_DATABASE_PORT: String(address.port),
    XIEZHI_DATABASE_NAME: address.name,
    XIEZHI_DATABASE_OWNER_PASSWORD: testPassword,
    XIEZHI_DATABASE_APP_PASSWORD: testPassword,
    XIEZHI_DATABASE_WORKER_PASSWORD: testPassword,
    XIEZHI_BROKERS: brokers.join(','),
    XIEZHI_BROKER_USER: admin.username,
    XIEZHI_BROKER_PASSWORD: admin.password,
    XIEZHI_TOKEN_JWKS_URL: 'http://127.0.0.1:9/unused-because-the-key-is-given',
  };
}

function clientOf(url: string, token: () => Promise<string>): Client {
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${await token()}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
  };
  return {
    get: (path, headers = {}) => ask('GET', path, headers),
    post: (path, body, headers = {}) =>
      ask('POST', path, { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers }, body),
  };
}

/** Where each partition of each topic ends now, by `partitionKey`. Topics that are missing are made: they belong to the whole run. */
async function endsOfTopics(): Promise<Map<string, number>> {
  const { brokers, admin } = inject('kafka');
  const names = publishers.map(topicOf);
  const topics = names.map((topic) => ({ topic, numPartitions: partitionsPerTopic }));
  // A broker that has just started on a busy machine may not yet know who its controller is.
  return eventually(
    () =>
      withAdmin({ brokers, ...admin }, async (client) => {
        await client.createTopics({ waitForLeaders: true, topics }); // false when some were there already, which is as good
        const ends = await Promise.all(names.map(async (topic) => ({ topic, partitions: await client.fetchTopicOffsets(topic) })));
        return new Map(
          ends.flatMap(({ topic, partitions }) =>
            partitions.map(({ partition, high }) => [partitionKey({ topic, partition }), Number(high)] as const),
          ),
        );
      }),
    { withinMs: 30_000, everyMs: 500 },
  );
}

/** A consumer that has been on this database before goes on where it was. */
async function startAt(ends: ReadonlyMap<string, number>, { schema, admin }: TestDatabase, consumers: readonly Consumer[]): Promise<void> {
  const places = consumers.flatMap(({ name, topics }) =>
    topics.flatMap((topic) =>
      Array.from({ length: partitionsPerTopic }, (_, partition) => ({
        consumer: name,
        topic,
        partition,
        next_offset: ends.get(partitionKey({ topic, partition })) ?? 0,
      })),
    ),
  );
  await admin.query(
    `insert into ${schema}.inbox_offset (consumer, topic, partition, next_offset)
     select * from jsonb_to_recordset($1::jsonb) as place (consumer text, topic text, partition int, next_offset bigint)
     on conflict do nothing`,
    [JSON.stringify(places)],
  );
}

function adminBroker(): KafkaJsBroker {
  const { brokers, admin } = inject('kafka');
  return new KafkaJsBroker({ brokers, clientId: 'testing', credentials: { user: admin.username, password: admin.password } });
}

async function publish(broker: KafkaJsBroker, event: IntegrationEvent): Promise<void> {
  const { id, source, type, subject, time, traceparent, meta, data } = event;
  const topic = `xiezhi.${source.slice('/xiezhi/'.length)}.events.v1`;
  const body = 'received' in event ? (event as ReceivedEvent).received.body : JSON.stringify({ meta, data });
  const row = { position: 0, event_id: id, topic, key: meta.familyId, subject, type, time, traceparent: traceparent ?? null, body };
  const partition = partitionOf(meta.familyId, partitionsPerTopic);
  await broker.produce(topic, [{ partition, records: [encode(row, source)] }], 25_000);
}

/**
 * Collects what comes onto a topic from now on, in the background; each announcement of a stream once: a relay that hears no
 * answer in time sends again, and the same service in another spec of the run reacts to the same events under the same derived ids.
 */
async function watch(broker: KafkaJsBroker, topic: string, ends: Map<string, number>): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  const seen = new Set<string>();
  await broker.subscribe({
    group: `testing.${randomUUID()}`,
    topics: [topic],
    startOffsets: async () => ends,
    onBatch: async (batch) => {
      for (const record of batch.records) {
        const decoded = decode(record, batch);
        if (!('event' in decoded)) continue;
        const which = `${decoded.event.subject} ${decoded.event.meta.sequence}`;
        if (seen.has(which)) continue;
        seen.add(which);
        events.push(decoded.event);
      }
      return batch.next;
    },
    onAlarm: () => undefined,
  });
  return events;
}
