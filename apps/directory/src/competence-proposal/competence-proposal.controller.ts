import { Body, Controller, Get, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { CategoryCode, DivisionCode, LegalBasis, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, actedAtFields, Allow, CommandAnswer, commandAnswer, Returns, SignedIn } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FreshReadModels } from '../fresh-read-models.ts';
import { outsideWorlds } from '../outside-worlds.ts';
import { competenceProposals } from './competence-proposal.announce.ts';
import type { CompetenceProposalCommand } from './competence-proposal.decider.ts';
import { CompetenceProposalPage, CompetenceProposalQuery, listCompetenceProposals } from './competence-proposal.queries.ts';

export const CompetenceConfirmation = z
  .strictObject({
    ...actedAtFields,
    categoryCode: CategoryCode.optional().describe('Absent: that of the dispute'),
    divisionCode: DivisionCode.optional().describe('Absent: that of the dispute'),
    legalBasis: z.array(z.strictObject(LegalBasis.shape)).min(1).max(20),
    from: z.iso.date().describe('First legal day of the rule'),
  })
  .meta({ id: 'CompetenceConfirmation' });

export const CompetenceRefusal = z
  .strictObject({ ...actedAtFields, reason: z.string().trim().min(2).max(500) })
  .meta({ id: 'CompetenceRefusal' });

const ProposalId = () => Param('proposalId', { schema: Uuid });

@Controller('competence-proposals')
@UseInterceptors(FreshReadModels)
export class CompetenceProposalController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post(':proposalId/confirm')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  confirm(
    @ProposalId() id: string,
    @Body({ schema: CompetenceConfirmation }) body: z.infer<typeof CompetenceConfirmation>,
    @ActOf() act: Act,
  ) {
    const { actedAt: _actedAt, actedAtSource: _source, ...rule } = body;
    return this.handle(id, { type: 'ConfirmCompetence', ...rule }, act);
  }

  @Post(':proposalId/decline')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  decline(@ProposalId() id: string, @Body({ schema: CompetenceRefusal }) { reason }: z.infer<typeof CompetenceRefusal>, @ActOf() act: Act) {
    return this.handle(id, { type: 'DeclineCompetence', reason }, act);
  }

  @Get()
  @SignedIn()
  @Returns(CompetenceProposalPage)
  list(@Query({ schema: CompetenceProposalQuery }) query: z.infer<typeof CompetenceProposalQuery>) {
    return listCompetenceProposals(this.dataSource, query);
  }

  private async handle(id: string, command: CompetenceProposalCommand, act: Act) {
    return commandAnswer(await this.commands.handle(competenceProposals, id, command, outsideWorlds(act)));
  }
}
