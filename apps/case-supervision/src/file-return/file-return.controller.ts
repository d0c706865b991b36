import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { fileIdOf } from '../case-file/case-file-gathering.ts';
import { ConsentToReturnBody, DeclineReturnBody, FileReturnView, ReturnCaseFileBody } from './file-return.requests.ts';
import { Returning } from './returning.ts';

const CaseFileId = () => Param('caseFileId', { schema: Uuid });

@Controller('case-files')
export class FileReturnController {
  constructor(private readonly returning: Returning) {}

  @Post(':caseFileId/return')
  @Allow('case-file:return')
  @Returns(CommandAnswer)
  async ask(
    @CaseFileId() id: string,
    @Body({ schema: ReturnCaseFileBody }) { reason, basis }: ReturnCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(await this.returning.ask(id, reason, basis, caller, act));
  }

  @Post(':caseFileId/consent-return')
  @Allow('case-file:return')
  @Returns(CommandAnswer)
  async consent(
    @CaseFileId() id: string,
    @Body({ schema: ConsentToReturnBody }) _body: unknown,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(await this.returning.consent(id, caller, act));
  }

  @Post(':caseFileId/decline-return')
  @Allow('case-file:return')
  @Returns(CommandAnswer)
  async decline(
    @CaseFileId() id: string,
    @Body({ schema: DeclineReturnBody }) { reason }: DeclineReturnBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(await this.returning.decline(id, reason, caller, act));
  }

  /** For the sender, who sees nothing of the file and so does not know its id: what there is to say about giving it back. */
  @Get('of-hand-off/:handOffId')
  @Allow('case-file:read')
  @Returns(FileReturnView)
  async ofHandOff(@Param('handOffId', { schema: Uuid }) handOffId: string, @ReadActOf() act: Act) {
    const id = fileIdOf(handOffId);
    const { state, version } = await this.returning.view(id, act);
    return { id, version, ...state };
  }

  @Get(':caseFileId/return')
  @Allow('case-file:read')
  @Returns(FileReturnView)
  async view(@CaseFileId() id: string, @ReadActOf() act: Act) {
    const { state, version } = await this.returning.view(id, act);
    return { id, version, ...state };
  }
}
