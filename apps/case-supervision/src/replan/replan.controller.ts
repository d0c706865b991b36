import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, worldOf } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, Returns } from '@xiezhi/http';
import { type OperatorAct, operatorActsOf } from '@xiezhi/messaging';
import { Commands, Database } from '@xiezhi/service';
import { mechanismOf } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import type { ClockRuleBook } from '../clock/clock-rules.ts';
import { CLOCK_RULES } from '../clock/clock.controller.ts';
import { momentOf } from '../legal-moment.ts';
import { newId } from '../new-id.ts';
import { countedCalendar } from './counted-calendar.ts';
import { replanRows } from './replan-row.ts';
import { replans } from './replan.announce.ts';
import type { Replan, ReplanCommand, ReplanTarget } from './replan.decider.ts';
import { latestReplans, replanWithLines } from './replan.queries.ts';
import { ConfirmReplanBody, ProposeReplanBody, ReplanLinesQuery, ReplanList, ReplanView, WithdrawReplanBody } from './replan.requests.ts';

const ReplanId = () => Param('replanId', { schema: Uuid });
const acts = operatorActsOf('case-supervision');

/** Running deadlines counted anew: proposed by one person, confirmed by another, carried out in the background (adr/0030). */
@Controller('replans')
export class ReplanController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    @Inject(CLOCK_RULES) private readonly rules: ClockRuleBook,
  ) {}

  @Post()
  @Allow('replan:work')
  @Returns(CommandAnswer, 201)
  async propose(
    @Body({ schema: ProposeReplanBody }) body: z.infer<typeof ProposeReplanBody>,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { account, post, agency } = caller;
    const target = this.targetOf(body);
    const proposal = { target, reason: body.reason, by: { account, post }, agency, world: worldOf(act), at: momentOf(act, caller) };
    const id = newId('replan', act);
    const handled = await this.commands.handle(replans, id, { type: 'ProposeReplan', proposal }, act, {
      also: async (tx, { events }) => {
        if (events.length === 0) return;
        await replanRows.propose(tx, id, proposal);
        await acts.record(tx, { account, post, reason: body.reason }, 'replan-proposed', `replan/${id}`, target);
      },
    });
    return commandAnswer(handled);
  }

  @Get()
  @Allow('replan:read')
  @Returns(ReplanList)
  async list(@CallerOf() caller: Caller) {
    const counted = await countedCalendar(this.database.app, caller.world?.id ?? null);
    const isOutstanding = counted !== undefined && counted.digest !== this.rules.calendarDigest;
    return { isOutstanding, items: await latestReplans(this.database.app, caller) };
  }

  @Get(':replanId')
  @Allow('replan:read')
  @Returns(ReplanView)
  one(@ReplanId() id: string, @Query({ schema: ReplanLinesQuery }) page: z.infer<typeof ReplanLinesQuery>, @CallerOf() caller: Caller) {
    return replanWithLines(this.database.app, caller, id, page);
  }

  @Post(':replanId/confirm')
  @Allow('replan:work')
  @Returns(CommandAnswer)
  confirm(
    @ReplanId() id: string,
    @Body({ schema: ConfirmReplanBody }) _body: z.infer<typeof ConfirmReplanBody>,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { account, post } = caller;
    const command = { type: 'ConfirmReplan', by: { account, post }, at: momentOf(act, caller) } as const;
    return this.step(id, command, act, 'replan-confirmed', '核对清单后确认');
  }

  @Post(':replanId/withdraw')
  @Allow('replan:work')
  @Returns(CommandAnswer)
  withdraw(
    @ReplanId() id: string,
    @Body({ schema: WithdrawReplanBody }) { reason }: z.infer<typeof WithdrawReplanBody>,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { account, post } = caller;
    const command = { type: 'WithdrawReplan', by: { account, post }, reason, at: momentOf(act, caller) } as const;
    return this.step(id, command, act, 'replan-withdrawn', reason);
  }

  /** Row before stream, as the worker: whoever withdraws waits for the end of a batch, never the two for each other. */
  private async step(
    id: string,
    command: Extract<ReplanCommand, { type: 'ConfirmReplan' | 'WithdrawReplan' }>,
    act: Act,
    kind: OperatorAct,
    reason: string,
  ) {
    const handled = await this.commands.handle(replans, id, command, act, {
      finish: async (tx, events) => {
        await replanRows.lock(tx, id);
        return events;
      },
      also: async (tx, { events, state }) => {
        if (events.length === 0) return;
        await replanRows.stand(tx, id, state);
        await acts.record(tx, { ...command.by, reason }, kind, `replan/${id}`, outcomeOf(state));
      },
    });
    return commandAnswer(handled);
  }

  /** @throws Refusal PACK_VERSION_NOT_LOADED, REPLAN_VERSION_NOT_NEWER when no older version of the same pack is loaded */
  private targetOf(body: z.infer<typeof ProposeReplanBody>): ReplanTarget {
    if (body.kind === 'calendar') return { kind: 'calendar', digest: this.rules.calendarDigest };
    const { packVersion, validFrom } = this.rules.under(body.packVersion);
    const siblings = this.rules.packVersions.filter((version) => mechanismOf(version) === mechanismOf(packVersion));
    if (!siblings.some((version) => this.rules.under(version).validFrom < validFrom)) throw new Refusal('REPLAN_VERSION_NOT_NEWER');
    return { kind: 'pack-version', packVersion };
  }
}

const outcomeOf = (replan: Replan) => ({ status: replan.status, ...('computed' in replan && { ...replan.computed }) });
