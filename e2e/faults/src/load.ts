import { setTimeout as pause } from 'node:timers/promises';
import type { Lifecycles } from './lifecycle.ts';

/** So many lives at a time, one after the other, until told to stop; those under way are then finished. */
export class Load {
  readonly #lifecycles: Lifecycles;
  readonly #finished: string[] = [];
  #givenUp = 0;
  #isOn = true;
  readonly #workers: Promise<void>[];

  constructor(lifecycles: Lifecycles, atOnce: number) {
    this.#lifecycles = lifecycles;
    this.#workers = Array.from({ length: atOnce }, () => this.#work());
  }

  get finished(): readonly string[] {
    return this.#finished;
  }

  get givenUp(): number {
    return this.#givenUp;
  }

  /** No new life begins; resolves when the last one is over. */
  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (this.#isOn) {
      const family = await this.#lifecycles.play();
      if (family === undefined) this.#givenUp += 1;
      else this.#finished.push(family);
      await pause(20);
    }
  }
}
