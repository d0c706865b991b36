import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@xiezhi/testing';
import { expect } from 'vitest';
import { announceAgain } from '../announce-again.ts';
import { outboxShards } from '../index.ts';
import { schema } from '../messaging.fixture.ts';
import { outboxTables } from '../outbox-tables.ts';
import type { LeaseAnswer } from '../relay-decisions.ts';
import {
  announceAllAgain,
  attend,
  cedeLeases,
  emptyOutbox,
  oldestRows,
  type OutboxModel,
  publishedCounts,
  releaseLeases,
  removeRows,
  renewLeases,
  takeLeases,
} from './outbox-model.ts';
import type { Seeded } from './seeded.ts';

/** So long that none runs out in a test, or over before it began. */
const [forLong, over] = [3_600_000, -3_600_000];
const byShard = <Of extends { shard: number }>(some: readonly Of[]): Of[] => some.toSorted((a, b) => a.shard - b.shard);

/** The same operation on Postgres and on the model, answer compared with answer. */
export class OutboxPair {
  readonly model: OutboxModel = emptyOutbox(outboxShards);
  readonly #sql = outboxTables(schema);
  readonly #again = announceAgain('clue-transfer');
  readonly #database: TestDatabase;
  readonly #random: Seeded;
  readonly #known: LeaseAnswer[] = [];

  constructor(database: TestDatabase, random: Seeded) {
    this.#database = database;
    this.#random = random;
  }

  async step(now: number): Promise<void> {
    const random = this.#random;
    const owner = random.pick(['harbour', 'customs', 'fishery']);
    const ttlMs = random.pick([forLong, over]);
    switch (random.int(10)) {
      case 0:
      case 1:
        return this.#commit();
      case 2: {
        const countMax = 1 + random.int(outboxShards);
        const taken = byShard(await this.#sql.take(this.#database.worker, owner, ttlMs, countMax));
        this.#known.push(...taken);
        return expect(taken).toEqual(byShard(takeLeases(this.model, owner, ttlMs, now, countMax)));
      }
      case 3: {
        const held = this.#known.filter(() => random.chance(0.5));
        return expect(byShard(await this.#sql.renew(this.#database.worker, owner, held, ttlMs))).toEqual(
          byShard(renewLeases(this.model, owner, held, ttlMs, now)),
        );
      }
      case 4:
        await this.#sql.release(this.#database.worker, owner);
        return releaseLeases(this.model, owner);
      case 5:
        return this.#remove(owner);
      case 6:
        return expect(await this.#sql.attend(this.#database.worker, owner, ttlMs)).toEqual(attend(this.model, owner, ttlMs, now));
      case 7: {
        const ceded = this.#known.filter(() => random.chance(0.3));
        await this.#sql.cede(this.#database.worker, owner, ceded);
        return cedeLeases(this.model, owner, ceded);
      }
      case 8:
        return expect(await this.#sql.counts(this.#database.worker)).toEqual(publishedCounts(this.model));
      default:
        return random.chance(0.2) ? this.#tellAgain() : this.#oldest();
    }
  }

  async expectSameTables(): Promise<void> {
    const rows = async (sql: string) => (await this.#database.admin.query<Record<string, unknown>>(sql)).rows;
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
    const { rows } = await this.#database.worker.query<{ position: number }>(
      `insert into ${schema}.outbox (shard, event_id, topic, key, subject, type, sequence, time, body, parties)
       values ($1, $2, $3, $4, $5, $6, 1, $7, $8, '{}') returning position`,
      [row.shard, row.event_id, row.topic, row.key, row.subject, row.type, row.time, row.body],
    );
    this.model.rows.push({ ...row, again: false, position: rows[0]?.position ?? 0 });
  }

  async #remove(owner: string): Promise<void> {
    const random = this.#random;
    // By the newest lease of the shard, or by any that ever was.
    const epochOf = (shard: number): number => {
      const epochs = this.#known.filter((lease) => lease.shard === shard).map(({ epoch }) => epoch);
      if (epochs.length === 0) return 1;
      return random.chance(0.7) ? epochs.at(-1)! : random.pick(epochs);
    };
    const epochs = Array.from({ length: outboxShards }, (_, shard) => epochOf(shard));
    const sent = this.model.rows
      .filter(() => random.chance(0.5))
      .map(({ shard, position }) => ({ shard, epoch: epochs[shard]!, position, partition: random.int(3) }));
    expect(byShard(await this.#sql.remove(this.#database.worker, owner, sent))).toEqual(byShard(removeRows(this.model, owner, sent)));
  }

  async #oldest(): Promise<void> {
    const bounds = { countMax: 1 + this.#random.int(12), bytesMax: this.#random.pick([1, 6000, 1_000_000]) };
    const shards = Array.from({ length: outboxShards }, (_, shard) => shard).filter(() => this.#random.chance(0.5));
    if (shards.length === 0) return; // nobody asks for nothing
    const without = this.#random.pick([[], ['a'], ['b', 'c']]);
    const removing = this.model.rows.filter(() => this.#random.chance(0.2)).map(({ position }) => position);
    const positions = (rows: readonly { position: number; again?: boolean }[]) => rows.map(({ position, again }) => [position, again]);
    expect(positions(await this.#sql.oldest(this.#database.worker, shards, bounds, without, removing))).toEqual(
      positions(oldestRows(this.model, shards, bounds, without, removing)),
    );
  }

  async #tellAgain(): Promise<void> {
    const before = new Set(this.model.rows.map(({ position }) => position));
    const { count } = await this.#again(this.#database.worker, {}, 0);
    const { rows } = await this.#database.admin.query<{ position: number }>(`select position from ${schema}.outbox order by position`);
    const added = rows.map(({ position }) => position).filter((position) => !before.has(position));
    expect(announceAllAgain(this.model, () => added.shift() ?? 0)).toBe(count);
  }
}
