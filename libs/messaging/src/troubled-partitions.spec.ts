import { describe, expect, it } from 'vitest';
import type { SendGroup, WaitingRow } from './relay-decisions.ts';
import { callsFor, heldBack, inTrouble, outOfTrouble, type TroubledPartitions } from './troubled-partitions.ts';

const rows = (...keys: string[]): WaitingRow[] =>
  keys.map((key, n) => ({
    shard: n,
    position: n,
    key,
    topic: 'topic',
    event_id: 'id',
    subject: 's',
    type: 't',
    time: 'now',
    traceparent: null,
    body: '{}',
  }));
const group = (partition: number, ...keys: string[]): SendGroup => ({ topic: 'topic', partition, rows: rows(...keys) });
const partitions = (calls: SendGroup[][]) => calls.map((call) => call.map(({ partition }) => partition));
const none: TroubledPartitions = new Map();

describe('what a batch is sent in', () => {
  it('is one call for each topic', () => {
    const other = { ...group(0, 'a'), topic: 'other' };
    const { calls } = callsFor([group(0, 'a'), group(1, 'b'), other, group(2, 'c')], none, 0);
    expect(calls.map((call) => call.map(({ topic, partition }) => `${topic}/${partition}`))).toEqual([
      ['topic/0', 'topic/1', 'topic/2'],
      ['other/0'],
    ]);
  });

  it('leaves out a partition that was not confirmed, until it is due: then it has a call of its own', () => {
    const troubled = inTrouble(none, group(1, 'b'), 1000);
    expect(partitions(callsFor([group(0, 'a'), group(1, 'b'), group(2, 'c')], troubled, 1099).calls)).toEqual([[0, 2]]);
    expect(partitions(callsFor([group(0, 'a'), group(1, 'b'), group(2, 'c')], troubled, 1100).calls)).toEqual([[0, 2], [1]]);
    expect(partitions(callsFor([group(0, 'a'), group(1, 'b')], outOfTrouble(troubled, group(1)), 1000).calls)).toEqual([[0, 1]]);
    expect(callsFor([group(1, 'b')], troubled, 1000).calls).toEqual([]);
  });
});

describe('a partition that is not confirmed', () => {
  it('is tried again later each time, at the latest after 5 s', () => {
    let troubled = inTrouble(none, group(1, 'b'), 0);
    const retryAt = () => troubled.get('topic/1')?.retryAt;
    expect(retryAt()).toBe(100);
    troubled = inTrouble(troubled, group(1, 'b'), 0);
    expect(retryAt()).toBe(200);
    for (let n = 0; n < 30; n++) troubled = inTrouble(troubled, group(1, 'b'), 0);
    expect(retryAt()).toBe(5000);
  });

  it('holds back every key that waits for it, those that came later too, so that the others have the room', () => {
    const troubled = inTrouble(none, group(1, 'b'), 0);
    const { troubled: later } = callsFor([group(0, 'a'), group(1, 'd')], troubled, 50);
    expect(heldBack(later, 99)).toEqual(['b', 'd']);
    expect(heldBack(later, 100)).toEqual([]);
    expect(heldBack(inTrouble(later, group(1, 'b'), 100), 101)).toEqual(['b', 'd']);
    expect(heldBack(outOfTrouble(later, group(1)), 50)).toEqual([]);
  });

  it('holds back no more keys than a query may be told', () => {
    const many = group(1, ...Array.from({ length: 3000 }, (_, n) => String(n)));
    expect(heldBack(inTrouble(none, many, 0), 0)).toHaveLength(2000);
  });
});
