import type { Producer, RecordMetadata } from 'kafkajs';
import { describe, expect, it, vi } from 'vitest';
import type { OutgoingRecord } from '../broker-port.ts';
import { silentLog } from '../log.ts';
import { KafkaJsProducer } from './kafkajs-producer.ts';

const records: OutgoingRecord[] = [{ key: 'k', value: 'v', headers: {} }];
const toOne = [{ partition: 3, records }];
const answer = (more: Partial<RecordMetadata> = {}): RecordMetadata => ({
  topicName: 'topic',
  partition: 3,
  errorCode: 0,
  baseOffset: '41',
  ...more,
});

function producerThat(send: () => Promise<RecordMetadata[]>) {
  const disconnect = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const fake = { connect: () => Promise.resolve(), send: vi.fn<(...asked: unknown[]) => Promise<RecordMetadata[]>>(send), disconnect };
  return { fake, producer: fake as unknown as Producer };
}

describe('a send', () => {
  it('is confirmed by an answer for exactly its partition, with an offset', async () => {
    const { producer } = producerThat(() => Promise.resolve([answer()]));
    expect(await new KafkaJsProducer(() => producer, silentLog).produce('topic', toOne, 1000)).toEqual([
      { topic: 'topic', partition: 3, baseOffset: 41, count: 1 },
    ]);
  });

  it.each([
    ['lacks the partition, as kafkajs does after a leader died (BROKER 2)', []],
    ['is for another partition', [answer({ partition: 4 })]],
    ['is for another topic', [answer({ topicName: 'other' })]],
    ['is for one partition too many', [answer(), answer({ partition: 4 })]],
    ['carries an error', [answer({ errorCode: 7 })]],
    ['has no offset', [answer({ baseOffset: '-1' })]],
  ])('is not confirmed when the answer %s', async (_what, answers) => {
    const { producer } = producerThat(() => Promise.resolve(answers));
    await expect(new KafkaJsProducer(() => producer, silentLog).produce('topic', toOne, 1000)).rejects.toMatchObject({
      name: 'ProduceFault',
    });
  });
});

describe('a send to several partitions', () => {
  const groups = [3, 4, 5].map((partition) => ({ partition, records }));
  const produce = (...answers: RecordMetadata[]) =>
    new KafkaJsProducer(() => producerThat(() => Promise.resolve(answers)).producer, silentLog).produce('topic', groups, 1000);

  it('is one call, each record with its partition, and is confirmed for each in the order sent', async () => {
    const { fake, producer } = producerThat(() => Promise.resolve([5, 3, 4].map((partition) => answer({ partition }))));
    const results = await new KafkaJsProducer(() => producer, silentLog).produce('topic', groups, 1000);
    expect(results.map(({ partition }) => partition)).toEqual([3, 4, 5]);
    expect(fake.send).toHaveBeenCalledOnce();
    expect(fake.send).toHaveBeenCalledWith(
      expect.objectContaining({ topic: 'topic', acks: -1, messages: [3, 4, 5].map((partition) => ({ ...records[0], partition })) }),
    );
  });

  it.each([
    ['lacks one, as kafkajs does after a leader died (BROKER 2)', [answer(), answer({ partition: 5 })], [3, 5]],
    [
      'names one twice, as after its leader moved in the middle',
      [answer(), answer(), answer({ partition: 4 }), answer({ partition: 5 })],
      [4, 5],
    ],
    ['has an error for one', [answer(), answer({ partition: 4, errorCode: 7 }), answer({ partition: 5 })], [3, 5]],
    ['names one that was not sent', [answer(), answer({ partition: 4 }), answer({ partition: 5 }), answer({ partition: 0 })], []],
  ])('is not confirmed when the answer %s; what is certain is told', async (_what, answers, certain) => {
    const fault = await produce(...answers).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'ProduceFault', kind: 'incomplete', confirmed: certain.map((partition) => ({ partition })) });
  });

  it('that would name a partition twice, or send it nothing, is not made', async () => {
    const sender = new KafkaJsProducer(() => producerThat(() => Promise.resolve([])).producer, silentLog);
    for (const wrong of [[], [...groups, { partition: 4, records }], [{ partition: 4, records: [] }]])
      await expect(sender.produce('topic', wrong, 1000)).rejects.toMatchObject({ kind: 'incomplete', confirmed: [] });
  });
});

describe('a send that is not answered (MESSAGING 1.2, defect 3)', () => {
  it('is given up at its own deadline; the producer is thrown away and the next send gets a new one', async () => {
    const silent = producerThat(() => new Promise(() => undefined));
    const lively = producerThat(() => Promise.resolve([answer()]));
    const built = [silent.producer, lively.producer];
    const sender = new KafkaJsProducer(() => built.shift() ?? lively.producer, silentLog);

    await expect(sender.produce('topic', toOne, 30)).rejects.toMatchObject({ kind: 'timeout' });
    expect(silent.fake.disconnect).toHaveBeenCalled();
    expect(await sender.produce('topic', toOne, 1000)).toMatchObject([{ baseOffset: 41 }]);
    expect(silent.fake.send).toHaveBeenCalledOnce();
    await sender.close();
    expect(lively.fake.disconnect).toHaveBeenCalledOnce();
    await expect(sender.produce('topic', toOne, 1000)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('a producer that could not connect', () => {
  it('is thrown away, also when the broker died while it was signing in, which looks like a refusal', async () => {
    const cutOff = Object.assign(new Error('SASL SCRAM SHA512 authentication failed: Closed connection'), {
      name: 'KafkaJSSASLAuthenticationError',
    });
    const failing = producerThat(() => Promise.resolve([answer()]));
    failing.fake.connect = () => Promise.reject(cutOff);
    const lively = producerThat(() => Promise.resolve([answer()]));
    const built = [failing.producer, lively.producer];
    const sender = new KafkaJsProducer(() => built.shift() ?? lively.producer, silentLog);

    await expect(sender.produce('topic', toOne, 1000)).rejects.toMatchObject({ kind: 'not-allowed' });
    expect(failing.fake.disconnect).toHaveBeenCalled();
    expect(await sender.produce('topic', toOne, 1000)).toMatchObject([{ baseOffset: 41 }]);
  });
});
