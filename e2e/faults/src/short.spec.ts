import { afterAll, describe, expect, it } from 'vitest';
import { isKept, type Scenario, Theatre } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** The quickest, one after the other on one ground: what `npm test` can afford of `npm run faults`. */
const quickest = ['F12', 'F1'];

const inTurn: Scenario = {
  id: 'short',
  title: 'the quickest of all, in turn',
  recoversWithinS: 120,
  async strike(scene) {
    for (const id of quickest) await scenarios.find((scenario) => scenario.id === id)!.strike(scene);
  },
};

describe('under load', () => {
  const theatre = new Theatre();
  afterAll(() => theatre.close());
  it(`every promise is kept in spite of ${quickest.map((id) => scenarios.find((one) => one.id === id)?.title).join('; ')}`, async () => {
    const outcome = await theatre.play(inTurn, 'short');
    expect(outcome).toMatchObject({
      findings: { lost: [], doubled: [], reordered: [], parked: [] },
      scandals: [],
      givenUp: 0,
      claims: outcome.claims.map((claim) => ({ ...claim, holds: true })),
    });
    expect(isKept(outcome)).toBe(true);
    expect(outcome.lives).toBeGreaterThan(0);
  });
});
