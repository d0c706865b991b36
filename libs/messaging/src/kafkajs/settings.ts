import { type ISocketFactory, Kafka, type KafkaConfig, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { BatchProducer } from '../broker-port.ts';
import { type Log, silentLog } from '../log.ts';
import { repairConnection } from './connection-repair.ts';
import { repairRequestQueue } from './request-queue-repair.ts';

export interface KafkaJsSettings {
  /** host:port of any brokers of the cluster. */
  brokers: readonly string[];
  /** Appears in the broker's logs and quotas: the service's name. */
  clientId: string;
  /**
   * What tells this process from every other live process of the same `clientId`, and what it is called again after a restart: members
   * of a group that bear it are its own ghosts and are seen off before it joins. Absent: the group waits for ghosts to time out.
   */
  instance?: string;
  /** SASL_PLAINTEXT with SCRAM-SHA-512; absent only for a broker without authentication. */
  credentials?: { user: string; password: string };
  /** Who sends. Default: kafkajs, too. It is closed with the broker. */
  producer?: BatchProducer;
  log?: Log;
  tuning?: Partial<KafkaTuning>;
  /** Only for tests that cut or silence connections. */
  socketFactory?: ISocketFactory;
}

export interface KafkaTuning {
  /** A member that is silent this long is out of the group; the broker's usual floor is 6000. A killed member's partitions idle that long. */
  sessionTimeoutMs: number;
  /** How long a rebalance waits for members; also how long a new member waits for its own ghost (BROKER 2.2). */
  rebalanceTimeoutMs: number;
  /** A third of the session or less; members learn of a rebalance by it. */
  heartbeatIntervalMs: number;
  /** Longest wait of an empty fetch: no added latency, but how long a resumed partition may wait (MESSAGING 1.2 defect 7). */
  fetchWaitMs: number;
  /** How long the fetch loop waits for a chunk before it leaves it in its lane and serves the other partitions (defect 8). */
  patienceMs: number;
  /** A consumer that neither fetches, joins nor heartbeats this long is built anew (defect 5). Longer than any rebalance. */
  watchdogMs: number;
  /** How often the broker is told our offsets. Only lag dashboards read them. */
  offsetCommitIntervalMs: number;
  /** How long a consumer that starts spends on seeing off its own ghosts. */
  ghostTimeoutMs: number;
  /** How long `stop` waits for running chunks and for the group's good-bye. */
  stopTimeoutMs: number;
  maxBytesPerPartition: number;
  /** A chunk that took no longer is followed by the next at once. */
  restAfterMs: number;
  /** One that took longer is followed by a rest of so many times what it took above that; 0: never. */
  restFactor: number;
  /** The longest rest: how much later an event may have its effect on a machine that is busy. */
  restMaxMs: number;
}

export const defaultTuning: KafkaTuning = {
  sessionTimeoutMs: 6000,
  rebalanceTimeoutMs: 2500,
  heartbeatIntervalMs: 1000,
  fetchWaitMs: 200,
  patienceMs: 100,
  watchdogMs: 20_000,
  offsetCommitIntervalMs: 5000,
  ghostTimeoutMs: 3000,
  stopTimeoutMs: 5000,
  maxBytesPerPartition: 512 * 1024,
  restAfterMs: 10,
  restFactor: 0,
  restMaxMs: 0,
};

/**
 * BROKER 2.2: quick first retries ride out a broker restart within the same membership. About 14 s in all, then the consumer
 * crashes and is built anew: a client left retrying for ever could join the group as a ghost after we gave it up.
 */
export const consumerRetry: RetryOptions = { initialRetryTime: 50, maxRetryTime: 500, factor: 0.1, multiplier: 1.5, retries: 30 };

/** Short: the relay sends again by itself, and a retry that outlives its deadline only makes late repeats. */
export const producerRetry: RetryOptions = { initialRetryTime: 50, maxRetryTime: 500, factor: 0.1, multiplier: 1.5, retries: 4 };

/** Under which name the broker knows this process. */
export function clientIdOf({ clientId, instance }: KafkaJsSettings): string {
  return instance === undefined ? clientId : `${clientId}@${instance}`;
}

/** @param retry also how long kafkajs looks for a broker before it gives up */
export function createKafka(settings: KafkaJsSettings, retry: RetryOptions): Kafka {
  repairRequestQueue();
  repairConnection();
  const log = settings.log ?? silentLog;
  const config: KafkaConfig = {
    clientId: clientIdOf(settings),
    brokers: [...settings.brokers],
    retry,
    connectionTimeout: 1000,
    authenticationTimeout: 3000,
    // Half-open connections are noticed by this; kafkajs adds the wait of fetch and join requests itself.
    requestTimeout: 5000,
    enforceRequestTimeout: true,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = entry.log;
      log[entry.level === logLevel.ERROR ? 'warn' : 'info']({ client: 'kafkajs', namespace: entry.namespace, ...fields }, message);
    },
  };
  if (settings.socketFactory !== undefined) config.socketFactory = settings.socketFactory;
  const sasl = saslOf(settings);
  if (sasl !== undefined) config.sasl = sasl;
  return new Kafka(config);
}

export function saslOf({ credentials }: KafkaJsSettings): SASLOptions | undefined {
  return credentials === undefined ? undefined : { mechanism: 'scram-sha-512', username: credentials.user, password: credentials.password };
}
