// The one-shot container of docker-compose.yml: what `npm start` does before it starts the services, on a database and a broker that
// run elsewhere. Every step may be repeated; a crash in between is healed by the next run, which is the next `docker compose up`.
//
//   XIEZHI_DATABASE_HOST, XIEZHI_DATABASE_PORT, XIEZHI_DATABASE_NAME, XIEZHI_BROKERS=host:port[,…]
//   XIEZHI_SECRETS           folder with the files database-admin, database-<role>, broker-admin, broker-<user> (tools/containers/secrets.ts)
//   XIEZHI_REPLICATION       copies of each topic, default 1; on a cluster 3
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishers, rolesOf, schemaOf, services, topicOf } from '@xiezhi/contracts';
import { provisionBroker, provisionDatabase } from '@xiezhi/embedded';

const secrets = setting('XIEZHI_SECRETS');
const brokerReader = 'reader';

await step('database', () =>
  provisionDatabase({
    login: {
      host: setting('XIEZHI_DATABASE_HOST'),
      port: Number(setting('XIEZHI_DATABASE_PORT')),
      user: 'postgres',
      password: secret('database-admin'),
    },
    database: setting('XIEZHI_DATABASE_NAME'),
    services: [...services],
    passwords: passwordsOf(
      'database',
      services.flatMap((service) => Object.values(rolesOf(schemaOf(service)))),
    ),
  }),
);

await step('broker', () =>
  provisionBroker({
    login: { brokers: setting('XIEZHI_BROKERS').split(','), username: 'admin', password: secret('broker-admin') },
    services: services.map((name) => {
      const publisher = publishers.find((one) => one === name);
      return publisher === undefined ? { name } : { name, topic: topicOf(publisher) };
    }),
    reader: brokerReader,
    passwords: passwordsOf('broker', [...services, brokerReader]),
    replication: Number(process.env['XIEZHI_REPLICATION'] ?? 1),
  }),
);

async function step(name: string, work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  try {
    await work();
  } catch (cause) {
    throw new Error(`could not provision the ${name}`, { cause });
  }
  console.log(`${name}: provisioned in ${Math.round(performance.now() - startedAt)} ms`);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the setting ${name} is missing`);
  return value;
}

function secret(name: string): string {
  return readFileSync(join(secrets, name), 'utf8').trim();
}

function passwordsOf(kind: string, users: readonly string[]): Record<string, string> {
  return Object.fromEntries(users.map((user) => [user, secret(`${kind}-${user}`)]));
}
