import type { ServiceLog } from './log.ts';

interface Stop {
  name: string;
  stop(): Promise<void>;
  cut?: (() => void) | undefined;
}

/** What was started, stopped in reverse, each part awaited, all of it within one time. */
export class StopList {
  readonly #log: ServiceLog;
  readonly #timeoutMs: number;
  readonly #stops: Stop[] = [];
  #stopping: Promise<void> | undefined;

  constructor(log: ServiceLog, timeoutMs: number) {
    this.#log = log;
    this.#timeoutMs = timeoutMs;
  }

  /** @param cut ends the part at once when time is up */
  add(name: string, stop: () => Promise<void>, cut?: () => void): void {
    this.#stops.unshift({ name, stop, cut });
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  /** A part that fails to stop, or is late, does not keep the next one from stopping: nothing here is needed for correctness. */
  async #stopAll(): Promise<void> {
    const deadline = performance.now() + this.#timeoutMs;
    for (const { name, stop, cut } of this.#stops) {
      const outcome = await Promise.race([
        stop().then(
          () => 'stopped' as const,
          (error: unknown) => ({ error }),
        ),
        late(deadline),
      ]);
      if (outcome === 'late') cut?.();
      if (outcome === 'stopped') this.#log.info({ part: name }, 'stopped');
      else this.#log.warn({ part: name, ...(outcome === 'late' ? { late: true } : outcome) }, 'stopped badly');
    }
  }
}

function late(deadline: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), Math.max(0, deadline - performance.now())).unref());
}
