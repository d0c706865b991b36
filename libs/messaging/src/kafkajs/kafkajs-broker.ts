import type { Admin, Consumer, Kafka, Producer } from 'kafkajs';
import type {
  BatchProducer,
  BrokerHealth,
  BrokerPort,
  PartitionRecords,
  ProduceResult,
  SubscribeOptions,
  Subscription,
  Watermarks,
} from '../broker-port.ts';
import { faultText, type Log, silentLog } from '../log.ts';
import { seldom } from '../seldom.ts';
import { produceFault } from './faults.ts';
import { KafkaJsProducer } from './kafkajs-producer.ts';
import { KafkaJsSubscription } from './kafkajs-subscription.ts';
import { seeOffOwnGhosts } from './own-ghosts.ts';
import {
  clientIdOf,
  consumerRetry,
  createKafka,
  defaultTuning,
  type KafkaJsSettings,
  type KafkaTuning,
  producerRetry,
  saslOf,
} from './settings.ts';

/** BrokerPort over kafkajs 2.2.4, with its known defects repaired or fenced off (README of this folder lists which, where, and the test). */
export class KafkaJsBroker implements BrokerPort {
  /** Patient, for consumers: they ride out a restart within one membership. */
  readonly #patient: Kafka;
  /** Impatient, for whoever is waited for. */
  readonly #kafka: Kafka;
  readonly #log: Log;
  readonly #tuning: KafkaTuning;
  readonly #producer: BatchProducer;
  readonly #settings: KafkaJsSettings;
  readonly #subscriptions = new Set<Subscription>();
  #admin: Promise<Admin> | undefined;
  #health: BrokerHealth = { reachable: false, lastFault: undefined };

  constructor(settings: KafkaJsSettings) {
    this.#settings = settings;
    this.#log = settings.log ?? silentLog;
    const log = seldom(this.#log);
    this.#patient = createKafka({ ...settings, log }, consumerRetry);
    this.#kafka = createKafka({ ...settings, log }, producerRetry);
    this.#tuning = { ...defaultTuning, ...settings.tuning };
    this.#producer = settings.producer ?? new KafkaJsProducer(() => this.#createProducer(), log);
  }

  produce(topic: string, groups: readonly PartitionRecords[], deadlineMs: number): Promise<ProduceResult[]> {
    return this.#noting(topic, () => this.#producer.produce(topic, groups, deadlineMs));
  }

  subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = new KafkaJsSubscription({
      createConsumer: () => this.#createConsumer(options.group),
      watermarksOf: (topic) => this.watermarksOf(topic),
      seeOffGhosts: () => this.#seeOffGhosts(options.group),
      options,
      tuning: this.#tuning,
      log: this.#log,
    });
    this.#subscriptions.add(subscription);
    return Promise.resolve(subscription);
  }

  async partitionsOf(topic: string): Promise<number> {
    const metadata = await this.#asking(topic, (admin) => admin.fetchTopicMetadata({ topics: [topic] }));
    return metadata.topics[0]?.partitions.length ?? 0;
  }

  async watermarksOf(topic: string): Promise<Map<number, Watermarks>> {
    const offsets = await this.#asking(topic, (admin) => admin.fetchTopicOffsets(topic));
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
  }

  health(): BrokerHealth {
    return this.#health;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    await this.#producer.close();
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((connected) => connected.disconnect()).catch(() => undefined);
  }

  async #noting<Result>(topic: string, work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.#health = { reachable: true, lastFault: undefined };
      return result;
    } catch (error) {
      const fault = produceFault(error, topic);
      this.#health = { reachable: fault.kind !== 'unreachable' && fault.kind !== 'timeout', lastFault: faultText(fault) };
      throw fault;
    }
  }

  #asking<Result>(topic: string, question: (admin: Admin) => Promise<Result>): Promise<Result> {
    return this.#noting(topic, async () => {
      this.#admin ??= this.#connectAdmin();
      const asked = this.#admin;
      try {
        return await question(await asked);
      } catch (error) {
        // An admin client that failed is not trusted again; the next question connects anew.
        if (this.#admin === asked) this.#admin = undefined;
        asked.then((admin) => admin.disconnect()).catch(() => undefined);
        throw error;
      }
    });
  }

  async #connectAdmin(): Promise<Admin> {
    const admin = this.#kafka.admin({ retry: producerRetry });
    await admin.connect();
    return admin;
  }

  async #seeOffGhosts(group: string): Promise<void> {
    const { brokers, instance } = this.#settings;
    if (instance === undefined) return;
    const ghosts = await seeOffOwnGhosts({ brokers, sasl: saslOf(this.#settings), clientId: clientIdOf(this.#settings), group });
    if (ghosts.length > 0) this.#log.info({ group, ghosts: ghosts.length }, 'members of this instance that died were seen off');
  }

  #createProducer(): Producer {
    return this.#kafka.producer({
      allowAutoTopicCreation: false,
      retry: producerRetry,
      // Every record names its partition; kafkajs' own partitioner, and its warning about a changed default, are never used.
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
  }

  #createConsumer(group: string): Consumer {
    const { sessionTimeoutMs, rebalanceTimeoutMs, heartbeatIntervalMs, fetchWaitMs, maxBytesPerPartition } = this.#tuning;
    return this.#patient.consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
      minBytes: 1,
      maxBytesPerPartition,
      retry: { ...consumerRetry, restartOnFailure: () => Promise.resolve(false) },
    });
  }
}
