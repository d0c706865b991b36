import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { Instant, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CommandAnswer, commandAnswer, ReadActOf, Returns, SignedIn } from '@xiezhi/http';
import { Commands, type Settings, SETTINGS } from '@xiezhi/service';
import { z } from 'zod';
import { outsideWorlds } from '../outside-worlds.ts';
import { practiceWorlds } from './practice-world.announce.ts';
import type { PracticeWorldCommand } from './practice-world.decider.ts';

/** Stories play between the first mechanism documents and a generation ahead; year 10000 is none to Postgres or to a form. */
const LegalMoment = Instant.refine((text) => {
  const moment = Date.parse(text);
  return moment >= Date.parse('2000-01-01T00:00:00+08:00') && moment < Date.parse('2100-01-01T00:00:00+08:00');
}, '须在 2000 年至 2099 年之间');

export const NewPracticeWorld = z
  .strictObject({ id: Uuid.optional(), name: z.string().min(1).max(120), legalNow: LegalMoment })
  .meta({ id: 'NewPracticeWorld' });

export const ClockAdvance = z.strictObject({ to: LegalMoment }).meta({ id: 'ClockAdvance' });

export const PracticeWorldView = z
  .object({ id: z.uuid(), version: z.int(), name: z.string(), legalNow: Instant })
  .meta({ id: 'PracticeWorld' });

@Controller('practice-worlds')
export class PracticeWorldController {
  constructor(
    private readonly commands: Commands,
    @Inject(SETTINGS) private readonly settings: Settings<unknown>,
  ) {}

  @Post()
  @Allow('practice:administer')
  @Returns(CommandAnswer, 201)
  open(@Body({ schema: NewPracticeWorld }) body: z.infer<typeof NewPracticeWorld>, @ActOf() act: Act) {
    const { id = randomUUID(), name, legalNow } = body;
    const { environment } = this.settings;
    return this.handle(id, { type: 'OpenPracticeWorld', id, name, legalNow, environment }, act);
  }

  @Post(':worldId/advance')
  @Allow('practice:administer')
  @Returns(CommandAnswer)
  advance(
    @Param('worldId', { schema: Uuid }) id: string,
    @Body({ schema: ClockAdvance }) { to }: z.infer<typeof ClockAdvance>,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'AdvanceClock', to, environment: this.settings.environment }, act);
  }

  /** Read from the stream itself, not from the read model: a clock that was moved is seen moved. */
  @Get(':worldId')
  @SignedIn()
  @Returns(PracticeWorldView)
  async one(@Param('worldId', { schema: Uuid }) id: string, @ReadActOf() act: Act) {
    const found = await this.commands.view(practiceWorlds, id, act);
    if (found?.state.status !== 'open') throw new Refusal('WORLD_UNKNOWN');
    return { id, version: found.version, name: found.state.opened.name, legalNow: found.state.legalNow };
  }

  private async handle(id: string, command: PracticeWorldCommand, act: Act) {
    return commandAnswer(await this.commands.handle(practiceWorlds, id, command, outsideWorlds(act)));
  }
}
