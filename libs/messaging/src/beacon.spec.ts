import { describe, expect, it } from 'vitest';
import { decode } from './cloud-event.ts';
import { type BeaconPaces, beaconsDue, compare, encodeBeacon, readBeacon } from './beacon.ts';

const incoming = (type: string, value: string) => ({
  offset: 0,
  key: null,
  value: Buffer.from(value),
  headers: { ce_type: Buffer.from(type) },
});

describe('a beacon', () => {
  it('is read as it was written, and nothing else is taken for one', () => {
    const { value, headers } = encodeBeacon('feedback', '/xiezhi/feedback', 42);
    expect(Object.keys(headers).length).toBeLessThanOrEqual(8);
    expect(readBeacon(incoming(headers['ce_type'] ?? '', String(value)))).toEqual({ published: 42 });
    expect(readBeacon(incoming('feedback.feedback-owed.v1', '{"data":{"published":1}}'))).toBeUndefined();
    expect(readBeacon(incoming('feedback.relay-beacon.v2', '{"data":{"published":1}}'))).toBe('unknown');
    expect(readBeacon(incoming('feedback.relay-beacon.v1', '{"data":{"published":-1}}'))).toBe('unknown');
    expect(readBeacon(incoming('feedback.relay-beacon.v1', 'noise'))).toBe('unknown');
  });

  it('is a whole announcement to whoever reads the topic: the first of a stream and a family of its own', () => {
    const { key, value, headers } = encodeBeacon('feedback', '/xiezhi/feedback', 42);
    const record = {
      offset: 0,
      key: Buffer.from(String(key)),
      value: Buffer.from(String(value)),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    };
    const decoded = decode(record, { topic: 'xiezhi.feedback.events.v1', partition: 0 });
    expect(decoded).toMatchObject({
      event: { type: 'feedback.relay-beacon.v1', subject: `relay-beacon/${key}`, meta: { familyId: key, sequence: 1, parties: [] } },
    });
  });

  it('tells how many never arrived; more than published is what is confirmed and not yet taken out of the outbox', () => {
    expect(compare({ published: 5 }, 2)).toEqual({ published: 5, counted: 2, missing: 3 });
    expect(compare({ published: 5 }, 7)).toEqual({ published: 5, counted: 7, missing: 0 });
    expect(compare({ published: 5 }, null)).toEqual({ published: 5, counted: 5, missing: 0 });
  });
});

describe('when a beacon is sent', () => {
  const tuning = { idleMs: 5, busyMs: 60, repeatMaxMs: 200 };
  const count = (published: number, partition = 0) => ({ topic: 't', partition, published });

  /** Moments at which a partition gets a beacon while its number goes as told. */
  function sentAt(published: (now: number) => number, until: number): number[] {
    let paces: BeaconPaces = new Map();
    const sent: number[] = [];
    for (let now = 0; now <= until; now++) {
      const round = beaconsDue(paces, [count(published(now))], { mine: [0], all: 4 }, now, tuning);
      paces = round.paces;
      if (round.due.length > 0) sent.push(now);
    }
    return sent;
  }

  it('is when its number has stood still, and ever more rarely while it does', () =>
    expect(sentAt(() => 3, 700)).toEqual([5, 65, 185, 385, 585]));

  it('is now and then under load that never pauses', () => expect(sentAt((now) => now, 130)).toEqual([60, 121]));

  it('is soon after each burst', () => expect(sentAt((now) => (now < 20 ? 1 : 2), 30)).toEqual([5, 25]));

  it('is by the owner of one shard only', () => {
    const round = (mine: number[]) =>
      beaconsDue(new Map(), [count(1, 0), count(1, 1), count(1, 5)], { mine, all: 4 }, 0, { ...tuning, idleMs: 0 }).due;
    expect(round([1]).map(({ partition }) => partition)).toEqual([1, 5]);
    expect(round([0, 2, 3]).map(({ partition }) => partition)).toEqual([0]);
  });
});
