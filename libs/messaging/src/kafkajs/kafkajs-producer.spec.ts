import type { Producer, RecordMetadata } from 'kafkajs';
import { describe, expect, it, vi } from 'vitest';
import type { OutgoingRecord } from '../broker-port.ts';
import { silentLog } from '../log.ts';
import { KafkaJsProducer } from './kafkajs-producer.ts';

const records: OutgoingRecord[] = [{ key: 'k', value: 'v', headers: {} }];
const answer = (more: Partial<RecordMetadata> = {}): RecordMetadata => ({
  topicName: 'topic',
  partition: 3,
  errorCode: 0,
  baseOffset: '41',
  ...more,
});

function producerThat(send: () => Promise<RecordMetadata[]>) {
  const disconnect = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const fake = { connect: () => Promise.resolve(), send: vi.fn<() => Promise<RecordMetadata[]>>(send), disconnect };
  return { fake, producer: fake as unknown as Producer };
}

describe('a send', () => {
  it('is confirmed by an answer for exactly its partition, with an offset', async () => {
    const { producer } = producerThat(() => Promise.resolve([answer()]));
    expect(await new KafkaJsProducer(() => producer, silentLog).produce('topic', 3, records, 1000)).toEqual({
      topic: 'topic',
      partition: 3,
      baseOffset: 41,
      count: 1,
    });
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
    await expect(new KafkaJsProducer(() => producer, silentLog).produce('topic', 3, records, 1000)).rejects.toMatchObject({
      name: 'ProduceFault',
    });
  });
});

describe('a send that is not answered (MESSAGING 1.2, defect 3)', () => {
  it('is given up at its own deadline; the producer is thrown away and the next send gets a new one', async () => {
    const silent = producerThat(() => new Promise(() => undefined));
    const lively = producerThat(() => Promise.resolve([answer()]));
    const built = [silent.producer, lively.producer];
    const sender = new KafkaJsProducer(() => built.shift() ?? lively.producer, silentLog);

    await expect(sender.produce('topic', 3, records, 30)).rejects.toMatchObject({ kind: 'timeout' });
    expect(silent.fake.disconnect).toHaveBeenCalled();
    expect(await sender.produce('topic', 3, records, 1000)).toMatchObject({ baseOffset: 41 });
    expect(silent.fake.send).toHaveBeenCalledOnce();
    await sender.close();
    expect(lively.fake.disconnect).toHaveBeenCalledOnce();
    await expect(sender.produce('topic', 3, records, 1000)).rejects.toMatchObject({ kind: 'unreachable' });
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

    await expect(sender.produce('topic', 3, records, 1000)).rejects.toMatchObject({ kind: 'not-allowed' });
    expect(failing.fake.disconnect).toHaveBeenCalled();
    expect(await sender.produce('topic', 3, records, 1000)).toMatchObject({ baseOffset: 41 });
  });
});
