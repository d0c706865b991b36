import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Caller, ReadToken, WorldId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { Allow, CallerOf, type FastifyReply, freshOrStale, legalNow, type ReadGate, ReadTokenOf, Returns } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { Database, ReadGates } from '@xiezhi/service';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { figureConsumer } from '../consumer.ts';
import { worldOf } from '../directory/held-posts.ts';
import { walkAs } from './figure-fold.ts';
import { BehindQuery, FigureItems, Figures, FiguresQuery, figuresOf, itemsOfFigure, type Standpoint } from './figure.queries.ts';
import { FreezePlan } from './freeze-plan.ts';

const FigureId = z.string().regex(/^[A-Za-z0-9.-]{1,40}$/);

/** Walks at a time and per process: each holds one connection and, over a million items, a processor for seconds. */
const walksMax = 2;

@Controller('api/figures')
export class FigureController {
  private readonly dataSource: DataSource;
  private readonly db: Queryable;
  private readonly gate: ReadGate;
  private readonly plan: FreezePlan;
  private walks = 0;

  constructor(database: Database, readGates: ReadGates, plan: FreezePlan) {
    this.plan = plan;
    this.dataSource = database.dataSource;
    this.db = database.app;
    this.gate = readGates.of(figureConsumer);
  }

  /** What leaders look at, over what the caller's agency may see, with how each figure is counted. */
  @Get()
  @Allow('worklist:read')
  @Returns(Figures)
  async figures(
    @CallerOf() caller: Caller,
    @Query({ schema: FiguresQuery }) query: FiguresQuery,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Figures> {
    await freshOrStale(readToken, this.gate, reply);
    const standpoint = await this.standpointOf(caller, query.world);
    return this.walk(caller, (db) => figuresOf(db, query, standpoint, this.plan));
  }

  /** The items behind a number, a page at a time. */
  @Get(':figureId/items')
  @Allow('worklist:read')
  @Returns(FigureItems)
  async items(
    @CallerOf() caller: Caller,
    @Param('figureId', { schema: FigureId }) figureId: string,
    @Query({ schema: BehindQuery }) query: BehindQuery,
    @ReadTokenOf() readToken: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FigureItems> {
    await freshOrStale(readToken, this.gate, reply);
    const standpoint = await this.standpointOf(caller, query.world);
    return this.walk(caller, (db) => itemsOfFigure(db, figureId, query, standpoint));
  }

  /** A world named in the query goes before that of the header; each has its own legal now. */
  private async standpointOf(caller: Caller, wanted: WorldId | undefined): Promise<Standpoint> {
    if (wanted === undefined || wanted === caller.world?.id)
      return { legalNow: legalNow(caller).toISOString(), world: caller.world?.id ?? null };
    const world = await worldOf(this.db, wanted);
    if (world === undefined) throw new Refusal('WORLD_UNKNOWN');
    return { legalNow: world.legal_now.toISOString(), world: wanted };
  }

  /** @throws Refusal OVERLOADED */
  private async walk<Answer>({ agency }: Caller, read: (db: EntityManager) => Promise<Answer>): Promise<Answer> {
    if (this.walks >= walksMax) throw new Refusal('OVERLOADED');
    this.walks += 1;
    try {
      return await walkAs(this.dataSource, agency, read);
    } finally {
      this.walks -= 1;
    }
  }
}
