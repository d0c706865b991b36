import { randomBytes } from 'node:crypto';
import { publishers, rolesOf, schemaOf, type ServiceName, topicOf } from '@xiezhi/contracts';
import { anyFreePort, anyFreePorts, provisionBroker, provisionDatabase, startKafka, startPostgres, temporaryHome } from '@xiezhi/embedded';
import { migrate, type MigrationClass, workerPool } from '@xiezhi/postgres';
import type { Pool } from 'pg';

const password = randomBytes(18).toString('hex');

/** A data tier of the bench's own, with the disk settings of earnest use: commits and acknowledgements mean disk. */
export interface Rig {
  host: string;
  port: number;
  password: string;
  brokers: string[];
  brokerPassword: string;
  pool(service: ServiceName, role: 'app' | 'worker', connectionsMax: number): Pool;
  admin: Pool;
  stop(): Promise<void>;
}

const database = 'xiezhi';

export async function startRig(services: Partial<Record<ServiceName, MigrationClass[]>>): Promise<Rig> {
  const home = temporaryHome('xiezhi-bench-');
  const [kafkaPort, controllerPort] = (await anyFreePorts(2)) as [number, number];
  const [postgres, kafka] = await Promise.all([
    startPostgres({ home: home.path, port: await anyFreePort(), password, diesWithUs: true, settings: { max_connections: '200' } }),
    startKafka({ home: home.path, port: kafkaPort, controllerPort, adminPassword: password, diesWithUs: true }),
  ]);
  const names = Object.keys(services) as ServiceName[];
  const roles = names.flatMap((name) => Object.values(rolesOf(schemaOf(name))));
  const { host, port, user } = postgres;
  await Promise.all([
    provisionDatabase({
      login: { host, port, user, password },
      services: names,
      passwords: Object.fromEntries(roles.map((role) => [role, password])),
    }),
    provisionBroker({
      login: { brokers: kafka.brokers, ...kafka.admin },
      services: names.map((name) => ({ name, ...topicIfAny(name) })),
      passwords: Object.fromEntries(names.map((name) => [name, password])),
    }),
  ]);
  const address = { host, port, name: database };
  for (const name of names) await migrate(address, schemaOf(name), { user: rolesOf(schemaOf(name)).owner, password }, services[name] ?? []);

  const pools: Pool[] = [];
  const opened = (userName: string, connectionsMax: number): Pool => {
    const pool = workerPool(address, { user: userName, password }, { connectionsMax, statementTimeoutMs: 600_000 });
    pools.push(pool);
    return pool;
  };
  return {
    host,
    port,
    password,
    brokers: kafka.brokers,
    brokerPassword: password,
    pool: (service, role, connectionsMax) => opened(rolesOf(schemaOf(service))[role], connectionsMax),
    admin: opened(user, 8),
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
