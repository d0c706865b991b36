import { partitionsPerTopic } from '@xiezhi/contracts';
import { ProduceFault, type ProduceFaultKind } from '@xiezhi/messaging';
import { describe, expect, it } from 'vitest';
import { BrokerPlan } from './broker-plan.ts';

const brokerWith = (answer: number | ProduceFaultKind) => ({
  partitionsOf: (topic: string): Promise<number> =>
    typeof answer === 'number' ? Promise.resolve(answer) : Promise.reject(new ProduceFault(answer, topic, [], 'said the broker')),
});
const planOf = (answer: number | ProduceFaultKind): BrokerPlan => new BrokerPlan(brokerWith(answer), ['harbour', 'customs']);

describe('the plan of the broker', () => {
  it('is content with every topic and its partitions', () => expect(planOf(partitionsPerTopic).check([], 0)).resolves.toBeUndefined());
  it('names a topic of another number of partitions', () =>
    expect(planOf(partitionsPerTopic + 2).check([], 0)).rejects.toThrow('topic harbour has 8 partitions instead of 6'));
  it('names a topic that is not there', () => expect(planOf('unknown-topic').check([], 0)).rejects.toThrow('topic harbour does not exist'));
  it('waits for a broker that is away', async () => {
    const plan = planOf('unreachable');
    await plan.check([], 0);
    await expect(plan.check([], 60_000)).resolves.toBeUndefined();
  });
  it('believes a refusal when it lasts', async () => {
    const plan = planOf('not-allowed');
    await plan.check([], 0);
    await expect(plan.check([], 20_000)).rejects.toThrow('the broker refuses us');
  });
  it('believes a consumer that may not join its group, when it lasts', async () => {
    const plan = planOf(partitionsPerTopic);
    const fault = 'KafkaJSProtocolError: Not authorized to access group: Group authorization failed';
    await plan.check([fault], 0);
    await plan.check([], 10_000);
    await plan.check([fault], 12_000);
    await expect(plan.check([fault], 20_000)).resolves.toBeUndefined();
    await expect(plan.check([fault], 30_000)).rejects.toThrow('Not authorized to access group');
  });
});
