import { transaction } from '@xiezhi/postgres';
import type { PoolClient } from 'pg';
import type { IncomingBatch, IncomingRecord, TopicPartition } from './broker-port.ts';
import { decode } from './cloud-event.ts';
import type { EventCatalogue } from './event-catalogue.ts';
import { decide, type DuplicateLayer, familyLane, type GateView, type Lane, movedGates, type ParkReason, streamLane } from './gate.ts';
import { type InboxParts, runAlone } from './inbox-parts.ts';
import { faultText } from './log.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';
import { releaseAfter } from './release.ts';

interface ChunkRecord {
  record: IncomingRecord;
  decoded: Decoded;
}

/** Records of one partition that are taken in one transaction. */
export interface Chunk extends TopicPartition {
  from: number;
  next: number;
  records: readonly ChunkRecord[];
  /** The consumer has never stored an offset of this partition, as far as this process knows. */
  isFirst: boolean;
}

export interface ChunkOutcome {
  /** Where to read on. After a lost fence: where the consumer really is. */
  next: number;
  fenced: boolean;
  applied: number;
  released: number;
  dropped: Record<DuplicateLayer, number>;
  parked: ParkReason[];
}

/**
 * `whole`: one call of the effect for all; whatever it throws undoes all of it.
 * `alone`: each effect behind a savepoint; what it throws parks its event in this same transaction, unless it passes by itself.
 * `park-first`: nothing is tried; the event that would be applied is parked as one that kills the process.
 */
export type ChunkMode = 'whole' | 'alone' | 'park-first';

export function chunkOf(batch: IncomingBatch, catalogue: EventCatalogue, isFirst: boolean): Chunk {
  const { topic, partition, from, next } = batch;
  return {
    topic,
    partition,
    from,
    next,
    isFirst,
    records: batch.records.map((record) => ({ record, decoded: catalogue.check(decode(record, batch)) })),
  };
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

/**
 * The chunk transaction (MESSAGING 3.1): fence, ids and gates in one call, then the effect, then the gates, one commit.
 * A crash before the commit leaves nothing and the chunk is read again; a crash after it leaves the broker's offset behind, which
 * nobody asks.
 */
export function takeChunk(parts: InboxParts, chunk: Chunk, mode: ChunkMode, timeoutsPass = true): Promise<ChunkOutcome> {
  return transaction(parts.pool, (tx) => new ChunkTransaction(tx, parts, chunk, mode, timeoutsPass).run());
}

class ChunkTransaction {
  readonly #tx: PoolClient;
  readonly #parts: InboxParts;
  readonly #chunk: Chunk;
  readonly #mode: ChunkMode;
  readonly #timeoutsPass: boolean;
  readonly #outcome: ChunkOutcome;
  /** Waiting for the one call of the effect; used in mode `whole` only. */
  readonly #collected: ReceivedEvent[] = [];
  /** Streams with parked rows: whoever closes their gap releases them. */
  readonly #lanesWithParked = new Set<Lane>();

  constructor(tx: PoolClient, parts: InboxParts, chunk: Chunk, mode: ChunkMode, timeoutsPass: boolean) {
    this.#tx = tx;
    this.#parts = parts;
    this.#chunk = chunk;
    this.#mode = mode;
    this.#timeoutsPass = timeoutsPass;
    this.#outcome = { next: chunk.next, fenced: false, applied: 0, released: 0, dropped: { id: 0, gate: 0 }, parked: [] };
  }

  async run(): Promise<ChunkOutcome> {
    const view = await this.#take();
    if (view === undefined) return this.#outcome;
    const before = new Map(view.last);
    for (const one of this.#chunk.records) await this.#takeRecord(one, view);
    if (this.#collected.length > 0) await this.#parts.effect(this.#tx, this.#collected);
    await this.#parts.tables.moveGates(this.#tx, this.#parts.consumer, movedGates(view.last, before));
    return this.#outcome;
  }

  /** Fences, and asks what is known. Undefined when somebody else was here first. */
  async #take(): Promise<GateView | undefined> {
    const { ids, streams, families } = asked(this.#chunk);
    const taken = await this.#parts.tables.takeChunk(
      this.#tx,
      this.#parts.consumer,
      this.#chunk,
      this.#chunk.isFirst,
      ids,
      streams,
      families,
    );
    if (taken.stored !== null) {
      this.#outcome.next = taken.stored;
      this.#outcome.fenced = true;
      return undefined;
    }
    const lanes = streams.map(({ source, subject }) => streamLane(source, subject));
    lanes.forEach((lane, n) => taken.parked_streams[n] === true && this.#lanesWithParked.add(lane));
    return {
      fresh: new Set(taken.fresh),
      last: new Map(lanes.map((lane, n) => [lane, taken.last_sequences[n] ?? 0])),
      parkedFamilies: new Set(taken.parked_families),
    };
  }

  async #takeRecord({ record, decoded }: ChunkRecord, view: GateView): Promise<void> {
    const { topic, partition } = this.#chunk;
    const verdict = decide(decoded, { topic, partition, offset: record.offset }, view);
    switch (verdict.kind) {
      case 'drop':
        this.#outcome.dropped[verdict.layer]++;
        return;
      case 'park':
        return this.#park({ record, decoded }, verdict.lane, verdict.reason, verdict.detail);
      case 'apply': {
        const fault = await this.#apply(verdict.event);
        if (fault === undefined) return this.#applied(verdict.event, view);
        const lane = streamLane(verdict.event.source, verdict.event.subject);
        view.last.set(lane, verdict.event.meta.sequence - 1); // not applied after all: the gate stands where it stood
        return this.#park({ record, decoded }, lane, fault.reason, fault.detail);
      }
    }
  }

  async #apply(event: ReceivedEvent): Promise<{ reason: ParkReason; detail: string } | undefined> {
    if (this.#mode === 'park-first') return { reason: 'PROCESS_KILLER', detail: 'begun again and again, never finished' };
    if (this.#mode === 'whole') {
      this.#collected.push(event);
      return undefined;
    }
    const fault = await runAlone(this.#tx, this.#parts.effect, event, this.#timeoutsPass);
    return fault === undefined ? undefined : { reason: 'HANDLER_FAULT', detail: faultText(fault) };
  }

  async #applied(event: ReceivedEvent, view: GateView): Promise<void> {
    this.#outcome.applied++;
    if (!this.#lanesWithParked.has(streamLane(event.source, event.subject))) return;
    const how = this.#mode === 'whole' ? this.#collected : 'alone';
    this.#outcome.released += await releaseAfter(this.#tx, this.#parts, event, view, how);
  }

  /** Written at once, not at the end: the record that closes the gap may be the next one of this very chunk. */
  async #park({ record, decoded }: ChunkRecord, lane: Lane, reason: ParkReason, detail: string): Promise<void> {
    await this.#parts.tables.parked.park(this.#tx, this.#parts.consumer, { record, where: this.#chunk, decoded, lane, reason, detail });
    this.#lanesWithParked.add(lane);
    this.#outcome.parked.push(reason);
  }
}

/** What `take_chunk` is asked about a chunk: each id, stream and family once. */
function asked(chunk: Chunk): { ids: string[]; streams: { source: string; subject: string }[]; families: Lane[] } {
  const ids = new Set<string>();
  const families = new Set<Lane>();
  const streams = new Map<Lane, { source: string; subject: string }>();
  for (const { decoded } of chunk.records) {
    const { id, source, subject } = 'event' in decoded ? decoded.event : decoded.unreadable;
    const key = 'event' in decoded ? decoded.event.received.key : decoded.unreadable.key;
    if (id !== undefined) ids.add(id);
    if (key !== undefined) families.add(familyLane(chunk.topic, key));
    if (source !== undefined && subject !== undefined) streams.set(streamLane(source, subject), { source, subject });
  }
  return { ids: [...ids], streams: [...streams.values()], families: [...families] };
}
