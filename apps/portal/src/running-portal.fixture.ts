import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type IntegrationEvent, partitionsPerTopic, publishers, topicOf } from '@xiezhi/contracts';
import { withAdmin } from '@xiezhi/embedded';
import { encode, KafkaJsBroker, partitionOf } from '@xiezhi/messaging';
import { createLog, launch, readSettings, type RunningService } from '@xiezhi/service';
import { eventually, type KafkaServer, serverSource, startTestKafka, type TestDatabase, testDatabase, testPassword } from '@xiezhi/testing';
import { type TestUpstream, testUpstream } from './pass-through/upstream.fixture.ts';
import { portal } from './service.ts';
import { PortalSettings } from './settings.ts';
import { type TestIssuer, testIssuer } from './sign-in/issuer.fixture.ts';

/** A client as `vite build` would leave it, as little of one as the specs need. */
const webFolder = join(import.meta.dirname, 'web', 'client.fixture');

export const developmentSecret = 'development-secret';
export const clientSecret = 'the-secret-of-the-portal';
export const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // A spec looks at members; what is not there fails its expectation.
  body: Record<string, unknown>;
}

export interface RunningPortal {
  url: string;
  database: TestDatabase;
  /** Puts announcements onto their topics, as the relays of their services would. */
  publish(events: readonly IntegrationEvent[]): Promise<void>;
  ask(path: string, init?: RequestInit): Promise<Answer>;
  /** A token from `/development/tokens`, which is how a command-line client gets one. */
  tokenFor(post: string, world?: string): Promise<string>;
  /** @returns parts that did not stop in time and were cut off */
  restart(): Promise<string[]>;
  issuer: TestIssuer;
  /** What answers as clue-transfer; directory is away. */
  upstream: TestUpstream;
  stop(): Promise<void>;
}

/**
 * The whole portal on the run's Postgres and a broker of its own: on a shared one the services of other specs would react to what is
 * told here. Two portals at a time would share the topics' partitions between their databases: one spec file runs it, for all behaviours.
 */
export async function runPortal(): Promise<RunningPortal> {
  const [issuer, upstream] = await Promise.all([testIssuer(clientSecret), testUpstream()]);
  const addresses = { issuer: issuer.url, services: { 'clue-transfer': upstream.url, directory: 'http://127.0.0.1:9' } };
  const database = await testDatabase('portal', portal.migrations);
  const kafka = await startTestKafka(await serverSource());
  await createTopics(kafka);
  const { brokers, admin } = kafka;
  const broker = new KafkaJsBroker({ brokers, clientId: 'testing', credentials: { user: admin.username, password: admin.password } });
  const level = process.env['XIEZHI_LOG_LEVEL'];
  const stoppedBadly: string[] = [];
  const write = (line: string): void => {
    if (level !== undefined) process.stdout.write(line);
    const { msg, part } = JSON.parse(line) as { msg?: string; part?: string };
    if (msg === 'stopped badly' && part !== undefined) stoppedBadly.push(part);
  };
  const start = async () => {
    const settings = readSettings('portal', PortalSettings, environmentOf(database, kafka, addresses));
    const service = await launch(portal, settings, createLog('portal', level ?? 'warn', { write }));
    await service.ready;
    return service;
  };
  let service: RunningService = await start();

  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(new URL(path, service.url), { redirect: 'manual', ...init });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, headers: answer.headers, text, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
  };
  return {
    get url() {
      return service.url;
    },
    database,
    issuer,
    upstream,
    ask,
    publish: async (events) => {
      for (const event of events) await publish(broker, event);
    },
    tokenFor: async (post, world) => {
      const headers = { 'content-type': 'application/json', 'xiezhi-development-secret': developmentSecret };
      const { status, body } = await ask('/development/tokens', { method: 'POST', headers, body: JSON.stringify({ post, world }) });
      if (status !== 200) throw new Error(`no token for ${post}: ${String(body['code'])}`);
      return String(body['token']);
    },
    restart: async () => {
      stoppedBadly.length = 0;
      await service.stop();
      const parts = [...stoppedBadly];
      service = await start();
      return parts;
    },
    stop: async () => {
      await service.stop();
      await Promise.all([broker.close(), issuer.stop(), upstream.stop()]);
      await kafka.stop();
      await database.close();
    },
  };
}

function environmentOf(
  { address }: TestDatabase,
  { brokers, admin }: KafkaServer,
  { issuer, services }: { issuer: string; services: Record<string, string> },
): Record<string, string> {
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
    XIEZHI_TOKEN_JWKS_URL: 'http://127.0.0.1:9/unused-because-the-portal-has-the-key',
    XIEZHI_SERVICES: JSON.stringify(services),
    XIEZHI_PUBLIC_URL: 'http://127.0.0.1:4000',
    XIEZHI_OIDC_ISSUER: issuer,
    XIEZHI_OIDC_CLIENT_ID: 'portal',
    XIEZHI_OIDC_CLIENT_SECRET: clientSecret,
    XIEZHI_SIGNING_KEY: signingKey,
    XIEZHI_DEVELOPMENT_TOKEN_SECRET: developmentSecret,
    XIEZHI_MECHANISM_PACK: resolve(import.meta.dirname, '../../../packs/river-chief-procurator'),
    XIEZHI_WEB_FOLDER: webFolder,
  };
}

async function createTopics({ brokers, admin }: KafkaServer): Promise<void> {
  await withAdmin({ brokers, ...admin }, async (client) => {
    const present = new Set(await client.listTopics());
    const topics = publishers.map(topicOf).filter((topic) => !present.has(topic));
    if (topics.length === 0) return;
    // Two specs may do this at once: the second is told that the topics are there, which is what it wanted.
    const wanted = topics.map((topic) => ({ topic, numPartitions: partitionsPerTopic }));
    await client.createTopics({ waitForLeaders: true, topics: wanted }).catch(() => undefined);
  });
}

async function publish(broker: KafkaJsBroker, { id, source, type, subject, time, meta, data }: IntegrationEvent): Promise<void> {
  const topic = `xiezhi.${source.slice('/xiezhi/'.length)}.events.v1`;
  const body = JSON.stringify({ meta, data });
  const row = { position: 0, event_id: id, topic, key: meta.familyId, subject, type, time, traceparent: null, body };
  // A topic that was made a moment ago may not have its leader yet; what arrives twice is dropped by the inbox.
  const partition = partitionOf(meta.familyId, partitionsPerTopic);
  await eventually(() => broker.produce(topic, [{ partition, records: [encode(row, source)] }], 10_000), {
    withinMs: 30_000,
    everyMs: 200,
  });
}

/** An agency id and slug that no other spec of the run uses. */
export function newAgency(name: string): { id: string; slug: string } {
  const id = randomUUID();
  return { id, slug: `${name}-${id.slice(0, 8)}` };
}
