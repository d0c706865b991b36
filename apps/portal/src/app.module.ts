import { type DynamicModule, Module } from '@nestjs/common';
import { portalConsumer } from './consumer.ts';
import { doorsOf, type PortalContext } from './doors.ts';
import { FamilyController } from './family/family.controller.ts';
import { HomeController } from './home/home.controller.ts';
import { NoticeController } from './notice/notice.controller.ts';
import { NoticeFeed } from './notice/notice-feed.ts';
import { PassThrough } from './pass-through/pass-through.ts';
import { Cookies } from './session/cookie.ts';
import { MeController } from './session/me.controller.ts';
import { Doorkeeper } from './session/visitor.ts';
import { Issuer } from './sign-in/issuer.ts';
import { ReturnPaths } from './sign-in/return-path.ts';
import { SignInController } from './sign-in/sign-in.controller.ts';
import { SigningKey } from './token/signing-key.ts';
import { DevelopmentSecret, TokenController } from './token/token.controller.ts';
import { WorklistController } from './worklist/worklist.controller.ts';

@Module({
  controllers: [HomeController, SignInController, MeController, TokenController, WorklistController, FamilyController, NoticeController],
})
export class PortalModule {
  static of(context: PortalContext): DynamicModule {
    const { signingKey, cookies, doorkeeper, passThrough } = doorsOf(context);
    const { extra } = context.settings;
    const publicUrl = new URL(extra.XIEZHI_PUBLIC_URL);
    const issuer = new Issuer({
      issuer: new URL(extra.XIEZHI_OIDC_ISSUER),
      clientId: extra.XIEZHI_OIDC_CLIENT_ID,
      clientSecret: extra.XIEZHI_OIDC_CLIENT_SECRET,
      redirectUri: new URL('/sign-in/callback', publicUrl),
    });
    return {
      module: PortalModule,
      providers: [
        { provide: SigningKey, useFactory: () => signingKey },
        { provide: Cookies, useFactory: () => cookies },
        { provide: Doorkeeper, useFactory: () => doorkeeper },
        { provide: PassThrough, useFactory: () => passThrough },
        { provide: Issuer, useFactory: () => issuer },
        { provide: ReturnPaths, useFactory: () => new ReturnPaths(publicUrl) },
        { provide: DevelopmentSecret, useFactory: () => new DevelopmentSecret(extra.XIEZHI_DEVELOPMENT_TOKEN_SECRET) },
        { provide: NoticeFeed, useFactory: () => new NoticeFeed(context.database.app, context.readGates.of(portalConsumer).signal) },
      ],
    };
  }
}
