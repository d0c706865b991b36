import { createHash, timingSafeEqual } from 'node:crypto';
import { Body, Controller, Get, Headers, Post } from '@nestjs/common';
import { type Caller, PostId, WorldId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { parseRequest, Public, Returns, tokenLifetimeSecondsMax } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { Database } from '@xiezhi/service';
import { z } from 'zod';
import { holderOf } from '../directory/held-posts.ts';
import { Doorkeeper } from '../session/visitor.ts';
import { SigningKey } from './signing-key.ts';

const TokenRequest = z.strictObject({ post: PostId, world: WorldId.optional() }).meta({ id: 'DevelopmentTokenRequest' });
const DevelopmentToken = z
  .object({ token: z.string(), expiresInSeconds: z.int(), account: z.string(), post: PostId, agency: z.uuid() })
  .meta({ id: 'DevelopmentToken' });

/** The secret of `xiezhi token`, or none: then the endpoint does not exist. */
export class DevelopmentSecret {
  private readonly hash: Buffer | undefined;

  constructor(secret: string | undefined) {
    this.hash = secret === undefined ? undefined : sha256(secret);
  }

  /** Takes equally long whatever was sent: hashes of equal length are compared, not texts. */
  isTold(candidate: string | undefined): boolean {
    return this.hash !== undefined && candidate !== undefined && timingSafeEqual(this.hash, sha256(candidate));
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

@Controller()
export class TokenController {
  private readonly db: Queryable;
  private readonly key: SigningKey;
  private readonly doorkeeper: Doorkeeper;
  private readonly secret: DevelopmentSecret;

  constructor(database: Database, key: SigningKey, doorkeeper: Doorkeeper, secret: DevelopmentSecret) {
    this.db = database.app;
    this.key = key;
    this.doorkeeper = doorkeeper;
    this.secret = secret;
  }

  /** The keys services verify internal tokens with. */
  @Get('.well-known/jwks.json')
  @Public()
  keys(): object {
    return this.key.publicKeys;
  }

  /** Development only (`xiezhi token --as <post>`): a token of any post, for whoever knows the secret of this start. */
  @Post('development/tokens')
  @Public()
  @Returns(DevelopmentToken)
  async developmentToken(
    @Headers('xiezhi-development-secret') secret: string | undefined,
    @Body() body: unknown,
  ): Promise<z.infer<typeof DevelopmentToken>> {
    // Before the body is looked at: who does not know the secret learns nothing, not even that there is something.
    if (!this.secret.isTold(secret)) throw new Refusal('ROUTE_NOT_FOUND');
    const { post, world } = parseRequest(TokenRequest, body ?? {});
    const account = await holderOf(this.db, post);
    if (account === undefined) throw new Refusal('POST_NOT_FOUND');
    const caller: Caller = await this.doorkeeper.callerOf({ account, strength: 'password', post, world, session: undefined });
    const token = await this.key.sign(caller, tokenLifetimeSecondsMax);
    return { token, expiresInSeconds: tokenLifetimeSecondsMax, account, post, agency: caller.agency };
  }
}
