import { generateKeyPairSync } from 'node:crypto';
import type { FastifyRequest } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { describe, expect, it } from 'vitest';
import { SigningKey } from '../token/signing-key.ts';
import { Cookies } from './cookie.ts';
import { Doorkeeper } from './visitor.ts';

const key = new SigningKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
);
/** Whoever is turned away here must be turned away before the database is asked. */
const unasked: Queryable = { query: () => Promise.reject(new Error('the database was asked')) };

const doorkeeper = (isPractisingAllowed: boolean) =>
  new Doorkeeper(unasked, {
    cookies: new Cookies(new URL('https://x.example')),
    verificationKeys: key.verificationKeys,
    isPractisingAllowed,
  });
const request = (headers: Record<string, string>) => ({ method: 'GET', headers }) as unknown as FastifyRequest;

describe('the doorkeeper', () => {
  it('knows no practice worlds in production', async () =>
    await expect(doorkeeper(false).visitorOf(request({ 'xiezhi-world': '01920000-0000-7000-8000-0000000000f1' }))).rejects.toMatchObject({
      code: 'PRACTICE_REFUSED_IN_PRODUCTION',
    }));

  it.each([
    ['nothing', {}, 'TOKEN_MISSING'],
    ['a cookie of plain http on https', { cookie: `xiezhi=${'A'.repeat(43)}` }, 'TOKEN_MISSING'],
    ['no bearer', { authorization: 'Basic eDp5' }, 'TOKEN_MISSING'],
    ['a token with a tail', { authorization: 'Bearer a b' }, 'TOKEN_MISSING'],
    ['no token', { authorization: 'Bearer x' }, 'TOKEN_INVALID'],
    ['a world that is no id', { 'xiezhi-world': "' or 1=1" }, 'WORLD_UNKNOWN'],
  ])(
    'turns %s away without asking the database',
    async (_what, headers, code) => await expect(doorkeeper(true).visitorOf(request(headers))).rejects.toMatchObject({ code }),
  );

  it('lets nobody act without a post', async () =>
    await expect(
      doorkeeper(true).callerOf({ account: 'harbour.intake', strength: 'password', post: undefined, world: undefined, session: undefined }),
    ).rejects.toMatchObject({ code: 'POST_NOT_CHOSEN' }));
});
