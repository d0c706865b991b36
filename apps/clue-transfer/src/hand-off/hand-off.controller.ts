import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, legalNow, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { v7 as uuidv7 } from 'uuid';
import { handOffs } from './hand-off.announce.ts';
import type { HandOffCommand } from './hand-off.commands.ts';
import { momentOf } from '../legal-moment.ts';
import { HandOffKnowledge } from './hand-off.knowledge.ts';
import { possibleVerbs } from './hand-off.possible.ts';
import {
  ApproveHandOffBody,
  BulkApproveAnswer,
  BulkApproveBody,
  DraftHandOffBody,
  ForwardHandOffBody,
  HandOffView,
  PackageView,
  PossibleVerbs,
  RecallHandOffBody,
  RefuseHandOffBody,
  RequestSupplementBody,
  ReviseHandOffBody,
  SendBackHandOffBody,
  SupplementHandOffBody,
  VerbBody,
} from './hand-off.requests.ts';
import { SigningDesk } from './hand-off.signing-desk.ts';

const HandOffId = () => Param('handOffId', { schema: Uuid });

/** The verbs of DESIGN 3 as doors: each says who asks and what is known, and the decider answers. */
@Controller('hand-offs')
export class HandOffController {
  constructor(
    private readonly commands: Commands,
    private readonly knowledge: HandOffKnowledge,
    private readonly signingDesk: SigningDesk,
  ) {}

  @Post()
  @Allow('hand-off:draft')
  @Returns(CommandAnswer, 201)
  async draft(@Body({ schema: DraftHandOffBody }) body: DraftHandOffBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const writing = await this.knowledge.forDraft(body, body, caller, act);
    return this.handle(uuidv7(), { type: 'DraftHandOff', ...by(caller), ...writing }, act);
  }

  @Post('bulk-approve')
  @Allow('hand-off:approve')
  @Returns(BulkApproveAnswer)
  async bulkApprove(@Body({ schema: BulkApproveBody }) body: BulkApproveBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.signingDesk.approveEach(body.handOffIds, caller, act);
  }

  @Post(':handOffId/revise')
  @Allow('hand-off:draft')
  @Returns(CommandAnswer)
  async revise(
    @HandOffId() id: string,
    @Body({ schema: ReviseHandOffBody }) body: ReviseHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { state } = await this.knowledge.handOff(id, act);
    if (state.requested !== undefined) throw new Refusal('HAND_OFF_FIXED_BY_FILE');
    return this.handle(id, { type: 'ReviseHandOff', ...by(caller), ...(await this.knowledge.forDraft(state, body, caller, act)) }, act);
  }

  @Post(':handOffId/submit')
  @Allow('hand-off:submit')
  @Returns(CommandAnswer)
  async submit(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'SubmitHandOff', package: await this.knowledge.packageOf(id, act), ...by(caller) }, act);
  }

  @Post(':handOffId/send-back')
  @Allow('hand-off:approve')
  @Returns(CommandAnswer)
  async sendBack(
    @HandOffId() id: string,
    @Body({ schema: SendBackHandOffBody }) { remark }: SendBackHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'SendBackHandOff', roles: caller.roles, remark, ...by(caller) }, act);
  }

  @Post(':handOffId/approve')
  @Allow('hand-off:approve')
  @Returns(CommandAnswer)
  async approve(
    @HandOffId() id: string,
    @Body({ schema: ApproveHandOffBody }) { expectedSha256 }: ApproveHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(await this.signingDesk.approve(id, expectedSha256, caller, act));
  }

  @Post(':handOffId/receive')
  @Allow('hand-off:receive')
  @Returns(CommandAnswer)
  async receive(@HandOffId() id: string, @Body({ schema: VerbBody }) _body: unknown, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return this.handle(id, { type: 'ReceiveHandOff', at: momentOf(act, caller), ...by(caller) }, act);
  }

  @Post(':handOffId/request-supplement')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async requestSupplement(
    @HandOffId() id: string,
    @Body({ schema: RequestSupplementBody }) { items, reason }: RequestSupplementBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'RequestSupplement', at: momentOf(act, caller), items, reason, ...by(caller) }, act);
  }

  @Post(':handOffId/supplement')
  @Allow('hand-off:supplement')
  @Returns(CommandAnswer)
  async supplement(
    @HandOffId() id: string,
    @Body({ schema: SupplementHandOffBody }) { materials, impossible }: SupplementHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const supply =
      materials === undefined
        ? ({ outcome: 'impossible', statement: impossible ?? '' } as const)
        : await this.knowledge.forSupplement(id, materials, act);
    return this.handle(id, { type: 'SupplementHandOff', ...supply, ...by(caller) }, act);
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
    @Body({ schema: RefuseHandOffBody }) { reasonCode, reason }: RefuseHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'RefuseHandOff', reasonCode, reason, ...by(caller) }, act);
  }

  @Post(':handOffId/forward')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async forward(
    @HandOffId() id: string,
    @Body({ schema: ForwardHandOffBody }) body: ForwardHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ForwardHandOff', ...by(caller), ...(await this.knowledge.forForwarding(id, body, caller, act)) }, act);
  }

  @Post(':handOffId/recall')
  @Allow('hand-off:recall')
  @Returns(CommandAnswer)
  async recall(
    @HandOffId() id: string,
    @Body({ schema: RecallHandOffBody }) { reason }: RecallHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'RecallHandOff', reason, ...by(caller) }, act);
  }

  @Post(':handOffId/consent-recall')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async consentToRecall(
    @HandOffId() id: string,
    @Body({ schema: VerbBody }) _body: unknown,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ConsentToRecall', ...by(caller) }, act);
  }

  @Post(':handOffId/decline-recall')
  @Allow('hand-off:answer')
  @Returns(CommandAnswer)
  async declineRecall(
    @HandOffId() id: string,
    @Body({ schema: RecallHandOffBody }) { reason }: RecallHandOffBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'DeclineRecall', reason, ...by(caller) }, act);
  }

  @Get(':handOffId')
  @Allow('hand-off:read')
  @Returns(HandOffView)
  async view(@HandOffId() id: string, @ReadActOf() act: Act) {
    const { state, version } = await this.knowledge.handOff(id, act);
    const { urgent } = state;
    const urgency = urgent === undefined ? { urgency: 'ordinary' } : { urgency: 'urgent', urgencyReason: urgent.reason };
    return { id, version, ...state, ...urgency };
  }

  /** The frozen package for both sides from sending on; before, the sender's preview of what would be frozen now. */
  @Get(':handOffId/package')
  @Allow('hand-off:read')
  @Returns(PackageView)
  async package(@HandOffId() id: string, @ReadActOf() act: Act) {
    const frozen = await this.knowledge.packageOf(id, act);
    if (frozen === undefined) throw new Refusal('HAND_OFF_NOT_FOUND');
    return frozen;
  }

  @Get(':handOffId/possible')
  @Allow('hand-off:read')
  @Returns(PossibleVerbs)
  async possible(@HandOffId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    const { state } = await this.knowledge.handOff(id, act);
    const approval = await this.knowledge.forApproval(id, caller, act);
    return possibleVerbs(state, caller, { approval, at: legalNow(caller).toISOString() });
  }

  private async handle(id: string, command: HandOffCommand, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.commands.handle(handOffs, id, command, act));
  }
}

const by = ({ agency, account }: Caller) => ({ by: agency, account });
