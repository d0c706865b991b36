import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Caller, ReadToken } from '@xiezhi/contracts';
import { Allow, CallerOf, type FastifyReply, freshOrStale, type ReadGate, ReadTokenOf, Returns } from '@xiezhi/http';
import { Database, ReadGates } from '@xiezhi/service';
import { Calendar } from '@xiezhi/statutory-time';
import type { DataSource } from 'typeorm';
import { portalConsumer } from '../consumer.ts';
import { readAs } from '../directory/read-as.ts';
import { Worklist, worklistOf, WorklistQuery } from './worklist.queries.ts';

@Controller('api/worklist')
export class WorklistController {
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

  /** What waits for the agency of the caller's post. */
  @Get()
  @Allow('worklist:read')
  @Returns(Worklist)
  async list(
    @CallerOf() caller: Caller,
    @Query({ schema: WorklistQuery }) query: WorklistQuery,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Worklist> {
    await freshOrStale(readToken, this.gate, reply);
    return readAs(this.dataSource, caller.agency, (db) => worklistOf(db, caller, query, this.calendar));
  }
}
