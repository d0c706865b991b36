import { randomUUID } from 'node:crypto';
import { eventStoreMigration } from '@xiezhi/event-store';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announceAgain } from '../announce-again.ts';
import type { IncomingRecord } from '../broker-port.ts';
import { decode } from '../cloud-event.ts';
import { EventCatalogue } from '../event-catalogue.ts';
import { familyLane, type Lane, type ParkReason, streamLane } from '../gate.ts';
import { type InboxParts, inTransaction } from '../inbox-parts.ts';
import type { InboxCommand, InboxSteps, ParkedRecord } from '../inbox-steps.ts';
import { InboxTables } from '../inbox-tables.ts';
import { messagingMigrations, outboxShards } from '../index.ts';
import { received, sample, type Sample, schema, StepTakenV1 } from '../messaging.fixture.ts';
import { outboxTables } from '../outbox-tables.ts';
import { reasonsToTryAtStart } from '../parking.ts';
import type { ToPark } from '../parked-table.ts';
import type { LeaseAnswer } from '../relay-decisions.ts';
import { answer, claim, emptyInbox, forget, type InboxModel, laneRows, makePoisonDue, oneDue, type TableCommand } from './inbox-model.ts';
import {
  announceAllAgain,
  emptyOutbox,
  oldestRows,
  type OutboxModel,
  publishedCounts,
  releaseLeases,
  removeRows,
  renewLeases,
  takeLeases,
} from './outbox-model.ts';
import { Seeded } from './seeded.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    ...messagingMigrations(schema),
  ]);
});
afterAll(() => database.close());

const operations = 150;
/** So long that none runs out in a test, or over before it began. */
const [forLong, over] = [3_600_000, -3_600_000];
const byShard = (leases: readonly LeaseAnswer[]): LeaseAnswer[] => leases.toSorted((a, b) => a.shard - b.shard);

/** The same operation on Postgres and on the model, answer compared with answer. */
class OutboxPair {
  readonly model: OutboxModel = emptyOutbox(outboxShards);
  readonly #sql = outboxTables(schema);
  readonly #again = announceAgain('clue-transfer');
  readonly #random: Seeded;
  readonly #known: LeaseAnswer[] = [];

  constructor(random: Seeded) {
    this.#random = random;
  }

  async step(now: number): Promise<void> {
    const random = this.#random;
    const owner = random.pick(['harbour', 'customs']);
    const ttlMs = random.pick([forLong, over]);
    switch (random.int(8)) {
      case 0:
      case 1:
        return this.#commit();
      case 2: {
        const taken = byShard(await this.#sql.take(database.worker, owner, ttlMs));
        this.#known.push(...taken);
        return expect(taken).toEqual(byShard(takeLeases(this.model, owner, ttlMs, now)));
      }
      case 3: {
        const held = this.#known.filter(() => random.chance(0.5));
        return expect(byShard(await this.#sql.renew(database.worker, owner, held, ttlMs))).toEqual(
          byShard(renewLeases(this.model, owner, held, ttlMs, now)),
        );
      }
      case 4:
        await this.#sql.release(database.worker, owner);
        return releaseLeases(this.model, owner);
      case 5:
        return this.#remove(owner);
      case 6:
        return expect(await this.#sql.counts(database.worker)).toEqual(publishedCounts(this.model));
      default:
        return random.chance(0.2) ? this.#tellAgain() : this.#oldest();
    }
  }

  async expectSameTables(): Promise<void> {
    const rows = async (sql: string) => (await database.admin.query<Record<string, unknown>>(sql)).rows;
    expect(await rows(`select position, again from ${schema}.outbox order by position`)).toEqual(
      this.model.rows.map(({ position, again }) => ({ position, again })).toSorted((a, b) => a.position - b.position),
    );
    expect(await rows(`select position from ${schema}.announced order by position`)).toEqual(
      this.model.announced.map(({ position }) => ({ position })).toSorted((a, b) => a.position - b.position),
    );
    expect(await rows(`select shard, owner, epoch from ${schema}.relay_lease order by shard`)).toEqual(
      this.model.leases.map(({ shard, owner, epoch }) => ({ shard, owner, epoch })),
    );
  }

  async #commit(): Promise<void> {
    const row = {
      event_id: randomUUID(),
      topic: this.#random.pick(['one', 'two']),
      key: this.#random.pick(['a', 'b', 'c']),
      subject: 's/1',
      type: 't',
      time: '2026-11-26T00:00:00.000000Z',
      traceparent: null,
      body: 'x'.repeat(this.#random.int(900)),
      shard: this.#random.int(outboxShards),
    };
    const { rows } = await database.worker.query<{ position: number }>(
      `insert into ${schema}.outbox (shard, event_id, topic, key, subject, type, sequence, time, body, parties)
       values ($1, $2, $3, $4, $5, $6, 1, $7, $8, '{}') returning position`,
      [row.shard, row.event_id, row.topic, row.key, row.subject, row.type, row.time, row.body],
    );
    this.model.rows.push({ ...row, again: false, position: rows[0]?.position ?? 0 });
  }

  async #remove(owner: string): Promise<void> {
    const random = this.#random;
    const lease = this.#known.length === 0 ? { shard: 0, epoch: 1 } : random.pick(this.#known);
    const sent = this.model.rows.filter(() => random.chance(0.5)).map(({ position }) => ({ position, partition: random.int(3) }));
    expect(await this.#sql.remove(database.worker, lease, owner, sent)).toBe(removeRows(this.model, lease, owner, sent));
  }

  async #oldest(): Promise<void> {
    const bounds = [this.#random.int(outboxShards), 1 + this.#random.int(4), this.#random.pick([1, 2000, 1_000_000])] as const;
    const without = this.#random.pick([[], ['a'], ['b', 'c']]);
    const positions = (rows: readonly { position: number; again?: boolean }[]) => rows.map(({ position, again }) => [position, again]);
    expect(positions(await this.#sql.oldest(database.worker, ...bounds, without))).toEqual(
      positions(oldestRows(this.model, ...bounds, without)),
    );
  }

  async #tellAgain(): Promise<void> {
    const before = new Set(this.model.rows.map(({ position }) => position));
    const { count } = await this.#again(database.worker, {}, 0);
    const { rows } = await database.admin.query<{ position: number }>(`select position from ${schema}.outbox order by position`);
    const added = rows.map(({ position }) => position).filter((position) => !before.has(position));
    expect(announceAllAgain(this.model, () => added.shift() ?? 0)).toBe(count);
  }
}

/** A consumer of its own per seed; commands go the way they go when shipped: through `inTransaction`. */
class InboxPair {
  readonly model: InboxModel = emptyInbox();
  readonly #random: Seeded;
  readonly #parts: InboxParts;
  readonly #pool: Sample[];
  #offset = 0;

  constructor(random: Seeded) {
    this.#random = random;
    this.#parts = {
      consumer: `model-${randomUUID()}`,
      pool: database.worker,
      tables: new InboxTables(schema),
      catalogue: new EventCatalogue([StepTakenV1]),
      effect: () => Promise.resolve(),
    };
    const families = [randomUUID(), randomUUID()];
    this.#pool = families.flatMap((family) => [1, 2, 3].map((sequence) => sample({ family, sequence })));
  }

  async step(now: number): Promise<void> {
    const random = this.#random;
    const chance = random.int(10);
    if (chance < 8) return this.#same(this.#command(), now);
    const { parked } = this.#parts.tables;
    const { consumer } = this.#parts;
    if (chance === 8) {
      const due = await parked.oneDue(database.worker, consumer);
      const expected = oneDue(this.model, now);
      expect(due?.record_offset).toBe(expected?.row.record_offset);
      if (due === undefined || expected === undefined) return;
      const timing = { state: 'waiting', retryInMs: forLong } as const;
      expect(await parked.claim(database.worker, due, timing)).toBe(claim(this.model, { ...expected.row }, timing, now));
      return;
    }
    if (random.chance(0.5)) {
      await parked.makeDue(database.worker, consumer, { reasons: reasonsToTryAtStart });
      return makePoisonDue(this.model, reasonsToTryAtStart, now);
    }
    await this.#parts.tables.forgetSeen(database.worker, consumer, over, 1000);
    forget(this.model, [...this.model.seen]);
  }

  async expectSameTables(): Promise<void> {
    const { consumer } = this.#parts;
    const rows = async (sql: string) => (await database.admin.query<Record<string, unknown>>(sql, [consumer])).rows;
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
        const stored = this.model.offsets.get(`${at.topic}/${at.partition}`)?.next ?? 0;
        const from = random.chance(0.7) ? stored : random.int(5);
        const streams = [{ source, subject: one.subject }];
        return {
          do: 'take',
          at: { ...at, from, next: from + 1 + random.int(3), isFirst: random.chance(0.8) },
          ids: [one.id],
          streams,
          families: [familyLane(at.topic, one.family)],
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
          at,
          gates: [{ source, subject: one.subject, sequence: 1 + random.int(5) }],
          counted: random.chance(0.5) ? undefined : random.int(50),
        };
      default:
        return { do: 'note beacon', at, comparison: { published: random.int(9), counted: random.int(9), missing: random.int(3) } };
    }
  }

  #toPark(one: Sample, where: { topic: string; partition: number }, lane: Lane): ToPark {
    const record: IncomingRecord = received(one, this.#random.chance(0.9) ? this.#offset++ : 0);
    const reason: ParkReason = this.#random.pick(['GAP', 'BEHIND', 'UNKNOWN_VERSION', 'PROCESS_KILLER']);
    return { record, where, decoded: decode(record, where), lane, reason, detail: '' };
  }

  async #same(command: TableCommand, now: number): Promise<void> {
    const rowIds = await this.#idsInPostgres();
    const [given, expected] = [await inTransaction(this.#parts, only(withIds(command, rowIds))), answer(this.model, command, now)];
    if (command.do === 'lane') return expect(seenOf(given)).toEqual(seenOf(expected));
    if (command.do === 'take' && (expected as { stored: number | null }).stored !== null)
      return expect(given).toMatchObject({ stored: (expected as { stored: number }).stored });
    if (command.do === 'take' || command.do === 'gate') expect(given).toEqual(expected);
    expect(laneRows(this.model, 'none')).toEqual([]);
  }

  /** Postgres and the model name parked rows by other numbers; where they lie is the same. */
  async #idsInPostgres(): Promise<Map<number, number>> {
    const { rows } = await database.admin.query<{ id: number; topic: string; partition: number; record_offset: number }>(
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

describe('each statement and its reducer', () => {
  it.each([1, 2, 3])('answer alike for the publisher, whatever came before (seed %i)', async (seed) => {
    await database.admin.query(
      `truncate ${schema}.outbox, ${schema}.announced, ${schema}.relay_count; update ${schema}.relay_lease set owner = '', epoch = 0, expires_at = '-infinity'`,
    );
    const pair = new OutboxPair(new Seeded(seed));
    for (let now = 0; now < operations; now++) await pair.step(now);
    await pair.expectSameTables();
  });

  it.each([4, 5, 6])('answer alike for the consumer, whatever came before (seed %i)', async (seed) => {
    const pair = new InboxPair(new Seeded(seed));
    for (let now = 0; now < operations; now++) await pair.step(now);
    await pair.expectSameTables();
  });
});
