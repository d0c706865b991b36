import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { caseFiles } from './case-file.announce.ts';
import type { CaseFileCommand } from './case-file.decider.ts';
import { CaseFileView, DecideCaseFileBody, EvaluateCaseFileBody } from './case-file.requests.ts';

const CaseFileId = () => Param('caseFileId', { schema: Uuid });

@Controller('case-files')
export class CaseFileController {
  constructor(private readonly commands: Commands) {}

  @Post(':caseFileId/evaluate')
  @Allow('case-file:evaluate')
  @Returns(CommandAnswer)
  async evaluate(
    @CaseFileId() id: string,
    @Body({ schema: EvaluateCaseFileBody }) { findings }: EvaluateCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'RecordEvaluation', ...by(caller), findings }, act);
  }

  @Post(':caseFileId/decide')
  @Allow('case-file:decide')
  @Returns(CommandAnswer)
  async decide(
    @CaseFileId() id: string,
    @Body({ schema: DecideCaseFileBody }) body: DecideCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { resultCode, reason, deviation } = body;
    return this.handle(id, { type: 'DecideCaseFile', ...by(caller), resultCode, reason, deviation }, act);
  }

  @Get(':caseFileId')
  @Allow('case-file:read')
  @Returns(CaseFileView)
  async view(@CaseFileId() id: string, @ReadActOf() act: Act) {
    const file = await this.commands.view(caseFiles, id, act);
    if (file === undefined) throw new Refusal('CASE_FILE_NOT_FOUND');
    return { id, version: file.version, ...file.state };
  }

  private async handle(id: string, command: CaseFileCommand, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.commands.handle(caseFiles, id, command, act));
  }
}

const by = ({ agency, account }: Caller) => ({ by: agency, account });
