import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { anyFreePort } from '@xiezhi/embedded';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';

/** What a test needs of a database server; the embedded one answers the same. */
export interface PostgresServer {
  host: string;
  port: number;
  user: 'postgres';
  password: string;
  /** Removes the container and its data. Safe to call twice. */
  stop(): Promise<void>;
}

/** What a test needs of a broker; the embedded one answers the same. */
export interface KafkaServer {
  host: string;
  port: number;
  brokers: string[];
  admin: { username: 'admin'; password: string };
  /** Removes the container and its data. Safe to call twice. */
  stop(): Promise<void>;
}

export const postgresImage = 'postgres:18';
export const kafkaImage = 'apache/kafka:4.4.0';

/** On every container of ours. A run that died before `stop` leaves containers; `npm run test:containers` removes those with its own value. */
const label = { 'xiezhi.testing': process.env['XIEZHI_TEST_CONTAINERS_RUN'] ?? String(process.pid) };

// The watchdog container of testcontainers would have to be pulled, and where images come from packages there is none.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';

// The same cluster as the embedded one makes: another collation would sort and search differently.
const initdbFlags =
  '--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --lc-ctype=C.UTF-8 --lc-collate=C.UTF-8 --lc-messages=C --auth=scram-sha-256 --no-sync';

// A power cut may corrupt it; a test's database does not outlive the test.
const unsafe = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Postgres 18 in a container, administrator `postgres`, a password of its own. Ready when it resolves. */
export async function startPostgresContainer({ settings = [] }: { settings?: string[] } = {}): Promise<PostgresServer> {
  const password = newPassword();
  const container = await new PostgreSqlContainer(postgresImage)
    .withUsername('postgres')
    .withPassword(password)
    .withDatabase('postgres')
    .withEnvironment({ POSTGRES_INITDB_ARGS: initdbFlags })
    .withCommand(['postgres', ...['max_connections=300', ...unsafe, ...settings].flatMap((setting) => ['-c', setting])])
    .withLabels(label)
    .withStartupTimeout(startWithinMs)
    .start();
  return { host: loopback, port: container.getPort(), user: 'postgres', password, stop: stopping(container) };
}

/**
 * Kafka 4.4, one node, in a container: the image as published with the entry point of our compose file, so that tests sign in as in
 * earnest (SASL_PLAINTEXT, SCRAM-SHA-512, an authorizer). `users` exist from the start beside `admin`; the others come by provisioning.
 */
export async function startKafkaContainer({ users = {} }: { users?: Record<string, string> } = {}): Promise<KafkaServer> {
  const password = newPassword();
  const { container, port } = await onAFreePort((freePort) => kafkaOn(freePort, { admin: password, ...users }).start());
  return { host: loopback, port, brokers: [`${loopback}:${port}`], admin: { username: 'admin', password }, stop: stopping(container) };
}

const loopback = '127.0.0.1';
const startWithinMs = 120_000;
const entryPoint = fileURLToPath(new URL('../../../tools/containers/kafka/entrypoint.sh', import.meta.url));
const logging = fileURLToPath(new URL('../../../tools/containers/kafka/log4j2.yaml', import.meta.url));

function kafkaOn(port: number, users: Record<string, string>): GenericContainer {
  return (
    new GenericContainer(kafkaImage)
      .withEntrypoint(['/xiezhi/entrypoint.sh'])
      .withCopyFilesToContainer([
        { source: entryPoint, target: '/xiezhi/entrypoint.sh', mode: 0o555 },
        { source: logging, target: '/xiezhi/log4j2.yaml', mode: 0o444 },
      ])
      .withCopyContentToContainer(
        Object.entries(users).map(([name, content]) => ({ content, target: `/xiezhi/users/broker-${name}`, mode: 0o444 })),
      )
      .withEnvironment({
        XIEZHI_KAFKA_USERS: '/xiezhi/users',
        XIEZHI_KAFKA_PORT: String(port),
        XIEZHI_KAFKA_ADVERTISED: `${loopback}:${port}`,
      })
      // The port is fixed before the start, because a broker tells its clients by which address to come back.
      .withExposedPorts({ container: port, host: port })
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .withLabels(label)
      .withStartupTimeout(startWithinMs)
  );
}

/** Somebody may take the port between its finding and the container's start: then with another one, at most three times. */
async function onAFreePort(
  start: (port: number) => Promise<StartedTestContainer>,
  attempts = 3,
): Promise<{ container: StartedTestContainer; port: number }> {
  const port = await anyFreePort();
  try {
    return { container: await start(port), port };
  } catch (error) {
    if (attempts <= 1 || !/port is already allocated|address already in use/i.test(String(error))) throw error;
    return onAFreePort(start, attempts - 1);
  }
}

function stopping(container: StartedTestContainer): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= container.stop({ remove: true, removeVolumes: true }).then(() => undefined));
}

function newPassword(): string {
  return randomBytes(18).toString('hex');
}
