import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { Refusal } from '@xiezhi/decider';
import { type FastifyReply, type FastifyRequest, Public } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { Database } from '@xiezhi/service';
import { postsHeldBy } from '../directory/held-posts.ts';
import { Cookies, newSecret } from '../session/cookie.ts';
import { closeSession, openSession, sessionHoursMax } from '../session/session.store.ts';
import { Doorkeeper } from '../session/visitor.ts';
import { Issuer } from './issuer.ts';
import { ReturnPaths } from './return-path.ts';
import { rememberSignIn, signInMinutesMax, takeRememberedSignIn } from './sign-in.store.ts';

/** Signing in and out. The issuer says who somebody is; the portal keeps a session and gives the browser a cookie for it. */
@Controller()
export class SignInController {
  private readonly db: Queryable;
  private readonly issuer: Issuer;
  private readonly cookies: Cookies;
  private readonly returnPaths: ReturnPaths;
  private readonly doorkeeper: Doorkeeper;

  constructor(database: Database, issuer: Issuer, cookies: Cookies, returnPaths: ReturnPaths, doorkeeper: Doorkeeper) {
    this.db = database.app;
    this.issuer = issuer;
    this.cookies = cookies;
    this.returnPaths = returnPaths;
    this.doorkeeper = doorkeeper;
  }

  /** Sends the browser to the issuer. `return` is the path of ours to come back to. */
  @Get('sign-in')
  @Public()
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const wanted = new URLSearchParams(queryOf(request)).get('return');
    const { url, state, signIn } = await this.issuer.begin(this.returnPaths.pathOf(wanted));
    // The same browser may begin in two windows: both carry the one secret.
    const browser = this.cookies.read(request.headers.cookie, this.cookies.signIn) ?? newSecret();
    await rememberSignIn(this.db, state, browser, signIn);
    await reply.header('set-cookie', this.cookies.set(this.cookies.signIn, browser, signInMinutesMax * 60)).redirect(url.href, 303);
  }

  /** The issuer sends the browser back here, with a code that is worth something only together with what we remember. */
  @Get('sign-in/callback')
  @Public()
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = queryOf(request);
    const state = new URLSearchParams(query).get('state');
    const browser = this.cookies.read(request.headers.cookie, this.cookies.signIn);
    if (state === null || browser === undefined) throw new Refusal('SIGN_IN_FAILED');
    const signIn = await takeRememberedSignIn(this.db, state, browser);
    if (signIn === undefined) throw new Refusal('SIGN_IN_FAILED');
    // A crash from here to the answer: the browser signs in again; the issuer remembers it.
    const { account, strength } = await this.issuer.finish(query, state, signIn);
    await this.forgetSessionOf(request);
    const [onlyPost, ...others] = await postsHeldBy(this.db, account);
    const post = others.length === 0 ? onlyPost?.post : undefined;
    const secret = await openSession(this.db, { account, strength, post });
    const cookies = [this.cookies.set(this.cookies.session, secret, sessionHoursMax * 3600), this.cookies.clear(this.cookies.signIn)];
    await reply.header('set-cookie', cookies).redirect(signIn.returnPath, 303);
  }

  /** Ends the session here; at the issuer the browser stays known, as its other applications may need. */
  @Post('sign-out')
  @Public()
  @HttpCode(204)
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const visitor = await this.doorkeeper.visitorOf(request);
    if (visitor.session === undefined) throw new Refusal('TOKEN_MISSING');
    await this.forgetSessionOf(request);
    reply.header('set-cookie', this.cookies.clear(this.cookies.session));
  }

  /** A session that was planted in the browser before must not become the one that is signed in. */
  private async forgetSessionOf(request: FastifyRequest): Promise<void> {
    const secret = this.cookies.read(request.headers.cookie, this.cookies.session);
    if (secret !== undefined) await closeSession(this.db, secret);
  }
}

function queryOf(request: FastifyRequest): string {
  const mark = request.url.indexOf('?');
  return mark === -1 ? '' : request.url.slice(mark + 1);
}
