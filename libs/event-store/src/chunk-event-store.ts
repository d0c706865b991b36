import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';
import { type Act, agencyOf } from './act.ts';
import {
  appendFault,
  type Appending,
  loadedFrom,
  type LoadedStream,
  type LoadRow,
  metaMembers,
  PgEventStore,
  traceOf,
  VersionConflict,
} from './event-store.ts';

export interface StreamName {
  aggregate: string;
  id: string;
}

/** One append on its way, as `append` takes it. */
interface Waiting {
  aggregate: string;
  stream: string;
  expected: number;
  [argument: string]: unknown;
}

/**
 * The event store of a service that reacts to a whole chunk of events in one transaction: streams are loaded together, and what is appended
 * waits and is written together, in its order, by `flush`. A round trip each would be most of what a reaction costs. What was appended is
 * seen by whoever loads it from this store, and by nobody else before `flush`.
 */
export class ChunkEventStore extends PgEventStore {
  readonly #tx: Queryable;
  readonly #loadAll: ReturnType<typeof statement<LoadRow & { n: number }>>;
  readonly #appendAll: ReturnType<typeof statement<{ n: number }>>;
  readonly #known = new Map<string, LoadedStream>();
  #waiting: Waiting[] = [];

  /** @param tx inside a transaction: without one, half a chunk could be left */
  constructor(tx: Queryable, service: ServiceName) {
    super(tx, service);
    const schema = schemaOf(service);
    this.#tx = tx;
    this.#loadAll = statement(`${schema}.load_all`, loadAllSql(schema));
    this.#appendAll = statement(`${schema}.append_all`, appendAllSql(schema));
  }

  /** Loads what will be asked for, in one round trip. What is left out is loaded when it is asked for. */
  async preload(streams: readonly StreamName[]): Promise<void> {
    const wanted = new Map(streams.map((one) => [subjectOf(one.aggregate, one.id), one]));
    for (const subject of this.#known.keys()) wanted.delete(subject);
    if (wanted.size === 0) return;
    const asked = [...wanted];
    const rows = await this.#loadAll(
      this.#tx,
      asked.map(([, { aggregate }]) => aggregate),
      asked.map(([, { id }]) => id),
    );
    for (const row of rows) this.#known.set(asked[row.n - 1]![0], loadedFrom(row));
  }

  override async load(aggregate: string, id: string, act: Act): Promise<LoadedStream> {
    refuseOthers(act);
    const subject = subjectOf(aggregate, id);
    const known = this.#known.get(subject) ?? (await super.load(aggregate, id, act));
    this.#known.set(subject, known);
    return known;
  }

  /** @throws ClaimTaken, VersionConflict as the store's own append, at once for an append that takes a claim, else in `flush` */
  override async append(aggregate: string, id: string, loaded: LoadedStream, appending: Appending, act: Act): Promise<void> {
    refuseOthers(act);
    const { scope, facts, announcements, pass } = appending;
    const factData = facts.map(({ type: _type, ...data }) => JSON.stringify(data));
    this.#waiting.push({
      aggregate,
      stream: id,
      expected: loaded.version,
      announced: loaded.announced,
      prev: loaded.prev,
      family: scope.familyId,
      parties: scope.parties,
      world: scope.world ?? null,
      fact_types: facts.map(({ type }) => type),
      fact_data: factData,
      event_types: announcements.map(({ type }) => type),
      event_data: announcements.map(({ data }) => JSON.stringify(data)),
      meta: metaMembers(scope, act),
      traceparent: act.traceparent ?? traceOf(act.correlationId),
      take: appending.take,
      release: appending.release,
      pass: pass?.keys ?? [],
      heir: pass?.heir ?? null,
      past_stays: scope.pastStays === true,
    });
    this.#known.set(subjectOf(aggregate, id), {
      version: loaded.version + facts.length,
      announced: loaded.announced + announcements.length,
      prev: null,
      scope: loaded.scope === undefined ? scope : { ...loaded.scope, parties: scope.parties },
      // As they will be read: what JSON does not keep is not kept here either.
      facts: [...loaded.facts, ...facts.map(({ type }, n) => ({ ...(JSON.parse(factData[n]!) as object), type }))],
      receipt: undefined,
    });
    // Who is told that a claim is taken must be told here, where it is known what was asked.
    if (appending.take.length > 0) await this.flush();
  }

  /**
   * Writes what waits.
   *
   * @throws VersionConflict when one of the streams has moved on; ClaimTaken when another stream holds a claim
   */
  async flush(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    const last = waiting.at(-1);
    if (last === undefined) return;
    let done: Set<number>;
    try {
      done = new Set((await this.#appendAll(this.#tx, JSON.stringify(waiting))).map(({ n }) => n));
    } catch (error) {
      throw appendFault(error, subjectOf(last.aggregate, last.stream), last.expected);
    }
    const stale = waiting.find((_one, index) => !done.has(index + 1));
    if (stale !== undefined) throw new VersionConflict(subjectOf(stale.aggregate, stale.stream), stale.expected);
  }
}

const subjectOf = (aggregate: string, id: string): string => `${aggregate}/${id}`;

/** Row policies and receipts are for callers; a chunk is handled for nobody. */
function refuseOthers(act: Act): void {
  if (agencyOf(act) !== undefined || act.idempotency !== undefined) throw new Error('a chunk is handled by the service itself');
}

const loadAllSql = (s: string): string => `select s.n::int, l.*
  from unnest($1::text[], $2::uuid[]) with ordinality as s(aggregate, id, n), lateral ${s}.load(null, s.aggregate, s.id, null, null) as l`;

/** The outer rows are taken in their order, and each call sees what the ones before it have written. */
const appendAllSql = (s: string): string => `select a.n::int
  from rows from (jsonb_to_recordset($1::jsonb) as (aggregate text, stream uuid, expected int, announced int, prev text, family uuid,
      parties uuid[], world uuid, fact_types text[], fact_data text[], event_types text[], event_data text[], meta text, traceparent text,
      take text[], release text[], pass text[], heir uuid, past_stays boolean)) with ordinality
    as a(aggregate, stream, expected, announced, prev, family, parties, world, fact_types, fact_data, event_types, event_data, meta,
      traceparent, take, release, pass, heir, past_stays, n),
  lateral ${s}.append(null, a.aggregate, a.stream, a.expected, a.announced, a.prev, a.family, a.parties, a.world, a.fact_types, a.fact_data,
    a.event_types, a.event_data, a.meta, a.traceparent, a.take, a.release, null, null, null, null, a.pass, a.heir, a.past_stays)`;
