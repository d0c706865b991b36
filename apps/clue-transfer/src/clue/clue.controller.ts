import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { CodeBook } from '@xiezhi/mechanism-pack';
import type { Queryable } from '@xiezhi/postgres';
import { Commands } from '@xiezhi/service';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { dayOf, momentOf } from '../legal-moment.ts';
import { Reporters } from '../reporter/reporters.ts';
import { ReporterIdentity } from '../reporter/reporter-vault.ts';
import { clues } from './clue.announce.ts';
import { ClueView, DiscloseReporterBody, RegisterClueBody } from './clue.requests.ts';

@Controller('clues')
export class ClueController {
  constructor(
    private readonly commands: Commands,
    private readonly reporters: Reporters,
    private readonly codes: CodeBook,
  ) {}

  @Post()
  @Allow('clue:register')
  @Returns(CommandAnswer, 201)
  async register(@Body({ schema: RegisterClueBody }) body: RegisterClueBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const { actedAt: _actedAt, actedAtSource: _source, classification, materials, reporter, ...content } = body;
    const clueId = uuidv7();
    const { agency: by, account, world } = caller;
    const registration = { clueId, by, account, at: momentOf(act, caller), classification, content, materials };
    const { sourceCode, domainCode } = content;
    const unlisted = this.codes.unlisted({ 'clue-source': sourceCode, 'field-of-cooperation': domainCode }, dayOf(act, caller));
    const isIn = world === undefined ? {} : { world: world.id };
    const command = { type: 'RegisterClue', ...registration, unlisted, hasReporter: reporter !== undefined, ...isIn } as const;
    // The identity is sealed in the transaction that registers the clue: neither is there without the other.
    const sealed = async (tx: Queryable) => {
      if (reporter !== undefined) await this.reporters.keep(tx, clueId, caller.agency, reporter);
    };
    return commandAnswer(await this.commands.handle(clues, clueId, command, act, { also: sealed }));
  }

  @Post(':clueId/disclose-reporter')
  @Allow('reporter:disclose')
  @Returns(z.object({ reporter: ReporterIdentity }).meta({ id: 'DisclosedReporter' }))
  async discloseReporter(
    @Param('clueId', { schema: Uuid }) clueId: string,
    @Body({ schema: DiscloseReporterBody }) body: z.infer<typeof DiscloseReporterBody>,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { agency: by, account } = caller;
    // The fact comes first: a crash after it leaves a disclosure on record that nobody saw, never one that is not on record.
    await this.commands.handle(clues, clueId, { type: 'DiscloseReporter', by, account, purpose: body.purpose }, act);
    return { reporter: await this.reporters.open(clueId, by) };
  }

  @Get(':clueId')
  @Allow('clue:read')
  @Returns(ClueView)
  async view(@Param('clueId', { schema: Uuid }) clueId: string, @ReadActOf() act: Act) {
    const clue = await this.commands.view(clues, clueId, act);
    if (clue === undefined || clue.state.status === 'unregistered') throw new Refusal('CLUE_NOT_FOUND');
    const { flight, grownFrom, ...registered } = clue.state;
    const { owner, inFlight, bounces, named } = flight;
    const where = { status: inFlight === undefined ? 'held' : 'handing-over', owner, handOffId: inFlight?.handOffId };
    const way = { ...where, bounces: bounces.length, mustGoTo: named?.units, grownFrom: grownFrom?.problemId };
    return { id: clueId, version: clue.version, ...registered, ...way };
  }
}
