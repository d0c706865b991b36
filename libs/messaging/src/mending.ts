import { type Publisher, publishers, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { statement, transaction } from '@xiezhi/postgres';
import type { Pool, PoolClient } from 'pg';
import { announceAgain, type AnnouncedAgain, type WhichAnnouncements } from './announce-again.ts';
import type { LossAlarm, TopicPartition } from './broker-port.ts';
import { allKnownEvents, EventCatalogue } from './event-catalogue.ts';
import type { Lane } from './gate.ts';
import { decodeRow } from './inbox-parts.ts';
import { InboxTables } from './inbox-tables.ts';
import { type Operator, type OperatorAct, operatorActsOf } from './operator-acts.ts';
import type { ParkedRow } from './parked-table.ts';
import { decideSkip } from './skip.ts';

export interface ParkedLaneRecord {
  id: number;
  topic: string;
  partition: number;
  offset: number;
  reason: string;
  state: string;
  detail: string;
  attempts: number;
  since: string;
  eventId: string | null;
  type: string | null;
  sequence: number | null;
}

/** Why nothing was mended; the caller says it to the operator. */
export type NotMended = 'NOT_PARKED' | 'MOVED_ON' | 'NOT_STOPPED';
export type Mended<Outcome> = { mended: Outcome } | { not: NotMended };

/** Most records of a lane that are listed. */
const recordsMax = 500;

/**
 * What operators do to the messaging of one service: each in one transaction with the row that says who, what and why. Everything here
 * may be done while the service runs; consumers notice by themselves, `Inbox.retrySoon` and `Inbox.restart` only make them hurry.
 */
export class Mending {
  readonly #schema: string;
  readonly #pool: Pool;
  readonly #tables: InboxTables;
  readonly #acts: ReturnType<typeof operatorActsOf>;
  readonly #again: ReturnType<typeof announceAgain> | undefined;
  readonly #catalogue = new EventCatalogue(allKnownEvents());
  readonly #records: ReturnType<typeof statement<ParkedLaneRecord & Record<string, unknown>>>;

  /** @param pool of the worker role */
  constructor(service: ServiceName, pool: Pool) {
    this.#schema = schemaOf(service);
    this.#pool = pool;
    this.#tables = new InboxTables(this.#schema);
    this.#acts = operatorActsOf(service);
    const publisher = publishers.find((name): name is Publisher => name === service);
    this.#again = publisher === undefined ? undefined : announceAgain(publisher);
    this.#records = statement(
      `${this.#schema}.parked_records`,
      `select id, topic, partition, record_offset as "offset", reason, state, detail, attempts,
         to_char(parked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since, event_id as "eventId", type, sequence
       from ${this.#schema}.inbox_parked where consumer = $1 and lane = $2
       order by (case when lane like 'stream:%' then coalesce(sequence, 0) end), record_offset limit ${recordsMax}`,
    );
  }

  /** What waits in a lane, in the order of release: identifiers and reasons, not what the events say. */
  async parkedRecords(consumer: string, lane: Lane): Promise<ParkedLaneRecord[]> {
    const records = await this.#records(this.#pool, consumer, lane);
    return records.map((record) => ({ ...record, detail: withoutQuotes(record.detail) }));
  }

  acts(before?: number) {
    return this.#acts.list(this.#pool, before);
  }

  /** The first record of a lane is tried again at once, and everything behind it follows in order. */
  replayParked(operator: Operator, consumer: string, lane: Lane): Promise<Mended<{ recordId: number }>> {
    return transaction(this.#pool, async (tx) => {
      const first = await this.#firstLocked(tx, consumer, lane);
      if (first === undefined) return { not: 'NOT_PARKED' };
      await this.#tables.parked.makeDue(tx, consumer, { id: first.id });
      const outcome = { recordId: first.id };
      await this.#record(tx, operator, 'parked-replayed', `${consumer} ${lane}`, outcome);
      return { mended: outcome };
    });
  }

  /**
   * Gives up the first record of a lane, or the gap before it; what is behind follows. Only if it is still the record the operator saw.
   * What it would have done is left undone for ever: that is why a reason is written down.
   */
  skipParked(
    operator: Operator,
    consumer: string,
    lane: Lane,
    recordId: number,
  ): Promise<Mended<{ recordId: number; dropped: boolean; jumped: number }>> {
    return transaction(this.#pool, async (tx) => {
      const first = await this.#firstLocked(tx, consumer, lane);
      if (first === undefined) return { not: 'NOT_PARKED' };
      if (first.id !== recordId) return { not: 'MOVED_ON' };
      const outcome = await this.#skip(tx, consumer, lane, first);
      await this.#record(tx, operator, 'parked-skipped', `${consumer} ${lane}`, outcome);
      return { mended: outcome };
    });
  }

  async #skip(tx: PoolClient, consumer: string, lane: Lane, first: ParkedRow) {
    const decoded = decodeRow({ catalogue: this.#catalogue }, first);
    const { source, subject } = 'event' in decoded ? decoded.event : decoded.unreadable;
    const last = source === undefined || subject === undefined ? 0 : await this.#tables.gateOf(tx, consumer, source, subject);
    const { dropsRecord, gate, jumped } = decideSkip(decoded, lane, last);
    if (dropsRecord) await this.#tables.parked.unpark(tx, [first.id]);
    if (gate !== undefined) await this.#tables.settle(tx, consumer, [gate], []);
    if (jumped > 0) await this.#tables.countAsReceived(tx, consumer, first, jumped);
    const [next] = await this.#tables.parked.laneRows(tx, consumer, lane, 1);
    if (next !== undefined) await this.#tables.parked.makeDue(tx, consumer, { id: next.id });
    return {
      recordId: first.id,
      dropped: dropsRecord,
      jumped,
      eventId: 'event' in decoded ? decoded.event.id : (decoded.unreadable.id ?? null),
    };
  }

  /** One piece of telling again; `after` is 0 to begin, then the answer's `next`. */
  announceAgain(operator: Operator, which: WhichAnnouncements, after: number): Promise<AnnouncedAgain> {
    const again = this.#again;
    if (again === undefined) return Promise.resolve({ count: 0, next: null });
    return transaction(this.#pool, async (tx) => {
      const outcome = await again(tx, which, after);
      if (outcome.count > 0 || after === 0)
        await this.#record(tx, operator, 'announced-again', JSON.stringify(which), { after, ...outcome });
      return outcome;
    });
  }

  /**
   * Empties what a projection has written and all that the consumer remembers; every instance then reads again from the first record.
   *
   * @param tables of this schema that only this consumer writes; the worker role may TRUNCATE them
   */
  async rebuild(operator: Operator, consumer: string, tables: readonly string[]): Promise<void> {
    const s = this.#schema;
    for (const table of tables) if (!/^[a-z][a-z0-9_]{0,62}$/.test(table)) throw new Error(`${table} is no table's name`);
    await transaction(this.#pool, async (tx) => {
      // Whoever takes a chunk of this consumer holds one of these rows until its commit, and finds none afterwards.
      await tx.query(`select from ${s}.inbox_offset where consumer = $1 order by topic, partition for update`, [consumer]);
      await tx.query(`truncate ${tables.map((table) => `${s}.${table}`).join(', ')}`);
      for (const table of ['inbox_offset', 'inbox_gate', 'inbox_seen', 'inbox_parked', 'inbox_beacon', 'inbox_begun'])
        await tx.query(`delete from ${s}.${table} where consumer = $1`, [consumer]);
      await this.#record(tx, operator, 'consumer-rebuilt', consumer, { tables: [...tables] });
    });
  }

  /**
   * Lets a partition go on that stands still because the broker lacks what was not read yet: it is read from its first kept record on.
   * What is missing shows as gaps and in the beacons, and can be told again.
   */
  acceptLoss(
    operator: Operator,
    consumer: string,
    { topic, partition, kind, stored, low, high }: LossAlarm,
  ): Promise<Mended<{ from: number }>> {
    const s = this.#schema;
    return transaction(this.#pool, async (tx) => {
      const { rowCount } = await tx.query(
        `update ${s}.inbox_offset set next_offset = $5 where consumer = $1 and topic = $2 and partition = $3 and next_offset = $4`,
        [consumer, topic, partition, stored, low],
      );
      if (rowCount !== 1) return { not: 'MOVED_ON' };
      await this.#record(tx, operator, 'loss-accepted', `${consumer} ${topic}/${partition}`, { kind, stored, low, high });
      return { mended: { from: low } };
    });
  }

  /** The first record of a lane, with the lock that every chunk of its partition takes first. */
  async #firstLocked(tx: PoolClient, consumer: string, lane: Lane): Promise<ParkedRow | undefined> {
    const [seen] = await this.#tables.parked.laneRows(tx, consumer, lane, 1);
    if (seen === undefined) return undefined;
    const at: TopicPartition = seen;
    await this.#tables.lockPartition(tx, consumer, at);
    const [first] = await this.#tables.parked.laneRows(tx, consumer, lane, 1);
    return first;
  }

  #record(tx: PoolClient, operator: Operator, act: OperatorAct, target: string, outcome: Record<string, unknown>): Promise<void> {
    return this.#acts.record(tx, operator, act, target, outcome);
  }
}

/** A handler's error may quote what an event says; whoever runs machines does not read cases. */
function withoutQuotes(detail: string): string {
  return detail.replace(/"[^]*"|'[^]*'|`[^]*`|“[^]*”/g, '…');
}
