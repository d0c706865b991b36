import { describe, expect, it } from 'vitest';
import { Cookies, hashOf, newSecret } from './cookie.ts';

const secret = newSecret();
const onHttps = new Cookies(new URL('https://xiezhi.example'));
const onLoopback = new Cookies(new URL('http://127.0.0.1:4000'));

describe('a session cookie', () => {
  it('is bound to the host on https', () =>
    expect(onHttps.set(onHttps.session, secret, 60)).toBe(`__Host-xiezhi=${secret}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure`));

  it('works for browsers and command-line clients on plain loopback http', () =>
    expect(onLoopback.set(onLoopback.session, secret, 60)).toBe(`xiezhi=${secret}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`));

  it('is read among others', () => expect(onLoopback.read(`a=1; xiezhi=${secret}; xiezhi-sign-in=x`, 'xiezhi')).toBe(secret));

  it.each([
    ['none', undefined],
    ['another', `xiezhi2=${secret}`],
    ['an empty one', 'xiezhi='],
    ['a short one', 'xiezhi=abc'],
    ['one with other characters', `xiezhi=${secret.slice(1)}'`],
    ['two, of which one was planted', `xiezhi=${secret}; xiezhi=${newSecret()}`],
  ])('%s is no session', (_what, header) => expect(onLoopback.read(header, 'xiezhi')).toBeUndefined());

  it('is kept as a hash', () => {
    expect(hashOf(secret)).toHaveLength(32);
    expect(hashOf(secret).toString('base64url')).not.toBe(secret);
  });
});
