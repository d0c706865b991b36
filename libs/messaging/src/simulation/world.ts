import { announceAllAgain } from './outbox-model.ts';
import { reasonsToTryAtStart } from '../parking.ts';
import type { Decoded, ReceivedEvent } from '../received-event.ts';
import { BrokenPromise } from './broken-promise.ts';
import { BrokerModel, type LogRecord } from './broker-model.ts';
import { ConsumerDatabase, ConsumerProcess, type Effect, type Trouble } from './consumer.ts';
import { forget, makePoisonDue } from './inbox-model.ts';
import { Announcers, RelayProcess, type Weather } from './publisher.ts';
import { Seeded } from './seeded.ts';

const partitions = 2;
const source = '/xiezhi/sim';

/** What a schedule came to; everything in it is the same for the same seed. */
export interface Finished {
  announced: number;
  records: number;
  rounds: number;
  toldAgain: number;
}

/** A promise of database or broker that does not hold. */
export type Sabotage = 'forgets ids and gates' | 'confirms what was not sent';

/**
 * Two relays, a broker of two partitions, two consumer processes on one database, on a clock of their own. A seed decides who takes
 * the next step and what goes wrong with it: crashes anywhere, lost, late and doubled sends, two owners of everything, zombies,
 * lost records, failing handlers, an upgrade in the middle. Then all faults end, and what was announced must have happened, once and in
 * order.
 */
export class World {
  readonly #seed: number;
  readonly #random: Seeded;
  readonly #announcers: Announcers;
  readonly #broker = new BrokerModel(partitions);
  readonly #relays: RelayProcess[];
  readonly #database: ConsumerDatabase;
  readonly #consumers: ConsumerProcess[];
  readonly #isLossy: boolean;
  readonly #unknown = new Set<string>();
  readonly #trouble: Trouble = { faults: new Map(), transient: 0 };
  readonly #weather: Weather & { tooLarge: Set<string> } = { bad: 0, tooLarge: new Set(), isLiar: false };
  #now = 0;
  #toldAgain = 0;

  /** @param sabotage only to show that the simulation notices it */
  constructor(seed: number, sabotage?: Sabotage) {
    this.#seed = seed;
    this.#random = new Seeded(seed);
    this.#announcers = new Announcers(this.#random, 2);
    this.#isLossy = this.#random.chance(0.3);
    this.#weather.bad = this.#random.pick([0, 0.3, 0.6]);
    this.#trouble.transient = this.#random.pick([0, 0.05]);
    this.#relays = [1, 2].map(() => new RelayProcess(this.#announcers.outbox, this.#broker, this.#random));
    this.#weather.isLiar = sabotage === 'confirms what was not sent';
    this.#database = new ConsumerDatabase({
      forgets: sabotage === 'forgets ids and gates',
      decode: (record, partition) => this.#decode(record, partition),
      onCommit: (before, after) => this.#checkOrder(before, after),
      onBeacon: ({ missing }) => {
        if (missing > 0 && !this.#isLossy) throw new BrokenPromise(seed, `a beacon misses ${missing} announcements although none was lost`);
      },
    });
    this.#consumers = [1, 2].map(() => new ConsumerProcess(this.#database, this.#broker, this.#random));
    this.#consumers.forEach((consumer, n) => consumer.assign([n]));
  }

  /** Plays the whole schedule. @throws BrokenPromise */
  play(stepsMax: number): Finished {
    for (let step = 0; step < stepsMax; step++) this.#anything();
    this.#calmDown();
    return this.#settle();
  }

  #anything(): void {
    const random = this.#random;
    this.#now += random.chance(0.02) ? 10_000 : random.int(300);
    const relay = random.pick(this.#relays);
    const consumer = random.pick(this.#consumers);
    const chance = random.int(100);
    if (chance < 25) this.#announcers.step();
    else if (chance < 55) this.#some(() => relay.step(this.#now, this.#weather));
    else if (chance < 86) this.#some(() => consumer.step(this.#now, this.#trouble));
    else if (chance < 90) relay.dieWorking(this.#now, this.#weather);
    else if (chance < 91) relay.stop();
    else if (chance < 94) consumer.dieWorking();
    else this.#nature(chance);
  }

  /** One step, or a few in a row before anybody else has a turn. */
  #some(step: () => void): void {
    for (let left = 1 + this.#random.int(5); left > 0; left--) step();
  }

  /** What happens to everybody. */
  #nature(chance: number): void {
    const random = this.#random;
    if (chance < 96) {
      const late = this.#broker.late.shift();
      if (late !== undefined) this.#broker.append(late.partition, late.rows);
    } else if (chance < 97) {
      // A rebalance; who owned a partition before may not have heard of it.
      random.pick(this.#consumers).assign(random.pick([[0], [1], [0, 1]]));
    } else if (chance < 98) {
      for (let left = this.#isLossy ? 3 : 0; left > 0; left--) this.#broker.lose(random.int(partitions), (below) => random.int(below));
    } else if (chance < 99) this.#spoil();
    else if (this.#database.lockedBy === undefined) forget(this.#database.inbox, [...this.#database.inbox.seen]);
  }

  /** An event that is announced sooner or later gets into trouble. */
  #spoil(): void {
    const id = `id-${1 + this.#random.int(20)}`;
    const kind = this.#random.int(3);
    if (kind === 0) this.#trouble.faults.set(id, 1 + this.#random.int(6));
    else if (kind === 1) this.#unknown.add(id);
    else this.#weather.tooLarge.add(id);
  }

  /** Every fault is over; who was dead is started again by a build that knows every version. */
  #calmDown(): void {
    this.#announcers.finish();
    this.#weather.bad = 0;
    this.#weather.tooLarge.clear();
    this.#trouble.transient = 0;
    this.#trouble.faults.clear();
    this.#unknown.clear();
    for (const { partition, rows } of this.#broker.late.splice(0)) this.#broker.append(partition, rows);
    this.#consumers.forEach((consumer, n) => {
      consumer.die();
      consumer.assign([n]);
    });
    for (const relay of this.#relays) relay.die();
  }

  #settle(): Finished {
    for (let round = 1; round <= 40; round++) {
      this.#now += 30_000;
      // What is dead waits for an operator or a new build: both are here now.
      makePoisonDue(this.#database.inbox, [...reasonsToTryAtStart, 'HANDLER_FAULT', 'PROCESS_KILLER'], this.#now);
      for (const parked of this.#database.inbox.parked) if (parked.nextAttemptAt !== null) parked.nextAttemptAt = this.#now;
      for (const relay of this.#relays) relay.finish(this.#now);
      this.#consumeAll();
      if (this.#isDone()) return this.#finished(round);
      const isMissing =
        [...this.#database.inbox.beacons.values()].some(({ missing }) => missing > 0) || this.#database.inbox.parked.length > 0;
      if (isMissing && this.#announcers.outbox.rows.length === 0) {
        if (!this.#isLossy && round > 20) break;
        if (this.#isLossy) this.#toldAgain += announceAllAgain(this.#announcers.outbox, this.#announcers.nextPosition);
      }
    }
    throw new BrokenPromise(this.#seed, `does not come to rest: ${this.#missing()}`);
  }

  #consumeAll(): void {
    for (let idle = 0, steps = 0; idle < 16 && steps < 3000; steps++) {
      const before = this.#database.inbox;
      for (const consumer of this.#consumers) consumer.step(this.#now, this.#trouble);
      idle = this.#database.inbox === before && this.#consumers.every(({ isIdle }) => isIdle) ? idle + 1 : 0;
    }
  }

  #isDone(): boolean {
    const { outbox, streams } = this.#announcers;
    const applied = Map.groupBy(this.#database.effects, ({ subject }) => subject);
    return (
      outbox.rows.length === 0 &&
      this.#database.inbox.parked.length === 0 &&
      streams.every(({ subject, announced }) => (applied.get(subject)?.length ?? 0) === announced.length) &&
      [...this.#database.inbox.beacons.values()].every(({ missing }) => missing === 0)
    );
  }

  #finished(rounds: number): Finished {
    const announced = this.#announcers.streams.reduce((sum, stream) => sum + stream.announced.length, 0);
    const published = this.#announcers.outbox.counts.reduce((sum, count) => sum + count.published, 0);
    const counted = [...this.#database.inbox.offsets.values()].reduce((sum, row) => sum + (row.counted ?? 0), 0);
    if (published !== announced) throw new BrokenPromise(this.#seed, `${announced} announced, ${published} numbered`);
    if (counted !== announced) throw new BrokenPromise(this.#seed, `${announced} announced, ${counted} counted by the consumer`);
    return { announced, records: this.#database.inbox.seen.size, rounds, toldAgain: this.#toldAgain };
  }

  #missing(): string {
    const applied = Map.groupBy(this.#database.effects, ({ subject }) => subject);
    const behind = this.#announcers.streams.map(
      ({ subject, announced }) => `${subject} ${applied.get(subject)?.length ?? 0}/${announced.length}`,
    );
    const { parked, beacons } = this.#database.inbox;
    const lanes = parked.map(({ row, state }) => `${row.lane} ${row.reason} ${state}`);
    return JSON.stringify({ behind, waiting: this.#announcers.outbox.rows.length, lanes, beacons: [...beacons] });
  }

  /** Looked at with every commit: what was applied is 1, 2, 3 … of each stream, nothing twice, nothing that was never announced. */
  #checkOrder(before: readonly Effect[], after: readonly Effect[]): void {
    if (after.length === before.length) return;
    const last = new Map<string, number>();
    for (const { subject, sequence, id } of after) {
      const announced = this.#announcers.sequenceOf(id);
      if (announced.subject !== subject || announced.sequence !== sequence)
        throw new BrokenPromise(this.#seed, `${id} was applied as another`);
      if (sequence !== (last.get(subject) ?? 0) + 1)
        throw new BrokenPromise(this.#seed, `${subject} ${sequence} was applied after ${last.get(subject) ?? 0}`);
      last.set(subject, sequence);
    }
  }

  #decode(record: LogRecord, partition: number): Decoded {
    if (!('row' in record)) throw new Error('a beacon is no event');
    const id = record.row.event_id;
    const { subject, sequence } = this.#announcers.sequenceOf(id);
    const key = this.#announcers.streams.find((stream) => stream.subject === subject)?.key ?? '';
    const type = 'sim.step-taken.v1';
    if (this.#unknown.has(id)) return { unreadable: { reason: 'UNKNOWN_VERSION', detail: '', id, source, subject, type, sequence, key } };
    const meta = { familyId: key, sequence } as ReceivedEvent['meta'];
    const received = { topic: this.#broker.topic, partition, offset: record.offset, key, body: '' };
    return { event: { id, source, type, subject, time: '', meta, data: undefined, received } };
  }
}
