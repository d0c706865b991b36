import { Controller, Get, Param, Res } from '@nestjs/common';
import { type Caller, FamilyId, type ReadToken } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { Allow, CallerOf, type FastifyReply, freshOrStale, type ReadGate, ReadTokenOf, Returns } from '@xiezhi/http';
import { Database, ReadGates } from '@xiezhi/service';
import { Calendar } from '@xiezhi/statutory-time';
import type { DataSource } from 'typeorm';
import { portalConsumer } from '../consumer.ts';
import { readAs } from '../directory/read-as.ts';
import { Family, familyOf, Timeline, timelineOf } from './family.queries.ts';

@Controller('api/families')
export class FamilyController {
  private readonly dataSource: DataSource;
  private readonly gate: ReadGate;

  constructor(
    database: Database,
    readGates: ReadGates,
    private readonly calendar: Calendar,
  ) {
    this.dataSource = database.dataSource;
    this.gate = readGates.of(portalConsumer);
  }

  /** Owner, state and open items of one family, as far as the caller's agency is party to it. */
  @Get(':familyId')
  @Allow('worklist:read')
  @Returns(Family)
  async family(
    @CallerOf() caller: Caller,
    @Param('familyId', { schema: FamilyId }) familyId: FamilyId,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Family> {
    await freshOrStale(readToken, this.gate, reply);
    return found(await readAs(this.dataSource, caller.agency, (db) => familyOf(db, caller, familyId, this.calendar)));
  }

  /** What happened, as sentences, in the order it was recorded. */
  @Get(':familyId/timeline')
  @Allow('worklist:read')
  @Returns(Timeline)
  async timeline(
    @CallerOf() caller: Caller,
    @Param('familyId', { schema: FamilyId }) familyId: FamilyId,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Timeline> {
    await freshOrStale(readToken, this.gate, reply);
    return found(await readAs(this.dataSource, caller.agency, (db) => timelineOf(db, familyId)));
  }
}

/** No such family and one the caller may not see are answered alike. */
function found<Answer>(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Refusal('FAMILY_NOT_FOUND');
  return answer;
}
