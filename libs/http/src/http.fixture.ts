import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import {
  ActOf,
  actedAtFields,
  Allow,
  CallerOf,
  CommandAnswer,
  commandAnswer,
  createHttpApp,
  type Fault,
  Public,
  Returns,
  SignedIn,
} from './index.ts';
import { authenticationWith, tokenAudience, tokenIssuer } from './token.ts';

export const harbour = '018f0000-0000-7000-8000-000000000001';
export const handOffId = '018f0000-0000-7000-8000-0000000000aa';
export const canary = '排口旁的举报人-CANARY-7731';

export const harbourHandler: Caller = {
  account: 'harbour.handler',
  post: 'harbour.handler',
  agency: harbour,
  agencyName: '港务局',
  roles: ['handler'],
  strength: 'two-factor',
};

const Refuse = z.strictObject({
  ...actedAtFields,
  reason: z.string().min(1).max(2000),
  kind: z.enum(['not-ours', 'unclear']),
  person: z.strictObject({ name: z.string().max(20) }).optional(),
});

/** What the controller saw, for the tests that ask. */
export const seen: { act?: Act; caller?: Caller; body?: unknown } = {};

@Controller('hand-offs')
class HandOffController {
  @Post(':handOffId/refuse')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  refuse(@Param('handOffId', { schema: Uuid }) id: string, @Body({ schema: Refuse }) body: z.infer<typeof Refuse>, @ActOf() act: Act) {
    Object.assign(seen, { act, body });
    if (body.reason === 'refuse me') throw new Refusal('HAND_OFF_ALREADY_ANSWERED', { status: 'accepted' });
    if (body.reason === 'break') throw new Error(`could not append: "${body.person?.name ?? ''}"`);
    if (body.reason === 'database away') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return commandAnswer({ id, version: 3, readToken: [['/xiezhi/clue-transfer', `hand-off/${id}`, 2]] });
  }

  @Post(':handOffId/approve')
  @Allow('hand-off:approve')
  approve() {
    return {};
  }

  @Get()
  @Allow('hand-off:read')
  list(@Query({ schema: z.strictObject({ limit: z.coerce.number().int().max(100).default(20) }) }) query: { limit: number }) {
    return query;
  }

  @Get('me')
  @SignedIn()
  me(@CallerOf() caller: Caller) {
    return { post: caller.post };
  }

  @Get('open')
  @Public()
  open() {
    return { isOpen: true };
  }
}

@Module({ controllers: [HandOffController] })
class HttpFixtureModule {}

export async function keysAndTokens() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'portal-1', alg: 'RS256', use: 'sig' };
  const tokenOf = (claims: JWTPayload, { issuer = tokenIssuer, audience = tokenAudience, lifetime = 300, issuedAt = nowSeconds() } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'portal-1' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(privateKey);
  return { privateKey, publicKey, jwk, tokenOf };
}

export const nowSeconds = () => Math.floor(Date.now() / 1000);

/** An application whose token check trusts one key made for this run. */
export async function startFixture() {
  const keys = await keysAndTokens();
  const faults: Fault[] = [];
  const app = await createHttpApp(HttpFixtureModule, {
    authenticate: authenticationWith(async () => keys.publicKey),
    onFault: (fault) => faults.push(fault),
    info: { title: 'Fixture', version: '1.0.0' },
    logger: false,
  });
  const authorization = `Bearer ${await keys.tokenOf({ ...harbourHandler })}`;
  const refuse = (body: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/hand-offs/${handOffId}/refuse`,
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers },
      payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  return { app, faults, authorization, refuse, ...keys };
}
