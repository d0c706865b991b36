import type { IntegrationEvent } from '@xiezhi/contracts';
import type { Effect } from '@xiezhi/messaging';
import { saveDeadlines } from '../deadline/deadline.projection.ts';
import { saveNotices } from '../notice/notice.projection.ts';
import { saveTurns } from '../worklist/turn.projection.ts';
import type { Reading } from './reading.ts';
import { readingOf } from './readings.ts';
import { saveStandings } from './standing.projection.ts';
import { saveTimeline } from './timeline.projection.ts';

/** An event with what the portal reads out of it. */
export interface ReadEvent {
  event: IntegrationEvent;
  reading: Reading;
}

/**
 * Folds one chunk into timeline, standings, deadlines, turns and notices: one or two statements each, whatever the chunk's size, inside the inbox's
 * transaction. A crash leaves all of the chunk or none of it.
 */
export const familyProjection: Effect = async (tx, events) => {
  const readEvents = events.flatMap((event): ReadEvent[] => {
    const reading = readingOf(event);
    return reading === undefined ? [] : [{ event, reading }];
  });
  if (readEvents.length === 0) return;
  await saveTimeline(tx, readEvents);
  await saveStandings(tx, readEvents);
  // Deadlines before turns: those take their order on the list from them.
  await saveDeadlines(tx, readEvents);
  const opened = await saveTurns(tx, readEvents);
  await saveNotices(tx, readEvents, opened);
};
