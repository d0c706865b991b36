import { randomUUID } from 'node:crypto';
import { type IntegrationEvent, noPrevious, sourceOf } from '@xiezhi/contracts';
import {
  type Act,
  type Appending,
  ClaimTaken,
  type Fact,
  type LoadedStream,
  type PgEventStore,
  type Scope,
  VersionConflict,
} from '@xiezhi/event-store';
import type { Machine, Service } from './machine.ts';

interface Stream {
  version: number;
  announced: number;
  scope: Scope;
  facts: { fact: Fact; parties: string[] }[];
}

/**
 * The event store's promises without its database: optimistic versions, claims, rows seen by their parties alone, a past that stays.
 * `event-store.int.spec.ts` keeps the real one to the same promises. `pace` lets other transactions in between, as a round trip does.
 */
export class MemoryMachine implements Machine {
  readonly #databases = { 'clue-transfer': new Database(), 'case-supervision': new Database() };
  readonly #pace: () => Promise<void>;
  #ids = 0xc0;

  constructor(pace: () => Promise<void>) {
    this.#pace = pace;
  }

  async transaction<Result>(service: Service, agency: string | undefined, work: (store: PgEventStore) => Promise<Result>): Promise<Result> {
    const transaction = new Transaction(this.#databases[service], service, agency, this.#pace);
    // The same two calls as the real store; its private members are Postgres's.
    const result = await work(transaction as unknown as PgEventStore);
    transaction.commit();
    return result;
  }

  /** Counted, so that a story that failed fails with the same ids again. */
  newId(): string {
    this.#ids += 1;
    return `01920000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
  }

  async announced(): Promise<IntegrationEvent[]> {
    return Object.values(this.#databases).flatMap((database) => database.outbox.splice(0));
  }
}

class Database {
  readonly streams = new Map<string, Stream>();
  readonly claims = new Map<string, string>();
  readonly outbox: IntegrationEvent[] = [];
}

class Transaction {
  readonly source: string;
  readonly #streams = new Map<string, { base: number; stream: Stream }>();
  readonly #claims = new Map<string, { base: string | undefined; holder: string | undefined }>();
  readonly #outbox: IntegrationEvent[] = [];

  constructor(
    private readonly database: Database,
    private readonly service: Service,
    private readonly agency: string | undefined,
    private readonly pace: () => Promise<void>,
  ) {
    this.source = sourceOf(service);
  }

  async load(aggregate: string, id: string): Promise<LoadedStream> {
    await this.pace();
    const stream = this.#current(`${aggregate}/${id}`);
    const isSeen = (parties: readonly string[]) => this.agency === undefined || parties.includes(this.agency);
    if (stream === undefined || !isSeen(stream.scope.parties))
      return { version: 0, announced: 0, prev: noPrevious, scope: undefined, facts: [], receipt: undefined };
    const facts = stream.facts.filter(({ parties }) => isSeen(parties)).map(({ fact }) => fact);
    return { version: stream.version, announced: stream.announced, prev: noPrevious, scope: stream.scope, facts, receipt: undefined };
  }

  async append(aggregate: string, id: string, loaded: LoadedStream, appending: Appending, act: Act): Promise<void> {
    await this.pace();
    const subject = `${aggregate}/${id}`;
    const before = this.#current(subject);
    if ((before?.version ?? 0) !== loaded.version) throw new VersionConflict(subject, loaded.version);
    this.#moveClaims(subject, aggregate, appending);
    const { scope, facts, announcements } = appending;
    const past = (before?.facts ?? []).map((known) => (scope.pastStays === true ? known : { ...known, parties: scope.parties }));
    const added = facts.map((fact) => ({ fact, parties: scope.parties }));
    const announced = loaded.announced + announcements.length;
    const stream = { version: loaded.version + facts.length, announced, scope, facts: [...past, ...added] };
    const base = this.#streams.get(subject)?.base ?? loaded.version;
    this.#streams.set(subject, { base, stream });
    this.#outbox.push(...announcements.map((told, index) => this.#event(subject, told, loaded.announced + index + 1, scope, act)));
  }

  /** All of it at once: nobody can look between two rows of a commit. */
  commit(): void {
    const { streams, claims, outbox } = this.database;
    for (const [subject, { base }] of this.#streams)
      if ((streams.get(subject)?.version ?? 0) !== base) throw new VersionConflict(subject, base);
    for (const [key, { base }] of this.#claims) if (claims.get(key) !== base) throw new VersionConflict(key, 0);
    for (const [subject, { stream }] of this.#streams) streams.set(subject, stream);
    for (const [key, { holder }] of this.#claims) {
      if (holder === undefined) claims.delete(key);
      else claims.set(key, holder);
    }
    outbox.push(...this.#outbox);
  }

  #current(subject: string): Stream | undefined {
    return this.#streams.get(subject)?.stream ?? this.database.streams.get(subject);
  }

  #moveClaims(subject: string, aggregate: string, { release, pass, take }: Appending): void {
    for (const key of release) if (this.#holderOf(key) === subject) this.#give(key, undefined);
    for (const key of pass?.keys ?? []) if (this.#holderOf(key) === subject) this.#give(key, `${aggregate}/${pass?.heir}`);
    for (const key of take) {
      const holder = this.#holderOf(key);
      if (holder !== undefined && holder !== subject) throw new ClaimTaken(subject);
      this.#give(key, subject);
    }
  }

  #holderOf(key: string): string | undefined {
    const changed = this.#claims.get(key);
    return changed === undefined ? this.database.claims.get(key) : changed.holder;
  }

  #give(key: string, holder: string | undefined): void {
    this.#claims.set(key, { base: this.#claims.get(key)?.base ?? this.database.claims.get(key), holder });
  }

  #event(subject: string, told: { type: string; data: unknown }, sequence: number, scope: Scope, act: Act): IntegrationEvent {
    const { familyId, parties } = scope;
    const time = '2026-10-13T01:00:00.000000Z';
    const actor = 'service' in act.caller ? { service: act.caller.service } : pick(act.caller);
    const when = { recordedAt: time, actedAt: act.actedAt ?? time, actedAtSource: 'system' as const };
    const meta = { familyId, sequence, prev: noPrevious, ...when, parties, actor, correlationId: act.correlationId };
    return { id: randomUUID(), source: sourceOf(this.service), type: told.type, subject, time, meta, data: told.data };
  }
}

const pick = ({ account, post, agency }: { account: string; post: string; agency: string }) => ({ account, post, agency });
