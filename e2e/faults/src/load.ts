import { setTimeout as pause } from 'node:timers/promises';
import type { Life, Lifecycles } from './lifecycle.ts';

/**
 * So many lives at a time, one after the other, until told to stop; those under way are then finished. One that cannot go on for as long
 * as an officer waits (an outage of an hour) is put aside for the next, and carried on when the load ends: by then everything is whole.
 */
export class Load {
  readonly #lifecycles: Lifecycles;
  readonly #aside: Life[] = [];
  #finished = 0;
  #givenUp = 0;
  #isOn = true;
  readonly #workers: Promise<void>[];

  constructor(lifecycles: Lifecycles, atOnce: number) {
    this.#lifecycles = lifecycles;
    this.#workers = Array.from({ length: atOnce }, () => this.#work());
  }

  /** How many lives came to their end. */
  get finished(): number {
    return this.#finished;
  }

  /** How many did not, although everything was whole again. */
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
      const life = this.#lifecycles.begin();
      if (await this.#lifecycles.carryOn(life)) this.#finished += 1;
      else this.#aside.push(life);
      await pause(20);
    }
    for (let life = this.#aside.pop(); life !== undefined; life = this.#aside.pop()) {
      if (await this.#lifecycles.carryOn(life)) this.#finished += 1;
      else this.#givenUp += 1;
    }
  }
}
