import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, ReadActOf, Returns } from '@xiezhi/http';
import { CodeBook } from '@xiezhi/mechanism-pack';
import { Commands } from '@xiezhi/service';
import { dateOf } from '@xiezhi/statutory-time';
import { threads } from './thread.announce.ts';
import type { ThreadCommand } from './thread.decider.ts';
import { AnswerThreadBody, ConfirmThreadBody, ObjectToAnswerBody, ThreadView } from './thread.requests.ts';

const ThreadId = () => Param('threadId', { schema: Uuid });

@Controller('threads')
export class ThreadController {
  constructor(
    private readonly commands: Commands,
    private readonly codes: CodeBook,
  ) {}

  @Post(':threadId/answer')
  @Allow('feedback:answer')
  @Returns(CommandAnswer)
  async answer(
    @ThreadId() id: string,
    @Body({ schema: AnswerThreadBody }) body: AnswerThreadBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { actedAt: _actedAt, actedAtSource: _source, ...given } = body;
    const actedOn = dateOf(act.actedAt ?? new Date().toISOString());
    const unlisted = this.codes.unlisted({ 'clue-result': given.resultCode }, actedOn);
    return this.handle(id, { type: 'AnswerThread', by: caller.agency, ...given, unlisted, actedOn }, act);
  }

  @Post(':threadId/confirm')
  @Allow('feedback:confirm')
  @Returns(CommandAnswer)
  async confirm(
    @ThreadId() id: string,
    @Body({ schema: ConfirmThreadBody }) _body: unknown,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ConfirmThread', by: caller.agency }, act);
  }

  @Post(':threadId/object')
  @Allow('feedback:object')
  @Returns(CommandAnswer)
  async object(
    @ThreadId() id: string,
    @Body({ schema: ObjectToAnswerBody }) { grounds, asked }: ObjectToAnswerBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return this.handle(id, { type: 'ObjectToAnswer', by: caller.agency, grounds, asked }, act);
  }

  @Get(':threadId')
  @Allow('feedback:read')
  @Returns(ThreadView)
  async view(@ThreadId() id: string, @ReadActOf() act: Act) {
    const thread = await this.commands.view(threads, id, act);
    // A rung of a duty that has not come yet is nobody's to see.
    if (thread === undefined || !('duty' in thread.state)) throw new Refusal('FEEDBACK_NOT_FOUND');
    const { duty, ...standing } = thread.state;
    const last = 'rounds' in standing ? standing.rounds.at(-1) : undefined;
    return { id, version: thread.version, ...duty, ...standing, ...last };
  }

  private async handle(id: string, command: ThreadCommand, act: Act): Promise<CommandAnswer> {
    return commandAnswer(await this.commands.handle(threads, id, command, act));
  }
}
