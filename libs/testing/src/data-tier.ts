import { randomBytes } from 'node:crypto';
import {
  anyFreePort,
  anyFreePorts,
  type RunningKafka,
  type RunningPostgres,
  startKafka,
  startPostgres,
  temporaryHome,
} from '@xiezhi/embedded';
import { type KafkaServer, type PostgresServer, startKafkaContainer, startPostgresContainer } from './containers.ts';

/** Where a test's servers come from: containers when asked for or when an engine can run the images, else the embedded ones. */
export type ServerSource = 'containers' | 'embedded';

/**
 * `XIEZHI_TEST_CONTAINERS`: `require` fails without an engine, `never` does not look for one; by default an engine that answers is used.
 */
export async function serverSource(): Promise<ServerSource> {
  const wish = process.env['XIEZHI_TEST_CONTAINERS'];
  if (wish === 'require') return 'containers';
  if (wish === 'never') return 'embedded';
  return (await engineRunsOurImages()) ? 'containers' : 'embedded';
}

/** An engine without the images would pull them in the middle of a test; then the embedded servers are the better choice. */
async function engineRunsOurImages(): Promise<boolean> {
  const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
  try {
    const client = await getContainerRuntimeClient();
    const { kafkaImage, postgresImage } = await import('./containers.ts');
    const present = await Promise.all([kafkaImage, postgresImage].map((image) => client.image.exists(ImageName.fromString(image))));
    return present.every(Boolean);
  } catch {
    return false;
  }
}

/** A Postgres of the test's own, without fsync: a test's database does not outlive the test. */
export async function startTestPostgres(source: ServerSource = 'embedded'): Promise<PostgresServer & { server?: RunningPostgres }> {
  if (source === 'containers') return startPostgresContainer();
  const home = temporaryHome('xiezhi-postgres-');
  const settings = { max_connections: '300' };
  const server = await startPostgres({
    home: home.path,
    port: await anyFreePort(),
    password: newPassword(),
    fsync: false,
    diesWithUs: true,
    settings,
  });
  const { host, port, user, password } = server;
  return { host, port, user, password, server, stop: async () => server.stop().finally(home.remove) };
}

/** A broker of the test's own: topics have fixed names, so a spec that runs a service needs one for itself. */
export async function startTestKafka(source: ServerSource = 'embedded'): Promise<KafkaServer & { server?: RunningKafka }> {
  if (source === 'containers') return startKafkaContainer();
  const home = temporaryHome('xiezhi-kafka-');
  const [port, controllerPort] = (await anyFreePorts(2)) as [number, number];
  const server = await startKafka({ home: home.path, port, controllerPort, adminPassword: newPassword(), fsync: false, diesWithUs: true });
  const { host, brokers, admin } = server;
  return { host, port, brokers, admin, server, stop: async () => server.stop().finally(home.remove) };
}

function newPassword(): string {
  return randomBytes(18).toString('hex');
}
