import fc from 'fast-check';
import { describe, it } from 'vitest';
import { harbourChart as chart } from './harbour-chart.fixture.ts';
import { follow, initialStage, possible, type StageState, step, type StepRequest, taken } from './index.ts';

const roles = ['intake', 'handler', 'approver'] as const;
const day = fc.integer({ min: 1, max: 60 }).map((n) => new Date(Date.UTC(2026, 2, n)).toISOString().slice(0, 10));
const fields = fc
  .record(
    {
      severity: fc.constantFrom('minor', 'major', 'none'),
      reason: fc.string(),
      fixBy: day,
      fixedOn: day,
      final: fc.record({ clean: fc.boolean(), signed: fc.boolean() }),
      criminalSuspicion: fc.boolean(),
      criminalTransferNumber: fc.constant('移送〔2026〕1号'),
    },
    { requiredKeys: [] },
  )
  .map((one) => ({ ...one }));
const who = fc.record({
  agency: fc.constantFrom('harbour', 'customs', 'court'),
  account: fc.constantFrom('one', 'two'),
  roles: fc.subarray([...roles], { minLength: 1 }),
  parties: fc.subarray(['office', 'unit']),
  isJudicial: fc.boolean(),
});
const request: fc.Arbitrary<StepRequest> = fc.record(
  {
    transition: fc.constantFrom('A1', 'A2', 'A4', 'A5', 'A6', 'A7', 'A8', 'unforeseen'),
    who,
    on: day,
    fields,
    deviation: fc.constant('特殊情况'),
    to: fc.constantFrom('OPEN', 'CLOSED', 'NOWHERE'),
    isInFlight: fc.boolean(),
  },
  { requiredKeys: ['transition', 'who', 'on', 'fields'] },
);
const driver = fc.constantFrom('hand-off-sent', 'hand-off-refused', 'hand-off-returned') as fc.Arbitrary<'hand-off-sent'>;
const walk = fc.array(fc.oneof({ weight: 4, arbitrary: request }, { weight: 1, arbitrary: driver }), { maxLength: 40 });

/** A walk with the state before and after each move. */
function* moves(path: readonly (StepRequest | 'hand-off-sent')[]) {
  let state = initialStage(chart);
  for (const move of path) {
    const before: StageState = state;
    const answer = typeof move === 'string' ? { step: follow(chart, state, move, '2026-03-02') } : step(chart, state, move);
    if ('step' in answer) state = taken(state, answer.step);
    yield { move, before, answer, after: state };
  }
}
const expectEveryMove = (holds: (move: ReturnType<typeof moves> extends Generator<infer Move> ? Move : never) => boolean) =>
  fc.assert(
    fc.property(walk, (path) => [...moves(path)].every(holds)),
    { numRuns: 500 },
  );

describe('whatever is asked of a chart', () => {
  const stages = new Set(chart.stages.map(({ id }) => id));
  it('the matter stands in a stage of the chart', () => expectEveryMove(({ after }) => stages.has(after.stage)));
  it('what was recorded stays recorded, first to last (G5)', () =>
    expectEveryMove(({ before, after }) => before.taken.every((one, place) => after.taken[place] === one)));
  it('a refusal changes nothing and has a code', () =>
    expectEveryMove(({ before, answer, after }) => !('refused' in answer) || (after === before && answer.refused.code.length > 0)));
  it('who is no party takes no step (G1)', () =>
    expectEveryMove(({ move, answer }) => typeof move === 'string' || move.who.parties.length > 0 || 'refused' in answer));
  it('only a judicial organ departs from the chart, and says why (G3)', () =>
    expectEveryMove(
      ({ move, answer }) =>
        typeof move === 'string' ||
        !('step' in answer) ||
        answer.step.deviation === undefined ||
        (move.who.isJudicial && move.deviation !== undefined),
    ));
  it('a step without the mark starts where its transition starts and ends where it ends', () =>
    expectEveryMove(({ before, answer }) => {
      if (!('step' in answer) || answer.step.deviation !== undefined) return true;
      const rule = chart.transitions.find(({ id }) => id === answer.step.transition);
      return rule !== undefined && rule.from.includes(before.stage) && (rule.to === 'SAME' ? before.stage : rule.to) === answer.step.to;
    }));
  it('the same step twice is recorded once', () =>
    expectEveryMove(
      ({ move, answer, after }) => typeof move === 'string' || !('step' in answer) || 'isRepetition' in step(chart, after, move),
    ));
  it('what is offered as impossible is refused, whatever is typed', () =>
    expectEveryMove(({ move, before, answer }) => {
      if (typeof move === 'string' || move.who.isJudicial || 'isRepetition' in answer) return true;
      const offered = possible(chart, before, move.who, move).find(({ transition }) => transition === move.transition);
      return offered === undefined || offered.isPossible || 'refused' in answer;
    }));
});
