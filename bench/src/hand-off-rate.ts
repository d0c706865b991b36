import type { Pool } from 'pg';
import type { Figure } from './figure.ts';
import type { Ground } from './part.ts';
import { pgbench, refuseUsedUp, requirePgbench } from './pgbench.ts';
import { ratioFigure } from './ratio-figure.ts';
import { handOffIdOf, handOffIdSql, seedReceivedHandOffs, vacuum } from './received-hand-offs.ts';
import { functionTypes } from './function-types.ts';
import { checkOwnLoad } from './own-load.ts';
import { pgbenchScript, recording } from './recorded-calls.ts';
import type { Rig } from './rig.ts';
import { inTurn, playRounds, roundsMax, roundText, type Work } from './rounds.ts';
import { acceptance, clueIdOf, clueIdSql, wholeHandOff } from './whole-hand-off.ts';

const clients = 8;
const warmUps = 400;
/** Of one side of a round: each hand-off is used once, and has to be made before. */
const secondsMax = 2;
const role = 'clue_transfer_app';

/** Something `handle` does to the n-th hand-off. */
interface Task {
  name: string;
  about: string;
  goal: number;
  /** So many in a second would use a round up, and a round that is used up fails. */
  perSecondMax: number;
  /** The first number used. */
  base: number;
  of(pool: Pool): (n: number) => Promise<void>;
  /** Prepares that many from a number on. */
  seed?: (rig: Rig, from: number, count: number) => Promise<void>;
}

const works: readonly Task[] = [
  {
    name: 'hand-offs accepted through handle ÷ pgbench',
    about: 'One command of a hand-off that was received: load, decide, append.',
    goal: 0.6,
    perSecondMax: 7000,
    base: 1,
    of: (pool) => {
      const accept = acceptance(pool);
      return (n) => accept(handOffIdOf(n));
    },
    seed: async ({ admin }, from, count) => {
      await seedReceivedHandOffs(admin, from, count);
      await vacuum(admin);
    },
  },
  {
    name: 'whole hand-offs through handle ÷ pgbench',
    about:
      'The six commands of one hand-off, from the registered clue over draft, submission and signature (which sets the clue on its way in the same transaction) to receipt and acceptance, each under an idempotency key.',
    goal: 0.5,
    perSecondMax: 2000,
    base: 100_000_001,
    of: (pool) => {
      const handOver = wholeHandOff(pool);
      return (n) => handOver(handOffIdOf(n), clueIdOf(n));
    },
  },
];

/**
 * What `handle` costs, against pgbench making the very same calls: they are recorded from the product once and then said by pgbench
 * with prepared statements, as the same role under the same policies, from as many clients.
 */
export async function handOffRate(ground: Ground): Promise<Figure[]> {
  requirePgbench();
  const rig = await ground.rig();
  const figures: Figure[] = [];
  for (const work of works) figures.push(await measure(ground, rig, work));
  await checkOwnLoad(rig);
  return figures;
}

async function measure(ground: Ground, rig: Rig, work: Task): Promise<Figure> {
  const seconds = Math.min(ground.pace.seconds, secondsMax);
  const perSide = seconds * work.perSecondMax;
  const needed = 1 + warmUps + roundsMax(ground) * 2 * perSide;
  await work.seed?.(rig, work.base, needed);
  const script = await recordedScript(rig, work);
  const pool = rig.pool('clue-transfer', 'app', clients);
  const play = (round: number) => {
    const base = work.base + 1 + warmUps + round * 2 * perSide;
    return inTurn(
      round,
      () => workFor(work.of(pool), { base, count: perSide, seconds }),
      () => pgbench(rig, { user: role, script, base: base + perSide, count: perSide, clients, seconds }),
    );
  };
  await warmUp(work.of(pool), work.base + 1);
  const rounds = await playRounds(ground, play, (round) => roundText(['handle', 'pgbench'], round));
  return ratioFigure({
    name: work.name,
    about: `${work.about} ${clients} clients. The ceiling is pgbench with prepared statements and as many clients saying the calls that were recorded from the product: the same functions, tables, role and policies; it decides nothing and reads no JSON.`,
    goal: { atLeast: work.goal },
    unit: 'hand-offs',
    ours: { name: 'handle', passes: rounds.map(([ours]) => ours) },
    ceiling: { name: 'pgbench', passes: rounds.map(([, ceiling]) => ceiling) },
  });
}

/** Does it to the first number, and answers what was asked of the database as a script. */
async function recordedScript(rig: Rig, work: Task): Promise<string> {
  const { pool, calls } = recording(rig.pool('clue-transfer', 'app', 1));
  await work.of(pool)(work.base);
  const types = await functionTypes(rig, 'clue_transfer');
  const ids = { [handOffIdOf(work.base)]: `${handOffIdSql(':n')}::text`, [clueIdOf(work.base)]: clueIdSql(':n') };
  return pgbenchScript(calls, ids, types);
}

interface Stretch {
  base: number;
  count: number;
  seconds: number;
}

/** Connections, plans and compiler. */
async function warmUp(work: (n: number) => Promise<void>, from: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = client; n < warmUps; n += clients) await work(from + n);
    }),
  );
}

async function workFor(work: (n: number) => Promise<void>, { base, count, seconds }: Stretch): Promise<Work> {
  let n = base;
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < deadline) await work(n++);
    }),
  );
  refuseUsedUp(n - base, count);
  return { count: n - base, seconds: (performance.now() - startedAt) / 1000 };
}
