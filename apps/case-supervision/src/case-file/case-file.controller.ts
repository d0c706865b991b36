import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { recordedForm, stageNameOf } from '@xiezhi/stage-chart';
import { Returning } from '../file-return/returning.ts';
import { momentOf } from '../legal-moment.ts';
import { PossibleActions } from '../possible-action.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { standingOf } from './case-file-gathering.ts';
import type { CaseFiles } from './case-file.announce.ts';
import { CASE_FILES, CaseFileKnowledge, transitionOf } from './case-file.knowledge.ts';
import { possibleWith } from './case-file.possible.ts';
import { CaseFileOpener } from './case-file-opener.ts';
import {
  CaseFileStepBody,
  CaseFileView,
  DecideCaseFileBody,
  EvaluateCaseFileBody,
  OpenableCharts,
  OpenCaseFileBody,
  ReferCaseFileBody,
} from './case-file.requests.ts';

const CaseFileId = () => Param('caseFileId', { schema: Uuid });

@Controller('case-files')
export class CaseFileController {
  constructor(
    private readonly commands: Commands,
    private readonly knowledge: CaseFileKnowledge,
    private readonly returning: Returning,
    private readonly opener: CaseFileOpener,
    @Inject(CASE_FILES) private readonly caseFiles: CaseFiles,
  ) {}

  /** An organ takes up a file of its own: a penalty it found itself, a claim for damages, a suspected crime. */
  @Post()
  @Allow('case-file:work')
  @Returns(CommandAnswer, 201)
  async open(@Body({ schema: OpenCaseFileBody }) body: OpenCaseFileBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    return commandAnswer(await this.opener.open(body, caller, act));
  }

  /** The kinds of files the caller's post may take up today. */
  @Get('openable')
  @Allow('case-file:read')
  @Returns(OpenableCharts)
  async openable(@CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.opener.openable(caller, act);
  }

  @Post(':caseFileId/evaluate')
  @Allow('case-file:evaluate')
  @Returns(CommandAnswer)
  async evaluate(
    @CaseFileId() id: string,
    @Body({ schema: EvaluateCaseFileBody }) { findings, deviation }: EvaluateCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.step(id, { transition: 'T7', fields: { findings }, deviation }, caller, act);
  }

  @Post(':caseFileId/decide')
  @Allow('case-file:decide')
  @Returns(CommandAnswer)
  async decide(
    @CaseFileId() id: string,
    @Body({ schema: DecideCaseFileBody }) { resultCode, reason, caseNumber, respondent, deviation }: DecideCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const fields = { resultCode, reason, ...(caseNumber !== undefined && { caseNumber }), ...(respondent !== undefined && { respondent }) };
    return this.step(id, { transition: transitionOf(resultCode), fields, deviation }, caller, act);
  }

  @Post(':caseFileId/steps/:transition')
  @Allow('case-file:work')
  @Returns(CommandAnswer)
  async take(
    @CaseFileId() id: string,
    @Param('transition') transition: string,
    @Body({ schema: CaseFileStepBody }) { fields, deviation, to }: CaseFileStepBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.step(id, { transition, fields, deviation, to }, caller, act);
  }

  /** Asked for by whoever works on the file: who asks has drafted the hand-off, and another signs it (G2). */
  @Post(':caseFileId/refer')
  @Allow('case-file:work')
  @Returns(CommandAnswer)
  async refer(
    @CaseFileId() id: string,
    @Body({ schema: ReferCaseFileBody }) body: ReferCaseFileBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { receiver, routeId, purpose, legalBasis, facts, materials } = body;
    await this.knowledge.file(id, act);
    const on = dateOf(momentOf(act, caller));
    const isShare = (await this.knowledge.routeKind(body, caller, on)) === 'share';
    const added = { ...(facts !== undefined && { facts }), ...(materials !== undefined && { materials }) };
    const referral = { receiver, routeId, purpose, legalBasis, ...added, ...(isShare && { isShare: true as const }) };
    const asked = { type: 'ReferCaseFile', id, by: caller.agency, account: caller.account, ...referral, on } as const;
    return commandAnswer(await this.commands.handle(this.caseFiles, id, asked, act));
  }

  @Get(':caseFileId')
  @Allow('case-file:read')
  @Returns(CaseFileView)
  async view(@CaseFileId() id: string, @ReadActOf() act: Act) {
    const { state, version } = await this.knowledge.file(id, act);
    const { road, ...file } = state;
    const chart = this.knowledge.charts.of(file);
    const stageName = stageNameOf(chart, road.stage);
    const shares = file.shares.map((share) => standingOf(share, state));
    const stands = { stage: road.stage, stageName, values: road.values, form: recordedForm(chart, road.values), steps: road.taken };
    return { id, version, ...file, chartTitle: chart.title, ...stands, shares };
  }

  /** What keeper or sender may do now, and why not the rest: to the sender only what concerns a return. */
  @Get(':caseFileId/possible')
  @Allow('case-file:read')
  @Returns(PossibleActions)
  async possible(@CaseFileId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    const [file, fileReturn] = await Promise.all([this.commands.view(this.caseFiles, id, act), this.returning.find(id, act)]);
    if (file === undefined && fileReturn === undefined) throw new Refusal('CASE_FILE_NOT_FOUND');
    const at = momentOf(act, caller);
    const who = await this.knowledge.who(caller);
    return possibleWith({
      file: file?.state,
      fileReturn: fileReturn?.state,
      who,
      at,
      id,
      charts: this.knowledge.charts,
      caseFiles: this.caseFiles,
    });
  }

  private async step(id: string, asked: Parameters<CaseFileKnowledge['stepRequest']>[0], caller: Caller, act: Act): Promise<CommandAnswer> {
    const request = await this.knowledge.stepRequest(asked, caller, act);
    const organs = await this.knowledge.organs(asked.fields, caller);
    const command = { type: 'TakeCaseFileStep', request, organs } as const;
    return commandAnswer(await this.commands.handle(this.caseFiles, id, command, act, this.returning.foreclosedByDecision(id, act)));
  }
}
