import { setTimeout as pause } from 'node:timers/promises';
import type { Background, Signals } from './launch.ts';
import type { ServiceLog } from './log.ts';

export interface RoundsOptions {
  name: string;
  /** @returns whether more is waiting, so that the next round follows at once */
  round(): Promise<boolean>;
  /** What the log says of a round that failed: nothing of it was committed, and the next one tries again. */
  onFault: string;
  /** Longest rest, ms. */
  pollMs: number;
  /** Shortest rest, ms, so that a busy service does not make it spin; absent: none. */
  breathMs?: number;
  /** Ends a rest early: something was applied. */
  wake?: Signals['applied'] | undefined;
  log?: Pick<ServiceLog, 'warn'> | undefined;
}

/** What a service does by itself, round after round. Told to stop, it ends the round under way. */
export class Rounds implements Background {
  readonly name: string;
  readonly #options: RoundsOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RoundsOptions) {
    this.name = options.name;
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#untilStopped();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #untilStopped(): Promise<void> {
    const { round, onFault, pollMs, breathMs = 0, wake, log } = this.#options;
    const { signal } = this.#stop;
    const sleep = (ms: number): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      const isMore = await round().catch((error: unknown) => {
        // The class only: a message may quote what a row says.
        log?.warn({ fault: error instanceof Error ? error.name : 'unknown' }, onFault);
        return false;
      });
      if (isMore) continue;
      if (breathMs > 0) await sleep(breathMs);
      await Promise.race([sleep(pollMs), ...(wake === undefined ? [] : [wake.wait(pollMs)])]);
    }
  }
}
