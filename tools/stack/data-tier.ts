import {
  type BrokerService,
  provisionBroker,
  provisionDatabase,
  type RunningKafka,
  type RunningPostgres,
  startKafka,
  startPostgres,
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

export async function provision(ports: Ports, { secrets }: AllSecrets): Promise<void> {
  const database = provisionDatabase({
    login: { host: '127.0.0.1', port: ports.postgres, user: 'postgres', password: secrets.database['postgres'] ?? '' },
    database: databaseName,
    services: [...provisioned],
    passwords: secrets.database,
  });
  const broker = provisionBroker({
    login: { brokers: [`127.0.0.1:${ports.kafka}`], username: 'admin', password: secrets.broker['admin'] ?? '' },
    services: provisioned.map((name): BrokerService => {
      const topic = topicIfAny(name);
      return topic === undefined ? { name } : { name, topic };
    }),
    reader: brokerReader,
    passwords: secrets.broker,
  });
  await Promise.all([database, broker]);
}
