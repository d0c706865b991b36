import { type Comparison } from '../beacon.ts';
import { singlesFrom } from '../chunk.ts';
import { type Chunk, type ChunkMode, type ChunkOutcome, takeChunksSteps } from '../chunk-steps.ts';
import type { InboxCommand, ParkedRecord } from '../inbox-steps.ts';
import { begunOnceMore, startMode, timingOf, unsuspected } from '../parking.ts';
import type { Decoded } from '../received-event.ts';
import { retryLaneSteps } from '../release-steps.ts';
import { BrokenPromise } from './broken-promise.ts';
import type { BrokerModel, LogRecord } from './broker-model.ts';
import {
  answer,
  begin,
  claim,
  copyOf,
  emptyInbox,
  forgetBegun,
  type InboxModel,
  oneDue,
  storedOffset,
  suspicionOf,
} from './inbox-model.ts';
import { Runner } from './runner.ts';
import type { Seeded } from './seeded.ts';

export interface Effect {
  subject: string;
  sequence: number;
  id: string;
}

/** What the world does to consumers. */
export interface Trouble {
  /** Tries of an event that its handler still fails. */
  faults: Map<string, number>;
  /** Chance that a transaction is rolled back for a reason that passes. */
  transient: number;
}

/** One consumer's tables and read model: what is committed is here, what is under way in a copy. One transaction at a time. */
export class ConsumerDatabase {
  inbox: InboxModel = emptyInbox();
  effects: Effect[] = [];
  lockedBy: object | undefined;
  readonly #decode: (record: LogRecord, partition: number) => Decoded;
  readonly #onCommit: (before: Effect[], after: Effect[]) => void;
  readonly #onBeacon: (comparison: Comparison) => void;
  readonly #forgets: boolean;

  constructor(parts: {
    decode: (record: LogRecord, partition: number) => Decoded;
    onCommit: (before: Effect[], after: Effect[]) => void;
    onBeacon: (comparison: Comparison) => void;
    forgets: boolean;
  }) {
    this.#forgets = parts.forgets;
    this.#decode = parts.decode;
    this.#onCommit = parts.onCommit;
    this.#onBeacon = parts.onBeacon;
  }

  decode(record: LogRecord, partition: number): Decoded {
    return this.#decode(record, partition);
  }

  begin(): { inbox: InboxModel; effects: Effect[] } {
    return { inbox: copyOf(this.inbox), effects: [...this.effects] };
  }

  commit(transaction: { inbox: InboxModel; effects: Effect[] }): void {
    this.#onCommit(this.effects, transaction.effects);
    this.inbox = transaction.inbox;
    this.effects = transaction.effects;
    this.lockedBy = undefined;
  }

  answerTo(transaction: { inbox: InboxModel; effects: Effect[] }, command: InboxCommand, now: number, trouble: Trouble): unknown {
    if (command.do === 'effect') {
      for (const event of command.events) this.#apply(transaction, event.id, event.subject, event.meta.sequence, trouble);
      return undefined;
    }
    if (command.do === 'effect alone') {
      const { id, subject, meta } = command.event;
      try {
        this.#apply(transaction, id, subject, meta.sequence, trouble);
        return undefined;
      } catch (error) {
        return error;
      }
    }
    if (command.do === 'note beacon') this.#onBeacon(command.comparison);
    const answered = answer(transaction.inbox, command, now);
    if (command.do === 'take' && this.#forgets)
      Object.assign(answered as object, { fresh: command.ids.map(({ id }) => id), last_sequences: [] });
    // A parked record is read anew each time: the build may have become a newer one.
    if (command.do !== 'lane') return answered;
    return (answered as ParkedRecord[]).map(({ row, decoded }) => ({
      row,
      decoded: this.#again(row.record_offset, row.partition, decoded),
    }));
  }

  #again(offset: number, partition: number, decoded: Decoded): Decoded {
    const id = 'event' in decoded ? decoded.event.id : decoded.unreadable.id;
    return this.#decode({ offset, row: { event_id: id ?? '', key: '' } } as LogRecord, partition);
  }

  /** A fault is used up by the try that met it, unless its transaction is tried again as a whole. */
  #apply(transaction: { effects: Effect[] }, id: string, subject: string, sequence: number, { faults }: Trouble): void {
    const left = faults.get(id) ?? 0;
    if (left > 0) {
      faults.set(id, left - 1);
      throw new Error('handler fault');
    }
    transaction.effects.push({ subject, sequence, id });
  }
}

type Taken = ChunkOutcome[] | number;

/** A transaction under way: chunks of several partitions, one whole, or one record of one; a release of parked rows has none. */
interface Work {
  runner: Runner<InboxCommand, Taken>;
  transaction: ReturnType<ConsumerDatabase['begin']>;
  chunks: readonly Chunk[];
  how: 'group' | 'whole' | 'alone';
}

/** One consumer process: it believes to own some partitions, rightly or not. */
export class ConsumerProcess {
  owned: number[] = [];
  readonly #database: ConsumerDatabase;
  readonly #broker: BrokerModel;
  readonly #random: Seeded;
  readonly #positions = new Map<number, number>();
  readonly #stored = new Set<number>();
  /** Partitions whose first chunk since their assignment is not yet finished. */
  readonly #fresh = new Set<number>();
  /** Partitions whose chunk was in a group that failed (group-commit.ts). */
  readonly #apart = new Set<number>();
  /** Records to be taken one by one, after a fault in the whole. */
  #singles: Chunk[] = [];
  #work: Work | undefined;

  constructor(database: ConsumerDatabase, broker: BrokerModel, random: Seeded) {
    this.#database = database;
    this.#broker = broker;
    this.#random = random;
  }

  /** A new assignment: it starts at the stored offsets. */
  assign(partitions: number[]): void {
    this.owned = partitions;
    this.#positions.clear();
    this.#fresh.clear();
    this.#apart.clear();
    for (const partition of partitions) this.#fresh.add(partition);
    this.#singles = [];
  }

  die(): void {
    this.#rollBack();
    this.#stored.clear();
    this.assign(this.owned);
  }

  step(now: number, trouble: Trouble): void {
    if (this.#work === undefined) this.#begin(now);
    const work = this.#work;
    if (work === undefined) return;
    try {
      if (this.#random.chance(trouble.transient)) throw new Passing();
      work.runner.step((command) => this.#database.answerTo(work.transaction, command, now, trouble));
    } catch (error) {
      this.#rollBack();
      if (error instanceof BrokenPromise) throw error;
      this.#failed(work, error instanceof Passing);
      return;
    }
    if (work.runner.result !== undefined) this.#commit(work.runner.result.value);
  }

  #failed({ chunks, how }: Work, passes: boolean): void {
    if (how === 'group') return chunks.forEach(({ partition }) => this.#apart.add(partition));
    for (const chunk of chunks) {
      if (this.#fresh.has(chunk.partition)) forgetBegun(this.#database.inbox, chunk);
      if (!passes && how === 'whole') this.#singles = singlesFrom(chunk, chunk.from);
    }
  }

  /** Dies with its transaction open, or just after the commit that it never heard of. */
  dieWorking(): void {
    this.die();
  }

  get isIdle(): boolean {
    return this.#work === undefined && this.#singles.length === 0;
  }

  #begin(now: number): void {
    if (this.#database.lockedBy !== undefined) return;
    const partition = this.owned.length === 0 ? undefined : this.#random.pick(this.owned);
    const chunk = this.#singles[0] ?? (partition === undefined ? undefined : this.#chunk(partition));
    if (chunk !== undefined && this.#singles.length === 0 && this.#joins(chunk.partition)) return this.#takeGroup(chunk);
    if (chunk !== undefined) return this.#take(chunk);
    const due = oneDue(this.#database.inbox, now);
    if (due === undefined || !claim(this.#database.inbox, { ...due.row }, timingOf('HANDLER_FAULT', due.row.attempts + 1), now)) return;
    this.#open(retryLaneSteps(due.row.lane, due.row), [], 'alone');
  }

  #joins(partition: number): boolean {
    return !this.#fresh.has(partition) && !this.#apart.has(partition);
  }

  /** With whatever of the other partitions is ready at this moment. */
  #takeGroup(first: Chunk): void {
    const others = this.owned.filter((partition) => partition !== first.partition && this.#joins(partition) && this.#random.chance(0.5));
    const chunks = [first, ...others.flatMap((partition) => this.#chunk(partition) ?? [])];
    this.#open(takeChunksSteps(chunks, { mode: 'whole', timeoutsPass: true }), chunks, 'group');
  }

  /** As `Inbox` does; what is tested alone is simulated in suspects.spec.ts, since here nobody works at the same time. */
  #take(chunk: Chunk): void {
    if (this.#singles.length > 0) return this.#beginAt(chunk, 'alone');
    const start = startMode(this.#suspicion(chunk));
    if (start === 'chunks' || start === 'tested') return this.#beginAt(chunk, 'whole');
    this.#singles = singlesFrom(chunk, chunk.from);
    this.#beginAt(this.#singles[0] ?? chunk, start === 'park-first' ? 'park-first' : 'alone');
  }

  #suspicion(chunk: Chunk) {
    return this.#fresh.has(chunk.partition) ? suspicionOf(this.#database.inbox, chunk, chunk.from) : unsuspected;
  }

  #beginAt(chunk: Chunk, mode: ChunkMode): void {
    const suspicion = this.#suspicion(chunk);
    if (this.#fresh.has(chunk.partition))
      begin(this.#database.inbox, chunk, chunk.from, begunOnceMore(suspicion, startMode(suspicion) !== 'chunks'));
    this.#open(takeChunksSteps([chunk], { mode, timeoutsPass: true }), [chunk], mode === 'whole' ? 'whole' : 'alone');
  }

  #open(steps: ConstructorParameters<typeof Runner<InboxCommand, Taken>>[0], chunks: readonly Chunk[], how: Work['how']): void {
    this.#database.lockedBy = this;
    this.#work = { runner: new Runner(steps), transaction: this.#database.begin(), chunks, how };
  }

  #chunk(partition: number): Chunk | undefined {
    const { topic } = this.#broker;
    if (!this.#positions.has(partition)) {
      const stored = storedOffset(this.#database.inbox, { topic, partition });
      if (stored !== undefined) this.#stored.add(partition);
      this.#positions.set(partition, stored ?? 0);
    }
    const from = this.#positions.get(partition) ?? 0;
    const records = this.#broker.from(partition, from, 1 + this.#random.int(4));
    const last = records.at(-1);
    if (last === undefined) return undefined;
    return {
      topic,
      partition,
      from,
      next: last.offset + 1,
      isFirst: !this.#stored.has(partition),
      records: records.map((record) => {
        const incoming = { offset: record.offset, key: null, value: null, headers: {} };
        return 'row' in record
          ? { record: incoming, decoded: this.#database.decode(record, partition) }
          : { record: incoming, beacon: { published: record.published } };
      }),
    };
  }

  #commit(result: Taken): void {
    const work = this.#work;
    if (work === undefined) return;
    this.#work = undefined;
    this.#database.commit(work.transaction);
    if (typeof result !== 'number') for (const [n, chunk] of work.chunks.entries()) this.#taken(chunk.partition, result[n]!, work.how);
  }

  #taken(partition: number, { fenced, next }: ChunkOutcome, how: Work['how']): void {
    if (fenced) {
      this.#singles = [];
      if (next === 0) this.#stored.delete(partition);
    } else {
      this.#singles = this.#singles.slice(how === 'alone' ? 1 : 0);
    }
    if (this.#singles.length === 0) {
      this.#fresh.delete(partition);
      this.#apart.delete(partition);
    }
    if (!fenced || next > 0) this.#stored.add(partition);
    this.#positions.set(partition, next);
  }

  #rollBack(): void {
    if (this.#work !== undefined) this.#database.lockedBy = undefined;
    this.#work = undefined;
  }
}

class Passing extends Error {}
