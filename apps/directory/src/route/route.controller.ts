import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { LegalBasis, RouteTerms, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, actedAtFields, Allow, CommandAnswer, commandAnswer, Returns, SignedIn } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FreshReadModels } from '../fresh-read-models.ts';
import { HOME_MECHANISM } from '../home-mechanism.ts';
import { outsideWorlds } from '../outside-worlds.ts';
import { routes } from './route.announce.ts';
import type { RouteCommand } from './route.decider.ts';
import { listRoutes, RoutePage, RouteQuery } from './route.queries.ts';

export const NewRoute = z
  .strictObject({
    ...actedAtFields,
    ...RouteTerms.shape,
    id: Uuid.optional(),
    legalBasis: z.array(z.strictObject(LegalBasis.shape)).min(1).max(20),
  })
  .meta({ id: 'NewRoute' });

export const RouteWithdrawal = z
  .strictObject({ ...actedAtFields, lastDay: z.iso.date(), reason: z.string().min(1).max(500) })
  .meta({ id: 'RouteWithdrawal' });

@Controller('routes')
@UseInterceptors(FreshReadModels)
export class RouteController {
  constructor(
    private readonly commands: Commands,
    private readonly dataSource: DataSource,
    @Inject(HOME_MECHANISM) private readonly home: string,
  ) {}

  @Post()
  @Allow('directory:administer')
  @Returns(CommandAnswer, 201)
  publish(@Body({ schema: NewRoute }) body: z.infer<typeof NewRoute>, @ActOf() act: Act) {
    const { actedAt: _actedAt, actedAtSource: _source, id = randomUUID(), ...terms } = body;
    return this.handle(id, { type: 'PublishRoute', id, terms, home: this.home }, act);
  }

  @Post(':routeId/withdraw')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  withdraw(
    @Param('routeId', { schema: Uuid }) id: string,
    @Body({ schema: RouteWithdrawal }) { lastDay, reason }: z.infer<typeof RouteWithdrawal>,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'WithdrawRoute', lastDay, reason }, act);
  }

  @Get()
  @SignedIn()
  @Returns(RoutePage)
  list(@Query({ schema: RouteQuery }) query: z.infer<typeof RouteQuery>) {
    return listRoutes(this.dataSource, query);
  }

  private async handle(id: string, command: RouteCommand, act: Act) {
    return commandAnswer(await this.commands.handle(routes, id, command, outsideWorlds(act)));
  }
}
