import { type AgencyId, type FamilyId, isServiceCaller, type ReadToken, type WorldId } from '@xiezhi/contracts';
import { type Queryable, sqlStateOf, statement } from '@xiezhi/postgres';
import { type Act, actorOf, agencyOf } from './act.ts';

export interface Fact {
  type: string;
}

/** A fact told to others: the type of an integration event and its data, already valid. */
export interface Announcement {
  type: string;
  data: unknown;
}

/** Which set of facts a stream belongs to, and who may see it. Family and world never change after the first fact. */
export interface Scope {
  familyId: FamilyId;
  parties: AgencyId[];
  world?: WorldId | undefined;
  /** True: a party that comes with this append does not see the facts before it, which its state does not need. Absent: it sees all. */
  pastStays?: boolean;
}

/** Answer of a command, kept under its idempotency key and given again on repetition. */
export interface CommandAnswer {
  id: string;
  version: number;
  readToken: ReadToken;
}

export interface LoadedStream {
  version: number;
  announced: number;
  /** Null: as the append before it in the same transaction leaves it (chunk-event-store.ts). */
  prev: string | null;
  scope: Scope | undefined;
  facts: Fact[];
  /** What this account was answered under this key before. */
  receipt: { requestHash: string; answer: CommandAnswer } | undefined;
}

export interface Appending {
  scope: Scope;
  facts: readonly Fact[];
  announcements: readonly Announcement[];
  take: readonly string[];
  release: readonly string[];
  /** Claims handed on to another stream of the same aggregate, which from then on holds them. */
  pass?: { keys: readonly string[]; heir: string } | undefined;
  answer: CommandAnswer;
}

/** Somebody else appended to the stream first. Load again and decide again. */
export class VersionConflict extends Error {
  constructor(subject: string, version: number) {
    super(`${subject} is not at version ${version} any more`);
    this.name = 'VersionConflict';
  }
}

/** A claim of this append is held by another stream; `handle` turns it into the aggregate's refusal. */
export class ClaimTaken extends Error {
  constructor(subject: string) {
    super(`${subject} asks for a claim that another stream holds`);
    this.name = 'ClaimTaken';
  }
}

export interface LoadRow {
  version: number;
  announced: number;
  prev: string;
  family_id: string | null;
  parties: string[] | null;
  world: string | null;
  facts: Fact[] | null;
  receipt_hash: string | null;
  receipt_answer: CommandAnswer | null;
}

const uniqueViolation = '23505';

/**
 * The event store of one service: two prepared calls, `load` and `append`, each one round trip and its own transaction unless the
 * `db` it was given is a client inside one (the inbox, a repair).
 */
export class PgEventStore {
  readonly #db: Queryable;
  readonly #load: ReturnType<typeof statement<LoadRow>>;
  readonly #append: ReturnType<typeof statement<{ recorded_at: string }>>;
  readonly source: string;

  constructor(db: Queryable, service: string) {
    const schema = service.replaceAll('-', '_');
    this.#db = db;
    this.source = `/xiezhi/${service}`;
    this.#load = statement<LoadRow>(`${schema}.load`, `select * from ${schema}.load($1, $2, $3, $4, $5)`);
    this.#append = statement<{ recorded_at: string }>(
      `${schema}.append`,
      `select * from ${schema}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
    );
  }

  /** Loads one stream as the act's caller may see it: what the caller may not see does not exist (version 0). */
  async load(aggregate: string, id: string, act: Act): Promise<LoadedStream> {
    const [row] = await this.#load(this.#db, agencyOf(act) ?? null, aggregate, id, accountOf(act), act.idempotency?.key ?? null);
    if (row === undefined) throw new Error(`load answered no row for ${aggregate}/${id}`);
    return loadedFrom(row);
  }

  /**
   * Saves facts, announcements, claims and the receipt together or not at all.
   *
   * @throws VersionConflict when the stream has moved on, or exists unseen
   * @throws ClaimTaken when another stream holds one of the claims
   */
  async append(aggregate: string, id: string, loaded: LoadedStream, appending: Appending, act: Act): Promise<void> {
    const { scope, facts, announcements, pass } = appending;
    try {
      const rows = await this.#append(
        this.#db,
        agencyOf(act) ?? null,
        aggregate,
        id,
        loaded.version,
        loaded.announced,
        loaded.prev,
        scope.familyId,
        scope.parties,
        scope.world ?? null,
        facts.map((fact) => fact.type),
        facts.map(({ type: _type, ...data }) => JSON.stringify(data)),
        announcements.map((announcement) => announcement.type),
        announcements.map((announcement) => JSON.stringify(announcement.data)),
        metaMembers(scope, act),
        act.traceparent ?? traceOf(act.correlationId),
        appending.take,
        appending.release,
        accountOf(act),
        act.idempotency?.key ?? null,
        act.idempotency?.requestHash ?? null,
        JSON.stringify(appending.answer),
        pass?.keys ?? [],
        pass?.heir ?? null,
        scope.pastStays === true,
      );
      if (rows.length === 0) throw new VersionConflict(`${aggregate}/${id}`, loaded.version);
    } catch (error) {
      throw appendFault(error, `${aggregate}/${id}`, loaded.version);
    }
  }
}

export function loadedFrom(row: LoadRow): LoadedStream {
  return {
    version: row.version,
    announced: row.announced,
    prev: row.prev,
    scope: row.family_id === null ? undefined : { familyId: row.family_id, parties: row.parties ?? [], world: row.world ?? undefined },
    facts: row.facts ?? [],
    receipt:
      row.receipt_hash === null || row.receipt_answer === null ? undefined : { requestHash: row.receipt_hash, answer: row.receipt_answer },
  };
}

/** What a failed append means to whoever asked for it. */
export function appendFault(error: unknown, subject: string, version: number): unknown {
  if (sqlStateOf(error) !== uniqueViolation) return error;
  // Two requests with one key at the same moment: the second loads again and finds the first one's receipt.
  if (error instanceof Error && 'constraint' in error && error.constraint === 'claim_pkey') return new ClaimTaken(subject);
  return new VersionConflict(subject, version);
}

function accountOf(act: Act): string | null {
  return isServiceCaller(act.caller) ? null : act.caller.account;
}

/** What nobody traces (the pack a service loads, a timer) is still one trace to its consumers: that of its correlation id, not sampled. */
export function traceOf(correlationId: string): string {
  const digits = correlationId.replaceAll('-', '');
  return `00-${digits}-${digits.slice(16)}-00`;
}

/** The members of `meta` that Node knows, as JSON without the outer braces; `append` adds family, sequence, prev and recordedAt. */
export function metaMembers(scope: Scope, act: Act): string {
  return JSON.stringify({
    actedAt: act.actedAt ?? new Date().toISOString(),
    actedAtSource: act.actedAtSource ?? 'system',
    parties: scope.parties,
    actor: actorOf(act),
    correlationId: act.correlationId,
    causationId: act.causationId,
    world: scope.world,
  }).slice(1, -1);
}
