import { announcementHash, noPrevious } from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Head, linkChunk, streamKey } from './chain.ts';
import { announcements, customs, harbour } from './trail.samples.ts';

const follow = (events: ReceivedEvent[], heads: Head[] = []) => linkChunk(events, heads);
const chained = (events: ReceivedEvent[], heads: Head[] = []) => follow(events, heads).links.map(({ isChained }) => isChained);

describe('a chain of announcements', () => {
  it('holds when each names its predecessor', () => expect(chained(announcements({ count: 4 }))).toEqual([true, true, true, true]));

  it('begins with 64 zeros', () => {
    const [first] = announcements({ count: 1 });
    expect(first!.meta.prev).toBe(noPrevious);
    expect(chained([first!])).toEqual([true]);
    expect(chained([{ ...first!, meta: { ...first!.meta, prev: 'f'.repeat(64) } }])).toEqual([false]);
  });

  it('goes on from the head of an earlier chunk', () => {
    const all = announcements({ count: 4 });
    const { heads } = follow(all.slice(0, 2));
    expect(chained(all.slice(2), [...heads.values()])).toEqual([true, true]);
  });

  it('breaks where a text was changed by a single character, and goes on from what came', () => {
    const all = announcements({ count: 4 });
    all[1] = { ...all[1]!, received: { ...all[1]!.received, body: all[1]!.received.body.replace('}', ' }') } };
    expect(chained(all)).toEqual([true, true, false, true]);
  });

  it('breaks where a header was changed', () => {
    const all = announcements({ count: 2 });
    all[0] = { ...all[0]!, type: 'clue-transfer.hand-off-sent.v1' };
    expect(chained(all)).toEqual([true, false]);
  });

  it('breaks where one is left out', () => {
    const [first, , third] = announcements({ count: 3 });
    expect(chained([first!, third!])).toEqual([true, false]);
  });

  it('is followed per stream', () => {
    const one = announcements({ count: 2, subject: 'hand-off/01920000-0000-7000-8000-0000000000f1' });
    const other = announcements({ count: 2, subject: 'clue/01920000-0000-7000-8000-0000000000c1' });
    const { links, heads } = follow([one[0]!, other[0]!, one[1]!, other[1]!]);
    expect(links.every(({ isChained }) => isChained)).toBe(true);
    expect(heads.get(streamKey(other[1]!))).toMatchObject({ sequence: 2, hash: links[3]!.hash });
  });

  it('is followed the same however the announcements are cut into chunks', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        const all = announcements({ count: sizes.reduce((sum, size) => sum + size, 0) });
        const whole = follow(all);
        let heads: Head[] = [];
        for (const size of sizes) heads = [...follow(all.splice(0, size), heads).heads.values()];
        expect(heads).toEqual([...whole.heads.values()]);
      }),
    ));
});

describe('the parties of a stream', () => {
  const seen = (...parties: string[][]) => {
    const all = announcements({ count: parties.length, partiesOf: (sequence) => parties[sequence - 1]! });
    const { heads } = follow(all.slice(0, 1));
    return follow(all.slice(1), [...heads.values()]);
  };
  it('are those of its last announcement', () =>
    expect([...seen([harbour], [harbour, customs]).heads.values()][0]!.parties).toEqual([harbour, customs]));
  it('label the earlier rows anew when somebody joins', () => expect(seen([harbour], [harbour, customs]).relabelled).toHaveLength(1));
  it('are left alone when only their order differs', () => expect(seen([harbour, customs], [customs, harbour]).relabelled).toEqual([]));
});

describe('the hash', () => {
  it('is that of libs/contracts over the bytes of the record', () => {
    const [event] = announcements({ count: 1 });
    expect(follow([event!]).links[0]!.hash).toBe(announcementHash(event!, new TextEncoder().encode(event!.received.body)));
  });
});
