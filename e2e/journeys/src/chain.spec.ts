import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainBreaks, type Recorded } from './chain.ts';

const announcement = (sequence: number, prev: string): Recorded => ({
  event_id: `id-${sequence}`,
  source: '/xiezhi/clue-transfer',
  type: 'clue-transfer.hand-off-sent.v1',
  subject: 'hand-off/1',
  sequence,
  prev,
  recorded_at: '2026-10-12T01:00:00.000000Z',
  body: `{"n":${sequence}}`,
});
const first = announcement(1, '0'.repeat(64));
const hash = createHash('sha256')
  .update('id-1\n/xiezhi/clue-transfer\nclue-transfer.hand-off-sent.v1\nhand-off/1\n2026-10-12T01:00:00.000000Z\n{"n":1}')
  .digest('hex');
const second = announcement(2, hash);

describe('a chain of announcements', () => {
  it('is whole when each names the hash of the one before, in whatever order they are told', () =>
    expect(chainBreaks([second, first])).toEqual([]));

  it.each([
    ['one is missing', [second]],
    ['one is there twice', [first, first, second]],
    ['one was changed afterwards', [{ ...first, body: '{"n":7}' }, second]],
    ['one names another predecessor', [first, { ...second, prev: 'a'.repeat(64) }]],
    ['the first has a predecessor', [{ ...first, prev: hash }]],
  ])('is broken when %s', (_what, recorded) => expect(chainBreaks(recorded)).not.toEqual([]));
});
