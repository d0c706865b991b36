import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, legalNow, ReadActOf, Returns, SignedIn } from '@xiezhi/http';
import { Commands, Database } from '@xiezhi/service';
import { type Derivation, inSentences, recompute } from '@xiezhi/statutory-time';
import type { z } from 'zod';
import { countedCalendar } from '../replan/counted-calendar.ts';
import { lockRows, toldOf, updateRow } from './clock-row.ts';
import type { ClockRuleBook } from './clock-rules.ts';
import { clocks } from './clock.announce.ts';
import { isStarted } from './clock-chunk.ts';
import { countingVersion, derivationOf } from './clock.plan.ts';
import { clocksOfMatter, viewOf } from './clock.queries.ts';
import { ClockList, ClocksOfMatter, ClockView, ClockWhy, ExtendClockBody, WorldTime } from './clock.requests.ts';
import type { ExistingClock } from './clock.state.ts';
import { practiceWorld } from './practice-world.projection.ts';

/** The deadlines of the packs this service has loaded. */
export const CLOCK_RULES = Symbol('clock rules');

const ClockId = () => Param('clockId', { schema: Uuid });

@Controller('clocks')
export class ClockController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    @Inject(CLOCK_RULES) private readonly rules: ClockRuleBook,
  ) {}

  @Get()
  @Allow('clock:read')
  @Returns(ClockList)
  async list(@Query({ schema: ClocksOfMatter }) { matterId, limit }: z.infer<typeof ClocksOfMatter>, @CallerOf() caller: Caller) {
    return { items: await clocksOfMatter(this.database.app, caller, matterId, limit, this.rules.calendar) };
  }

  @Get('worlds/:worldId')
  @SignedIn()
  @Returns(WorldTime)
  async world(@Param('worldId', { schema: Uuid }) worldId: string) {
    const time = await practiceWorld(this.database.app, worldId);
    if (time === undefined) throw new Refusal('WORLD_UNKNOWN');
    return { worldId, legalNow: time.legalNow, tickedTo: time.tickedTo ?? null };
  }

  @Get(':clockId')
  @Allow('clock:read')
  @Returns(ClockView)
  async one(@ClockId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return viewOf(id, toldOf(await this.clock(id, act)), legalNow(caller).toISOString(), this.rules.calendar);
  }

  @Get(':clockId/why')
  @Allow('clock:read')
  @Returns(ClockWhy)
  async why(@ClockId() id: string, @ReadActOf() act: Act) {
    const clock = await this.clock(id, act);
    const { ruleId, ruleName, source, consequence, mark, nature } = clock.terms;
    const packVersion = countingVersion(clock.terms);
    const derivation = await this.derivationOf(clock);
    const recomputedDueAt = recompute(derivation.lines);
    const isPrintable = mark === 'V' && derivation.state === 'due' && !derivation.isProvisional;
    return {
      clockId: id,
      ruleId,
      ruleName,
      source,
      mark,
      nature,
      packVersion,
      isPrintable,
      ...(consequence !== undefined && { consequence }),
      calendarYears: [...this.rules.under(packVersion).calendar.years],
      lines: derivation.lines.map((line) => ({ ...line })),
      sentences: inSentences(derivation.lines),
      ...(derivation.state === 'due' && { dueAt: derivation.dueAt }),
      ...(recomputedDueAt !== undefined && { recomputedDueAt }),
    };
  }

  @Post(':clockId/extend')
  @Allow('clock:extend')
  @Returns(CommandAnswer)
  async extend(
    @ClockId() id: string,
    @Body({ schema: ExtendClockBody }) { reason }: ExtendClockBody,
    @CallerOf() { agency, account }: Caller,
    @ActOf() act: Act,
  ) {
    const at = act.actedAt!;
    const command = { type: 'ExtendClock', by: agency, account, reason, at, counting: this.rules } as const;
    const handled = await this.commands.handle(clocks, id, command, act, {
      // Row before stream, as everybody who touches a clock.
      finish: async (tx, events) => {
        await lockRows(tx, [id]);
        return events;
      },
      also: async (tx, { state }) => {
        if (isStarted(state)) await updateRow(tx, id, state);
      },
    });
    return commandAnswer(handled);
  }

  /**
   * As the clock was counted: by the calendar of its version. While a re-plan is outstanding that is another one than the clock was counted
   * with; then the one that was kept explains the date that still stands.
   */
  private async derivationOf(clock: ExistingClock): Promise<Derivation> {
    const { terms, plan } = clock;
    const derivation = derivationOf(terms, clock, this.rules.under(countingVersion(terms)).calendar);
    if (plan.state !== 'due' || derivation.state !== 'due' || derivation.dueAt === plan.dueAt) return derivation;
    const counted = await countedCalendar(this.database.app, terms.world ?? null);
    const before = counted?.calendar && derivationOf(terms, clock, counted.calendar);
    return before?.state === 'due' && before.dueAt === plan.dueAt ? before : derivation;
  }

  private async clock(id: string, act: Act): Promise<ExistingClock> {
    const found = await this.commands.view(clocks, id, act);
    if (found === undefined || !isStarted(found.state)) throw new Refusal('CLOCK_NOT_FOUND');
    return found.state;
  }
}
