import { describe, expect, it } from 'vitest';
import {
  aboveShare,
  afterLeaseRound,
  block,
  fairShare,
  groupByPartition,
  inForce,
  standingAside,
  unblock,
  type WaitingRow,
} from './relay-decisions.ts';

const row = (position: number, key: string, topic = 'topic', shard = 0): WaitingRow => ({
  shard,
  position,
  key,
  topic,
  event_id: 'id',
  subject: 's',
  type: 't',
  time: 'now',
  traceparent: null,
  body: '{}',
});

describe('a batch of the outbox', () => {
  it('becomes one group per partition whatever the shard, each in the order of the outbox', () => {
    const rows = [row(1, 'a'), row(2, 'b'), row(3, 'a'), row(4, 'c', 'topic', 2), row(5, 'b', 'other')];
    const groups = groupByPartition(rows, ({ key }) => (key === 'b' ? 1 : 0));
    expect(groups.map(({ topic, partition, rows: sent }) => [topic, partition, sent.map(({ position }) => position)])).toEqual([
      ['topic', 0, [1, 3, 4]],
      ['topic', 1, [2]],
      ['other', 1, [5]],
    ]);
  });
});

describe('a key whose record the broker does not take', () => {
  it('stands aside, longer each time up to ten minutes, and comes back when a send works', () => {
    let blocked = block(new Map(), 'large', 0);
    expect(standingAside(blocked, 999)).toEqual(['large']);
    expect(standingAside(blocked, 1000)).toEqual([]);
    blocked = block(blocked, 'large', 1000);
    expect(standingAside(blocked, 2999)).toEqual(['large']);
    for (let n = 0; n < 30; n++) blocked = block(blocked, 'large', 0);
    expect(blocked.get('large')?.retryAt).toBe(600_000);
    expect(unblock(blocked, ['large', 'small']).size).toBe(0);
  });
});

describe('a lease', () => {
  it('is held only as far as the database confirmed it, counted from before it was asked', () => {
    const held = afterLeaseRound(
      [
        { shard: 0, epoch: 4 },
        { shard: 2, epoch: 1 },
      ],
      1000,
      4000,
    );
    expect(inForce(held, 4999)).toEqual([
      { shard: 0, epoch: 4 },
      { shard: 2, epoch: 1 },
    ]);
    expect(inForce(held, 5000)).toEqual([]);
    expect(inForce(afterLeaseRound([], 1000, 4000), 1000)).toEqual([]);
  });
});

describe('a share', () => {
  it('is all of the shards together, whoever counts, and never more than one above another', () => {
    for (let members = 1; members <= 9; members++) {
      const shares = Array.from({ length: members }, (_, rank) => fairShare(4, { members, rank }));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(4);
      expect(Math.max(...shares)).toBe(Math.ceil(4 / members));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  });

  it('that has become smaller is met by giving up what is idle before what is being sent', () => {
    const held = new Map([0, 1, 2, 3].map((shard) => [shard, { epoch: 7, until: 1000 }]));
    expect(aboveShare(held, 2, new Set([3])).map(({ shard }) => shard)).toEqual([2, 1]);
    expect(aboveShare(held, 2, new Set([1, 2, 3])).map(({ shard }) => shard)).toEqual([0, 3]);
    expect(aboveShare(held, 4, new Set())).toEqual([]);
    expect(aboveShare(new Map(), 0, new Set())).toEqual([]);
  });
});
