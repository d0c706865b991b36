import { setTimeout as pause } from 'node:timers/promises';
import type { ReadToken } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { decodeReadToken, encodeReadToken, waitForReadToken } from './index.ts';

const token: ReadToken = [['/xiezhi/clue-transfer', 'hand-off/018f0000-0000-7000-8000-0000000000aa', 3]];

describe('a read token', () => {
  it('travels as it was made', () => expect(decodeReadToken(encodeReadToken(token))).toEqual(token));

  it.each([
    '',
    '~',
    'bm90IGpzb24',
    Buffer.from('{"a":1}').toString('base64url'),
    encodeReadToken([['/elsewhere', token[0]![1], 1]]),
    encodeReadToken([[token[0]![0], "hand-off/'; drop", 1]]),
    encodeReadToken([[token[0]![0], token[0]![1], 0]]),
    encodeReadToken(Array.from({ length: 33 }, () => token[0]!)),
    'a'.repeat(5000),
  ])('is refused when it is %s', (text) => expect(() => decodeReadToken(text)).toThrow('READ_TOKEN_INVALID'));
});

const silence = { wait: (timeoutMs: number) => pause(timeoutMs) };

describe('a query with a read token', () => {
  it('is answered as soon as the read model has caught up', async () => {
    let ring = () => undefined as void;
    let isReached = false;
    const signal = { wait: () => new Promise<void>((resolve) => (ring = resolve)) };
    const waiting = waitForReadToken(token, { signal, reached: async () => isReached });
    await pause(0);
    isReached = true;
    ring();
    expect(await waiting).toBe(true);
  });

  it('notices progress that another instance made', async () => {
    let asked = 0;
    expect(await waitForReadToken(token, { signal: silence, reached: async () => ++asked === 3 })).toBe(true);
  });

  it('is told when the read model stays behind', async () => {
    expect(await waitForReadToken(token, { signal: silence, reached: async () => false }, 20)).toBe(false);
  });

  it('does not wait without one', async () => {
    expect(await waitForReadToken([], { signal: silence, reached: () => Promise.reject(new Error('not asked')) })).toBe(true);
  });
});
