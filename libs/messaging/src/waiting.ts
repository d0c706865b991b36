/** A wait that an abort ends early. It resolves either way: whoever waits looks at the signal next. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** Whether `work` settled within `ms`. It is not cancelled; its rejection counts as settled and is not thrown here. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const settled = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, late]);
  clearTimeout(timer);
  return inTime;
}

/** Exponential back-off with a ceiling: 100, 200, 400 … `maxMs`. */
export function backOffMs(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 20), maxMs);
}

/**
 * In-process bell: whoever waits is woken by the next ring, a ring that nobody waits for is remembered once. It only saves time;
 * every waiter also has a time-out, since a ring in another process is not heard.
 */
export class Bell {
  #rung = false;
  #waiters = new Set<() => void>();

  ring(): void {
    this.#rung = true;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Waits for a ring, at most `ms`. Answers whether it rang. */
  async wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          this.#waiters.delete(end);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        this.#waiters.add(end);
        if (signal?.aborted === true) end();
        else signal?.addEventListener('abort', end);
      });
    }
    const rang = this.#rung;
    this.#rung = false;
    return rang;
  }
}

/** Signal with many listeners at once, such as read-token waits: every ring wakes all who wait at that moment. */
export class Broadcast {
  #waiters = new Set<() => void>();
  #listeners: (() => void)[] = [];

  /** Called with every ring, for as long as the broadcast lives. */
  onRing(listener: () => void): void {
    this.#listeners.push(listener);
  }

  ring(): void {
    for (const listener of this.#listeners) listener();
    const waiting = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiting) wake();
  }

  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#waiters.add(end);
    });
  }
}
