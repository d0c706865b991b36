import { describe, expect, it } from 'vitest';
import { firstAnswer } from './keep-alive-client.ts';

const whole = 'HTTP/1.1 201 Created\r\nContent-Length: 4\r\nx: y\r\n\r\n{"a"';

describe('an answer on a kept connection', () => {
  it('is taken when it is whole', () =>
    expect(firstAnswer(whole)).toEqual({ answer: { status: 201, body: '{"a"' }, length: whole.length }));
  it('is waited for while a piece is missing', () => {
    expect(firstAnswer('')).toBeUndefined();
    expect(firstAnswer(whole.slice(0, -1))).toBeUndefined();
    expect(firstAnswer(whole.slice(0, 20))).toBeUndefined();
  });
  it('ends where the next begins', () => expect(firstAnswer(whole + whole)?.length).toBe(whole.length));
  it('of another kind is not guessed at', () => expect(() => firstAnswer('HTTP/1.1 200 OK\r\n\r\n')).toThrow('Content-Length'));
});
