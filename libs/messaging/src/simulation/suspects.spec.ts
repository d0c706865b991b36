import { describe, expect, it } from 'vitest';
import { partitionKey } from '../broker-port.ts';
import { Isolation } from '../isolation.ts';
import { deathsAloneMax, type Suspicion, unsuspected } from '../parking.ts';
import { type Begun, type BegunTable, Suspects } from '../suspects.ts';
import { Seeded } from './seeded.ts';

const lanes = 6;
const recordsPerLane = 4;

/** What a lane has done, and what was seen of deaths from outside; all of it outlives the processes. */
class Lane {
  readonly topic: string;
  readonly partition = 0;
  next = 0;
  parked: number[] = [];
  /** Deaths in the middle of a record with nothing else of the process under way, as nobody but this spec can know. */
  readonly lonelyDeaths = new Map<number, number>();

  constructor(n: number) {
    this.topic = `lane-${n}`;
  }
}

/**
 * Processes of several lanes that take chunks of two, one process after the other, with the code that ships: one record may kill its
 * process whenever it is taken, and somebody may kill it from outside at any step.
 */
class Town {
  readonly lanes = Array.from({ length: lanes }, (_, n) => new Lane(n));
  deaths = 0;
  readonly #random: Seeded;
  readonly #killer: Begun | undefined;
  readonly #outside: number;
  readonly #rows = new Map<string, Suspicion & { at: number }>();

  constructor(seed: number, { withKiller, outside }: { withKiller: boolean; outside: number }) {
    this.#random = new Seeded(seed);
    this.#outside = outside;
    const { topic, partition } = this.#random.pick(this.lanes);
    this.#killer = withKiller ? { topic, partition, from: this.#random.int(recordsPerLane) } : undefined;
  }

  async live(): Promise<void> {
    while (this.lanes.some(({ next }) => next < recordsPerLane)) {
      if (this.deaths > 200) throw new Error('it never ends');
      if (await this.#process()) return;
      this.deaths++;
    }
  }

  get parked(): string[] {
    return this.lanes.flatMap(({ topic, parked }) => parked.map((record) => `${topic}/${record}`));
  }

  get killer(): string {
    return `${this.#killer?.topic}/${this.#killer?.from}`;
  }

  /** One life; answers whether it ended because all was done. */
  async #process(): Promise<boolean> {
    const underWay = new Map<Lane, number[]>();
    let isDead = false;
    const suspects = new Suspects(
      this.#table(underWay, () => isDead),
      new Isolation(5),
    );
    const dead = Promise.withResolvers<false>();
    const die = (): void => {
      if (isDead) return;
      isDead = true;
      const [only] = underWay;
      if (underWay.size === 1)
        for (const record of only?.[1] ?? []) only?.[0].lonelyDeaths.set(record, (only[0].lonelyDeaths.get(record) ?? 0) + 1);
      dead.resolve(false);
    };
    const step = async (): Promise<void> => {
      for (let turns = this.#random.int(4); turns >= 0; turns--) await Promise.resolve();
      if (!isDead && this.#random.chance(this.#outside)) die();
      if (isDead) await new Promise<never>(() => undefined);
    };
    const takeAll = (lane: Lane, records: number[]) => async (): Promise<void> => {
      underWay.set(lane, records);
      for (const record of records) {
        await step();
        if (lane.topic === this.#killer?.topic && record === this.#killer.from) die();
        await step();
      }
      underWay.delete(lane);
      lane.next += records.length;
    };
    const consume = async (lane: Lane): Promise<void> => {
      suspects.assigned(lane);
      for (; lane.next < recordsPerLane; suspects.finished(lane)) {
        const at = { topic: lane.topic, partition: 0, from: lane.next };
        const start = await suspects.startOf(at);
        const chunk = [lane.next, lane.next + 1].filter((record) => record < recordsPerLane);
        if (start.mode === 'chunks' || start.mode === 'tested') await suspects.run(at, start, takeAll(lane, chunk));
        else
          for (const record of chunk) {
            if (start.mode === 'park-first' && record === at.from) {
              lane.parked.push(record);
              lane.next++;
            } else {
              const suspicion = record === at.from ? start.suspicion : unsuspected;
              await suspects.run({ ...at, from: record }, { ...start, suspicion }, takeAll(lane, [record]));
            }
          }
        await step();
      }
    };
    return Promise.race([Promise.all(this.lanes.map(consume)).then(() => true), dead.promise]);
  }

  #table(underWay: Map<Lane, number[]>, isDead: () => boolean): BegunTable {
    return {
      read: (at) => {
        const row = this.#rows.get(partitionKey(at));
        return Promise.resolve(row === undefined || row.at !== at.from ? unsuspected : { begun: row.begun, alone: row.alone });
      },
      write: (at, suspicion) => {
        if (isDead()) return new Promise<never>(() => undefined);
        this.#rows.set(partitionKey(at), { at: at.from, ...suspicion });
        const lane = this.lanes.find(({ topic }) => topic === at.topic);
        if (lane !== undefined) underWay.set(lane, [at.from]);
        return Promise.resolve();
      },
      forget: (at) => Promise.resolve(void this.#rows.delete(partitionKey(at))),
    };
  }
}

const seeds = 300;

describe('a record that kills its process', () => {
  it('is found and parked, it alone, within a few deaths, however many others were under way', async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const town = new Town(seed, { withKiller: true, outside: 0 });
      await town.live();
      expect([seed, town.parked]).toEqual([seed, [town.killer]]);
      expect(town.deaths).toBeLessThanOrEqual(3 + deathsAloneMax);
    }
  });

  it('is parked, and of all others only what died alone so often, when somebody kills from outside as well', async () => {
    let unlucky = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const town = new Town(seed, { withKiller: true, outside: 0.02 });
      await town.live();
      expect(town.parked).toContain(town.killer);
      for (const lane of town.lanes)
        for (const record of lane.parked) {
          expect(lane.lonelyDeaths.get(record) ?? 0).toBeGreaterThanOrEqual(deathsAloneMax);
          if (`${lane.topic}/${record}` !== town.killer) unlucky++;
        }
    }
    expect(unlucky).toBeLessThan(seeds * 0.02);
  });
});

describe('records that kill nobody', () => {
  it('are never parked because somebody kills from outside again and again while they are under way together', async () => {
    let deaths = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const town = new Town(seed, { withKiller: false, outside: 0.03 });
      await town.live();
      deaths += town.deaths;
      for (const lane of town.lanes)
        for (const record of lane.parked) expect(lane.lonelyDeaths.get(record) ?? 0).toBeGreaterThanOrEqual(deathsAloneMax);
    }
    expect(deaths).toBeGreaterThan(seeds);
  });
});
