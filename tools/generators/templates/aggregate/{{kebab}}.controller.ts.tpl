import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { {{plural}} } from './{{kebab}}.announce.ts';
import type { {{pascal}}Command } from './{{kebab}}.decider.ts';
import { Close{{pascal}}Body, Open{{pascal}}Body, {{pascal}}View } from './{{kebab}}.requests.ts';

const {{pascal}}Id = () => Param('{{camel}}Id', { schema: Uuid });

@Controller('{{pluralKebab}}')
export class {{pascal}}Controller {
  constructor(private readonly commands: Commands) {}

  @Post()
  @Allow('{{kebab}}:open')
  @Returns(CommandAnswer, 201)
  async open(@Body({ schema: Open{{pascal}}Body }) body: Open{{pascal}}Body, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const world = caller.world?.id;
    return this.handle(
      randomUUID(),
      { type: 'Open{{pascal}}', by: caller.agency, familyId: body.familyId, ...(world !== undefined && { world }) },
      act,
    );
  }

  @Post(':{{camel}}Id/close')
  @Allow('{{kebab}}:close')
  @Returns(CommandAnswer)
  async close(
    @{{pascal}}Id() id: string,
    @Body({ schema: Close{{pascal}}Body }) body: Close{{pascal}}Body,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'Close{{pascal}}', by: caller.agency, reason: body.reason }, act);
  }

  @Get(':{{camel}}Id')
  @Allow('{{kebab}}:read')
  @Returns({{pascal}}View)
  async view(@{{pascal}}Id() id: string, @ReadActOf() act: Act) {
    const {{camel}} = await this.commands.view({{plural}}, id, act);
    if ({{camel}} === undefined) throw new Refusal('{{shout}}_NOT_FOUND');
    return { id, version: {{camel}}.version, ...{{camel}}.state };
  }

  private async handle(id: string, command: {{pascal}}Command, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.commands.handle({{plural}}, id, command, act));
  }
}
