import type { Database, ServiceContext } from '@xiezhi/service';
import { portalConsumer } from './consumer.ts';
import { NoticeFeed } from './notice/notice-feed.ts';
import { PassThrough } from './pass-through/pass-through.ts';
import { Cookies } from './session/cookie.ts';
import { Doorkeeper } from './session/visitor.ts';
import { assertSafe, type PortalSettings } from './settings.ts';
import { SigningKey } from './token/signing-key.ts';
import { TokenMint } from './token/token-mint.ts';

type Given = Pick<ServiceContext<PortalSettings>, 'settings' | 'database' | 'readGates' | 'log'>;

/** What stands between the outside and the services. Guard, routes and controllers share one of it. */
export class Doors {
  readonly signingKey: SigningKey;
  readonly cookies: Cookies;
  readonly doorkeeper: Doorkeeper;
  readonly passThrough: PassThrough;
  readonly noticeFeed: NoticeFeed;

  constructor({ settings, database, readGates, log }: Given) {
    assertSafe(settings.extra, settings.environment);
    this.signingKey = new SigningKey(settings.extra.XIEZHI_SIGNING_KEY);
    this.cookies = new Cookies(new URL(settings.extra.XIEZHI_PUBLIC_URL));
    this.doorkeeper = new Doorkeeper(database.app, {
      cookies: this.cookies,
      verificationKeys: this.signingKey.verificationKeys,
      isPractisingAllowed: settings.environment !== 'production',
    });
    const services = settings.extra.XIEZHI_SERVICES;
    this.passThrough = new PassThrough({ services, doorkeeper: this.doorkeeper, mint: new TokenMint(this.signingKey), log });
    this.noticeFeed = new NoticeFeed(database.app, readGates.of(portalConsumer).signal);
  }
}

const made = new WeakMap<Database, Doors>();

/** One per database connection, and so one per running portal, whoever of the three asks first. */
export function doorsOf(given: Given): Doors {
  const doors = made.get(given.database) ?? new Doors(given);
  made.set(given.database, doors);
  return doors;
}
