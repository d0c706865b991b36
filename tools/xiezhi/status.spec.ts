import { describe, expect, it } from 'vitest';
import { troublesOf } from './status.ts';
import { table } from './table.ts';
import { nearest } from './token.ts';

const well = {
  outbox: { waiting: 3, oldestSeconds: 0.2, blockedKeys: 0 },
  consumers: [{ name: 'trail', joined: true, lag: 7, stopped: [] }],
  parked: [],
  refused: [],
};

describe('what an operator is told to look at', () => {
  it('is nothing while rows wait and consumers lag, which is the ordinary course', () => expect(troublesOf('audit', well)).toEqual([]));

  it.each([
    [
      'a parked key',
      { parked: [{ consumer: 'trail', lane: 'stream:hand-off/1', reason: 'PREV_MISMATCH', state: 'dead', records: 2, attempts: 5 }] },
      'parked stream:hand-off/1',
    ],
    ['a refusal', { refused: [{ consumer: 'thread', code: 'THREAD_CLOSED', count: 2 }] }, 'refused 2 times with THREAD_CLOSED'],
    ['a blocked key', { outbox: { waiting: 1, oldestSeconds: 60, blockedKeys: 1 } }, '1 keys of the outbox cannot be sent'],
    ['a consumer that is away', { consumers: [{ name: 'trail', joined: false, lag: 0, stopped: [] }] }, 'trail is not connected'],
    [
      'a partition whose records are gone',
      { consumers: [{ name: 'trail', joined: true, lag: 0, stopped: [{ topic: 't', partition: 3, kind: 'LOSS' }] }] },
      'stopped at t/3: LOSS',
    ],
    [
      'a partition whose next chunk fails whatever is tried',
      {
        consumers: [
          {
            name: 'trail',
            joined: true,
            lag: 9,
            stopped: [],
            failing: [{ topic: 't', partition: 3, offset: 7, since: '2026-11-26T01:00:00Z', failures: 12, fault: 'error 42501' }],
          },
        ],
      },
      'cannot take t/3 from offset 7 on since 2026-11-26T01:00:00Z (12 tries): error 42501',
    ],
    [
      'what the broker has lost',
      { missing: [{ consumer: 'trail', topic: 't', partition: 3, missing: 2 }] },
      '2 announcements of t/3 never reached trail',
    ],
    ['a closed door', { intake: 'closed' as const }, 'commands are answered 503'],
  ])('is %s', (_what, more, expected) => expect(troublesOf('audit', { ...well, ...more })).toEqual([expect.stringContaining(expected)]));

  it('is a service that does not tell', () => expect(troublesOf('audit', 'audit does not answer')).toEqual(['audit does not answer']));
});

it('guesses the post that was meant', () => {
  const posts = ['anji-court.intake', 'anji-court.handler', 'deqing-court.intake'];
  expect(nearest('anji-court.intak', posts)).toBe('did you mean anji-court.intake, anji-court.handler? ');
  expect(nearest('', posts)).toBe('');
});

it('sets a table', () =>
  expect(
    table([
      ['a', 'b'],
      ['long', 'c'],
    ]),
  ).toBe('a     b\nlong  c'));
