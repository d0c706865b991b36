import { Module } from '@nestjs/common';
import { AgencyController } from './agency/agency.controller.ts';
import { CompetenceProposalController } from './competence-proposal/competence-proposal.controller.ts';
import { LookUpController } from './look-up/look-up.controller.ts';
import { MechanismPackController } from './mechanism-pack/mechanism-pack.controller.ts';
import { PracticeWorldController } from './practice-world/practice-world.controller.ts';
import { RouteController } from './route/route.controller.ts';

@Module({
  controllers: [
    AgencyController,
    RouteController,
    MechanismPackController,
    PracticeWorldController,
    CompetenceProposalController,
    LookUpController,
  ],
})
export class AppModule {}
