import { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { FastifyRequest } from 'fastify';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

export const tokenIssuer = 'xiezhi-portal';
export const tokenAudience = 'xiezhi-services';
/** An internal token lives five minutes at most, whatever its own `exp` says. */
export const tokenLifetimeSecondsMax = 300;
/** Clocks of services on one network differ by less; more would lengthen a stolen token's life. */
const clockToleranceSeconds = 5;

const keysRefreshedAfterMs = 600_000;
/** After a key change new tokens are refused no longer than this; unknown key ids cannot make us ask the portal more often. */
const keysAskedAgainAfterMs = 5_000;
const keysTimeoutMs = 2_000;
/**
 * An officer's browser or a partner's program sends one token with many requests; its signature is looked at once in this time. A key that
 * was withdrawn is accepted so much longer.
 */
const verifiedForSecondsMax = 60;
/** Tokens remembered: more than a service meets within that time on one machine; who is forgotten is verified again. */
const rememberedMax = 2_000;

export type Authenticate = (request: FastifyRequest) => Promise<Caller>;

/** Reads `Authorization: Bearer …` and verifies it with the portal's keys. */
export function tokenAuthentication(jwksUrl: string): Authenticate {
  return authenticationWith(portalKeys(new URL(jwksUrl)));
}

export function authenticationWith(keys: JWTVerifyGetKey): Authenticate {
  const known = new Map<string, Verified>();
  return async (request) => {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new Refusal('TOKEN_MISSING');
    const now = Date.now() / 1000;
    const remembered = known.get(token);
    if (remembered !== undefined && now < remembered.until) return remembered.caller;
    const found = await verified(token, keys);
    known.delete(token);
    const oldest = known.keys().next();
    if (known.size >= rememberedMax && oldest.done !== true) known.delete(oldest.value);
    known.set(token, { ...found, until: Math.min(found.until, now + verifiedForSecondsMax) });
    return found.caller;
  };
}

interface Verified {
  caller: Caller;
  /** Seconds since 1970 at which it is to be refused. */
  until: number;
}

/** @throws Refusal TOKEN_INVALID, TOKEN_EXPIRED, or UNAVAILABLE while no key was ever fetched */
export async function verifyToken(token: string, keys: JWTVerifyGetKey): Promise<Caller> {
  return (await verified(token, keys)).caller;
}

async function verified(token: string, keys: JWTVerifyGetKey): Promise<Verified> {
  const { payload } = await jwtVerify(token, keys, {
    issuer: tokenIssuer,
    audience: tokenAudience,
    algorithms: ['RS256'],
    requiredClaims: ['iat', 'exp'],
    maxTokenAge: tokenLifetimeSecondsMax,
    clockTolerance: clockToleranceSeconds,
  }).catch((error: unknown) => {
    throw refusalOf(error);
  });
  const caller = Caller.safeParse(payload);
  if (!caller.success) throw new Refusal('TOKEN_INVALID');
  const { exp = 0, iat = 0 } = payload;
  return { caller: caller.data, until: Math.min(exp, iat + tokenLifetimeSecondsMax) + clockToleranceSeconds };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return new Refusal('TOKEN_EXPIRED');
  // jose answers "the key set could not be read" with its base class or a fetch TypeError; everything about the token has its own class.
  const isAboutToken = error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !(error instanceof errors.JWKSTimeout);
  return new Refusal(isAboutToken ? 'TOKEN_INVALID' : 'UNAVAILABLE');
}

/**
 * The portal's keys, kept for good once fetched: while the portal is away, tokens it signed before go on being accepted. They are
 * renewed in the background after ten minutes, so that a withdrawn key stops working, and at once for an unknown key id.
 */
export function portalKeys(url: URL): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Infinity,
    cooldownDuration: keysAskedAgainAfterMs,
    timeoutDuration: keysTimeoutMs,
  });
  let refreshedAt = Date.now();
  return async (header, token) => {
    if (Date.now() - refreshedAt > keysRefreshedAfterMs && !remote.reloading) {
      refreshedAt = Date.now();
      // A failed renewal leaves the known keys in place; the next one is due in ten minutes, an unknown key id asks sooner.
      void remote.reload().catch(() => undefined);
    }
    return remote(header, token);
  };
}
