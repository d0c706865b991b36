import { readBeacon } from './beacon.ts';
import type { IncomingBatch } from './broker-port.ts';
import { type Chunk, type ChunkOutcome, takeChunksSteps, type TakeHow } from './chunk-steps.ts';
import { decode } from './cloud-event.ts';
import type { EventCatalogue } from './event-catalogue.ts';
import { type InboxParts, inTransaction } from './inbox-parts.ts';

export function chunkOf(batch: IncomingBatch, catalogue: EventCatalogue, isFirst: boolean): Chunk {
  const { topic, partition, from, next } = batch;
  const records = batch.records.map((record) => {
    const beacon = readBeacon(record);
    return beacon === undefined ? { record, decoded: catalogue.check(decode(record, batch)) } : { record, beacon };
  });
  return { topic, partition, from, next, isFirst, records };
}

/** The rest of a chunk from `position` on, as chunks of one record; a hole in the log belongs to the record after it. */
export function singlesFrom(chunk: Chunk, position: number): Chunk[] {
  const { topic, partition } = chunk;
  let from = position;
  return chunk.records.flatMap((one) => {
    if (one.record.offset < position) return [];
    const single = { topic, partition, from, next: one.record.offset + 1, records: [one], isFirst: chunk.isFirst && from === chunk.from };
    from = single.next;
    return [single];
  });
}

/** @returns an outcome for each chunk, in their order */
export function takeChunks(parts: InboxParts, chunks: readonly Chunk[], how: TakeHow): Promise<ChunkOutcome[]> {
  return inTransaction(parts, takeChunksSteps(chunks, how));
}
