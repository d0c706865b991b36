import type { ServiceContext } from '@xiezhi/service';
import { PassThrough } from './pass-through/pass-through.ts';
import { Cookies } from './session/cookie.ts';
import { Doorkeeper } from './session/visitor.ts';
import { assertSafe, type PortalSettings } from './settings.ts';
import { SigningKey } from './token/signing-key.ts';
import { TokenMint } from './token/token-mint.ts';

/** What stands between the outside and the services, made once per process: guard, routes and controllers share it. */
export interface Doors {
  signingKey: SigningKey;
  cookies: Cookies;
  doorkeeper: Doorkeeper;
  passThrough: PassThrough;
}

export type PortalContext = ServiceContext<PortalSettings>;

const made = new WeakMap<PortalContext, Doors>();

export function doorsOf(context: PortalContext): Doors {
  const doors = made.get(context) ?? makeDoors(context);
  made.set(context, doors);
  return doors;
}

function makeDoors({ settings, database, log }: PortalContext): Doors {
  assertSafe(settings.extra, settings.environment);
  const signingKey = new SigningKey(settings.extra.XIEZHI_SIGNING_KEY);
  const cookies = new Cookies(new URL(settings.extra.XIEZHI_PUBLIC_URL));
  const isPractisingAllowed = settings.environment !== 'production';
  const doorkeeper = new Doorkeeper(database.app, { cookies, verificationKeys: signingKey.verificationKeys, isPractisingAllowed });
  const mint = new TokenMint(signingKey);
  const passThrough = new PassThrough({ services: settings.extra.XIEZHI_SERVICES, doorkeeper, mint, log });
  return { signingKey, cookies, doorkeeper, passThrough };
}
