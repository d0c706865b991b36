import { Broadcast } from './waiting.ts';

/** Whoever waits for the other kind of work waits at most this long: nobody stands still because somebody else is slow. */
export const patienceMs = 2000;

/**
 * What the consumers of one process do at the same time, so that a death may point at one of them (parking.ts). Ordinary work is done
 * together; a suspect is tested alone. Neither waits for ever: a test that cannot have the process for itself is made beside others,
 * and others that wait too long go on beside the test, which then proves nothing.
 */
export class Isolation {
  readonly #patienceMs: number;
  readonly #changed = new Broadcast();
  #together = 0;
  /** Tests under way or waiting their turn. */
  #tests = 0;
  #turn: Promise<void> = Promise.resolve();
  #tested: { spoil: () => Promise<void>; spoilt: Promise<void> | undefined } | undefined;

  constructor(waitAtMostMs = patienceMs) {
    this.#patienceMs = waitAtMostMs;
  }

  /** Work that nobody suspects. */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#tests > 0) await this.#until(() => this.#tests === 0);
    for (let spoilt: unknown; this.#tested !== undefined && this.#tested !== spoilt;) {
      spoilt = this.#tested;
      await (this.#tested.spoilt ??= this.#tested.spoil());
    }
    this.#together++;
    try {
      return await work();
    } finally {
      this.#together--;
      this.#changed.ring();
    }
  }

  /**
   * Work that is suspected, one at a time.
   *
   * @param work told whether nothing else is under way
   * @param spoil called once, before something else begins beside it after all; never rejects
   */
  async alone<Result>(work: (isAlone: boolean) => Promise<Result>, spoil: () => Promise<void>): Promise<Result> {
    this.#tests++;
    const before = this.#turn;
    const over = Promise.withResolvers<void>();
    this.#turn = over.promise;
    await before;
    try {
      const isAlone = await this.#until(() => this.#together === 0);
      if (isAlone) this.#tested = { spoil, spoilt: undefined };
      return await work(isAlone);
    } finally {
      this.#tested = undefined;
      this.#tests--;
      over.resolve();
      this.#changed.ring();
    }
  }

  async #until(holds: () => boolean): Promise<boolean> {
    for (const deadline = performance.now() + this.#patienceMs; !holds();) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.#changed.wait(left);
    }
    return true;
  }
}

/** Of this process: whatever one of its consumers does takes the others with it when it kills. */
export const ofThisProcess = new Isolation();
