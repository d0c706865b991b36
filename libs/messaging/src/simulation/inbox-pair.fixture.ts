import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@xiezhi/testing';
import { expect } from 'vitest';
import type { IncomingRecord, TopicPartition } from '../broker-port.ts';
import { decode } from '../cloud-event.ts';
import { EventCatalogue } from '../event-catalogue.ts';
import { familyLane, type Lane, type ParkReason, streamLane } from '../gate.ts';
import { type InboxParts, inTransaction } from '../inbox-parts.ts';
import type { ChunkPlace, InboxCommand, InboxSteps, ParkedRecord } from '../inbox-steps.ts';
import { InboxTables } from '../inbox-tables.ts';
import { received, sample, type Sample, schema, StepTakenV1 } from '../messaging.fixture.ts';
import type { ToPark } from '../parked-table.ts';
import { reasonsToTryAtStart } from '../parking.ts';
import {
  answer,
  begin,
  claim,
  emptyInbox,
  forget,
  forgetBegun,
  type InboxModel,
  makePoisonDue,
  oneDue,
  suspicionOf,
  type TableCommand,
} from './inbox-model.ts';
import type { Seeded } from './seeded.ts';

/** So long that none runs out in a test, or over before it began. */
const [forLong, over] = [3_600_000, -3_600_000];

/** A consumer of its own per seed; commands go the way they go when shipped: through `inTransaction`. */
export class InboxPair {
  readonly model: InboxModel = emptyInbox();
  readonly #database: TestDatabase;
  readonly #random: Seeded;
  readonly #parts: InboxParts;
  readonly #pool: Sample[];
  #offset = 2;

  constructor(database: TestDatabase, random: Seeded) {
    this.#database = database;
    this.#random = random;
    this.#parts = {
      consumer: `model-${randomUUID()}`,
      pool: this.#database.worker,
      tables: new InboxTables(schema),
      catalogue: new EventCatalogue([StepTakenV1]),
      effect: () => Promise.resolve(),
    };
    const families = [randomUUID(), randomUUID()];
    this.#pool = families.flatMap((family) => [1, 2, 3].map((sequence) => sample({ family, sequence })));
  }

  async step(now: number): Promise<void> {
    const random = this.#random;
    const chance = random.int(11);
    if (chance === 10) return this.#suspect();
    if (chance < 8) return this.#same(this.#command(), now);
    const { parked } = this.#parts.tables;
    const { consumer } = this.#parts;
    if (chance === 8) {
      const due = await parked.oneDue(this.#database.worker, consumer);
      expect(due === undefined).toBe(oneDue(this.model, now) === undefined);
      if (due === undefined) return;
      // Which of several comes first is not promised, as long as its time has come.
      const expected = this.model.parked.find(({ row }) => row.partition === due.partition && row.record_offset === due.record_offset);
      if (expected === undefined) throw new Error('Postgres has a parked row that the model lacks');
      const timing = { state: 'waiting', retryInMs: forLong } as const;
      expect(await parked.claim(this.#database.worker, due, timing)).toBe(claim(this.model, { ...expected.row }, timing, now));
      return;
    }
    if (random.chance(0.5)) {
      await parked.makeDue(this.#database.worker, consumer, { reasons: reasonsToTryAtStart });
      return makePoisonDue(this.model, reasonsToTryAtStart, now);
    }
    await this.#parts.tables.forgetSeen(this.#database.worker, consumer, over, 1000);
    forget(this.model, [...this.model.seen]);
  }

  async #suspect(): Promise<void> {
    const random = this.#random;
    const { consumer, tables } = this.#parts;
    const [at, offset] = [{ topic: 'model', partition: random.int(2) }, random.int(3)] as const;
    expect(await tables.suspicionOf(this.#database.worker, consumer, at, offset)).toEqual(suspicionOf(this.model, at, offset));
    if (random.chance(0.2)) {
      await tables.forgetBegun(this.#database.worker, consumer, at);
      return forgetBegun(this.model, at);
    }
    const suspicion = { begun: 1 + random.int(4), alone: random.int(4) };
    await tables.begin(this.#database.worker, consumer, at, offset, suspicion);
    begin(this.model, at, offset, suspicion);
  }

  async expectSameTables(): Promise<void> {
    const { consumer } = this.#parts;
    const rows = async (sql: string) => (await this.#database.admin.query<Record<string, unknown>>(sql, [consumer])).rows;
    expect(await rows(`select event_id as id from ${schema}.inbox_seen where consumer = $1 order by 1`)).toEqual(
      [...this.model.seen].toSorted((a, b) => a.localeCompare(b)).map((id) => ({ id })),
    );
    expect(
      await rows(
        `select topic || '/' || partition as at, next_offset as next, counted from ${schema}.inbox_offset where consumer = $1 order by 1`,
      ),
    ).toEqual([...this.model.offsets].map(([at, row]) => ({ at, ...row })).toSorted((a, b) => a.at.localeCompare(b.at)));
    expect(
      await rows(
        `select record_offset as at, lane, reason, state, attempts, next_attempt_at is null as is_still from ${schema}.inbox_parked where consumer = $1 order by 1`,
      ),
    ).toEqual(
      this.model.parked
        .map(({ row, state, nextAttemptAt }) => ({
          at: row.record_offset,
          lane: row.lane,
          reason: row.reason,
          state,
          attempts: row.attempts,
          is_still: nextAttemptAt === null,
        }))
        .toSorted((a, b) => a.at - b.at),
    );
    expect(
      await rows(
        `select topic || '/' || partition as at, published, counted, missing from ${schema}.inbox_beacon where consumer = $1 order by 1`,
      ),
    ).toEqual([...this.model.beacons].map(([at, comparison]) => ({ at, ...comparison })).toSorted((a, b) => a.at.localeCompare(b.at)));
    expect(
      await rows(
        `select topic || '/' || partition as place, first_offset as at, begun, alone from ${schema}.inbox_begun where consumer = $1 order by 1`,
      ),
    ).toEqual([...this.model.begun].map(([place, row]) => ({ place, ...row })).toSorted((a, b) => a.place.localeCompare(b.place)));
  }

  #command(): TableCommand {
    const random = this.#random;
    const at = { topic: 'model', partition: random.int(2) };
    const one = random.pick(this.#pool);
    const source = one.record.headers['ce_source'] ?? '';
    const lane: Lane = random.chance(0.7) ? streamLane(source, one.subject) : familyLane(at.topic, one.family);
    const parkedRow = this.model.parked.length === 0 ? undefined : random.pick(this.model.parked).row;
    const id = parkedRow?.id ?? 0;
    switch (random.int(9)) {
      case 0:
      case 1: {
        return {
          do: 'take',
          chunks: this.#places(at.partition),
          ids: [{ id: one.id, chunk: 0 }],
          streams: [{ source, subject: one.subject }],
          families: [familyLane(at.topic, one.family)],
          lockTimeoutMs: random.chance(0.5) ? undefined : 250,
        };
      }
      case 2:
        return { do: 'park', what: this.#toPark(one, at, lane) };
      case 3:
        return { do: 'lane', lane, countMax: 1 + random.int(3) };
      case 4:
        return random.chance(0.5) ? { do: 'unpark', ids: id === 0 ? [] : [id] } : { do: 'move', id, lane };
      case 5:
        return {
          do: 'keep waiting',
          id,
          reason: 'UNKNOWN_VERSION',
          detail: 'x',
          timing: random.pick([
            { state: 'dead', retryInMs: null },
            { state: 'waiting', retryInMs: forLong },
          ]),
          attempts: random.int(4),
        };
      case 6:
        return random.chance(0.5) ? { do: 'make due', id } : { do: 'gate', source, subject: one.subject };
      case 7:
        return {
          do: 'settle',
          gates: [{ source, subject: one.subject, sequence: 1 + random.int(5) }],
          counts: random.chance(0.5) ? [] : [{ ...at, counted: random.int(50) }],
        };
      default:
        return { do: 'note beacon', at, comparison: { published: random.int(9), counted: random.int(9), missing: random.int(3) } };
    }
  }

  /** One partition, or both. */
  #places(first: number): ChunkPlace[] {
    const random = this.#random;
    const partitions = random.chance(0.5) ? [first] : [first, 1 - first];
    return partitions.map((partition) => {
      const stored = this.model.offsets.get(`model/${partition}`)?.next ?? 0;
      const from = random.chance(0.7) ? stored : random.int(5);
      return { topic: 'model', partition, from, next: from + 1 + random.int(3), isFirst: random.chance(0.8) };
    });
  }

  /** At times one that is parked already; never the offset of another partition, or the order within a lane would be a matter of chance. */
  #toPark(one: Sample, where: TopicPartition, lane: Lane): ToPark {
    const record: IncomingRecord = received(one, this.#random.chance(0.9) ? this.#offset++ : where.partition);
    const reason: ParkReason = this.#random.pick(['GAP', 'BEHIND', 'UNKNOWN_VERSION', 'PROCESS_KILLER']);
    return { record, where, decoded: decode(record, where), lane, reason, detail: '' };
  }

  async #same(command: TableCommand, now: number): Promise<void> {
    const rowIds = await this.#idsInPostgres();
    const [given, expected] = [await inTransaction(this.#parts, only(withIds(command, rowIds))), answer(this.model, command, now)];
    if (command.do === 'lane') return expect(seenOf(given)).toEqual(seenOf(expected));
    if (command.do === 'take' || command.do === 'gate') expect(given).toEqual(expected);
  }

  /** Postgres and the model name parked rows by other numbers; where they lie is the same. */
  async #idsInPostgres(): Promise<Map<number, number>> {
    const { rows } = await this.#database.admin.query<{ id: number; topic: string; partition: number; record_offset: number }>(
      `select id, topic, partition, record_offset from ${schema}.inbox_parked where consumer = $1`,
      [this.#parts.consumer],
    );
    return new Map(
      this.model.parked.map(({ row }) => [
        row.id,
        rows.find((one) => one.topic === row.topic && one.partition === row.partition && one.record_offset === row.record_offset)?.id ?? 0,
      ]),
    );
  }
}

const only = function* (command: InboxCommand): InboxSteps<unknown> {
  return yield command;
};

function withIds(command: TableCommand, ids: ReadonlyMap<number, number>): TableCommand {
  if ('id' in command) return { ...command, id: ids.get(command.id) ?? 0 };
  return command.do === 'unpark' ? { ...command, ids: command.ids.map((id) => ids.get(id) ?? 0) } : command;
}

const seenOf = (records: unknown) =>
  (records as ParkedRecord[]).map(({ row, decoded }) => ({
    at: row.record_offset,
    reason: row.reason,
    attempts: row.attempts,
    is: 'event' in decoded ? decoded.event.id : decoded.unreadable.reason,
  }));
