import { generateKeyPairSync } from 'node:crypto';
import type { Caller } from '@xiezhi/contracts';
import { verifyToken } from '@xiezhi/http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { SigningKey } from './signing-key.ts';
import { DevelopmentSecret } from './token.controller.ts';
import { TokenMint } from './token-mint.ts';

const pem = (modulusLength = 2048) =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = new SigningKey(pem());
const caller: Caller = {
  account: 'harbour.intake',
  post: 'harbour.intake',
  agency: '01920000-0000-7000-8000-00000000aa01',
  agencyName: '港务局',
  roles: ['intake'],
  strength: 'password',
};

describe('an internal token', () => {
  it('says who the caller is, to services that know the key', async () =>
    expect(await verifyToken(await key.sign(caller, 60), key.verificationKeys)).toEqual(caller));

  it('lives five minutes at most', async () => {
    const { iat, exp } = decodeJwt(await key.sign(caller, 86_400));
    expect((exp ?? 0) - (iat ?? 0)).toBe(300);
  });

  it('names its key, and another key has another name', async () => {
    const { alg, kid } = decodeProtectedHeader(await key.sign(caller, 60));
    expect(alg).toBe('RS256');
    expect(key.publicKeys.keys.map((each) => each.kid)).toEqual([kid]);
    expect(new SigningKey(pem()).publicKeys.keys[0]?.kid).not.toBe(kid);
  });

  it('of another key is worth nothing', async () =>
    await expect(verifyToken(await new SigningKey(pem()).sign(caller, 60), key.verificationKeys)).rejects.toThrow('TOKEN_INVALID'));

  it('tells nothing of the private key', () =>
    expect(Object.keys(key.publicKeys.keys[0] ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']));
});

describe('a signing key', () => {
  it.each([
    ['no key', 'not a key'],
    ['too short', pem(1024)],
    ['of another kind', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('that is %s stops the start and is not quoted', (_what, text) => {
    expect(() => new SigningKey(text)).toThrow(/XIEZHI_SIGNING_KEY/);
    expect(() => new SigningKey(text)).not.toThrow(text.slice(30, 60) || 'never');
  });
});

describe('the mint', () => {
  it('makes one token for the same claims and another for others', async () => {
    const mint = new TokenMint(key);
    const first = await mint.tokenFor(caller);
    expect(await mint.tokenFor({ ...caller })).toBe(first);
    const inWorld = (legalNow: string) => mint.tokenFor({ ...caller, world: { id: '01920000-0000-7000-8000-0000000000f1', legalNow } });
    const others = [
      await mint.tokenFor({ ...caller, roles: ['handler'] }),
      await inWorld('2025-01-01T00:00:00Z'),
      await inWorld('2025-01-02T00:00:00Z'),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('makes tokens of two minutes', async () => {
    const { iat, exp } = decodeJwt(await new TokenMint(key).tokenFor(caller));
    expect((exp ?? 0) - (iat ?? 0)).toBe(120);
  });
});

describe('the development secret', () => {
  it('is told or not', () => {
    const secret = new DevelopmentSecret('a secret of this start');
    expect(secret.isTold('a secret of this start')).toBe(true);
    for (const guess of [undefined, '', 'a secret', 'a secret of this start ']) expect(secret.isTold(guess)).toBe(false);
  });

  it('that is not set is never told', () => {
    const none = new DevelopmentSecret(undefined);
    for (const guess of [undefined, '', 'undefined']) expect(none.isTold(guess)).toBe(false);
  });
});
