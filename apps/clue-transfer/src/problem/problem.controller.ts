import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { handle, type Handled } from '@xiezhi/aggregate';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { Commands } from '@xiezhi/service';
import type { Fields } from '@xiezhi/stage-chart';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { clues } from '../clue/clue.announce.ts';
import { DiscloseReporterBody } from '../clue/clue.requests.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { ReporterIdentity } from '../reporter/reporter-vault.ts';
import { momentOf } from '../legal-moment.ts';
import { Reporters } from '../reporter/reporters.ts';
import { grownClue } from './grown-clue.ts';
import { keepPlace } from './problem-place.ts';
import type { Problems } from './problem.announce.ts';
import { merges } from './problem.decider.ts';
import { isNumbered, numberWith } from './problem.documents.ts';
import { ProblemKnowledge, PROBLEMS } from './problem.knowledge.ts';
import { readersOf } from './problem.parties.ts';
import {
  DuplicateHints,
  DuplicateQuery,
  MergeBody,
  PossibleSteps,
  ProblemView,
  ReportProblemBody,
  StepBody,
  TransitionName,
} from './problem.requests.ts';
import type { Problem, ProblemEvent } from './problem.state.ts';

const ProblemId = () => Param('problemId', { schema: Uuid });

@Controller('problems')
export class ProblemController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(PROBLEMS) private readonly problems: Problems,
    @Inject(ProblemKnowledge) private readonly knowledge: ProblemKnowledge,
    @Inject(Reporters) private readonly reporters: Reporters,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
  ) {}

  @Post()
  @Allow('problem:report')
  @Returns(CommandAnswer, 201)
  async report(@Body({ schema: ReportProblemBody }) body: ReportProblemBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const {
      actedAt: _actedAt,
      actedAtSource: _source,
      classification,
      materials,
      reporter,
      office: _named,
      sameFactsAs,
      mechanism,
      ...report
    } = body;
    const [on, at] = [this.knowledge.on(caller, act), momentOf(act, caller)];
    const [officer, placed] = await Promise.all([this.knowledge.officer(caller), this.knowledge.placed(body, caller, on)]);
    const linked = sameFactsAs === undefined ? undefined : await this.knowledge.linkTarget(sameFactsAs, act);
    if (sameFactsAs !== undefined && linked === undefined) throw new Refusal('PROBLEM_NOT_FOUND');
    const problemId = uuidv7();
    const reported = { problemId, ...placed, report, materials, hasReporter: reporter !== undefined, world: caller.world?.id };
    const unlisted = this.knowledge.unlisted(body, on);
    const command = { type: 'ReportProblem', officer, on, at, classification, reported, mechanism, unlisted, sameFactsAs: linked } as const;
    const handled = await this.commands.handle(this.problems, problemId, command, act, {
      finish: numberWith(problemId, undefined, caller, act),
      also: async (tx, { state }) => {
        if (state.status === 'unreported') return;
        // Identity and place are saved with the report: none is there without the others.
        if (reporter !== undefined) await this.reporters.keep(tx, problemId, caller.agency, reporter);
        await keepPlace(tx, { ...report, problemId, number: state.number, reportedOn: on, parties: readersOf(state), world: state.world });
      },
    });
    return commandAnswer(handled);
  }

  @Post(':problemId/steps/:transition')
  @Allow('problem:work')
  @Returns(CommandAnswer)
  async step(
    @ProblemId() id: string,
    @Param('transition', { schema: TransitionName }) transition: string,
    @Body({ schema: StepBody }) body: StepBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { actedAt: _actedAt, actedAtSource: _source, ...fields } = body;
    return this.take(id, transition, fields, caller, act);
  }

  /** The same step as P3m of the chart, by the word officers use. */
  @Post(':problemId/merge')
  @Allow('problem:work')
  @Returns(CommandAnswer)
  async merge(
    @ProblemId() id: string,
    @Body({ schema: MergeBody }) { into }: z.infer<typeof MergeBody>,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.take(id, merges, { mergedInto: into }, caller, act);
  }

  @Post(':problemId/disclose-reporter')
  @Allow('reporter:disclose')
  @Returns(z.object({ reporter: ReporterIdentity }).meta({ id: 'DisclosedProblemReporter' }))
  async discloseReporter(
    @ProblemId() id: string,
    @Body({ schema: DiscloseReporterBody }) body: z.infer<typeof DiscloseReporterBody>,
    @CallerOf() { agency: by, account }: Caller,
    @ActOf() act: Act,
  ) {
    // The fact comes first: a crash after it leaves a disclosure on record that nobody saw, never one that is not on record.
    await this.commands.handle(this.problems, id, { type: 'DiscloseReporter', by, account, purpose: body.purpose }, act);
    return { reporter: await this.reporters.open(id, by) };
  }

  @Get('duplicates')
  @Allow('problem:read')
  @Returns(DuplicateHints)
  async duplicates(@Query({ schema: DuplicateQuery }) query: DuplicateQuery, @CallerOf() caller: Caller) {
    return this.knowledge.duplicates(query, caller);
  }

  @Get(':problemId')
  @Allow('problem:read')
  @Returns(ProblemView)
  async view(@ProblemId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.knowledge.view(id, caller, act);
  }

  @Get(':problemId/possible')
  @Allow('problem:read')
  @Returns(PossibleSteps)
  async possible(@ProblemId() id: string, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.knowledge.possible(id, caller, act);
  }

  private async take(id: string, transition: string, fields: Fields, caller: Caller, act: Act): Promise<CommandAnswer> {
    const officer = await this.knowledge.officer(caller);
    const mergedInto = transition === merges ? await this.knowledge.linkTarget(fields['mergedInto'], act) : undefined;
    const on = this.knowledge.on(caller, act);
    const command = { type: 'TakeStep', officer, transition, on, fields, clueId: uuidv7(), mergedInto } as const;
    const word = isNumbered(transition) ? await this.directory.documentWord(caller.agency) : undefined;
    const handled = await this.commands.handle(this.problems, id, command, act, {
      finish: numberWith(id, word, caller, act),
      also: (tx, done) => growClue(tx, done, act),
    });
    return commandAnswer(handled);
  }
}

/** The clue is registered in the transaction of the step that grew it: neither is there without the other. */
async function growClue(tx: Queryable, { events, state }: Handled<ProblemEvent, Problem>, act: Act): Promise<void> {
  const clue = grownClue(events, state);
  if (clue === undefined) return;
  // The receipt is the problem's: the clue is no answer of its own.
  const { idempotency: _key, expectedVersion: _version, ...within } = act;
  await handle(new PgEventStore(tx, 'clue-transfer'), clues, clue.clueId, clue, within);
}
