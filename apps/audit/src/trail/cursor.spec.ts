import { Refusal } from '@xiezhi/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorOf, readCursor } from './cursor.ts';

const end = {
  recordedAt: '2026-10-12T01:00:01.000000Z',
  source: '/xiezhi/clue-transfer',
  subject: 'hand-off/01920000-0000-7000-8000-0000000000f1',
  sequence: 3,
};

describe('the end of a page', () => {
  it('is read back as it was written', () => expect(readCursor(cursorOf(end))).toEqual(end));
  it.each(['', 'x', 'bnVsbA', Buffer.from('["a"]').toString('base64url'), Buffer.from('["a","b\\u0000","c",1]').toString('base64url')])(
    'is not guessed from %j',
    (text) => expect(() => readCursor(text)).toThrow(expect.objectContaining({ code: 'TRAIL_CURSOR_INVALID' })),
  );
  it('is refused or read, whatever a client sends', () => {
    const outcome = (text: string): unknown => {
      try {
        return readCursor(text).sequence > 0;
      } catch (error) {
        return error instanceof Refusal && error.code === 'TRAIL_CURSOR_INVALID';
      }
    };
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => outcome(text) === true));
  });
});
