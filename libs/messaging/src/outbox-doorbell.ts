import { statement } from '@xiezhi/postgres';
import type { Pool, PoolClient } from 'pg';
import { type Log, silentLog } from './log.ts';
import { backOffMs, Bell, pause } from './waiting.ts';

/** At most so often are other instances told. Together with the poll this bounds what a burst of commits can cost. */
export const notifyEveryMs = 20;

/** What a ring says: somebody committed, or somebody came, went, or gave up a shard. */
const [committed, moved] = ['', 'shards'];

/**
 * Lets an instance that owns a shard hear of what another has committed (MESSAGING 2.4): a NOTIFY of its own, after the commit and on a
 * connection of its own turn, never inside the business transaction, where it would queue every commit behind every other. It only
 * saves time: a ring that is lost is made up for by the poll.
 */
export class OutboxDoorbell {
  readonly #pool: Pool;
  readonly #channel: string;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #ringing = new Bell();
  readonly #notify: ReturnType<typeof statement>;
  #loops: Promise<unknown> | undefined;

  constructor(pool: Pool, schema: string, log: Log = silentLog) {
    this.#pool = pool;
    this.#channel = `${schema}_outbox`;
    this.#log = log;
    this.#notify = statement(`${schema}.outbox_notify`, `select pg_notify('${schema}_outbox', $1)`);
  }

  /**
   * @param onCommit somebody has committed to the outbox
   * @param onMove the shards are to be shared anew
   */
  start(onCommit: () => void, onMove: () => void): void {
    const onRing = ({ payload }: { payload?: string | undefined }): void => (payload === moved ? onMove() : onCommit());
    // Whatever was told while nobody listened.
    const onListening = (): void => {
      onCommit();
      onMove();
    };
    this.#loops ??= Promise.all([this.#listen(onRing, onListening), this.#notifyOthers()]);
  }

  /** Tells the other instances at once that shards are free or wanted. It happens when instances come and go, not with commits. */
  async tellMove(): Promise<void> {
    await this.#notify(this.#pool, moved).catch(() => undefined);
  }

  /** Tells the other instances, soon and not more often than every 20 ms. */
  ring(): void {
    this.#ringing.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loops;
  }

  async #notifyOthers(): Promise<void> {
    const { signal } = this.#stop;
    for (; !signal.aborted; await pause(notifyEveryMs, signal)) {
      if (!(await this.#ringing.wait(60_000, signal)) || signal.aborted) continue;
      await this.#notify(this.#pool, committed).catch(() => undefined); // the poll of the others makes up for it
    }
  }

  async #listen(onRing: (ring: { payload?: string | undefined }) => void, onListening: () => void): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await this.#listenOnce(onRing, onListening);
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1)
          this.#log.warn({ channel: this.#channel, fault: error instanceof Error ? error.name : 'unknown' }, 'not listening');
      }
      await pause(backOffMs(failures + 1, 250, 5000), this.#stop.signal);
    }
  }

  /** Listens on one connection until it is lost or we stop. */
  async #listenOnce(onRing: (ring: { payload?: string | undefined }) => void, onListening: () => void): Promise<void> {
    const client = await this.#pool.connect();
    const ended = Promise.withResolvers<void>();
    const end = (): void => ended.resolve();
    client.on('notification', onRing).on('error', end).on('end', end);
    this.#stop.signal.addEventListener('abort', end);
    try {
      await client.query(`listen ${this.#channel}`);
      onListening();
      await ended.promise;
    } finally {
      this.#stop.signal.removeEventListener('abort', end);
      client.off('notification', onRing).off('error', end).off('end', end);
      letGo(client);
    }
  }
}

/** Not back into the pool: whoever got it next would go on listening. */
function letGo(client: PoolClient): void {
  client.on('error', () => undefined);
  client.release(true);
}
