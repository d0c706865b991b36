import { type Queryable, statement } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import type { InboxTables } from './inbox-tables.ts';
import { instruments, metricNames, observe, type Reading } from './telemetry.ts';

/** Longer than any outage after which a relay may send again, or than anybody needs: the gate drops the same duplicates for ever. */
export const seenKeptMs = 7 * 24 * 3_600_000;
const forgetEveryMs = 60_000;
const forgottenAtOnceMax = 5000;
const lookEveryMs = 5000;

interface ParkedSums extends Record<string, unknown> {
  reason: string;
  state: string;
  lanes: number;
  records: number;
  oldest_seconds: number;
}
interface MissingRow extends Record<string, unknown> {
  topic: string;
  partition: number;
  missing: number;
}

/** What a consumer does beside consuming: forgets old ids, and looks after what its gauges show. */
export class InboxUpkeep {
  readonly #consumer: string;
  readonly #pool: Pool;
  readonly #tables: InboxTables;
  readonly #attributes: Record<string, string>;
  readonly #parkedSums: (db: Queryable, consumer: string) => Promise<ParkedSums[]>;
  readonly #missingRows: (db: Queryable, consumer: string) => Promise<MissingRow[]>;
  #parked: ParkedSums[] = [];
  #missing: MissingRow[] = [];
  #lookedAt = -Infinity;
  #forgotAt = -Infinity;

  constructor(schema: string, consumer: string, pool: Pool, tables: InboxTables, attributes: Record<string, string>) {
    this.#consumer = consumer;
    this.#pool = pool;
    this.#tables = tables;
    this.#attributes = attributes;
    this.#parkedSums = statement<ParkedSums>(
      `${schema}.inbox_parked_sums`,
      `select reason, state, count(distinct lane) as lanes, count(*) as records,
         extract(epoch from clock_timestamp() - min(parked_at))::float as oldest_seconds
       from ${schema}.inbox_parked where consumer = $1 group by reason, state`,
    );
    this.#missingRows = statement<MissingRow>(
      `${schema}.inbox_missing`,
      `select topic, partition, missing from ${schema}.inbox_beacon where consumer = $1`,
    );
  }

  /** One round, cheap unless something is due. */
  async runOnce(now = performance.now()): Promise<void> {
    if (now - this.#lookedAt >= lookEveryMs) {
      this.#lookedAt = now;
      this.#parked = await this.#parkedSums(this.#pool, this.#consumer);
      this.#missing = await this.#missingRows(this.#pool, this.#consumer);
    }
    if (now - this.#forgotAt >= forgetEveryMs) {
      const forgotten = await this.#tables.forgetSeen(this.#pool, this.#consumer, seenKeptMs, forgottenAtOnceMax);
      // A whole piece means that more waits: the next round goes on.
      if (forgotten < forgottenAtOnceMax) this.#forgotAt = now;
      if (forgotten > 0) instruments().forgotten.add(forgotten, this.#attributes);
    }
  }

  /** Registers the gauges; answers how to take them away. */
  observe(): () => void {
    const perReason = (read: (sums: ParkedSums) => number) => (): Reading[] =>
      this.#parked.map((sums) => ({ value: read(sums), attributes: { ...this.#attributes, reason: sums.reason, state: sums.state } }));
    const stops = [
      observe(
        metricNames.parkedLanes,
        'Keys with parked records, by reason of the record and state',
        perReason(({ lanes }) => lanes),
      ),
      observe(
        metricNames.parkedRecords,
        'Parked records',
        perReason(({ records }) => records),
      ),
      observe(
        metricNames.parkedOldest,
        'Age of the oldest parked record in seconds',
        perReason((sums) => sums.oldest_seconds),
      ),
      observe(metricNames.missing, 'Announcements that beacons count and that never arrived', () =>
        this.#missing.map(({ topic, partition, missing }) => ({ value: missing, attributes: { ...this.#attributes, topic, partition } })),
      ),
    ];
    return () => stops.forEach((stop) => stop());
  }
}
