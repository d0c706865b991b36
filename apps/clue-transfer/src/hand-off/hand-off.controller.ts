import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { v7 as uuidv7 } from 'uuid';
import { handOffs } from './hand-off.announce.ts';
import type { HandOffCommand } from './hand-off.decider.ts';
import { HandOffKnowledge } from './hand-off.knowledge.ts';
import { DraftHandOffBody, HandOffView, PackageView, RefuseHandOffBody, VerbBody } from './hand-off.requests.ts';

const HandOffId = () => Param('handOffId', { schema: Uuid });

@Controller('hand-offs')
export class HandOffController {
  constructor(
    private readonly commands: Commands,
    private readonly knowledge: HandOffKnowledge,
  ) {}

  @Post()
  @Allow('hand-off:draft')
  @Returns(CommandAnswer, 201)
  async draft(@Body({ schema: DraftHandOffBody }) body: DraftHandOffBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const known = await this.knowledge.forDraft(body, caller, act);
    return this.handle(uuidv7(), { type: 'DraftHandOff', ...by(caller), ...known }, act);
  }

  @Post(':handOffId/submit')
  @Allow('hand-off:submit')
  @Returns(CommandAnswer)
  async submit(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'SubmitHandOff', package: await this.knowledge.packageOf(id, act), ...by(caller) }, act);
  }

  @Post(':handOffId/approve')
  @Allow('hand-off:approve')
  @Returns(CommandAnswer)
  async approve(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'ApproveHandOff', package: await this.knowledge.packageOf(id, act), ...by(caller) }, act);
  }

  @Post(':handOffId/receive')
  @Allow('hand-off:receive')
  @Returns(CommandAnswer)
  async receive(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'ReceiveHandOff', ...by(caller) }, act);
  }

  @Post(':handOffId/accept')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async accept(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'AcceptHandOff', ...by(caller) }, act);
  }

  @Post(':handOffId/refuse')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async refuse(
    @HandOffId() id: string,
    @Body({ schema: RefuseHandOffBody }) body: RefuseHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { reasonCode, reason } = body;
    return this.handle(id, { type: 'RefuseHandOff', reasonCode, reason, ...by(caller) }, act);
  }

  @Get(':handOffId')
  @Allow('hand-off:read')
  @Returns(HandOffView)
  async view(@HandOffId() id: string, @ReadActOf() act: Act) {
    const { state, version } = await this.knowledge.handOff(id, act);
    return { id, version, ...state };
  }

  @Get(':handOffId/package')
  @Allow('hand-off:read')
  @Returns(PackageView)
  async package(@HandOffId() id: string, @ReadActOf() act: Act) {
    const { state } = await this.knowledge.handOff(id, act);
    if (!('package' in state)) throw new Refusal('HAND_OFF_NOT_SENT');
    return state.package;
  }

  private async handle(id: string, command: HandOffCommand, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.commands.handle(handOffs, id, command, act));
  }
}

const by = ({ agency, account }: Caller) => ({ by: agency, account });
