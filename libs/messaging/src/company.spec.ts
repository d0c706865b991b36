import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chunk } from './chunk-steps.ts';
import { decode } from './cloud-event.ts';
import { Company, isOnlyCounted } from './company.ts';
import { concerning, type Effect } from './effect.ts';
import { received, sample } from './messaging.fixture.ts';

const nothing = async (): Promise<void> => undefined;
const unconcerned = concerning(() => false, nothing);
const concerned = concerning(() => true, nothing);
const alive = new AbortController().signal;

function chunk(from: number, count = 1): Chunk {
  const records = Array.from({ length: count }, (_one, n) => {
    const record = { ...received(sample({ sequence: n + 1 })), offset: from + n };
    return { record, decoded: decode(record, { topic: 'topic', partition: 0 }) };
  });
  return { topic: 'topic', partition: 0, from, next: from + count, isFirst: false, records };
}

describe('records that are only counted', () => {
  const taken: Chunk[] = [];
  const take = async (one: Chunk): Promise<void> => void taken.push(one);
  beforeEach(() => {
    taken.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());
  const wait = (company: Company, one: Chunk, effect: Effect = unconcerned, signal = alive): boolean =>
    company.letWait(one, effect, signal, take);

  it('go with the next that come', async () => {
    const company = new Company(250);
    expect(wait(company, chunk(5, 2))).toBe(true);
    const joined = await company.join(chunk(7));
    expect([joined.from, joined.next, joined.records.length]).toEqual([5, 8, 3]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(taken).toEqual([]);
  });

  it('go alone when nobody comes', async () => {
    const company = new Company(250);
    wait(company, chunk(5));
    await vi.advanceTimersByTimeAsync(249);
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken.map(({ from }) => from)).toEqual([5]);
    expect((await company.join(chunk(6))).from).toBe(6);
  });

  it('go along with a group of other partitions, as far as there is room', async () => {
    const company = new Company(250);
    wait(company, chunk(5, 2));
    wait(company, { ...chunk(7, 3), partition: 1 });
    expect(company.board(1)).toEqual([]);
    const [aboard, ...rest] = company.board(4);
    expect([aboard?.chunk.partition, rest.length]).toEqual([0, 0]);
    aboard?.told({ next: 7, fenced: false, applied: 0, released: 0, dropped: { id: 0, gate: 0 }, parked: [], missing: undefined });
    await vi.advanceTimersByTimeAsync(1000);
    expect(taken.map(({ partition }) => partition)).toEqual([1]);
    expect((await company.join(chunk(7))).from).toBe(7);
  });

  it('are taken by themselves when the group they went with failed', async () => {
    const company = new Company(250);
    wait(company, chunk(5, 2));
    const [aboard] = company.board(10);
    const joined = company.join(chunk(7));
    aboard?.told(undefined);
    expect((await joined).from).toBe(7);
    expect(taken.map(({ from }) => from)).toEqual([5]);
  });

  it('are left to be read again when the partition is given away, or read elsewhere', async () => {
    const company = new Company(250);
    const gone = new AbortController();
    wait(company, chunk(5), unconcerned, gone.signal);
    gone.abort();
    await vi.advanceTimersByTimeAsync(1000);
    expect(taken).toEqual([]);
    wait(company, chunk(5));
    expect((await company.join(chunk(0))).from).toBe(0);
  });

  it('do not wait where something is to be done, a partition begins, many are there already, or nobody wants it', () => {
    const company = new Company(250);
    expect(wait(company, chunk(5), concerned)).toBe(false);
    expect(wait(company, chunk(5), nothing)).toBe(false);
    expect(wait(company, { ...chunk(0), isFirst: true })).toBe(false);
    expect(wait(company, chunk(5, 100))).toBe(false);
    expect(wait(new Company(0), chunk(5))).toBe(false);
  });

  it('are neither beacons nor what cannot be read', () => {
    const [one] = chunk(5).records;
    expect(isOnlyCounted({ records: [{ record: one!.record, beacon: 'unknown' }] }, unconcerned)).toBe(false);
    const unreadable = decode({ ...one!.record, value: null }, { topic: 'topic', partition: 0 });
    expect(isOnlyCounted({ records: [{ record: one!.record, decoded: unreadable }] }, unconcerned)).toBe(false);
  });
});
