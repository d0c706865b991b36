import { randomBytes, randomUUID } from 'node:crypto';
import { type Caller, type Role, topicOf } from '@xiezhi/contracts';
import { provisionBroker } from '@xiezhi/embedded';
import { authenticationWith, tokenAudience, tokenIssuer } from '@xiezhi/http';
import { createLog, launch, readSettings, type RunningService, type Settings } from '@xiezhi/service';
import { callerOf, serverSource, startTestKafka, type TestDatabase, testDatabase, testPassword } from '@xiezhi/testing';
import { generateKeyPair, SignJWT } from 'jose';
import type { z } from 'zod';
import { directory } from './directory.service.ts';
import { huzhou, river } from './directory.fixture.ts';
import { migrations } from './migrations/index.ts';
import { DirectorySettings, service } from './settings.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { items?: Record<string, unknown>[] };
}

export interface RunningDirectory {
  database: TestDatabase;
  get(path: string, role?: Role, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, role: Role, more?: Partial<Caller>): Promise<Answer>;
  /** Stops the service and starts it again on the same database and broker. */
  restart(change?: Partial<Settings<z.infer<typeof DirectorySettings>>>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The whole service on a real database and a broker of its own, with a portal that signs whatever the test wants to be. Its own, since it
 * reads its own topic: on the shared one it would show the agencies other specs make up. With the permissions it has in earnest.
 */
export async function runningDirectory(): Promise<RunningDirectory> {
  // A broker takes seconds to start; the database is made meanwhile.
  const [kafka, database] = await Promise.all([serverSource().then(startTestKafka), testDatabase(service, migrations)]);
  const password = randomBytes(12).toString('hex');
  await provisionBroker({
    login: { brokers: kafka.brokers, ...kafka.admin },
    services: (['directory', 'clue-transfer'] as const).map((name) => ({ name, topic: topicOf(name) })),
    passwords: { [service]: password, 'clue-transfer': password },
  });
  const settings = settingsFor(database, kafka.brokers, password);
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const start = async (change: object = {}) => {
    const options = { ...directory, authenticate: () => authenticationWith(() => Promise.resolve(publicKey)) };
    const started = await launch(options, { ...settings, ...change }, createLog(service, 'silent'));
    await started.ready.catch(async (error: unknown) => {
      await started.stop();
      throw error;
    });
    return started;
  };
  const tokenOf = (caller: Caller) =>
    new SignJWT({ ...caller })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);

  let running: RunningService = await start();
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${running.url}${path}`, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  return {
    database,
    get: async (path, role = 'inspector', headers = {}) =>
      ask(path, { headers: { authorization: `Bearer ${await tokenOf(callerOf('harbour', role))}`, ...headers } }),
    post: async (path, body, role, more = {}) =>
      ask(path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await tokenOf(callerOf('harbour', role, more))}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify(body),
      }),
    restart: async (change) => {
      await running.stop();
      running = await start(change);
    },
    stop: async () => {
      await running.stop();
      await Promise.all([kafka.stop(), database.close()]);
    },
  };
}

function settingsFor({ address }: TestDatabase, brokers: string[], brokerPassword: string) {
  return readSettings(service, DirectorySettings, {
    XIEZHI_ENVIRONMENT: 'test',
    XIEZHI_PORT: '0',
    XIEZHI_DATABASE_HOST: address.host,
    XIEZHI_DATABASE_PORT: String(address.port),
    XIEZHI_DATABASE_NAME: address.name,
    XIEZHI_DATABASE_OWNER_PASSWORD: testPassword,
    XIEZHI_DATABASE_APP_PASSWORD: testPassword,
    XIEZHI_DATABASE_WORKER_PASSWORD: testPassword,
    XIEZHI_BROKERS: brokers.join(','),
    XIEZHI_BROKER_PASSWORD: brokerPassword,
    XIEZHI_TOKEN_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    XIEZHI_DIRECTORY_PACK: huzhou,
    XIEZHI_MECHANISM_PACK: river,
  });
}
