import { type Publisher, publishers, type ServiceName, topicOf } from '@xiezhi/contracts';
import {
  type Broadcast,
  type BrokerPort,
  type Effect,
  Inbox,
  KafkaJsBroker,
  messagingStatus,
  OutboxRelay,
  platformaticProducer,
} from '@xiezhi/messaging';
import { BrokerPlan } from './broker-plan.ts';
import type { ServiceContext } from './context.ts';
import type { ServiceLog } from './log.ts';
import { companyMs, rest } from './pace.ts';
import type { RunningConsumers } from './operations.ts';
import type { OperationsStatus } from './operations.requests.ts';
import type { Settings } from './settings.ts';

/** One consumer of a service: which topics it reads and what their events do, in the inbox's transaction. */
export interface Consumer {
  /** Part of every key in the inbox tables: a renamed consumer reads everything again. */
  name: string;
  topics: readonly string[];
  effect: Effect;
  /**
   * For a pure projection: the tables that it alone writes. `xiezhi rebuild` empties them and lets the consumer read everything again;
   * the worker role must be granted TRUNCATE on them. Absent for whatever decides: its facts happened and are not made again.
   */
  rebuilds?: readonly string[];
}

/** How long a service that stops goes on sending what it has announced; what is left then is sent by whoever starts next. */
const drainMs = 2000;

/** What a service sends and receives: the relay of its outbox and an inbox per consumer, on one broker client. */
export class Traffic implements RunningConsumers {
  readonly #broker: BrokerPort;
  readonly #relay: OutboxRelay | undefined;
  readonly #inboxes: Inbox[];
  readonly #consumers: readonly Consumer[];
  readonly #context: ServiceContext;
  readonly #messagingStatus: ReturnType<typeof messagingStatus>;
  readonly #plan: BrokerPlan;

  /** @param groupSuffix sets the consumer groups of this instance apart from those of the same service on another database */
  constructor(context: ServiceContext, applied: Broadcast, consumers: readonly Consumer[], publishes: boolean, groupSuffix = '') {
    const { settings, database, log } = context;
    const { service, schema } = settings;
    const broker = brokerOf(settings, log);
    this.#context = context;
    this.#broker = broker;
    this.#consumers = consumers;
    this.#messagingStatus = messagingStatus(service);
    const own = publishes ? [topicOf(publisherOf(service))] : [];
    this.#plan = new BrokerPlan(broker, [...new Set([...own, ...consumers.flatMap(({ topics }) => topics)])]);
    this.#relay = publishes ? new OutboxRelay({ service: publisherOf(service), broker, pool: database.worker, log }) : undefined;
    this.#inboxes = consumers.map((consumer) => {
      const group = `${service}.${consumer.name}${groupSuffix}`;
      return new Inbox({ service, schema, broker, pool: database.worker, log, applied, group, companyMs, ...consumer });
    });
    // What a consumer applied may have announced something in its turn.
    applied.onRing(() => this.wake());
  }

  /** Starts in the background; broker and database may be away. */
  async start(): Promise<void> {
    this.#relay?.start();
    for (const inbox of this.#inboxes) await inbox.start();
  }

  /** The outbox has something new. */
  wake(): void {
    this.#relay?.wake();
  }

  /** What waits to be sent, as of the last look; nothing for a service that announces nothing. */
  backlog(): { waiting: number; oldestSeconds: number } {
    return this.#relay?.backlog() ?? { waiting: 0, oldestSeconds: 0 };
  }

  consumer(name: string) {
    const inbox = this.#inboxes.find((one) => one.name === name);
    if (inbox === undefined) return undefined;
    return {
      rebuilds: this.#consumers.find((one) => one.name === name)?.rebuilds,
      stopped: inbox.health()?.stopped ?? [],
      retrySoon: () => inbox.retrySoon(),
      restart: () => inbox.restart(),
    };
  }

  /** @throws WrongBroker when the broker is there and not as planned: a service that starts says so and ends */
  refuseWrongBroker(): Promise<void> {
    const faults = this.#inboxes.map((inbox) => inbox.health()).filter((health) => health?.joined === false);
    return this.#plan.check(
      faults.flatMap((health) => health?.lastFault ?? []),
      performance.now(),
    );
  }

  /** Whether the broker has answered and every consumer is in its group: what readiness waits for at the start. */
  async isConnected(): Promise<boolean> {
    if (!this.#inboxes.every((inbox) => inbox.health()?.joined === true)) return false;
    if (this.isBrokerReachable()) return true;
    // A relay with nothing to send has not asked yet.
    const { service } = this.#context.settings;
    if (this.#relay !== undefined) await this.#broker.partitionsOf(topicOf(publisherOf(service))).catch(() => undefined);
    return this.#relay === undefined || this.isBrokerReachable();
  }

  isBrokerReachable(): boolean {
    return this.#broker.health().reachable || (this.#inboxes.length > 0 && this.#inboxes.every((inbox) => inbox.health()?.joined === true));
  }

  /** Consumers first: what they still commit can be relayed. Then what waits is sent, as far as the broker takes it in time. */
  async stop(): Promise<void> {
    await Promise.all(this.#inboxes.map((inbox) => inbox.stop()));
    if (this.isBrokerReachable()) await this.#relay?.drain(drainMs);
    await this.#relay?.stop();
    await this.#broker.close();
  }

  async status(): Promise<Pick<OperationsStatus, 'broker' | 'outbox' | 'shards' | 'consumers' | 'missing' | 'parked' | 'refused'>> {
    const { outbox, consumers, missing, parked, refused } = await this.#messagingStatus(this.#context.database.worker);
    const { lastFault } = this.#broker.health();
    return {
      broker: { reachable: this.isBrokerReachable(), ...(lastFault !== undefined && { lastFault }) },
      ...(outbox !== undefined && { outbox: { ...outbox, blockedKeys: this.#relay?.blockedKeys().size ?? 0 } }),
      ...(this.#relay !== undefined && { shards: this.#relay.shards() }),
      consumers: this.#inboxes.map((inbox) => ({
        ...healthOf(inbox),
        isRebuildable: this.consumer(inbox.name)?.rebuilds !== undefined,
        partitions: consumers.filter(({ consumer }) => consumer === inbox.name),
      })),
      missing,
      parked,
      refused,
    };
  }
}

function healthOf(inbox: Inbox) {
  const health = inbox.health();
  return {
    name: inbox.name,
    joined: health?.joined ?? false,
    lag: [...(health?.lag.values() ?? [])].reduce((sum, lag) => sum + lag, 0),
    rebuilt: health?.rebuilt ?? 0,
    ...(health?.lastFault !== undefined && { lastFault: health.lastFault }),
    stopped: [...(health?.stopped ?? [])],
    failing: inbox.failing(),
  };
}

function publisherOf(service: ServiceName): Publisher {
  const publisher = publishers.find((name) => name === service);
  if (publisher === undefined) throw new Error(`${service} has no topic to publish on`);
  return publisher;
}

function brokerOf(settings: Settings<unknown>, log: ServiceLog): BrokerPort {
  const { brokers, service, broker, instance, producer } = settings;
  const login = { brokers, clientId: service, credentials: broker, log };
  return new KafkaJsBroker({
    ...login,
    tuning: rest,
    ...(instance !== undefined && { instance }),
    ...(producer === 'platformatic' && { producer: platformaticProducer(login) }),
  });
}
