import { type FactoryProvider, Module } from '@nestjs/common';
import { Database, LOG, ReadGates, type ServiceLog, type Settings, SETTINGS } from '@xiezhi/service';
import { Calendar } from '@xiezhi/statutory-time';
import { Doors, doorsOf } from './doors.ts';
import { FamilyController } from './family/family.controller.ts';
import { FigureController } from './figures/figure.controller.ts';
import { FreezePlan } from './figures/freeze-plan.ts';
import { NoticeController } from './notice/notice.controller.ts';
import { NoticeFeed } from './notice/notice-feed.ts';
import { PassThrough } from './pass-through/pass-through.ts';
import { Cookies } from './session/cookie.ts';
import { MeController } from './session/me.controller.ts';
import { Doorkeeper } from './session/visitor.ts';
import type { PortalSettings } from './settings.ts';
import { Issuer } from './sign-in/issuer.ts';
import { ReturnPaths } from './sign-in/return-path.ts';
import { SignInController } from './sign-in/sign-in.controller.ts';
import { SigningKey } from './token/signing-key.ts';
import { DevelopmentSecret, TokenController } from './token/token.controller.ts';
import { WorklistController } from './worklist/worklist.controller.ts';

type Given = Settings<PortalSettings>;

const doors: FactoryProvider<Doors> = {
  provide: Doors,
  inject: [SETTINGS, Database, ReadGates, LOG],
  useFactory: (settings: Given, database: Database, readGates: ReadGates, log: ServiceLog) =>
    doorsOf({ settings, database, readGates, log }),
};

/** A part of the doors, injectable by itself: a controller names what it needs, not where it comes from. */
function partOf<Part>(provide: FactoryProvider<Part>['provide'], part: (all: Doors) => Part): FactoryProvider<Part> {
  return { provide, inject: [Doors], useFactory: part };
}

function fromSettings<Part>(provide: FactoryProvider<Part>['provide'], make: (extra: PortalSettings) => Part): FactoryProvider<Part> {
  return { provide, inject: [SETTINGS], useFactory: ({ extra }: Given) => make(extra) };
}

@Module({
  controllers: [SignInController, MeController, TokenController, WorklistController, FamilyController, FigureController, NoticeController],
  providers: [
    doors,
    partOf(SigningKey, (all) => all.signingKey),
    partOf(Cookies, (all) => all.cookies),
    partOf(Doorkeeper, (all) => all.doorkeeper),
    partOf(PassThrough, (all) => all.passThrough),
    { provide: Issuer, inject: [SETTINGS, LOG], useFactory: ({ extra }: Given, log: ServiceLog) => Issuer.from(extra, log) },
    fromSettings(Calendar, (extra) => new Calendar(extra.XIEZHI_MECHANISM_PACK.home.calendars)),
    fromSettings(FreezePlan, (extra) => FreezePlan.of(extra.XIEZHI_MECHANISM_PACK)),
    fromSettings(ReturnPaths, (extra) => new ReturnPaths(new URL(extra.XIEZHI_PUBLIC_URL))),
    fromSettings(DevelopmentSecret, (extra) => new DevelopmentSecret(extra.XIEZHI_DEVELOPMENT_TOKEN_SECRET)),
    partOf(NoticeFeed, (all) => all.noticeFeed),
  ],
})
export class AppModule {}
