import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { v7 as uuidv7 } from 'uuid';
import { ProblemKnowledge } from '../problem/problem.knowledge.ts';
import { PossibleSteps, StepBody, TransitionName } from '../problem/problem.requests.ts';
import type { Disputes } from './dispute.announce.ts';
import { DisputeKnowledge, DISPUTES } from './dispute.knowledge.ts';
import { DisputeView, RaiseDisputeBody } from './dispute.requests.ts';

const DisputeId = () => Param('disputeId', { schema: Uuid });

@Controller('disputes')
export class DisputeController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(DISPUTES) private readonly disputes: Disputes,
    @Inject(DisputeKnowledge) private readonly knowledge: DisputeKnowledge,
    @Inject(ProblemKnowledge) private readonly problems: ProblemKnowledge,
  ) {}

  @Post()
  @Allow('dispute:work')
  @Returns(CommandAnswer, 201)
  async raise(@Body({ schema: RaiseDisputeBody }) body: RaiseDisputeBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const disputeId = uuidv7();
    const raising = await this.knowledge.raising(disputeId, body, caller, act);
    return commandAnswer(
      await this.commands.handle(this.disputes, disputeId, { type: 'RaiseDispute', ...raising, on: this.knowledge.on(caller, act) }, act),
    );
  }

  @Post(':disputeId/steps/:transition')
  @Allow('dispute:work')
  @Returns(CommandAnswer)
  async step(
    @DisputeId() id: string,
    @Param('transition', { schema: TransitionName }) transition: string,
    @Body({ schema: StepBody }) body: StepBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { actedAt: _actedAt, actedAtSource: _source, ...fields } = body;
    const officer = await this.problems.officer(caller);
    const command = { type: 'TakeStep', officer, transition, on: this.problems.on(caller, act), fields } as const;
    return commandAnswer(await this.commands.handle(this.disputes, id, command, act));
  }

  @Get(':disputeId')
  @Allow('dispute:read')
  @Returns(DisputeView)
  async view(@DisputeId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.knowledge.view(id, caller, act);
  }

  @Get(':disputeId/possible')
  @Allow('dispute:read')
  @Returns(PossibleSteps)
  async possible(@DisputeId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.knowledge.possible(id, caller, act);
  }
}
