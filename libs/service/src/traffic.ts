import { type Publisher, publishers, type ServiceName, topicOf } from '@xiezhi/contracts';
import { type Broadcast, type BrokerPort, type Effect, Inbox, KafkaJsBroker, messagingStatus, OutboxRelay } from '@xiezhi/messaging';
import type { ServiceContext } from './context.ts';
import type { ServiceLog } from './log.ts';
import type { OperationsStatus } from './operations.controller.ts';
import type { Settings } from './settings.ts';

/** One consumer of a service: which topics it reads and what their events do, in the inbox's transaction. */
export interface Consumer {
  /** Part of every key in the inbox tables: a renamed consumer reads everything again. */
  name: string;
  topics: readonly string[];
  effect: Effect;
}

/** What a service sends and receives: the relay of its outbox and an inbox per consumer, on one broker client. */
export class Traffic {
  readonly #broker: BrokerPort;
  readonly #relay: OutboxRelay | undefined;
  readonly #inboxes: Inbox[];
  readonly #context: ServiceContext;
  readonly #messagingStatus: ReturnType<typeof messagingStatus>;

  /** @param groupSuffix sets the consumer groups of this instance apart from those of the same service on another database */
  constructor(context: ServiceContext, applied: Broadcast, consumers: readonly Consumer[], publishes: boolean, groupSuffix = '') {
    const { settings, database, log } = context;
    const { service, schema } = settings;
    const broker = brokerOf(settings, log);
    this.#context = context;
    this.#broker = broker;
    this.#messagingStatus = messagingStatus(service);
    this.#relay = publishes ? new OutboxRelay({ service: publisherOf(service), broker, pool: database.worker, log }) : undefined;
    this.#inboxes = consumers.map((consumer) => {
      const group = `${service}.${consumer.name}${groupSuffix}`;
      return new Inbox({ service, schema, broker, pool: database.worker, log, applied, group, ...consumer });
    });
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

  /** Consumers first: what they still commit can be relayed. */
  async stop(): Promise<void> {
    await Promise.all(this.#inboxes.map((inbox) => inbox.stop()));
    await this.#relay?.stop();
    await this.#broker.close();
  }

  async status(): Promise<Pick<OperationsStatus, 'broker' | 'outbox' | 'consumers' | 'parked' | 'refused'>> {
    const { outbox, consumers, parked, refused } = await this.#messagingStatus(this.#context.database.worker);
    const { lastFault } = this.#broker.health();
    return {
      broker: { reachable: this.isBrokerReachable(), ...(lastFault !== undefined && { lastFault }) },
      ...(outbox !== undefined && { outbox: { ...outbox, blockedKeys: this.#relay?.blockedKeys().size ?? 0 } }),
      consumers: this.#inboxes.map((inbox) => ({
        ...healthOf(inbox),
        partitions: consumers.filter(({ consumer }) => consumer === inbox.name),
      })),
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
    stopped: [...(health?.stopped ?? [])],
  };
}

function publisherOf(service: ServiceName): Publisher {
  const publisher = publishers.find((name) => name === service);
  if (publisher === undefined) throw new Error(`${service} has no topic to publish on`);
  return publisher;
}

function brokerOf(settings: Settings<unknown>, log: ServiceLog): BrokerPort {
  return new KafkaJsBroker({ brokers: settings.brokers, clientId: settings.service, credentials: settings.broker, log });
}
