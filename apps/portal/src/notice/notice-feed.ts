import type { ServerResponse } from 'node:http';
import { Refusal } from '@xiezhi/decider';
import type { ReadGate } from '@xiezhi/http';
import type { Pool } from 'pg';
import { noticesKeptMax } from './notice.projection.ts';
import { lastNoticeIds, noticesBetween } from './notice.queries.ts';
import { NoticeStream, type Reader } from './notice-stream.ts';

/** Windows of one account. A browser shares one stream among its tabs. */
export const streamsPerAccountMax = 5;
/** Open streams count as requests under way, of which libs/http allows 500: the rest must be left for work. */
export const streamsMax = 300;
/** Another instance may be the one that consumes, and its wake-up does not reach us. One query for all streams. */
const pollMs = 500;
const pageSize = 200;

/**
 * All open notice streams of this process. One loop asks the database for all of them, as long as there are any: a stream costs no
 * connection and no timer of its own.
 */
export class NoticeFeed {
  private readonly pool: Pool;
  private readonly applied: ReadGate['signal'];
  private readonly streams = new Set<NoticeStream>();
  private isRunning = false;
  private isStopped = false;

  /** @param applied rung when the consumer of this process has applied something */
  constructor(pool: Pool, applied: ReadGate['signal']) {
    this.pool = pool;
    this.applied = applied;
  }

  /** @throws Refusal OVERLOADED when the account or the process has too many streams, or the process is stopping */
  admit({ account }: Reader): void {
    const own = [...this.streams].filter(({ reader }) => reader.account === account).length;
    if (this.isStopped || this.streams.size >= streamsMax || own >= streamsPerAccountMax) throw new Refusal('OVERLOADED');
  }

  /** @returns where a stream begins: after `wanted` if that can be resumed, else now, and whether something was missed */
  async positionFor({ account }: Reader, wanted: number | undefined): Promise<{ position: number; hasMissed: boolean }> {
    const last = (await lastNoticeIds(this.pool, [account])).get(account) ?? 0;
    if (wanted === undefined) return { position: last, hasMissed: false };
    // Beyond the last id: the read models were rebuilt and count anew. Before the oldest: some are gone.
    if (wanted > last) return { position: last, hasMissed: true };
    return wanted < last - noticesKeptMax ? { position: last - noticesKeptMax, hasMissed: true } : { position: wanted, hasMissed: false };
  }

  open(reader: Reader, { position, hasMissed }: { position: number; hasMissed: boolean }, response: ServerResponse): void {
    this.admit(reader);
    const stream = new NoticeStream(reader, position, response);
    this.streams.add(stream);
    response.once('close', () => this.streams.delete(stream));
    if (hasMissed) stream.tellMissed();
    if (!this.isRunning) void this.run();
  }

  /** Sends every stream what is new for it. Answers how many notices were sent. */
  async runOnce(): Promise<number> {
    const streams = [...this.streams];
    const last = await lastNoticeIds(this.pool, [...new Set(streams.map(({ reader }) => reader.account))]);
    let sent = 0;
    for (const stream of streams) sent += await this.catchUp(stream, last.get(stream.reader.account) ?? 0);
    return sent;
  }

  /** Ends every stream, so that the process can end; clients come again and find the next one. Safe to call twice. */
  stop(): void {
    this.isStopped = true;
    for (const stream of this.streams) stream.close();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.streams.size > 0 && !this.isStopped) {
      // The database may be away for a while; streams stay open, heartbeats go on, nothing is skipped.
      await this.runOnce().catch(() => 0);
      await this.applied.wait(pollMs);
    }
    this.isRunning = false;
  }

  /** The counter was read first, and counter and notices are committed together: up to it, nothing can appear later. */
  private async catchUp(stream: NoticeStream, upTo: number): Promise<number> {
    let sent = 0;
    while (stream.position < upTo && this.streams.has(stream)) {
      const notices = await noticesBetween(this.pool, { ...stream.reader, after: stream.position, upTo, limit: pageSize });
      for (const notice of notices) stream.send(notice);
      sent += notices.length;
      if (notices.length < pageSize) stream.position = upTo;
    }
    return sent;
  }
}
