import fc from 'fast-check';
import { describe, it } from 'vitest';
import { MemoryMachine } from './memory-machine.ts';
import { play, rounds } from './story.ts';

/** `XIEZHI_MODEL_RUNS=10000 npx vitest run --project pure e2e/protocol` is the run before a release; each failure prints its seed. */
const numRuns = Number(process.env['XIEZHI_MODEL_RUNS'] ?? 200);

describe('the protocol', () => {
  it(
    'never has two owners, never none, is never stuck, and says no only with a reason and a next step',
    { timeout: 60_000 + numRuns * 100 },
    () =>
      fc.assert(
        // The pace decides who is let in between: each round trip of a transaction takes as many turns as the story says.
        fc.asyncProperty(rounds, fc.infiniteStream(fc.nat({ max: 3 })), (story, pace) => play(new MemoryMachine(turnsOf(pace)), story)),
        { numRuns, includeErrorInReport: true },
      ),
  );
});

function turnsOf(pace: IterableIterator<number>): () => Promise<void> {
  return async () => {
    for (let turns = pace.next().value ?? 0; turns > 0; turns -= 1) await Promise.resolve();
  };
}
