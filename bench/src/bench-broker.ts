import type { ServiceName } from '@xiezhi/contracts';
import { withAdmin } from '@xiezhi/embedded';
import { type BrokerPort, KafkaJsBroker } from '@xiezhi/messaging';
import type { Rig } from './rig.ts';

/** The broker as a service comes to it, with the settings a service has. */
export function brokerOf(rig: Rig, service: ServiceName): KafkaJsBroker {
  return new KafkaJsBroker({ brokers: rig.brokers, clientId: service, credentials: { user: service, password: rig.brokerPassword } });
}

/** A topic beside those of the product. @returns its name */
export async function newTopic(rig: Rig, topic: string, partitions: number): Promise<string> {
  const login = { brokers: rig.brokers, username: 'admin', password: rig.brokerPassword };
  await withAdmin(login, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true }));
  return topic;
}

/** The broker with some of its calls replaced. */
export function instead(broker: KafkaJsBroker, calls: Partial<BrokerPort>): BrokerPort {
  return new Proxy(broker, {
    get(real, name) {
      const call: unknown = Reflect.get(calls, name);
      if (call !== undefined) return call;
      const member: unknown = Reflect.get(real, name, real);
      return typeof member === 'function' ? (member as (...words: unknown[]) => unknown).bind(real) : member;
    },
  });
}
