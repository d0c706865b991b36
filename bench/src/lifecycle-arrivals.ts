import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const lookEveryMs = 25;
/** Whoever has waited so long asks with the command itself, and is told what is wrong. */
const waitMaxMs = 30_000;

/**
 * Tells when a stream that a service makes by itself is there: one look for all who wait, in place of the notice that tells an officer.
 * Asking with the command itself, again and again, would be most of the load.
 */
export class Arrivals {
  readonly #db: Pick<pg.Pool, 'query'>;
  readonly #waiting = new Map<string, () => void>();
  #isLooking = false;

  constructor(db: Pick<pg.Pool, 'query'>) {
    this.#db = db;
  }

  /** Resolves when the stream is there, or when it has been waited for long enough. */
  async of(streamId: string, untilMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(streamId, resolve);
    const late = setTimeout(resolve, Math.max(0, Math.min(waitMaxMs, untilMs - performance.now())));
    if (!this.#isLooking) void this.#look();
    await promise;
    clearTimeout(late);
    this.#waiting.delete(streamId);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      await this.#lookOnce().catch(() => undefined);
      await pause(lookEveryMs);
    }
    this.#isLooking = false;
  }

  async #lookOnce(): Promise<void> {
    const { rows } = await this.#db.query<{ id: string }>({
      name: 'arrivals',
      text: `select stream_id as id from case_supervision.stream where aggregate = 'case-file' and stream_id = any($1::uuid[])
        union all select stream_id from feedback.stream where aggregate = 'thread' and stream_id = any($1::uuid[])`,
      values: [[...this.#waiting.keys()]],
    });
    for (const { id } of rows) this.#waiting.get(id)?.();
  }
}
