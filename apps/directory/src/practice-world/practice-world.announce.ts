import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { type PracticeWorld, type PracticeWorldCommand, practiceWorldDecider, type PracticeWorldEvent } from './practice-world.decider.ts';

/**
 * A practice world 演练 and its clock. Public: no parties. The world itself is a fact of the real world (its scope names none):
 * whoever moves its clock stands outside it.
 */
export const practiceWorlds: Aggregate<PracticeWorldCommand, PracticeWorldEvent, PracticeWorld> = {
  ...practiceWorldDecider,
  name: 'practice-world',
  announce(id, event) {
    switch (event.type) {
      case 'PracticeWorldOpened':
        return [announcement(PracticeWorldOpenedV1, { id, name: event.name, legalNow: event.legalNow })];
      case 'PracticeClockMoved':
        return [announcement(PracticeClockMovedV1, { id, from: event.from, to: event.to })];
    }
  },
  scopeOf(world) {
    if (world.status === 'unopened') throw new Error('a practice world that is not open has no family');
    return { familyId: world.id, parties: [] };
  },
};
