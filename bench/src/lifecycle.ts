import { cpus } from 'node:os';
import { Desk } from './lifecycle-desk.ts';
import { live, loadGenerator, type Sustained, sustain, unitCosts } from './lifecycle-load.ts';
import { World } from './lifecycle-world.ts';
import type { Figure } from './figure.ts';
import { foreignCoresDuring } from './machine.ts';
import type { Ground } from './part.ts';
import { spreadOf } from './statistics.ts';

/** DIGIT's published best: 37 transactions a second on 8 cores. */
const digitPerCore = 37 / 8;

/** Lifecycles per second of the whole stack over an empty world, and against what its commands cost alone. */
export async function lifecycles(ground: Ground): Promise<Figure[]> {
  const world = await World.start();
  const desk = new Desk(world);
  try {
    return await overEmptyWorld(world, desk, ground);
  } finally {
    desk.close();
    await world.stop();
  }
}

interface Round {
  alone: { answered: number; settled: number };
  sustained: Sustained;
}

async function overEmptyWorld(world: World, desk: Desk, ground: Ground): Promise<Figure[]> {
  const { isQuick } = ground.pace;
  const [lives, seconds] = isQuick ? [200, 8] : [400, 12];
  await firstLife(desk);
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
  await world.judge('lifecycles over an empty world');
  const [sustained, alone] = [rounds.map((round) => round.sustained), rounds.map((round) => round.alone)];
  return [perCore(sustained), againstUnits(sustained, alone)];
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
  sum([...cpuPerLife].filter(([name]) => name !== loadGenerator).map(([, seconds]) => seconds));

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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const ms = (seconds: number): string => (1000 * seconds).toFixed(2);
