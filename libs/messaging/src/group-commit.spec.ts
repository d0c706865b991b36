import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Chunk, ChunkOutcome } from './chunk-steps.ts';
import { GroupCommit, groupLockTimeoutMs, type Member } from './group-commit.ts';
import { received, sample } from './messaging.fixture.ts';

const alive = new AbortController().signal;
const record = { record: received(sample({})), beacon: 'unknown' as const };
const chunk = (partition: number, count = 1, topic = 'topic'): Chunk => {
  return { topic, partition, from: 0, next: count, isFirst: false, records: Array.from({ length: count }, () => record) };
};
const outcome = ({ next }: Chunk): ChunkOutcome => {
  return { next, fenced: false, applied: 0, released: 0, dropped: { id: 0, gate: 0 }, parked: [], missing: undefined };
};

describe('chunks of several partitions', () => {
  const groups: string[][] = [];
  let fails = false;
  let release: (() => void) | undefined;
  const take = async (chunks: readonly Chunk[]): Promise<ChunkOutcome[]> => {
    groups.push(chunks.map(({ topic, partition }) => `${topic}/${partition}`));
    if (release !== undefined) await new Promise<void>((resolve) => (release = resolve));
    if (fails) throw new Error('one of them is poison');
    return chunks.map(outcome);
  };
  const grouped = (board: (room: number) => readonly Member[] = () => []) => new GroupCommit(take, board);
  beforeEach(() => {
    groups.length = 0;
    fails = false;
    release = undefined;
  });

  it('that are ready at the same moment go in one transaction, in the order of their rows', async () => {
    const group = grouped();
    const ready = [chunk(2), chunk(1, 1, 'zoo'), chunk(0, 3), chunk(1)];
    const outcomes = await Promise.all(ready.map((one) => group.join(one, alive)));
    expect(groups).toEqual([['topic/0', 'topic/1', 'topic/2', 'zoo/1']]);
    expect(outcomes.map((one) => one?.next)).toEqual([1, 1, 3, 1]);
  });

  it('that become ready while a transaction is under way go with the next', async () => {
    const group = grouped();
    release = () => undefined;
    const first = group.join(chunk(0), alive);
    await pause(5);
    const others = [group.join(chunk(1), alive), group.join(chunk(2), alive)];
    const go = release;
    release = undefined;
    go();
    await Promise.all([first, ...others]);
    expect(groups).toEqual([['topic/0'], ['topic/1', 'topic/2']]);
  });

  it('are no more than one transaction takes; large ones go by themselves', async () => {
    const group = grouped();
    expect(await group.join(chunk(9, 101), alive)).toBeUndefined();
    await Promise.all([chunk(0, 90), chunk(1, 90), chunk(2, 90)].map((one) => group.join(one, alive)));
    expect(groups).toEqual([['topic/0', 'topic/1'], ['topic/2']]);
  });

  it('go by themselves after a fault, until each was taken quickly', async () => {
    const group = grouped();
    fails = true;
    expect(await Promise.all([group.join(chunk(0), alive), group.join(chunk(1), alive)])).toEqual([undefined, undefined]);
    fails = false;
    expect(await group.join(chunk(0), alive)).toBeUndefined();
    group.takenAlone(chunk(0), 3);
    group.takenAlone(chunk(1), groupLockTimeoutMs);
    expect((await group.join(chunk(0), alive))?.next).toBe(1);
    expect(await group.join(chunk(1), alive)).toBeUndefined();
  });

  it('of a partition that was given away meanwhile are left', async () => {
    const group = grouped();
    const gone = new AbortController();
    const left = group.join(chunk(0), gone.signal);
    gone.abort();
    expect(await left).toBeUndefined();
    expect(groups).toEqual([]);
  });

  it('take along who waits for company, as far as there is room', async () => {
    const rooms: number[] = [];
    const told: (ChunkOutcome | undefined)[] = [];
    const group = grouped((room) => {
      rooms.push(room);
      return [{ chunk: chunk(0, 5), told: (one) => void told.push(one) }];
    });
    await group.join(chunk(1, 20), alive);
    fails = true;
    await group.join(chunk(1), alive);
    expect(rooms).toEqual([180, 199]);
    expect(groups).toEqual([
      ['topic/0', 'topic/1'],
      ['topic/0', 'topic/1'],
    ]);
    expect(told.map((one) => one?.next)).toEqual([5, undefined]);
  });
});
