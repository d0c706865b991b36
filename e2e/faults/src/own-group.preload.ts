// Loaded before a service: its consumers are in groups of their own, so that the broker gives them every partition beside the others.
import kafkajs, { type Consumer, type ConsumerConfig } from 'kafkajs';

interface MakesConsumers {
  consumer(config: ConsumerConfig): Consumer;
}

const { prototype } = kafkajs.Kafka as unknown as { prototype: MakesConsumers };
// kafkajs sets the method on each instance in its constructor or on the prototype; the class is replaced by one that renames groups.
const original = prototype.consumer;
prototype.consumer = function inOwnGroup(this: MakesConsumers, config: ConsumerConfig): Consumer {
  return original.call(this, { ...config, groupId: `${config.groupId}.own-${process.pid}` });
};
