import { type AccountId, type Caller, type PostId, Uuid, type WorldId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type FastifyRequest, verifyToken } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import type { JWTVerifyGetKey } from 'jose';
import { postHeldBy, worldOf } from '../directory/held-posts.ts';
import type { Cookies } from './cookie.ts';
import { findSession, type Session } from './session.store.ts';

export const worldHeader = 'xiezhi-world';
export const sessionHeader = 'xiezhi-request';

/** Who asks, before it is known in which post: a browser with a session, or a program with an internal token. */
export interface Visitor {
  account: AccountId;
  strength: Caller['strength'];
  post: PostId | undefined;
  world: WorldId | undefined;
  session: Session | undefined;
}

export interface DoorkeeperOptions {
  cookies: Cookies;
  verificationKeys: JWTVerifyGetKey;
  isPractisingAllowed: boolean;
}

/**
 * Stands at the door of `/api`: who asks, and as whom the request goes on. A post is looked up in the directory at every request,
 * so that a revoked grant ends at once and not with the session.
 */
export class Doorkeeper {
  private readonly options: DoorkeeperOptions;
  private readonly db: Queryable;

  /** @param db of the app role */
  constructor(db: Queryable, options: DoorkeeperOptions) {
    this.db = db;
    this.options = options;
  }

  /** @throws Refusal TOKEN_*, SESSION_HEADER_MISSING, PRACTICE_REFUSED_IN_PRODUCTION */
  async visitorOf(request: FastifyRequest): Promise<Visitor> {
    const world = this.wantedWorld(request);
    // A browser never sends this header across sites by itself, so a token needs no further proof of intent.
    if (request.headers.authorization !== undefined) return this.visitorWithToken(request.headers.authorization, world);

    const { cookies } = this.options;
    const secret = cookies.read(request.headers.cookie, cookies.session);
    const session = secret === undefined ? undefined : await findSession(this.db, secret);
    if (session === undefined) throw new Refusal('TOKEN_MISSING');
    refuseForeignForm(request);
    return { account: session.account, strength: session.strength, post: session.post, world, session };
  }

  /** @throws Refusal POST_NOT_CHOSEN, POST_NOT_HELD, WORLD_UNKNOWN */
  async callerOf({ account, strength, post, world }: Visitor): Promise<Caller> {
    if (post === undefined) throw new Refusal('POST_NOT_CHOSEN');
    const practising = world === undefined ? undefined : worldOf(this.db, world);
    const [held, practice] = await Promise.all([postHeldBy(this.db, account, post), practising]);
    if (held === undefined) throw new Refusal('POST_NOT_HELD');
    if (world !== undefined && practice === undefined) throw new Refusal('WORLD_UNKNOWN');
    return {
      account,
      post,
      agency: held.agency,
      agencyName: held.agency_name,
      ...(held.desk !== null && { desk: held.desk }),
      roles: [held.role],
      strength,
      ...(practice !== undefined && { world: { id: practice.id, legalNow: practice.legal_now.toISOString() } }),
    };
  }

  private async visitorWithToken(authorization: string, world: WorldId | undefined): Promise<Visitor> {
    const [scheme, token, ...rest] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new Refusal('TOKEN_MISSING');
    const caller = await verifyToken(token, this.options.verificationKeys);
    return { account: caller.account, strength: caller.strength, post: caller.post, world: world ?? caller.world?.id, session: undefined };
  }

  private wantedWorld(request: FastifyRequest): WorldId | undefined {
    const wanted = request.headers[worldHeader];
    if (wanted === undefined) return undefined;
    if (!this.options.isPractisingAllowed) throw new Refusal('PRACTICE_REFUSED_IN_PRODUCTION');
    const world = Uuid.safeParse(wanted);
    if (!world.success) throw new Refusal('WORLD_UNKNOWN');
    return world.data;
  }
}

/**
 * A form on another site can make a browser send our cookie (SameSite=Lax has exceptions), but not this header: for that the
 * browser would ask us first, and we answer no such question.
 */
function refuseForeignForm(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.headers[sessionHeader] !== '1') throw new Refusal('SESSION_HEADER_MISSING');
}
