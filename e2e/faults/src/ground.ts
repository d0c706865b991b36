import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolesOf, schemaOf, type ServiceName, services, topicOf, publishers } from '@xiezhi/contracts';
import {
  anyFreePort,
  anyFreePorts,
  type BrokerLogin,
  KafkaCluster,
  provisionBroker,
  provisionDatabase,
  type RunningKafka,
  type RunningPostgres,
  startKafka,
  startPostgres,
  temporaryHome,
} from '@xiezhi/embedded';
import { repairRequestQueue } from '@xiezhi/messaging';
import { FaultProxy } from '@xiezhi/testing/fault-proxy';
import pg from 'pg';

const newPassword = (): string => randomBytes(18).toString('hex');
const host = '127.0.0.1';
const databaseName = 'xiezhi';

/** How many brokers a scenario needs. With three, every topic has three copies of which two acknowledge. */
export type Brokers = 1 | 3;

/**
 * Postgres and Kafka of a run, with the disk settings of earnest use. Everybody but the checker comes to them through proxies that can
 * make trouble: `database` before Postgres, `broker` before the one broker (three brokers are killed instead of cut off).
 */
export class Ground {
  readonly passwords: { database: Record<string, string>; broker: Record<string, string>; admin: string };
  readonly home: string;
  readonly #removeHome: () => void;
  database!: FaultProxy;
  broker: FaultProxy | undefined;
  cluster: KafkaCluster | undefined;
  #postgres!: RunningPostgres;
  #postgresPort = 0;
  #kafka: RunningKafka | undefined;
  #kafkaPorts: { port: number; controllerPort: number; advertisedPort: number } | undefined;

  private constructor() {
    const home = temporaryHome('xiezhi-faults-');
    this.home = home.path;
    this.#removeHome = home.remove;
    const roles = services.flatMap((name) => Object.values(rolesOf(schemaOf(name))));
    this.passwords = {
      admin: newPassword(),
      database: Object.fromEntries(roles.map((role) => [role, newPassword()])),
      broker: Object.fromEntries(services.map((name) => [name, newPassword()])),
    };
  }

  static async start(brokers: Brokers): Promise<Ground> {
    // Clients of a broker that dies under them would spin for ever otherwise, and this process would not end.
    repairRequestQueue();
    // Each server that is started anew is to end with this process, and many are.
    process.setMaxListeners(200);
    const ground = new Ground();
    try {
      await Promise.all([ground.#startDatabase(), brokers === 1 ? ground.#startBroker() : ground.#startCluster()]);
      await ground.#provision(brokers);
      return ground;
    } catch (error) {
      await ground.stop();
      throw error;
    }
  }

  get brokers(): string[] {
    return this.cluster?.brokers ?? [`${host}:${this.broker!.port}`];
  }

  get databasePort(): number {
    return this.database.port;
  }

  /** As the administrator and past the proxy: for looking, and for faults of the database itself. */
  async asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = await this.connectAsAdmin();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** To be ended by whoever asked for it. */
  async connectAsAdmin(database = databaseName): Promise<pg.Client> {
    const client = new pg.Client({ host, port: this.#postgresPort, user: 'postgres', password: this.passwords.admin, database });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Of the broker's administrator, past the proxy where there is one broker only. */
  get brokerLogin(): BrokerLogin {
    return { brokers: this.brokers, username: 'admin', password: this.passwords.admin };
  }

  get databaseFolder(): string {
    return this.#postgres.dataFolder;
  }

  /** Every process of database and broker: for a machine that stands still. */
  get servers(): number[] {
    const first = [this.#postgres.pid, ...(this.#kafka === undefined ? [] : [this.#kafka.pid])];
    return first.flatMap((pid) => [pid, ...childrenOf(pid)]);
  }

  get databaseName(): string {
    return databaseName;
  }

  /** SIGKILL of the postmaster and a new start: what a power cut leaves, but for the disk. */
  async crashPostgres(downMs = 0): Promise<void> {
    this.#postgres.kill();
    await this.#postgres.exited;
    await new Promise((settle) => setTimeout(settle, downMs));
    await this.#runPostgres();
  }

  async stopPostgres(): Promise<void> {
    await this.#postgres.stop();
  }

  async restartPostgres(): Promise<void> {
    await this.#runPostgres();
  }

  async crashKafka(downMs = 0): Promise<void> {
    this.#kafka!.kill();
    await this.#kafka!.exited;
    await new Promise((settle) => setTimeout(settle, downMs));
    await this.#runKafka();
  }

  async stopKafka(): Promise<void> {
    await this.#kafka!.stop();
  }

  async restartKafka(): Promise<void> {
    await this.#runKafka();
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.#postgres?.stop(), this.#kafka?.stop(), this.cluster?.stop()]);
    await Promise.allSettled([this.database?.stop(), this.broker?.stop()]);
    this.#removeHome();
  }

  async #startDatabase(): Promise<void> {
    this.#postgresPort = await anyFreePort();
    await this.#runPostgres();
    this.database = await FaultProxy.start({ host, port: this.#postgresPort });
  }

  async #runPostgres(): Promise<void> {
    this.#postgres = await startPostgres({
      home: this.home,
      port: this.#postgresPort,
      password: this.passwords.admin,
      diesWithUs: true,
      // Four instances of every service, each with two pools of eight.
      settings: { max_connections: '400' },
    });
  }

  /** The proxy first: the broker tells its clients where to come, and that is the proxy's port. */
  async #startBroker(): Promise<void> {
    const [port, controllerPort] = (await anyFreePorts(2)) as [number, number];
    this.broker = await FaultProxy.start({ host, port });
    this.#kafkaPorts = { port, controllerPort, advertisedPort: this.broker.port };
    await this.#runKafka();
  }

  async #runKafka(): Promise<void> {
    this.#kafka = await startKafka({ home: this.home, adminPassword: this.passwords.admin, diesWithUs: true, ...this.#kafkaPorts! });
  }

  async #startCluster(): Promise<void> {
    const ports = await anyFreePorts(6);
    const nodes = [0, 2, 4].map((first) => ({ port: ports[first]!, controllerPort: ports[first + 1]! }));
    this.cluster = new KafkaCluster({ home: join(this.home, 'brokers'), nodes, adminPassword: this.passwords.admin, diesWithUs: true });
    await this.cluster.start();
  }

  async #provision(brokers: Brokers): Promise<void> {
    const isPublisher = (name: ServiceName): name is (typeof publishers)[number] => (publishers as readonly string[]).includes(name);
    await Promise.all([
      provisionDatabase({
        login: { host, port: this.#postgresPort, user: 'postgres', password: this.passwords.admin },
        database: databaseName,
        services: [...services],
        passwords: this.passwords.database,
      }),
      provisionBroker({
        login: this.brokerLogin,
        services: services.map((name) => ({ name, ...(isPublisher(name) && { topic: topicOf(name) }) })),
        passwords: this.passwords.broker,
        replication: brokers,
      }),
    ]);
  }
}

/** Children of a process, from the kernel; a backend of Postgres is in a session of its own. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
