import { Module } from '@nestjs/common';
import { SETTINGS } from '@xiezhi/service';
import { AgencyController } from './agency/agency.controller.ts';
import { CompetenceProposalController } from './competence-proposal/competence-proposal.controller.ts';
import { HOME_MECHANISM } from './home-mechanism.ts';
import { LookUpController } from './look-up/look-up.controller.ts';
import { MechanismPackController } from './mechanism-pack/mechanism-pack.controller.ts';
import { PracticeWorldController } from './practice-world/practice-world.controller.ts';
import { RouteController } from './route/route.controller.ts';
import type { OwnSettings } from './settings.ts';

@Module({
  controllers: [
    AgencyController,
    RouteController,
    MechanismPackController,
    PracticeWorldController,
    CompetenceProposalController,
    LookUpController,
  ],
  providers: [
    {
      provide: HOME_MECHANISM,
      useFactory: ({ extra }: OwnSettings) => extra.XIEZHI_MECHANISM_PACK.home.header.name,
      inject: [SETTINGS],
    },
  ],
})
export class AppModule {}
