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
  #turn: Promise<void> = Promise.resolve();
  /** A test waits for what is under way. */
  #isGathering = false;
  /** A test that has the process for itself; undefined as soon as it is spoilt. */
  #tested: Tested | undefined;

  constructor(waitAtMostMs = patienceMs) {
    this.#patienceMs = waitAtMostMs;
  }

  /** Work that nobody suspects. */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.#isOpen()) await this.#until(() => this.#isOpen());
    while (this.#tested !== undefined) await this.#spoil(this.#tested);
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
    const before = this.#turn;
    const over = Promise.withResolvers<void>();
    this.#turn = over.promise;
    await before;
    try {
      this.#isGathering = true;
      const isAlone = (await this.#until(() => this.#together === 0)) && this.#together === 0;
      this.#isGathering = false;
      if (isAlone) this.#tested = { spoil, spoilt: undefined };
      else this.#changed.ring();
      return await work(isAlone);
    } finally {
      this.#tested = undefined;
      over.resolve();
      this.#changed.ring();
    }
  }

  #isOpen(): boolean {
    return !this.#isGathering && this.#tested === undefined;
  }

  /** It proves nothing any more, and whoever comes from now on does not wait for its end. */
  async #spoil(tested: Tested): Promise<void> {
    await (tested.spoilt ??= tested.spoil());
    if (this.#tested === tested) this.#tested = undefined;
    this.#changed.ring();
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

interface Tested {
  spoil: () => Promise<void>;
  /** Set once somebody goes on beside it. */
  spoilt: Promise<void> | undefined;
}

/** Of this process: whatever one of its consumers does takes the others with it when it kills. */
export const ofThisProcess = new Isolation();
