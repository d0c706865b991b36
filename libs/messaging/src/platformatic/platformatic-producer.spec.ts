import { describe, expect, it, vi } from 'vitest';
import type { OutgoingRecord } from '../broker-port.ts';
import { kindOf } from './faults.ts';
import { type CreateClient, PlatformaticProducer } from './platformatic-producer.ts';

const records: OutgoingRecord[] = [{ key: 'k', value: 'v', headers: {} }];
const toOne = [{ partition: 3, records }];

interface Offset {
  topic: string;
  partition: number;
  offset: bigint;
}

function clientThat(send: () => Promise<{ offsets?: Offset[] }>, partitionsCount = 6) {
  const fake = {
    send: vi.fn<typeof send>(send),
    metadata: () => Promise.resolve({ topics: new Map([['topic', { partitionsCount }]]) }),
    close: vi.fn<() => Promise<void>>(() => Promise.resolve()),
  };
  return { fake, create: (() => Promise.resolve(fake)) as unknown as CreateClient };
}

const answer: Offset = { topic: 'topic', partition: 3, offset: 41n };

describe('a send', () => {
  it('is confirmed by an answer for exactly its partition, with an offset', async () => {
    const { create } = clientThat(() => Promise.resolve({ offsets: [answer] }));
    expect(await new PlatformaticProducer(create).produce('topic', toOne, 1000)).toEqual([
      { topic: 'topic', partition: 3, baseOffset: 41, count: 1 },
    ]);
  });

  it.each([
    ['lacks the partition', []],
    ['is for another partition', [{ ...answer, partition: 4 }]],
    ['is for another topic', [{ ...answer, topic: 'other' }]],
    ['is for one partition too many', [answer, { ...answer, partition: 4 }]],
    ['has no offset', [{ ...answer, offset: -1n }]],
    ['says nothing', undefined],
  ])('is not confirmed when the answer %s', async (_what, offsets) => {
    const { create } = clientThat(() => Promise.resolve(offsets === undefined ? {} : { offsets }));
    await expect(new PlatformaticProducer(create).produce('topic', toOne, 1000)).rejects.toMatchObject({ kind: 'incomplete' });
  });

  it('to several partitions is one call, confirmed for each in the order sent', async () => {
    const groups = [3, 4].map((partition) => ({ partition, records }));
    const { fake, create } = clientThat(() => Promise.resolve({ offsets: [{ ...answer, partition: 4 }, answer] }));
    expect(await new PlatformaticProducer(create).produce('topic', groups, 1000)).toMatchObject([{ partition: 3 }, { partition: 4 }]);
    expect(fake.send).toHaveBeenCalledOnce();
  });

  it('to several partitions that fails tells of those whose leaders did confirm', async () => {
    const groups = [3, 4].map((partition) => ({ partition, records }));
    const fault = Object.assign(new AggregateError([]), { produced: { offsets: [{ ...answer, partition: 4 }] } });
    const { create } = clientThat(() => Promise.reject(fault));
    await expect(new PlatformaticProducer(create).produce('topic', groups, 1000)).rejects.toMatchObject({
      kind: 'rejected',
      confirmed: [{ topic: 'topic', partition: 4, baseOffset: 41, count: 1 }],
    });
  });

  it('to a partition that the topic lacks is not made: the client would write it elsewhere', async () => {
    const { fake, create } = clientThat(() => Promise.resolve({ offsets: [answer] }), 3);
    await expect(new PlatformaticProducer(create).produce('topic', toOne, 1000)).rejects.toMatchObject({ kind: 'unknown-topic' });
    expect(fake.send).not.toHaveBeenCalled();
  });

  it('that is not answered is given up at its own deadline; the client is thrown away and the next send gets a new one', async () => {
    const silent = clientThat(() => new Promise(() => undefined));
    const lively = clientThat(() => Promise.resolve({ offsets: [answer] }));
    const built = [silent.create, lively.create];
    const producer = new PlatformaticProducer(() => (built.shift() ?? lively.create)());
    await expect(producer.produce('topic', toOne, 30)).rejects.toMatchObject({ kind: 'timeout' });
    await vi.waitFor(() => expect(silent.fake.close).toHaveBeenCalledWith(true));
    expect(await producer.produce('topic', toOne, 1000)).toMatchObject([{ baseOffset: 41 }]);
    await producer.close();
    await expect(producer.produce('topic', toOne, 1000)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('an error of the client', () => {
  const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

  it('means what the broker said, whatever the connection did before or after', () => {
    const tooLarge = Object.assign(new AggregateError([coded('PLT_KFK_PROTOCOL', { apiId: 'MESSAGE_TOO_LARGE' })]), {
      code: 'PLT_KFK_RESPONSE',
    });
    expect(kindOf(new AggregateError([coded('PLT_KFK_NETWORK'), tooLarge]))).toBe('too-large');
    expect(kindOf(coded('PLT_KFK_NETWORK', { cause: coded('PLT_KFK_AUTHENTICATION') }))).toBe('unreachable');
    expect(kindOf(coded('PLT_KFK_AUTHENTICATION', { cause: coded('PLT_KFK_PROTOCOL', { apiId: 'SASL_AUTHENTICATION_FAILED' }) }))).toBe(
      'not-allowed',
    );
    expect(kindOf(coded('PLT_KFK_TIMEOUT'))).toBe('unreachable');
    expect(kindOf(new Error('something else'))).toBe('rejected');
    expect(kindOf('not even an error')).toBe('rejected');
  });
});
