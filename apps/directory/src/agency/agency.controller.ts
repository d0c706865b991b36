import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CommandAnswer, commandAnswer, Returns, SignedIn } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { FreshReadModels } from '../fresh-read-models.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { outsideWorlds } from '../outside-worlds.ts';
import { agencies } from './agency.announce.ts';
import type { AgencyCommand } from './agency.decider.ts';
import {
  agencyById,
  AgencyDetail,
  AgencyPage,
  AgencyQuery,
  HeldPostPage,
  HeldPostQuery,
  listAgencies,
  listHeldPosts,
} from './agency.queries.ts';
import { NewAbolition, NewAgency, NewGrant, Revocation } from './agency.requests.ts';

const Id = { schema: Uuid };

@Controller()
@UseInterceptors(FreshReadModels)
export class AgencyController {
  constructor(
    private readonly commands: Commands,
    private readonly dataSource: DataSource,
  ) {}

  @Post('agencies')
  @Allow('directory:administer')
  @Returns(CommandAnswer, 201)
  register(@Body({ schema: NewAgency }) body: NewAgency, @ActOf() act: Act) {
    const { actedAt: _actedAt, actedAtSource: _source, id = randomUUID(), ...rest } = body;
    return this.handle(id, { type: 'RegisterAgency', registration: { id, ...rest }, firstGrants: [] }, act);
  }

  @Post('agencies/:agencyId/grant-post')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  grantPost(@Param('agencyId', Id) id: string, @Body({ schema: NewGrant }) body: NewGrant, @ActOf() act: Act) {
    const { actedAt: _actedAt, actedAtSource: _source, grant = randomUUID(), ...rest } = body;
    return this.handle(id, { type: 'GrantPost', grant, ...rest }, act);
  }

  @Post('agencies/:agencyId/revoke-grant')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  revokeGrant(@Param('agencyId', Id) id: string, @Body({ schema: Revocation }) { grant, reason }: Revocation, @ActOf() act: Act) {
    return this.handle(id, { type: 'RevokeGrant', grant, reason }, act);
  }

  @Post('agencies/:agencyId/abolish')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  async abolish(@Param('agencyId', Id) id: string, @Body({ schema: NewAbolition }) body: NewAbolition, @ActOf() act: Act) {
    const { actedAt: _actedAt, actedAtSource: _source, ...abolition } = body;
    const found = await this.commands.view(agencies, abolition.successor, act);
    const heir = found === undefined || found.state.status === 'unregistered' ? undefined : found.state;
    return this.handle(id, { type: 'AbolishAgency', ...abolition, heir }, act);
  }

  @Get('agencies')
  @SignedIn()
  @Returns(AgencyPage)
  list(@Query({ schema: AgencyQuery }) query: z.infer<typeof AgencyQuery>) {
    return listAgencies(this.dataSource, query);
  }

  @Get('agencies/:agencyId')
  @SignedIn()
  @Returns(AgencyDetail)
  async one(@Param('agencyId', Id) id: string) {
    const agency = await agencyById(this.dataSource, id);
    if (agency === undefined) throw new Refusal('AGENCY_NOT_FOUND');
    return agency;
  }

  /** Posts held today. Grants are facts of the real world, whatever the legal time of a practice world. */
  @Get('posts')
  @SignedIn()
  @Returns(HeldPostPage)
  posts(@Query({ schema: HeldPostQuery }) query: z.infer<typeof HeldPostQuery>) {
    return listHeldPosts(this.dataSource, query, dateOf(new Date().toISOString()));
  }

  private async handle(id: string, command: AgencyCommand, act: Act) {
    return commandAnswer(await this.commands.handle(agencies, id, command, outsideWorlds(act)));
  }
}
