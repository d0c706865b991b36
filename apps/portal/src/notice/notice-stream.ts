import type { ServerResponse } from 'node:http';
import type { AccountId, WorldId } from '@xiezhi/contracts';
import type { NoticeRow } from './notice.queries.ts';

/** A line at least this often, so that a proxy between us and the browser does not take the silence for an end. */
const heartbeatMs = 15_000;
/** Then the client comes again by itself (EventSource does) and has to show its session or token anew. */
const lifetimeMs = 10 * 60_000;
/** Written but not taken by the client: a client this far behind is cut off and resumes by its last id. */
const unreadBytesMax = 64 * 1024;
const retryMs = 2000;

export interface Reader {
  account: AccountId;
  agency: string;
  world: WorldId | undefined;
}

/** One open connection in the format of server-sent events. */
export class NoticeStream {
  readonly reader: Reader;
  /** Everything up to this id was sent, or does not concern the reader. */
  position: number;
  private readonly response: ServerResponse;
  private readonly timers: NodeJS.Timeout[];

  constructor(reader: Reader, position: number, response: ServerResponse) {
    this.reader = reader;
    this.position = position;
    this.response = response;
    this.timers = [setInterval(() => this.write(': \n\n'), heartbeatMs), setTimeout(() => this.close(), lifetimeMs)];
    response.once('close', () => this.stopTimers());
    // An id without data is remembered by the client and shown to nobody: whoever is cut off now resumes here.
    this.write(`retry: ${retryMs}\nid: ${position}\n\n`);
  }

  send(notice: NoticeRow): void {
    this.write(`id: ${notice.id}\nevent: notice\ndata: ${JSON.stringify(messageOf(notice))}\n\n`);
    this.position = notice.id;
  }

  /** Some notices are not kept any more, or ids began anew: the worklist says what is to be done. */
  tellMissed(): void {
    this.write(`id: ${this.position}\nevent: missed\ndata: {}\n\n`);
  }

  close(): void {
    this.stopTimers();
    this.response.end();
  }

  private write(text: string): void {
    if (this.response.destroyed) return;
    this.response.write(text);
    if (this.response.writableLength > unreadBytesMax) this.response.destroy();
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}

/** Identifiers, the type and the title; what a clue says is behind the link. */
function messageOf(notice: NoticeRow) {
  return {
    type: notice.event_type,
    eventId: notice.event_id,
    familyId: notice.family_id,
    subject: notice.subject,
    title: notice.title,
    actedAt: notice.acted_at.toISOString(),
    ...(notice.item !== null && { item: notice.item }),
    ...(notice.kind !== null && { kind: notice.kind }),
    ...(notice.world !== null && { world: notice.world }),
  };
}
