import { randomUUID } from 'node:crypto';
import { type IntegrationEvent, noPrevious, sourceOf, type Publisher } from '@xiezhi/contracts';
import { type Act, actorOf, agencyOf } from './act.ts';
import { type Appending, ClaimTaken, type Fact, type LoadedStream, type PgEventStore, type Scope, VersionConflict } from './event-store.ts';

interface Stream {
  version: number;
  announced: number;
  scope: Scope;
  facts: { fact: Fact; parties: string[] }[];
}
type Cell = Stream | string | undefined;

/**
 * The event store's promises without its database, for models that need ten thousand runs: optimistic versions, claims, rows seen by
 * their parties alone, a past that stays, all or nothing. `promises.behaviour.ts` keeps both stores to them. Receipts and the chain of
 * hashes are the real one's.
 */
export class MemoryDatabase {
  /** Streams by subject, holders of claims by key. */
  readonly #cells = new Map<string, Cell>();
  readonly #outbox: IntegrationEvent[] = [];

  /** @param pace lets other transactions in between, as a round trip to a server does */
  constructor(
    readonly service: Publisher,
    readonly pace: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** @throws VersionConflict when somebody else has written meanwhile what this transaction wrote too */
  async transaction<Result>(work: (store: PgEventStore) => Promise<Result>): Promise<Result> {
    const store = new MemoryEventStore(this.service, this.#cells, this.pace);
    // The same two calls as the real store; its private members are Postgres's.
    const result = await work(store as unknown as PgEventStore);
    for (const [key, { before }] of store.written) if (this.#cells.get(key) !== before) throw new VersionConflict(key, 0);
    for (const [key, { now }] of store.written) this.#cells.set(key, now);
    this.#outbox.push(...store.told);
    return result;
  }

  /** What was committed since it was last asked. */
  announced(): IntegrationEvent[] {
    return this.#outbox.splice(0);
  }
}

/** Reads what others have committed by now, as Postgres's default isolation does, and what it wrote itself. */
class MemoryEventStore {
  readonly source: string;
  readonly written = new Map<string, { before: Cell; now: Cell }>();
  readonly told: IntegrationEvent[] = [];

  constructor(
    service: Publisher,
    private readonly committed: ReadonlyMap<string, Cell>,
    private readonly pace: () => Promise<void>,
  ) {
    this.source = sourceOf(service);
  }

  async load(aggregate: string, id: string, act: Act): Promise<LoadedStream> {
    await this.pace();
    const stream = this.#read(`${aggregate}/${id}`) as Stream | undefined;
    const agency = agencyOf(act);
    const isSeen = (parties: readonly string[]) => agency === undefined || parties.includes(agency);
    const none = { version: 0, announced: 0, prev: noPrevious, scope: undefined, facts: [], receipt: undefined };
    if (stream === undefined || !isSeen(stream.scope.parties)) return none;
    const { version, announced, scope } = stream;
    const facts = stream.facts.filter(({ parties }) => isSeen(parties)).map(({ fact }) => fact);
    const { familyId, parties, world } = scope;
    return { ...none, version, announced, scope: { familyId, parties, world }, facts };
  }

  async append(aggregate: string, id: string, loaded: LoadedStream, appending: Appending, act: Act): Promise<void> {
    await this.pace();
    const subject = `${aggregate}/${id}`;
    const before = this.#read(subject) as Stream | undefined;
    if ((before?.version ?? 0) !== loaded.version) throw new VersionConflict(subject, loaded.version);
    const { scope, facts, announcements } = appending;
    const agency = agencyOf(act);
    if (agency !== undefined && !scope.parties.includes(agency)) throw new Error(`row-level security: ${subject} is not ${agency}’s`);
    this.#moveClaims(subject, aggregate, appending);
    const past = (before?.facts ?? []).map((known) => (scope.pastStays === true ? known : { ...known, parties: scope.parties }));
    const added = facts.map((fact) => ({ fact, parties: scope.parties }));
    const announced = loaded.announced + announcements.length;
    this.#write(subject, { version: loaded.version + facts.length, announced, scope, facts: [...past, ...added] });
    for (const [place, { type, data }] of announcements.entries())
      this.told.push(this.#event(subject, type, data, scope, act, loaded.announced + place + 1));
  }

  #moveClaims(subject: string, aggregate: string, { release, pass, take }: Appending): void {
    for (const key of release) if (this.#read(key) === subject) this.#write(key, undefined);
    for (const key of pass?.keys ?? []) if (this.#read(key) === subject) this.#write(key, `${aggregate}/${pass?.heir}`);
    for (const key of take) {
      const holder = this.#read(key);
      if (holder !== undefined && holder !== subject) throw new ClaimTaken(subject);
      this.#write(key, subject);
    }
  }

  #event(subject: string, type: string, data: unknown, scope: Scope, act: Act, sequence: number): IntegrationEvent {
    const { familyId, parties, world } = scope;
    const time = new Date(0).toISOString();
    const when = { recordedAt: time, actedAt: act.actedAt ?? time, actedAtSource: act.actedAtSource ?? ('system' as const) };
    const meta = { familyId, parties, world, sequence, prev: noPrevious, actor: actorOf(act), correlationId: act.correlationId, ...when };
    return { id: randomUUID(), source: this.source, type, subject, time, meta, data };
  }

  #read(key: string): Cell {
    const written = this.written.get(key);
    return written === undefined ? this.committed.get(key) : written.now;
  }

  #write(key: string, now: Cell): void {
    const written = this.written.get(key);
    this.written.set(key, { before: written === undefined ? this.committed.get(key) : written.before, now });
  }
}
