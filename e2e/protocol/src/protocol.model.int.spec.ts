import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { PostgresMachine } from './postgres-machine.ts';
import { play, rounds } from './story.ts';

/** A twentieth of the runs in memory: here it is the database that is asked, with its locks, policies and claims. */
const numRuns = Math.ceil(Number(process.env['XIEZHI_MODEL_RUNS'] ?? 200) / 20);

describe('the protocol on a real Postgres', () => {
  let machine: PostgresMachine;
  beforeAll(async () => void (machine = await PostgresMachine.start()));
  afterAll(() => machine.stop());

  it(
    'never has two owners, never none, is never stuck, and says no only with a reason and a next step',
    { timeout: 60_000 + numRuns * 10_000 },
    () =>
      fc.assert(
        fc.asyncProperty(rounds, (story) => play(machine, story)),
        { numRuns, includeErrorInReport: true },
      ),
  );
});
