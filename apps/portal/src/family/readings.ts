import type { IntegrationEvent } from '@xiezhi/contracts';
import { caseSupervisionReadings } from './case-supervision.readings.ts';
import { clueTransferReadings } from './clue-transfer.readings.ts';
import { feedbackReadings } from './feedback.readings.ts';
import type { Reading } from './reading.ts';

export const readers = [...clueTransferReadings, ...caseSupervisionReadings, ...feedbackReadings];
const readerOf = new Map(readers.map((reader) => [reader.type, reader]));

/** Undefined for types the portal does not show; the gate counts them all the same. */
export function readingOf(event: IntegrationEvent): Reading | undefined {
  return readerOf.get(event.type)?.read(event);
}
