import { cpus } from 'node:os';
import { bursts } from './burst.ts';
import { Desk } from './lifecycle-desk.ts';
import { live, type Sustained, sustain, unitCosts } from './lifecycle-load.ts';
import { loadGenerator, World } from './lifecycle-world.ts';
import type { Figure } from './figure.ts';
import { foreignCoresDuring } from './machine.ts';
import type { Ground } from './part.ts';
import type { Profile } from './profile.ts';
import { samplable } from './sampled.ts';
import { Seed } from './seed.ts';
import { profiledStack } from './stack-profile.ts';
import { spreadOf } from './statistics.ts';

/** DIGIT's published best: 37 transactions a second on 8 cores. */
const digitPerCore = 37 / 8;
/** Of a round that is watched and not counted. */
const profiledS = 6;

/**
 * Lifecycles per second of the whole stack over an empty world and against what its commands cost alone; then over a hundred thousand
 * and a million clues; then DIGIT's bursts over the million. One world, which grows: it is seeded once.
 */
export async function lifecycles(ground: Ground): Promise<Figure[]> {
  const world = await World.start(samplable);
  const desk = new Desk(world);
  try {
    await firstLife(desk);
    const most = ground.options.clues ?? (ground.pace.isQuick ? 20_000 : 1_000_000);
    const sizes = [Math.floor(most / 10), most];
    const seed = new Seed(world, most);
    await seed.learn(desk);
    const { rounds, profile } = await overEmptyWorld(world, desk, ground);
    const empty = rounds.map(({ sustained }) => sustained);
    const full = await overFullWorlds(world, desk, ground, { seed, sizes, empty });
    const memory = memoryFigure(world);
    const alone = rounds.map((round) => round.alone);
    return [
      { ...perCore(empty), profile },
      againstUnits(empty, alone),
      ...full,
      memory,
      ...(await bursts(world, ground.pace.isQuick ? 3 : 10)),
    ];
  } finally {
    desk.close();
    await world.stop();
  }
}

async function overFullWorlds(
  world: World,
  desk: Desk,
  ground: Ground,
  { seed, sizes, empty }: { seed: Seed; sizes: readonly number[]; empty: readonly Sustained[] },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    await seed.growTo(size);
    await world.beginAnew();
    await world.judge(`a world of ${size} clues`);
    const rounds = await sustainedRounds(world, desk, ground, empty.length);
    const profile = await profiledStack(world, `whole lives over ${size} clues, the stack`, () => sustain(world, desk, 1, profiledS));
    await world.judge(`lifecycles over ${size} clues`, 'own families');
    figures.push({ ...overEmpty(size, rounds, empty), profile });
  }
  return figures;
}

async function sustainedRounds(world: World, desk: Desk, ground: Ground, count: number): Promise<Sustained[]> {
  const rounds: Sustained[] = [];
  // The checker has just read all of it, and what lives touch has to come back into memory.
  await sustain(world, desk, ground.pace.isQuick ? 3 : 30, 1);
  for (let n = 0; n < count; n++) {
    const { result, foreign } = await foreignCoresDuring(() => sustain(world, desk, 2, ground.pace.isQuick ? 8 : 12));
    ground.note(foreign);
    console.log(`  ${tell(result)}`);
    rounds.push(result);
  }
  return rounds;
}

interface Round {
  alone: { answered: number; settled: number };
  sustained: Sustained;
}

async function overEmptyWorld(world: World, desk: Desk, ground: Ground): Promise<{ rounds: Round[]; profile: Profile }> {
  const { isQuick } = ground.pace;
  const [lives, seconds] = isQuick ? [200, 8] : [400, 12];
  await sustain(world, desk, isQuick ? 3 : 10, 1); // compilers warm up
  const play = async (): Promise<Round> => {
    const costs = await unitCosts(world, desk, lives);
    console.log(`    ${costs.map(({ step, answered, settled }) => `${step} ${ms(answered)}/${ms(settled)}`).join(', ')} ms`);
    const alone = { answered: sum(costs.map((cost) => cost.answered)), settled: sum(costs.map((cost) => cost.settled)) };
    return { alone, sustained: await sustain(world, desk, 3, seconds) };
  };
  // A round takes half a minute: fewer of them than elsewhere, and none is played again.
  const rounds: Round[] = [];
  for (let n = 0; n < (isQuick ? 1 : 3); n++) {
    const { result, foreign } = await foreignCoresDuring(play);
    ground.note(foreign);
    console.log(`  ${tell(result.sustained)}; alone ${ms(result.alone.answered)} ms, with what follows ${ms(result.alone.settled)} ms`);
    rounds.push(result);
  }
  const profile = await profiledStack(world, 'whole lives, the stack', () => sustain(world, desk, 1, profiledS));
  await world.judge('lifecycles over an empty world');
  return { rounds, profile };
}

/** The directory's news must have arrived everywhere before anything is measured. */
async function firstLife(desk: Desk): Promise<void> {
  if (!(await live(desk))) throw new Error('the first life was refused');
}

export function tell({ livesPerSecond, cpuPerLife, backlog }: Sustained): string {
  const parts = [...cpuPerLife].map(([name, seconds]) => `${name} ${ms(seconds)}`);
  return `${livesPerSecond.toFixed(1)} lives/s; CPU ms/life: ${parts.join(', ')}; backlog ${backlog.first.toFixed(0)} → ${backlog.last.toFixed(0)}, most ${backlog.most}`;
}

/** Cores that the stack used: the load generator stands on the same machine here, as DIGIT's did not. */
const stackCpu = ({ cpuPerLife }: Sustained): number =>
  sum([...cpuPerLife].filter(([name]) => !name.startsWith(loadGenerator)).map(([, seconds]) => seconds));

function perCore(sustained: readonly Sustained[]): Figure {
  const perCoreSecond = sustained.map((round) => 1 / stackCpu(round));
  return {
    name: 'lifecycles per second and core ÷ DIGIT’s 37/8',
    unit: '×',
    value: spreadOf(perCoreSecond.map((rate) => rate / digitPerCore)),
    goal: { atLeast: 10 },
    parts: {
      'lifecycles/s per core that the stack used': spreadOf(perCoreSecond),
      [`lifecycles/s, ${cpus().length} cores shared with the load generator`]: spreadOf(
        sustained.map(({ livesPerSecond }) => livesPerSecond),
      ),
      'the same ÷ cores ÷ DIGIT’s, ×': spreadOf(sustained.map(({ livesPerSecond }) => livesPerSecond / cpus().length / digitPerCore)),
      'announcements on their way, first third': spreadOf(sustained.map(({ backlog }) => backlog.first)),
      'announcements on their way, last third': spreadOf(sustained.map(({ backlog }) => backlog.last)),
      ...Object.fromEntries(
        [...sustained[0]!.cpuPerLife.keys()].map((name) => [
          `CPU ms per lifecycle, ${name}`,
          spreadOf(sustained.map(({ cpuPerLife }) => 1000 * (cpuPerLife.get(name) ?? 0))),
        ]),
      ),
    },
  };
}

function againstUnits(sustained: readonly Sustained[], alone: readonly { answered: number; settled: number }[]): Figure {
  const ratio = (cost: 'answered' | 'settled') =>
    spreadOf(sustained.map(({ livesPerSecond }, round) => livesPerSecond * alone[round]![cost]));
  return {
    name: 'lifecycles sustained ÷ summed costs of their commands alone',
    unit: '×',
    value: ratio('settled'),
    goal: { atLeast: 0.5 },
    parts: {
      'the same ÷ until answered only, ×': ratio('answered'),
      'commands alone, with what follows, ms per life': spreadOf(alone.map(({ settled }) => 1000 * settled)),
      'commands alone, until answered, ms per life': spreadOf(alone.map(({ answered }) => 1000 * answered)),
    },
  };
}

/** By processor time: rounds lie minutes apart, and what neighbours take of the machine meanwhile changes the rate, hardly the cost. */
function overEmpty(size: number, rounds: readonly Sustained[], empty: readonly Sustained[]): Figure {
  const [now, before] = [rounds, empty].map((list) => list.map((round) => 1 / stackCpu(round))) as [number[], number[]];
  const [rates, emptyRates] = [rounds, empty].map((list) => spreadOf(list.map(({ livesPerSecond }) => livesPerSecond)));
  return {
    name: `lifecycles per core-second over ${size} clues ÷ over an empty world`,
    unit: '×',
    value: spreadOf(now.map((rate) => rate / spreadOf(before).median)),
    goal: { atLeast: 0.9 },
    parts: {
      'lifecycles/s': rates!,
      'lifecycles/s over the empty world': emptyRates!,
      'announcements on their way, last third': spreadOf(rounds.map(({ backlog }) => backlog.last)),
    },
    about: `The world is seeded from lives it lived itself, multiplied row by row in every schema by COPY, and judged by the checker of the fault suite before it is used.`,
    rounds: { unit: 'lifecycles per core-second', sides: { [`${size} clues`]: now, empty: before } },
  };
}

/** Behind a million clues and all that load: what a process holds does not grow with what lies in the tables. */
function memoryFigure(world: World): Figure {
  const memory = world.memory();
  return {
    name: 'memory of the whole stack behind the load (PSS)',
    unit: 'MB',
    value: spreadOf([sum([...memory.values()])]),
    parts: Object.fromEntries([...memory].map(([name, megabytes]) => [name, spreadOf([megabytes])])),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const ms = (seconds: number): string => (1000 * seconds).toFixed(2);
