import { type Decider, Refusal } from '@xiezhi/decider';

/** Where the service runs, as outside knowledge of the command: practice exists everywhere but in production (DESIGN 7). */
export type Environment = 'development' | 'test' | 'production';

export type PracticeWorldCommand =
  | { type: 'OpenPracticeWorld'; id: string; name: string; legalNow: string; environment: Environment }
  | { type: 'AdvanceClock'; to: string; environment: Environment };

export type PracticeWorldEvent =
  | { type: 'PracticeWorldOpened'; id: string; name: string; legalNow: string }
  | { type: 'PracticeClockMoved'; from: string; to: string };

/** `unopened`: nobody has spoken of this id. `open`: it has a legal time of its own, which stands still between moves. */
export type PracticeWorld =
  | { status: 'unopened' }
  | { status: 'open'; id: string; opened: { name: string; legalNow: string }; legalNow: string };

export const practiceWorldDecider: Decider<PracticeWorldCommand, PracticeWorldEvent, PracticeWorld> = {
  initialState: { status: 'unopened' },
  decide,
  evolve,
};

function decide(command: PracticeWorldCommand, world: PracticeWorld): PracticeWorldEvent[] {
  if (command.environment === 'production') throw new Refusal('PRACTICE_REFUSED_IN_PRODUCTION');
  switch (command.type) {
    case 'OpenPracticeWorld': {
      const { id, name, legalNow } = command;
      if (world.status === 'unopened') return [{ type: 'PracticeWorldOpened', id, name, legalNow }];
      if (world.opened.name === name && compare(world.opened.legalNow, legalNow) === 0) return [];
      throw new Refusal('WORLD_ALREADY_OPENED');
    }
    case 'AdvanceClock': {
      if (world.status === 'unopened') throw new Refusal('WORLD_UNKNOWN');
      const order = compare(command.to, world.legalNow);
      if (order < 0) throw new Refusal('CLOCK_ONLY_FORWARD', { legalNow: world.legalNow });
      return order === 0 ? [] : [{ type: 'PracticeClockMoved', from: world.legalNow, to: command.to }];
    }
  }
}

/** The same moment may be written with different offsets. */
function compare(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}

function evolve(world: PracticeWorld, event: PracticeWorldEvent): PracticeWorld {
  if (event.type === 'PracticeWorldOpened') {
    const { id, name, legalNow } = event;
    return { status: 'open', id, opened: { name, legalNow }, legalNow };
  }
  if (world.status === 'unopened') throw new Error(`${event.type} stored before any PracticeWorldOpened`);
  return { ...world, legalNow: event.to };
}
