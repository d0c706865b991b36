import { randomBytes } from 'node:crypto';
import { migrations as audit } from '@xiezhi/audit/migrations';
import { migrations as caseSupervision } from '@xiezhi/case-supervision/migrations';
import { migrations as clueTransfer } from '@xiezhi/clue-transfer/migrations';
import { migrations as directory } from '@xiezhi/directory/migrations';
import { migrations as feedback } from '@xiezhi/feedback/migrations';
import { messagingMigrations } from '@xiezhi/messaging';
import { migrations as portal } from '@xiezhi/portal/migrations';
import { publishers, rolesOf, schemaOf, type ServiceName, services, topicOf } from '@xiezhi/contracts';
import { anyFreePort, anyFreePorts, provisionBroker, provisionDatabase, startKafka, startPostgres, temporaryHome } from '@xiezhi/embedded';
import { migrate, type MigrationClass, workerPool } from '@xiezhi/postgres';
import type { Pool } from 'pg';

const password = randomBytes(18).toString('hex');

/** A data tier of the bench's own, with the disk settings of earnest use: commits and acknowledgements mean disk. */
export interface Rig {
  host: string;
  port: number;
  database: string;
  password: string;
  brokers: string[];
  brokerPassword: string;
  pool(service: ServiceName, role: 'app' | 'worker', connectionsMax: number): Pool;
  admin: Pool;
  /** Another of the administrator's, for what is measured itself. */
  adminPool(connectionsMax: number): Pool;
  stop(): Promise<void>;
}

const database = 'xiezhi';

const migrations: Record<ServiceName, MigrationClass[]> = {
  directory,
  'clue-transfer': clueTransfer,
  'case-supervision': caseSupervision,
  feedback,
  audit,
  portal: [...messagingMigrations('portal'), ...portal],
};

export async function startRig(): Promise<Rig> {
  const home = temporaryHome('xiezhi-bench-');
  const [kafkaPort, controllerPort] = (await anyFreePorts(2)) as [number, number];
  const [postgres, kafka] = await Promise.all([
    startPostgres({ home: home.path, port: await anyFreePort(), password, diesWithUs: true, settings: { max_connections: '200' } }),
    startKafka({ home: home.path, port: kafkaPort, controllerPort, adminPassword: password, diesWithUs: true }),
  ]);
  const roles = services.flatMap((name) => Object.values(rolesOf(schemaOf(name))));
  const { host, port, user } = postgres;
  await Promise.all([
    provisionDatabase({
      login: { host, port, user, password },
      services: [...services],
      passwords: Object.fromEntries(roles.map((role) => [role, password])),
    }),
    provisionBroker({
      login: { brokers: kafka.brokers, ...kafka.admin },
      services: services.map((name) => ({ name, ...topicIfAny(name) })),
      passwords: Object.fromEntries(services.map((name) => [name, password])),
    }),
  ]);
  const address = { host, port, name: database };
  for (const name of services) await migrate(address, schemaOf(name), { user: rolesOf(schemaOf(name)).owner, password }, migrations[name]);

  const pools: Pool[] = [];
  const opened = (userName: string, connectionsMax: number, asksByKey = false): Pool => {
    const pool = workerPool(address, { user: userName, password }, { connectionsMax, statementTimeoutMs: 600_000, asksByKey });
    pools.push(pool);
    return pool;
  };
  return {
    host,
    port,
    database,
    password,
    brokers: kafka.brokers,
    brokerPassword: password,
    pool: (service, role, connectionsMax) => opened(rolesOf(schemaOf(service))[role], connectionsMax, role === 'worker'),
    admin: opened(user, 8),
    adminPool: (connectionsMax) => opened(user, connectionsMax),
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await Promise.all([postgres.stop(), kafka.stop()]);
      home.remove();
    },
  };
}

/** The portal announces nothing. */
function topicIfAny(service: ServiceName): { topic?: string } {
  const publisher = publishers.find((candidate) => candidate === service);
  return publisher === undefined ? {} : { topic: topicOf(publisher) };
}
