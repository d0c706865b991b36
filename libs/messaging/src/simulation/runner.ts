import type { Steps } from '../steps.ts';

/** Steps under way, done one at a time: between any two of them the world may go on without them, or drop them for good. */
export class Runner<Command, Result> {
  readonly #steps: Steps<Command, Result>;
  #next: IteratorResult<Command, Result>;

  constructor(steps: Steps<Command, Result>) {
    this.#steps = steps;
    this.#next = steps.next();
  }

  get result(): { value: Result } | undefined {
    return this.#next.done === true ? { value: this.#next.value } : undefined;
  }

  /** Does what is asked for next, and hands over the answer. What the answer throws is thrown into the steps; they may throw it on. */
  step(answerTo: (command: Command) => unknown): void {
    if (this.#next.done === true) return;
    let answer: unknown;
    try {
      answer = answerTo(this.#next.value);
    } catch (error) {
      this.#next = this.#steps.throw(error);
      return;
    }
    this.#next = this.#steps.next(answer);
  }

  /** Does what is asked for next; the answer is never heard, because whoever asked has died. */
  stepAndDie(answerTo: (command: Command) => unknown): void {
    if (this.#next.done !== true) answerTo(this.#next.value);
  }
}
