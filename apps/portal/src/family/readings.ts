import type { IntegrationEvent } from '@xiezhi/contracts';
import { caseFileReadings } from './case-file.readings.ts';
import { clockReadings } from './clock.readings.ts';
import { feedbackReadings } from './feedback.readings.ts';
import { handOffReadings } from './hand-off.readings.ts';
import { matterReadings } from './matter.readings.ts';
import type { Reading } from './reading.ts';
import { supervisionReadings } from './supervision.readings.ts';

export const readers = [
  ...matterReadings,
  ...handOffReadings,
  ...caseFileReadings,
  ...clockReadings,
  ...supervisionReadings,
  ...feedbackReadings,
];
const readerOf = new Map(readers.map((reader) => [reader.type, reader]));

/** Undefined for types the portal does not show; the gate counts them all the same. */
export function readingOf(event: IntegrationEvent): Reading | undefined {
  return readerOf.get(event.type)?.read(event);
}
