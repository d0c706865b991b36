export interface EventuallyOptions {
  /** Default 10 000. */
  withinMs?: number;
  /** Default 25: short enough that a test waits for the system and not for the test. */
  everyMs?: number;
}

/**
 * Tries `check` until it stops throwing, and gives its answer. The last failure is what the test shows when time is up.
 * This is the only wait a test may use; a bare sleep is a bug.
 */
export async function eventually<Result>(check: () => Promise<Result> | Result, options: EventuallyOptions = {}): Promise<Result> {
  const { withinMs = 10_000, everyMs = 25 } = options;
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`did not come true within ${withinMs} ms`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
