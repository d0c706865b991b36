import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { type Caller, WorldId } from '@xiezhi/contracts';
import { Allow, CallerOf, type FastifyReply, parseRequest } from '@xiezhi/http';
import { z } from 'zod';
import { NoticeFeed } from './notice-feed.ts';
import type { Reader } from './notice-stream.ts';

const LastEventId = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();
const NoticeQuery = z.strictObject({
  world: WorldId.optional().describe('演练: notices of this practice world; a browser’s EventSource cannot send Xiezhi-World'),
});

@Controller('api/notices')
export class NoticeController {
  private readonly feed: NoticeFeed;

  constructor(feed: NoticeFeed) {
    this.feed = feed;
  }

  /** Server-sent events: what the account is told from now on, or after Last-Event-ID. */
  @Get()
  @Allow('worklist:read')
  async stream(
    @CallerOf() caller: Caller,
    @Query({ schema: NoticeQuery }) query: z.infer<typeof NoticeQuery>,
    @Headers('last-event-id') lastEventId: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader: Reader = { account: caller.account, agency: caller.agency, world: caller.world?.id ?? query.world };
    this.feed.admit(reader);
    const start = await this.feed.positionFor(reader, parseRequest(LastEventId, lastEventId, 'Last-Event-ID'));
    if (reply.raw.destroyed) return;
    this.feed.admit(reader);
    reply.hijack();
    reply.raw.writeHead(200, { ...headersOf(reply), 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    this.feed.open(reader, start, reply.raw);
  }
}

/** What was set on the reply so far (security headers, correlation id): a hijacked reply does not send it by itself. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
