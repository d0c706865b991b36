import type { SendGroup } from '../relay-decisions.ts';
import {
  beaconRound,
  busyShards,
  emptyMemory,
  leaseRound,
  type RelayCommand,
  type RelayMemory,
  type RelaySteps,
  removeSent,
  sendBatch,
  type SendOutcome,
  toSend,
} from '../relay-steps.ts';
import type { BrokerModel } from './broker-model.ts';
import {
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
import { Runner } from './runner.ts';
import type { Seeded } from './seeded.ts';

export const shards = 2;
export const leaseTtlMs = 4000;
const bounds = { countMax: 6, bytesMax: 1_000_000 };
const beacons = { idleMs: 500, busyMs: 5000, repeatMaxMs: 20_000 };

/** How the way to the broker behaves. */
export interface Weather {
  /** Chance that a send is not what it seems: its answer or itself is lost, late or doubled. */
  bad: number;
  /** Events the broker takes for too large as long as this says so. */
  tooLarge: ReadonlySet<string>;
  /** Confirms a send that was lost: what no broker may do. */
  isLiar: boolean;
}

/** One relay process. All it knows is lost when it dies. */
export class RelayProcess {
  readonly #outbox: OutboxModel;
  readonly #broker: BrokerModel;
  readonly #random: Seeded;
  #owner = '';
  #memory: RelayMemory = emptyMemory();
  #work: Runner<RelayCommand, unknown> | undefined;
  /** A lease round beside it: both go on at the same time, as they do in earnest. */
  #leasing: Runner<RelayCommand, unknown> | undefined;
  /** What was confirmed leaves while the next batch is under way. */
  #removing: Runner<RelayCommand, unknown> | undefined;

  constructor(outbox: OutboxModel, broker: BrokerModel, random: Seeded) {
    this.#outbox = outbox;
    this.#broker = broker;
    this.#random = random;
    this.die();
  }

  die(): void {
    this.#owner = `relay-${this.#random.int(1_000_000_000)}`;
    this.#memory = emptyMemory();
    this.#work = undefined;
    this.#leasing = undefined;
    this.#removing = undefined;
  }

  /** Stops in good order: its leases are free at once. */
  stop(): void {
    releaseLeases(this.#outbox, this.#owner);
    this.die();
  }

  /** One step of what is under way, or the begin of something new. */
  step(now: number, weather: Weather): void {
    const answerTo = (command: RelayCommand) => this.#answerTo(command, now, weather);
    if (this.#leasing !== undefined || this.#random.chance(0.2)) {
      this.#leasing ??= new Runner(leaseRound(this.#memory, now, leaseTtlMs, shards));
      this.#leasing.step(answerTo);
      if (this.#leasing.result !== undefined) this.#leasing = undefined;
      if (this.#random.chance(0.5)) return;
    }
    if (this.#memory.sent.length > 0 && this.#random.chance(0.5)) {
      this.#removing ??= new Runner(removeSent(this.#memory));
      this.#removing.step(answerTo);
      if (this.#removing.result !== undefined) this.#removing = undefined;
      return;
    }
    const begun = this.#work ?? this.#begin(now);
    if (begun === undefined) return;
    this.#work = begun;
    this.#do((work) => work.step(answerTo));
  }

  /** Dies in the middle of what it does: its last command has happened or has not. */
  dieWorking(now: number, weather: Weather): void {
    const answerTo = (command: RelayCommand) => this.#answerTo(command, now, weather);
    if (this.#work !== undefined && this.#random.chance(0.5)) this.#do((work) => work.stepAndDie(answerTo));
    if (this.#random.chance(0.5)) this.#removing?.stepAndDie(answerTo);
    this.die();
  }

  /** Everything there is to do, without a fault. */
  finish(now: number): void {
    const calm: Weather = { bad: 0, tooLarge: new Set(), isLiar: false };
    const all = (steps: RelaySteps<unknown>): unknown => {
      const work = new Runner<RelayCommand, unknown>(steps);
      while (work.result === undefined) work.step((command) => this.#answerTo(command, now, calm));
      return work.result.value;
    };
    this.#work = undefined;
    this.#leasing = undefined;
    this.#removing = undefined;
    this.#memory.sending = new Set();
    all(removeSent(this.#memory));
    all(leaseRound(this.#memory, now, leaseTtlMs, shards));
    while (all(sendBatch(this.#memory, toSend(this.#memory, now), now)) !== 0) all(removeSent(this.#memory));
    all(beaconRound(this.#memory, now, shards, beacons));
  }

  #begin(now: number): Runner<RelayCommand, unknown> | undefined {
    const leases = toSend(this.#memory, now);
    if (leases.length === 0) {
      this.#leasing ??= new Runner(leaseRound(this.#memory, now, leaseTtlMs, shards));
      return undefined;
    }
    if (this.#random.chance(0.25)) return new Runner<RelayCommand, unknown>(beaconRound(this.#memory, now, shards, beacons));
    return new Runner<RelayCommand, unknown>(sendBatch(this.#memory, leases, now));
  }

  #do(what: (work: Runner<RelayCommand, unknown>) => void): void {
    const work = this.#work;
    if (work === undefined) return;
    try {
      what(work);
      if (work.result !== undefined) this.#work = undefined;
    } catch {
      this.#work = undefined; // a send was not confirmed: the pump begins again
    }
  }

  #answerTo(command: RelayCommand, now: number, weather: Weather): unknown {
    switch (command.do) {
      case 'renew':
        return renewLeases(this.#outbox, this.#owner, command.held, leaseTtlMs, now);
      case 'attend':
        return attend(this.#outbox, this.#owner, leaseTtlMs, now);
      case 'cede':
        if (command.leases.some(({ shard }) => busyShards(this.#memory).has(shard)))
          throw new Error('a shard was given up in the middle of a batch');
        return cedeLeases(this.#outbox, this.#owner, command.leases);
      case 'take':
        return takeLeases(this.#outbox, this.#owner, leaseTtlMs, now, command.countMax);
      case 'oldest':
        return oldestRows(this.#outbox, command.shards, bounds, command.without, command.removing);
      case 'partitions':
        return this.#broker.partitions;
      case 'send':
        return command.calls.map((groups) => this.#call(groups, weather));
      case 'remove':
        return removeRows(this.#outbox, this.#owner, command.sent);
      case 'counts':
        return publishedCounts(this.#outbox);
      case 'beacon':
        this.#broker.beacon(command.count);
        return { kind: 'confirmed' } satisfies SendOutcome;
      case 'tell':
        return undefined;
    }
  }

  /** One call of several partitions: where one of them is not confirmed, the client may tell of the others or lose all their answers. */
  #call(groups: readonly SendGroup[], weather: Weather): SendOutcome[] {
    const outcomes = groups.map((group) => this.#send(group, weather));
    const fault = outcomes.find(({ kind }) => kind !== 'confirmed');
    return fault === undefined || this.#random.chance(0.5) ? outcomes : outcomes.map(() => fault);
  }

  #send({ partition, rows }: SendGroup, { bad, tooLarge, isLiar }: Weather): SendOutcome {
    const unknown: SendOutcome = { kind: 'timeout', error: new Error('no answer') };
    if (rows.some(({ event_id }) => tooLarge.has(event_id))) return { kind: 'too-large', error: new Error('too large') };
    if (!this.#random.chance(bad)) {
      this.#broker.append(partition, rows);
      return { kind: 'confirmed' };
    }
    switch (this.#random.int(5)) {
      case 0: // the answer is lost
        this.#broker.append(partition, rows);
        return unknown;
      case 1: // the send is lost
        return isLiar ? { kind: 'confirmed' } : unknown;
      case 2: // the send comes late
        this.#broker.late.push({ partition, rows });
        return unknown;
      case 3: // only its beginning was written before the connection broke
        this.#broker.append(partition, rows.slice(0, 1));
        return unknown;
      default: // a retry of the client's own: written twice, confirmed once
        this.#broker.append(partition, rows);
        this.#broker.append(partition, rows);
        return { kind: 'confirmed' };
    }
  }
}

interface Stream {
  key: string;
  subject: string;
  /** Committed announcements. */
  announced: string[];
  prepared: { position: number; id: string } | undefined;
}

/** Commands of a service that announce: positions are drawn under the stream's lock, and commits come in any order. */
export class Announcers {
  readonly streams: Stream[];
  readonly outbox: OutboxModel = emptyOutbox(shards);
  readonly #random: Seeded;
  readonly #sequences = new Map<string, { stream: Stream; sequence: number }>();
  #position = 0;

  constructor(random: Seeded, families: number) {
    this.#random = random;
    this.streams = Array.from({ length: families + random.int(2) }, (_, n) => ({
      key: `family-${n % families}`,
      subject: `thing/${n}`,
      announced: [],
      prepared: undefined,
    }));
  }

  readonly nextPosition = (): number => ++this.#position;

  /** A transaction begins, commits or rolls back. */
  step(): void {
    const stream = this.#random.pick(this.streams);
    if (stream.prepared === undefined) stream.prepared = { position: this.nextPosition(), id: `id-${this.#position}` };
    else if (this.#random.chance(0.1)) stream.prepared = undefined;
    else this.#commit(stream, stream.prepared);
  }

  finish(): void {
    for (const stream of this.streams) stream.prepared = undefined;
  }

  sequenceOf(id: string): { subject: string; sequence: number } {
    const known = this.#sequences.get(id);
    if (known === undefined) throw new Error(`${id} was never announced`);
    return { subject: known.stream.subject, sequence: known.sequence };
  }

  #commit(stream: Stream, { position, id }: { position: number; id: string }): void {
    stream.prepared = undefined;
    stream.announced.push(id);
    this.#sequences.set(id, { stream, sequence: stream.announced.length });
    this.outbox.rows.push({
      position,
      event_id: id,
      topic: 'sim',
      key: stream.key,
      subject: stream.subject,
      type: 'sim.step-taken.v1',
      time: '',
      traceparent: null,
      body: '',
      shard: Number(stream.key.slice(-1)) % shards,
      again: false,
    });
  }
}
