import { setTimeout as delay } from 'node:timers/promises';

/** Something that runs until it ends. `stop` ends it in order and resolves when it has ended. */
export interface Running {
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

export interface Kept {
  name: string;
  current(): Running | undefined;
  /** Ends it for good. Safe to call twice, also while it is being started again. */
  stop(): Promise<void>;
  /** Ends this run of it; it is started again at once (after a rebuild). */
  restart(): Promise<void>;
}

export interface Keeping {
  name: string;
  start(): Promise<Running>;
  /** After each start and each end: the place where pids are written down. */
  changed(): void;
  say(remark: string): void;
  /** The machine's own unless a test brings another. */
  clock?: Clock;
}

export interface Clock {
  now(): number;
  /** Ends early when the signal says so. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const machineClock: Clock = {
  now: () => performance.now(),
  pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

const shortestWaitMs = 100;
const longestWaitMs = 10_000;
/** Who lived this long is not in a loop of crashes: the next wait is the shortest again. */
const healthyAfterMs = 30_000;

/**
 * Starts something and starts it again whenever it ends, until told to stop. The first start must succeed, or this rejects; later ones
 * are tried for ever, waiting 0.1, 0.2, 0.4 … 10 s in between.
 */
export async function keepRunning(keeping: Keeping): Promise<Kept> {
  const { name, start, changed, say, clock = machineClock } = keeping;
  const stopping = new AbortController();
  let current: Running | undefined = await start();
  let wished = false;
  changed();
  const loop = watch();

  async function watch(): Promise<void> {
    for (let waitMs = shortestWaitMs; current !== undefined && !stopping.signal.aborted;) {
      const since = clock.now();
      await current.exited;
      current = undefined;
      if (stopping.signal.aborted) return;
      changed();
      if (clock.now() - since > healthyAfterMs) waitMs = shortestWaitMs;
      if (!wished) say(`${name} ended unexpectedly; starting it again in ${waitMs} ms`);
      waitMs = await startAgain(wished ? 0 : waitMs);
    }
  }

  async function startAgain(firstWaitMs: number): Promise<number> {
    for (let waitMs = firstWaitMs; ; waitMs = next(waitMs)) {
      await clock.pause(waitMs, stopping.signal);
      if (stopping.signal.aborted) return waitMs;
      try {
        current = await start();
        wished = false;
        changed();
        return next(waitMs);
      } catch (error) {
        say(
          `${name} could not be started again, next try in ${next(waitMs)} ms: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }

  return {
    name,
    current: () => current,
    async stop() {
      stopping.abort();
      await current?.stop();
      await loop;
      await current?.stop(); // a start that was under way when we were told
    },
    async restart() {
      wished = true;
      await current?.stop();
    },
  };
}

const next = (waitMs: number): number => Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs * 2));
