import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { ClueOwnerChangedV1, ClueRegisteredV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type Clue, type ClueCommand, clueDecider, type ClueEvent } from './clue.decider.ts';

function announce(clueId: string, event: ClueEvent): Announcement[] {
  switch (event.type) {
    case 'ClueRegistered': {
      const { title, sourceCode, domainCode, divisionCode, waterBodyId, foundAt } = event.content;
      return [
        announcement(ClueRegisteredV1, {
          clueId,
          owner: event.owner,
          title,
          sourceCode,
          domainCode,
          divisionCode,
          foundAt,
          ...(waterBodyId === undefined ? {} : { waterBodyId }),
        }),
      ];
    }
    case 'ClueHandedOver': {
      const { handOffId, owner, previousOwner } = event;
      return [announcement(ClueOwnerChangedV1, { clueId, handOffId, owner, previousOwner })];
    }
    case 'ReporterDisclosed': // Who looked is a fact of the registering agency alone.
    case 'ClueHandingOver': // Told by the hand-off itself.
    case 'ClueKept':
      return [];
  }
}

/** The clue with its doors. A clue begins its family: the family id is the clue's id, for ever. */
export const clues: Aggregate<ClueCommand, ClueEvent, Clue> = {
  ...clueDecider,
  name: 'clue',
  announce,
  scopeOf(clue) {
    if (clue.status === 'unregistered') throw new Error('an unregistered clue has no scope');
    return { familyId: clue.clueId, parties: clue.parties, world: clue.world };
  },
};
