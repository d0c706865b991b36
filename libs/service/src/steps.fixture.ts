import { Body, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { AgencyId, type Caller, defineEvent, type ReadToken, topicOf, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, chunkAppendMigration, eventStoreMigration } from '@xiezhi/event-store';
import {
  ActOf,
  actedAtFields,
  Allow,
  CallerOf,
  CommandAnswer,
  commandAnswer,
  type FastifyReply,
  freshOrStale,
  ReadActOf,
  ReadTokenOf,
  Returns,
} from '@xiezhi/http';
import { messagingMigrations, projection, when } from '@xiezhi/messaging';
import { sqlMigration } from '@xiezhi/postgres';
import { z } from 'zod';
import { Commands } from './commands.ts';
import { Database } from './database.ts';
import type { ServiceOptions } from './launch.ts';
import { ReadGates } from './read-gates.ts';

/** A service for this library's specs: steps are taken on a stream, told to itself over Kafka, and counted in a read model. */
export const StepTakenV1 = defineEvent({
  service: 'feedback',
  name: 'test-step-taken',
  version: 1,
  description: 'Exists in specs only.',
  data: z.object({ number: z.int() }),
});

type Step = { type: 'StepTaken'; by: AgencyId; number: number; note: string };
type Steps = { id: string; by: AgencyId; count: number } | { count: 0 };
interface TakeStep {
  by: AgencyId;
  note: string;
}

export const steps: Aggregate<TakeStep, Step, Steps> = {
  name: 'test-step',
  initialState: { count: 0 },
  decide: ({ by, note }, { count }) => {
    if (count >= 3) throw new Refusal('FEEDBACK_ALREADY_CONFIRMED', { count });
    return [{ type: 'StepTaken', by, number: count + 1, note }];
  },
  evolve: (_state, { by, number }) => ({ id: 'step', by, count: number }),
  announce: (_id, { number }) => [announcement(StepTakenV1, { number })],
  scopeOf: (state) => {
    if (!('by' in state)) throw new Error('asked before the first step');
    return { familyId: family, parties: [state.by] };
  },
};
export const family = '018f0000-0000-7000-8000-00000000f001';

@Controller('steps')
class StepController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly readGates: ReadGates,
  ) {}

  @Post(':id/take')
  @Allow('feedback:answer')
  @Returns(CommandAnswer)
  async take(
    @Param('id', { schema: Uuid }) id: string,
    @Body({ schema: z.strictObject({ ...actedAtFields, note: z.string().max(200) }) }) { note }: { note: string },
    @CallerOf() { agency }: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(
      await this.commands.handle(steps, id, { by: agency, note }, act, {
        also: async (tx) => {
          if (note === 'break') throw new Error(`could not keep "${note}"`);
          await tx.query({ text: 'insert into feedback.test_note (note) values ($1)', values: [note] });
        },
      }),
    );
  }

  /** Without rows of its own: the path without a transaction. */
  @Post(':id/hurry')
  @Allow('feedback:answer')
  @Returns(CommandAnswer)
  async hurry(@Param('id', { schema: Uuid }) id: string, @CallerOf() { agency }: Caller, @ActOf() act: Act) {
    return commandAnswer(await this.commands.handle(steps, id, { by: agency, note: '' }, act));
  }

  @Get(':id')
  @Allow('feedback:read')
  async view(@Param('id', { schema: Uuid }) id: string, @ReadActOf() act: Act) {
    const found = await this.commands.view(steps, id, act);
    if (found === undefined) throw new Refusal('FEEDBACK_NOT_FOUND');
    return { count: found.state.count, version: found.version };
  }

  @Get(':id/told')
  @Allow('worklist:read')
  async told(@Param('id', { schema: Uuid }) id: string, @ReadTokenOf() token: ReadToken, @Res({ passthrough: true }) reply: FastifyReply) {
    await freshOrStale(token, this.readGates.of('echo'), reply);
    const { rows } = await this.database.app.query<{ told: number; trace: string }>(
      'select count(*)::int as told, max(trace) as trace from feedback.test_told where subject = $1',
      [`test-step/${id}`],
    );
    return rows[0];
  }
}

@Module({ controllers: [StepController] })
class StepModule {}

const tables = sqlMigration(
  'TestSteps1764000000900',
  `create table feedback.test_note (note text not null);
   create table feedback.test_told (subject text not null, number int not null, trace text, primary key (subject, number));
   grant insert on feedback.test_note to feedback_app;
   grant select on feedback.test_told to feedback_app;
   grant insert, truncate on feedback.test_told to feedback_worker;`,
);

export const migrations = [
  eventStoreMigration('feedback', { visibility: 'parties' }),
  chunkAppendMigration('feedback'),
  ...messagingMigrations('feedback'),
  tables,
];

const extraSettings = z.object({});

export const stepService: ServiceOptions<typeof extraSettings> & { extraSettings: typeof extraSettings } = {
  name: 'feedback',
  extraSettings,
  module: StepModule,
  entities: [],
  migrations,
  publishes: true,
  consumers: [
    {
      name: 'echo',
      topics: [topicOf('feedback')],
      rebuilds: ['test_told'],
      effect: projection([
        when(StepTakenV1, async (tx, { subject, data, traceparent }) => {
          await tx.query({
            text: 'insert into feedback.test_told values ($1, $2, $3)',
            values: [subject, data.number, traceparent ?? null],
          });
        }),
      ]),
    },
  ],
};
