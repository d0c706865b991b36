import type { IntegrationEvent } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { byRecording, type Source, TakenOnce } from './order-of-recording.ts';

const told = (subject: string, sequence: number, second: number) =>
  ({ source: '/xiezhi/harbour', subject, time: `2026-10-12T01:00:0${second}.000000Z`, meta: { sequence } }) as IntegrationEvent;

const sourceOf = (...events: IntegrationEvent[]): Source => ({ next: async () => events.shift() });

async function heard(...sources: Source[]): Promise<string[]> {
  const all: string[] = [];
  for await (const { subject, meta } of byRecording(sources)) all.push(`${subject}#${meta.sequence}`);
  return all;
}

describe('several topics', () => {
  it('are heard as one, by the moment of recording', async () =>
    expect(
      await heard(sourceOf(told('ship', 1, 1), told('ship', 2, 4)), sourceOf(), sourceOf(told('crane', 1, 2), told('crane', 2, 3))),
    ).toEqual(['ship#1', 'crane#1', 'crane#2', 'ship#2']));
  it('keep each their own order, which is that of their streams', async () =>
    expect(await heard(sourceOf(told('ship', 1, 3), told('ship', 2, 1)), sourceOf(told('crane', 1, 2)))).toEqual([
      'crane#1',
      'ship#1',
      'ship#2',
    ]));
  it('of one moment, the first named first', async () =>
    expect(await heard(sourceOf(told('ship', 1, 1)), sourceOf(told('crane', 1, 1)))).toEqual(['ship#1', 'crane#1']));
});

describe('an announcement', () => {
  it('is taken once, however often it stands there', () => {
    const taken = new TakenOnce();
    expect([told('ship', 1, 1), told('ship', 1, 1), told('crane', 1, 1), told('ship', 2, 1)].map((one) => taken.isFirst(one))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(taken.missing).toBe(0);
  });
  it('that was lost and told again later is taken when it comes, and counted while it does not', () => {
    const taken = new TakenOnce();
    expect([told('ship', 1, 1), told('ship', 4, 1)].map((one) => taken.isFirst(one))).toEqual([true, true]);
    expect(taken.missing).toBe(2);
    expect([told('ship', 2, 2), told('ship', 2, 2), told('ship', 4, 2)].map((one) => taken.isFirst(one))).toEqual([true, false, false]);
    expect(taken.missing).toBe(1);
  });
});
