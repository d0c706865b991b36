/**
 * One thing with a life, as two pure functions and a first state. `decide` answers a command with facts or throws a Refusal;
 * `evolve` says what a fact changes. Time, ids and outside knowledge arrive in the command; neither function does I/O.
 * (After J. Chassaing, "Functional Event Sourcing Decider", 2021.)
 */
export interface Decider<Command, Event, State> {
  initialState: State;
  decide(command: Command, state: State): Event[];
  evolve(state: State, event: Event): State;
}

export function fold<Event, State>(
  decider: Pick<Decider<never, Event, State>, 'initialState' | 'evolve'>,
  events: readonly Event[],
): State {
  return events.reduce((state, event) => decider.evolve(state, event), decider.initialState);
}
