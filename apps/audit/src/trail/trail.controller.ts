import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { type Caller, type ReadToken, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { Allow, CallerOf, type FastifyReply, freshOrStale, type ReadGate, ReadTokenOf, Returns } from '@xiezhi/http';
import type { RowContext } from '@xiezhi/postgres';
import { readCursor } from './cursor.ts';
import type { Trail } from './trail.entity.ts';
import { readGate } from './trail.projection.ts';
import { TrailReader } from './trail.reader.ts';
import { AnnouncementView, PageQuery, Summary, type TrailEntry, TrailPage, Verification } from './trail.requests.ts';

const FamilyId = () => Param('familyId', { schema: Uuid });

@Controller('trail')
export class TrailController {
  constructor(
    private readonly trail: TrailReader,
    @Inject(readGate) private readonly gate: ReadGate,
  ) {}

  @Get('summary')
  @Allow('trail:read')
  @Returns(Summary)
  async summary(@CallerOf() caller: Caller) {
    const context = contextOf(caller);
    if (context.scope === undefined) throw new Refusal('ACTION_NOT_PERMITTED');
    return { sources: await this.trail.summary(context) };
  }

  @Get('events/:eventId')
  @Allow('trail:read')
  @Returns(AnnouncementView)
  async announcement(@Param('eventId', { schema: Uuid }) eventId: string, @CallerOf() caller: Caller) {
    const found = await this.trail.announcement(contextOf(caller), eventId);
    if (found === undefined) throw new Refusal('ANNOUNCEMENT_NOT_FOUND');
    const { entry, body } = found;
    return { ...shown(entry), topic: entry.topic, partition: entry.partition, offset: entry.recordOffset, body };
  }

  @Get(':familyId')
  @Allow('trail:read')
  @Returns(TrailPage)
  async page(
    @FamilyId() familyId: string,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
    @CallerOf() caller: Caller,
    @ReadTokenOf() token: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await freshOrStale(token, this.gate, reply);
    const { entries, next } = await this.trail.page(
      contextOf(caller),
      familyId,
      after === undefined ? undefined : readCursor(after),
      limit,
    );
    return { familyId, entries: entries.map(shown), next };
  }

  @Get(':familyId/verification')
  @Allow('trail:read')
  @Returns(Verification)
  async verification(
    @FamilyId() familyId: string,
    @CallerOf() caller: Caller,
    @ReadTokenOf() token: ReadToken,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await freshOrStale(token, this.gate, reply);
    const verdict = await this.trail.verification(contextOf(caller), familyId);
    return { familyId, ...verdict, isComplete: verdict.announcements > 0 && verdict.breaksFound === 0 };
  }
}

/** An auditor looks over every agency's metadata and reads nobody's texts; everybody else looks at what its agency is party to. */
function contextOf({ agency, roles }: Caller): RowContext {
  return roles.includes('audit-admin') ? { agency, scope: 'audit' } : { agency };
}

function shown(entry: Trail): TrailEntry {
  const { actedAt, receivedAt, ...rest } = entry;
  return { ...rest, actedAt: actedAt.toISOString(), receivedAt: receivedAt.toISOString() };
}
