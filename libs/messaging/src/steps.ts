/**
 * A piece of work written as steps: a generator that yields what it wants done and is given the answer. It does nothing itself, so the
 * same code runs against database and broker (`perform`) and, step by step, in the simulation (`simulation/`), which may stop,
 * repeat or kill it between any two of them.
 */
export type Steps<Command, Result> = Generator<Command, Result, unknown>;

/** Runs steps to their end; what a command throws is thrown into the steps, which may catch it. */
export async function perform<Command, Result>(
  steps: Steps<Command, Result>,
  answerTo: (command: Command) => Promise<unknown>,
): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = await answerTo(step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}
