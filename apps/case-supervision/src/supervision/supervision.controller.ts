import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { KnownMatters } from '../known-matter/known-matters.ts';
import { newId } from '../new-id.ts';
import { PossibleActions } from '../possible-action.ts';
import { Supervising } from './supervising.ts';
import type { Completion, SupervisionCommand } from './supervision.decider.ts';
import {
  ApproveSupervisionBody,
  CheckSupervisionBody,
  EscalateSupervisionBody,
  IssueSupervisionBody,
  LiftSupervisionBody,
  ProgressBody,
  ProposeSupervisionBody,
  ReportSupervisionBody,
  SupervisionReasonBody,
  SupervisionVerbBody,
  SupervisionView,
} from './supervision.requests.ts';

const SupervisionId = () => Param('supervisionId', { schema: Uuid });

/** What the board and the supervised unit do, extensions apart. */
@Controller('supervisions')
export class SupervisionController {
  constructor(
    private readonly supervising: Supervising,
    private readonly matters: KnownMatters,
  ) {}

  @Post()
  @Allow('supervision:work')
  @Returns(CommandAnswer, 201)
  async propose(@Body({ schema: ProposeSupervisionBody }) body: ProposeSupervisionBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const { level, unit, grounds, issuer = caller.agency } = body;
    const { runsUnder, ...matter } = await this.matters.matter(body.matterKind, body.matterId, caller);
    const packVersion = this.supervising.ladders.versionFor(runsUnder, this.supervising.dayOf(act, caller));
    const proposal = { ...matter, packVersion, level, unit, grounds, issuer, ...wholeOf(body), proposer: by(caller) };
    return commandAnswer(await this.supervising.propose(newId('supervision', act), proposal, act));
  }

  @Post(':supervisionId/approve')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async approve(
    @SupervisionId() id: string,
    @Body({ schema: ApproveSupervisionBody }) body: ApproveSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const completion = completionOf(body);
    const { state } = await this.supervising.view(id, act);
    const organs = await this.supervising.organsOf({ ...state, ...completion });
    const { ladders } = this.supervising;
    return this.handle(id, { type: 'ApproveSupervision', ...by(caller), completion, ladders, organs }, act);
  }

  @Post(':supervisionId/reject')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async reject(
    @SupervisionId() id: string,
    @Body({ schema: SupervisionReasonBody }) { reason }: SupervisionReasonBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'RejectSupervision', ...by(caller), reason }, act);
  }

  @Post(':supervisionId/issue')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async issue(
    @SupervisionId() id: string,
    @Body({ schema: IssueSupervisionBody }) { limitOn, requirements, reportingEveryDays }: IssueSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const order = { limitOn, requirements, ...(reportingEveryDays !== undefined && { reportingEveryDays }) };
    const { ladders } = this.supervising;
    return this.handle(id, { type: 'IssueSupervision', ...by(caller), order, ladders, on: this.supervising.dayOf(act, caller) }, act);
  }

  @Post(':supervisionId/sign')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async sign(
    @SupervisionId() id: string,
    @Body({ schema: SupervisionVerbBody }) _body: unknown,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'SignSupervision', ...by(caller) }, act);
  }

  @Post(':supervisionId/progress')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async progress(
    @SupervisionId() id: string,
    @Body({ schema: ProgressBody }) { progress: text }: ProgressBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ReportProgress', ...by(caller), text, on: this.supervising.dayOf(act, caller) }, act);
  }

  @Post(':supervisionId/report')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async report(
    @SupervisionId() id: string,
    @Body({ schema: ReportSupervisionBody }) { report: text }: ReportSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ReportSupervision', ...by(caller), text, on: this.supervising.dayOf(act, caller) }, act);
  }

  @Post(':supervisionId/check')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async check(
    @SupervisionId() id: string,
    @Body({ schema: CheckSupervisionBody }) { isPassed, findings, limitOn }: CheckSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const checked = { isPassed, findings, limitOn, on: this.supervising.dayOf(act, caller) };
    return this.handle(id, { type: 'CheckSupervision', ...by(caller), ...checked }, act);
  }

  @Post(':supervisionId/sign-off')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async signOff(
    @SupervisionId() id: string,
    @Body({ schema: SupervisionVerbBody }) _body: unknown,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'SignOffSupervision', ...by(caller) }, act);
  }

  @Post(':supervisionId/lift')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async lift(
    @SupervisionId() id: string,
    @Body({ schema: LiftSupervisionBody }) { reason, lookBackOn, publicNoticeOn }: LiftSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const lifting = { reason, lookBackOn, ...(publicNoticeOn !== undefined && { publicNoticeOn }) };
    return this.handle(id, { type: 'LiftSupervision', ...by(caller), lifting, ladders: this.supervising.ladders }, act);
  }

  /** Proposes a higher rung over the same unit; the running one ends when that is issued. Answers with the id of the new one. */
  @Post(':supervisionId/escalate')
  @Allow('supervision:work')
  @Returns(CommandAnswer, 201)
  async escalate(
    @SupervisionId() id: string,
    @Body({ schema: EscalateSupervisionBody }) body: EscalateSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { state } = await this.supervising.view(id, act);
    const { matterKind, matterId, familyId, world, title, packVersion, unit } = state;
    const { level, reason: grounds, issuer = caller.agency } = body;
    const about = { matterKind, matterId, familyId, world, title, packVersion, unit, level, grounds, issuer, follows: id };
    const proposal = { ...about, ...wholeOf(body), proposer: by(caller) };
    return commandAnswer(await this.supervising.propose(newId('supervision', act), proposal, act, this.supervising.rungOf(id, state)));
  }

  @Get(':supervisionId')
  @Allow('supervision:read')
  @Returns(SupervisionView)
  async view(@SupervisionId() id: string, @ReadActOf() act: Act) {
    const { state, version } = await this.supervising.view(id, act);
    return { id, version, ...state };
  }

  /** What the caller may do with it now, and why not the rest. */
  @Get(':supervisionId/possible')
  @Allow('supervision:read')
  @Returns(PossibleActions)
  async possible(@SupervisionId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.supervising.possible(id, caller, act);
  }

  private async handle(id: string, command: SupervisionCommand, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.supervising.handle(id, command, act));
  }
}

const by = ({ agency, account }: Caller) => ({ by: agency, account });

type Said = { [Name in keyof Completion]: Completion[Name] | undefined };

/** Only what was said: an approval that says nothing of the board leaves the proposal's. */
function completionOf({ coIssuers, observers, conditions, siteVisitOn }: Said): Completion {
  return {
    ...(coIssuers !== undefined && { coIssuers }),
    ...(observers !== undefined && { observers }),
    ...(conditions !== undefined && { conditions }),
    ...(siteVisitOn !== undefined && { siteVisitOn }),
  };
}

const wholeOf = (said: Said) => ({ coIssuers: [], observers: [], conditions: [], ...completionOf(said) });
