import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BrokerService,
  provisionBroker,
  provisionDatabase,
  type RunningKafka,
  type RunningPostgres,
  startKafka,
  startPostgres,
  writeWhole,
} from '@xiezhi/embedded';
import { databaseName } from './environment.ts';
import type { Home } from './home.ts';
import type { Ports } from './ports.ts';
import type { AllSecrets } from './secrets.ts';
import { brokerReader, provisioned, topicIfAny } from './services.ts';

export function startDatabase(home: Home, ports: Ports, { secrets }: AllSecrets, say: (remark: string) => void): Promise<RunningPostgres> {
  const settings = {
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  return startPostgres({ home: home.path, port: ports.postgres, password: secrets.database['postgres'] ?? '', settings, say });
}

export function startBroker(home: Home, ports: Ports, { secrets }: AllSecrets, say: (remark: string) => void): Promise<RunningKafka> {
  return startKafka({
    home: home.path,
    port: ports.kafka,
    controllerPort: ports.kafkaController,
    adminPassword: secrets.broker['admin'] ?? '',
    say,
  });
}

/** Roles and schemas: cheap where they are already. */
export async function provisionRoles(ports: Ports, { secrets }: AllSecrets): Promise<void> {
  await provisionDatabase({
    login: { host: '127.0.0.1', port: ports.postgres, user: 'postgres', password: secrets.database['postgres'] ?? '' },
    database: databaseName,
    services: [...provisioned],
    passwords: secrets.database,
  });
}

const brokerServices = provisioned.map((name): BrokerService => {
  const topic = topicIfAny(name);
  return topic === undefined ? { name } : { name, topic };
});

/** Topics, users and permissions. What was made is noted, so that a later start need not wait for it. */
export async function provisionTopics(home: Home, ports: Ports, { secrets }: AllSecrets): Promise<void> {
  await provisionBroker({
    login: { brokers: [`127.0.0.1:${ports.kafka}`], username: 'admin', password: secrets.broker['admin'] ?? '' },
    services: brokerServices,
    reader: brokerReader,
    passwords: secrets.broker,
  });
  writeWhole(noteOf(home), planOf(secrets));
}

/** Whether this broker was given everything by an earlier start: then services may start beside it, and wait for it themselves. */
export function hasTopics(home: Home, { secrets }: AllSecrets): boolean {
  return existsSync(noteOf(home)) && readFileSync(noteOf(home), 'utf8') === planOf(secrets);
}

// In the broker's own folder: whoever removes its data removes the note.
const noteOf = (home: Home): string => join(home.path, 'kafka', 'data', 'provisioned.sha256');
const planOf = ({ broker }: AllSecrets['secrets']): string =>
  createHash('sha256')
    .update(JSON.stringify([brokerServices, brokerReader, broker]))
    .digest('hex');
