import { Body, Controller, Get, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { PackVersion } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, actedAtFields, Allow, CommandAnswer, commandAnswer, Returns, SignedIn } from '@xiezhi/http';
import { packVersionOf } from '@xiezhi/mechanism-pack';
import { Commands } from '@xiezhi/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FreshReadModels } from '../fresh-read-models.ts';
import { outsideWorlds } from '../outside-worlds.ts';
import { HOME_MECHANISM } from '../home-mechanism.ts';
import { checkedContent } from './check-content.ts';
import { mechanismPacks, packIdOf } from './mechanism-pack.announce.ts';
import { listMechanismPacks, MechanismPackPage, MechanismPackQuery } from './mechanism-pack.queries.ts';
import { publishRoutes } from './publish-routes.ts';

export const NewMechanismPack = z
  .strictObject({
    ...actedAtFields,
    content: z
      .base64()
      .min(1)
      .max(250_000)
      .describe('The files of the pack by their paths: base64 of gzip of JSON, as `xiezhi pack publish` makes it'),
  })
  .meta({ id: 'NewMechanismPack' });

export const MechanismPackWithdrawal = z
  .strictObject({
    ...actedAtFields,
    lastDay: z.iso.date().describe('Last legal day on which matters are born under it'),
    reason: z.string().trim().min(2).max(500),
  })
  .meta({ id: 'MechanismPackWithdrawal' });

@Controller('mechanism-packs')
@UseInterceptors(FreshReadModels)
export class MechanismPackController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(HOME_MECHANISM) private readonly home: string,
  ) {}

  /** The pack and its routes in one transaction: both or neither. */
  @Post()
  @Allow('directory:administer')
  @Returns(CommandAnswer, 201)
  async publish(@Body({ schema: NewMechanismPack }) { content }: z.infer<typeof NewMechanismPack>, @ActOf() act: Act) {
    const { checked, pack, files } = checkedContent(content);
    const id = packIdOf(packVersionOf(checked));
    const command = { type: 'PublishMechanismPack', ...checked } as const;
    const handled = await this.commands.handle(mechanismPacks, id, command, outsideWorlds(act), {
      also: (tx) => publishRoutes(tx, { files, mechanism: checked.name, routes: pack.routes ?? [] }, this.home, act),
    });
    return commandAnswer(handled);
  }

  @Post(':packVersion/withdraw')
  @Allow('directory:administer')
  @Returns(CommandAnswer)
  async withdraw(
    @Param('packVersion', { schema: PackVersion }) packVersion: string,
    @Body({ schema: MechanismPackWithdrawal }) { lastDay, reason }: z.infer<typeof MechanismPackWithdrawal>,
    @ActOf() act: Act,
  ) {
    const command = { type: 'WithdrawMechanismPack', lastDay, reason } as const;
    return commandAnswer(await this.commands.handle(mechanismPacks, packIdOf(packVersion), command, outsideWorlds(act)));
  }

  @Get()
  @SignedIn()
  @Returns(MechanismPackPage)
  list(@Query({ schema: MechanismPackQuery }) query: z.infer<typeof MechanismPackQuery>) {
    return listMechanismPacks(this.dataSource, query);
  }
}
