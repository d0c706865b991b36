import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { Caller } from '@xiezhi/contracts';
import { Allow, CallerOf, Returns } from '@xiezhi/http';
import type { Operator } from '@xiezhi/messaging';
import type { z } from 'zod';
import {
  ActsQuery,
  AnnounceAgain,
  ConsumerRebuild,
  LossAcceptance,
  MendingAnswer,
  OperationsStatus,
  OperatorActs,
  ParkedQuery,
  ParkedRecords,
  ParkedReplay,
  ParkedSkip,
} from './operations.requests.ts';
import { Operations } from './operations.ts';

/**
 * The same on every service: who runs the machines sees and mends what messaging holds, without seeing what the events say; who audits
 * reads what was done. Repeating one of these is harmless by itself, so none asks for an Idempotency-Key.
 */
@Controller('operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get('status')
  @Allow('operations:read')
  @Returns(OperationsStatus)
  status(): Promise<OperationsStatus> {
    return this.operations.status();
  }

  @Get('acts')
  @Allow('operations:review')
  @Returns(OperatorActs)
  async acts(@Query({ schema: ActsQuery }) { before }: z.infer<typeof ActsQuery>) {
    return { acts: await this.operations.acts(before) };
  }

  @Get('parked')
  @Allow('operations:read')
  @Returns(ParkedRecords)
  async parked(@Query({ schema: ParkedQuery }) { consumer, lane }: z.infer<typeof ParkedQuery>) {
    return { records: await this.operations.parkedRecords(consumer, lane) };
  }

  @Post('parked/replay')
  @HttpCode(200)
  @Allow('operations:mend')
  @Returns(MendingAnswer)
  replayParked(@Body({ schema: ParkedReplay }) { consumer, lane, reason }: z.infer<typeof ParkedReplay>, @CallerOf() caller: Caller) {
    return this.operations.replayParked(operatorOf(caller, reason), consumer, lane);
  }

  @Post('parked/skip')
  @HttpCode(200)
  @Allow('operations:mend')
  @Returns(MendingAnswer)
  async skipParked(
    @Body({ schema: ParkedSkip }) { consumer, lane, recordId, reason }: z.infer<typeof ParkedSkip>,
    @CallerOf() caller: Caller,
  ) {
    const { dropped, jumped } = await this.operations.skipParked(operatorOf(caller, reason), consumer, lane, recordId);
    return { recordId, dropped, jumped };
  }

  @Post('announce-again')
  @HttpCode(200)
  @Allow('operations:mend')
  @Returns(MendingAnswer)
  announceAgain(@Body({ schema: AnnounceAgain }) body: z.infer<typeof AnnounceAgain>, @CallerOf() caller: Caller) {
    const { subject, family, since, after, reason } = body;
    const which = {
      ...(subject !== undefined && { subject }),
      ...(family !== undefined && { family }),
      // As announcements are stamped: UTC, compared as text, of which the part before the zone is enough.
      ...(since !== undefined && { since: new Date(since).toISOString().replace('Z', '') }),
    };
    return this.operations.announceAgain(operatorOf(caller, reason), which, after);
  }

  @Post('rebuild')
  @HttpCode(200)
  @Allow('operations:mend')
  @Returns(MendingAnswer)
  async rebuild(@Body({ schema: ConsumerRebuild }) { consumer, reason }: z.infer<typeof ConsumerRebuild>, @CallerOf() caller: Caller) {
    await this.operations.rebuild(operatorOf(caller, reason), consumer);
    return {};
  }

  @Post('accept-loss')
  @HttpCode(200)
  @Allow('operations:mend')
  @Returns(MendingAnswer)
  acceptLoss(@Body({ schema: LossAcceptance }) body: z.infer<typeof LossAcceptance>, @CallerOf() caller: Caller) {
    const { consumer, topic, partition, reason } = body;
    return this.operations.acceptLoss(operatorOf(caller, reason), consumer, topic, partition);
  }
}

function operatorOf({ account, post }: Caller, reason: string): Operator {
  return { account, post, reason };
}
