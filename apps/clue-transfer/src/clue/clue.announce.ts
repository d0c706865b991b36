import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { ClueOwnerChangedV1, ClueRegisteredV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { announceBouncedOut } from '../matter/matter.announce.ts';
import { type Clue, type ClueCommand, clueDecider, type ClueEvent, type RegisteredClue } from './clue.decider.ts';

function announce(clueId: string, event: ClueEvent, clue: Clue): Announcement[] {
  const registered = existing(clue);
  switch (event.type) {
    case 'ClueRegistered': {
      const { description: _stays, place: _too, ...told } = event.content;
      const grownFrom = event.grownFrom === undefined ? {} : { grownFrom: event.grownFrom.problemId };
      return [announcement(ClueRegisteredV1, { clueId, owner: event.owner, ...told, ...grownFrom })];
    }
    case 'HandedOver':
    case 'GivenBack': {
      const { leg, previousOwner } = event;
      return [announcement(ClueOwnerChangedV1, { clueId, handOffId: leg.handOffId, owner: registered.flight.owner, previousOwner })];
    }
    case 'BouncedOut':
      return announceBouncedOut({ matterKind: 'clue', matterId: clueId, title: registered.content.title }, event.leg, registered.flight);
    case 'ReporterDisclosed': // Who looked is a fact of the registering agency alone.
    case 'HandingOver': // Told by the hand-off itself, as the next two are.
    case 'Kept':
    case 'PassedOn':
    case 'ReceiverNamed':
      return [];
  }
}

/** The clue with its doors. It begins its family, unless it was grown from a problem, whose family it is then of. */
export const clues: Aggregate<ClueCommand, ClueEvent, Clue> = {
  ...clueDecider,
  name: 'clue',
  announce,
  scopeOf(clue) {
    const { clueId, grownFrom, registeredBy, world } = existing(clue);
    return { familyId: grownFrom?.familyId ?? clueId, parties: [registeredBy], world };
  },
};

function existing(clue: Clue): RegisteredClue {
  if (clue.status === 'unregistered') throw new Error('an unregistered clue is nobody’s');
  return clue;
}
