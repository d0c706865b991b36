import type { ErrorCode } from '@xiezhi/contracts';
import { type Decider, fold, Refusal } from '@xiezhi/decider';
import { expect } from 'vitest';

/**
 * Given / when / then for a decider: `given(facts).when(command).then(facts)`.
 *
 * @example given(sent).when({ type: 'AcceptHandOff', by: 'customs' }).thenRefused('NOT_THE_RECEIVER')
 */
export function specFor<Command, Event, State>(decider: Decider<Command, Event, State>) {
  const when = (state: State) => (command: Command) => ({
    then: (...expected: Event[]) => expect(decider.decide(command, state)).toEqual(expected),
    thenNothing: () => expect(decider.decide(command, state)).toEqual([]),
    /** @param details identifiers and limits the refusal must name, such as each missing item */
    thenRefused: (code: ErrorCode, details: Refusal['details'] = {}) => {
      let answer: unknown;
      try {
        answer = decider.decide(command, state);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(error.code).toBe(code);
        expect(error.details).toMatchObject(details);
        return;
      }
      expect.fail(`expected the refusal ${code}, got ${JSON.stringify(answer)}`);
    },
  });
  return {
    given: (...events: Event[]) => ({ when: when(fold(decider, events)) }),
    stateAfter: (...events: Event[]): State => fold(decider, events),
  };
}
