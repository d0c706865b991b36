import { profiled } from './cpu-profile.ts';
import type { Figure } from './figure.ts';
import { now, openLoop, schedule } from './open-loop.ts';
import { checkOwnLoad } from './own-load.ts';
import type { Ground } from './part.ts';
import { handOffIdOf, seedReceivedHandOffs } from './received-hand-offs.ts';
import type { Rig } from './rig.ts';
import { playRounds } from './rounds.ts';
import { ascending, quantile, spreadOf } from './statistics.ts';
import { floorSide, ourSide, type Side } from './travel-sides.ts';

/** Begun at once to find what the way can carry; half of that is the load of the rounds. */
const closedLoop = 64;
/** Headers and body of the record that tells of an acceptance come to about as much. */
const recordBytes = 1200;
const curve = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

/**
 * From the moment a hand-off was meant to be accepted at A until its effect is committed at B, at half of what the way can carry,
 * against the bare steps at the same rate.
 */
export async function travelTime(ground: Ground): Promise<Figure[]> {
  const rig = await ground.rig();
  const seeds = seeding(rig);
  const [ours, floor] = [await ourSide(rig), await floorSide(rig, recordBytes)];
  try {
    for (const side of [ours, floor]) await capacity(side, await seeds(1000), 1000); // warm-up
    const capacities = [await capacity(ours, await seeds(2000), 2000), await capacity(ours, await seeds(2000), 2000)];
    const rate = Math.floor(Math.max(...capacities) / 2);
    console.log(`  the way carries ${Math.max(...capacities).toFixed(0)}/s; measured at ${rate}/s`);
    const moments = schedule(rate, ground.pace.seconds);
    const play = async (round: number): Promise<Round> => {
      const from = await seeds(moments.length * 2);
      const floorFirst = round % 2 === 1 ? await times(floor, from + moments.length, moments) : undefined;
      const one = await times(ours, from, moments);
      const other = floorFirst ?? (await times(floor, from + moments.length, moments));
      return { ours: one, floor: other };
    };
    const rounds = await playRounds(ground, play, sayRound);
    const further = await seeds(moments.length);
    const profile = await profiled('a round of ours', () => times(ours, further, moments), [ours.receiver.pid]);
    await ours.receiver.stop();
    await checkOwnLoad(rig, [], ['case-supervision']);
    return figuresOf(rounds, rate).map((figure) => ({ ...figure, profile }));
  } finally {
    await floor.stop();
    await ours.stop();
  }
}

/** Where one was, in ms from the moment it was meant to begin. */
interface Trip {
  committed: number;
  confirmed: number;
  fetched: number;
  visible: number;
}
const stations = {
  committed: 'committed at A',
  confirmed: 'confirmed by the broker',
  fetched: 'fetched by B',
  visible: 'visible at B',
} satisfies Record<keyof Trip, string>;

interface Round {
  ours: Trip[];
  floor: Trip[];
}

const timesOf = (trips: readonly Trip[], station: keyof Trip = 'visible'): number[] => ascending(trips.map((trip) => trip[station]));

function sayRound({ ours, floor }: Round): string {
  const text = (share: number) => `${quantile(timesOf(ours), share).toFixed(1)} ÷ ${quantile(timesOf(floor), share).toFixed(1)} ms`;
  return `p50 ${text(0.5)}, p99 ${text(0.99)}`;
}

/** Received hand-offs for the next so many; answers the first number. */
function seeding(rig: Rig): (count: number) => Promise<number> {
  let next = 1;
  return async (count) => {
    const from = next;
    next += count;
    await seedReceivedHandOffs(rig.admin, from, count);
    return from;
  };
}

/** So many per second arrive when always `closedLoop` of them are on their way to A's commit. */
async function capacity(side: Side, from: number, count: number): Promise<number> {
  const begun = now();
  let next = from;
  await Promise.all(
    Array.from({ length: closedLoop }, async () => {
      while (next < from + count) await side.send(next++);
    }),
  );
  const seen = await side.receiver.seen(count);
  await side.confirmed(count);
  return count / ((Math.max(...[...seen.values()].map(({ visibleAt }) => visibleAt)) - begun) / 1000);
}

async function times(side: Side, from: number, moments: readonly number[]): Promise<Trip[]> {
  const begun: { id: string; intendedAt: number; committedAt: number }[] = [];
  await openLoop(moments, async (n, intendedAt) => {
    await side.send(from + n);
    begun.push({ id: handOffIdOf(from + n), intendedAt, committedAt: now() });
  });
  const seen = await side.receiver.seen(moments.length);
  const confirmed = await side.confirmed(moments.length);
  return begun.map(({ id, intendedAt, committedAt }) => {
    const { fetchedAt, visibleAt } = seen.get(id)!;
    const [committed, fetched, visible] = [committedAt - intendedAt, fetchedAt - intendedAt, visibleAt - intendedAt];
    return { committed, confirmed: confirmed.get(id)! - intendedAt, fetched, visible };
  });
}

function figuresOf(rounds: readonly Round[], rate: number): Figure[] {
  const all = { ours: timesOf(rounds.flatMap(({ ours }) => ours)), floor: timesOf(rounds.flatMap(({ floor }) => floor)) };
  const line = (sorted: readonly number[]) => curve.map((share): [number, number] => [share * 100, quantile(sorted, share)]);
  const lines = {
    x: { name: 'share of hand-offs, %' },
    y: { name: 'ms', isLogarithmic: true },
    lines: { ours: line(all.ours), floor: line(all.floor) },
  };
  const about = `From the moment a hand-off was meant to be accepted (open loop, ${rate} a second, half of what the way carries) until its case file is committed in another process: load, decide, append, relay, broker, inbox, load, decide, append twice. The floor has the same schedule, record size, processes and broker settings: one insert committed, one record produced with acks from all, fetched, inserted and committed, naturally batched.`;
  const figure = (share: number, atMost: number, name: string): Figure => {
    const of = (side: keyof Round) => rounds.map((round) => quantile(timesOf(round[side]), share));
    const [ours, floor] = [of('ours'), of('floor')];
    const until = (side: keyof Round) =>
      Object.entries(stations).map(([station, place]) => [
        `${side}, ${name} ms until ${place}`,
        spreadOf(rounds.map((round) => quantile(timesOf(round[side], station as keyof Trip), share))),
      ]);
    return {
      name: `commit at A → visible at B ÷ floor, ${name}`,
      about,
      unit: '×',
      value: spreadOf(ours.map((time, round) => time / floor[round]!)),
      goal: { atMost },
      parts: Object.fromEntries([...until('ours'), ...until('floor')]),
      rounds: { unit: 'ms', sides: { ours, floor } },
    };
  };
  return [{ ...figure(0.5, 2, 'p50'), lines }, figure(0.99, 4, 'p99')];
}
