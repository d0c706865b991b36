import { setTimeout as pause } from 'node:timers/promises';
import { lifeSteps } from '@xiezhi/faults/life-steps';
import { beginnings, digitCurve } from './burst-curve.ts';
import type { Figure } from './figure.ts';
import { Desk } from './lifecycle-desk.ts';
import { newLife } from './lifecycle-load.ts';
import type { World } from './lifecycle-world.ts';
import { profiledStack } from './stack-profile.ts';
import { ascending, quantile, type Spread, spreadOf } from './statistics.ts';

/** What is still under way so long after the curve is given up, and counts as an error. */
const lastLivesWithinMs = 60_000;
const probeEveryMs = 100;
const recoveredAnswerMs = 1_000;
const recoversWithinMs = 60_000;

interface Outcome {
  lives: number;
  finished: number;
  /** Lives told 503 once and left there: only under overload, whose clients do not come again. */
  turnedAway: number;
  /** Answers of single commands and whole lives, ms from the intended start, ascending. */
  answers: number[];
  whole: number[];
}

/** DIGIT's curve as it is, and five times as steep; what was accepted is judged by the checker afterwards. */
export async function bursts(world: World, secondsEach: number): Promise<Figure[]> {
  const plain = await withDesk(world, 'comes again', (desk) => playCurve(desk, digitCurve, secondsEach));
  console.log(`  ${tell(plain)}`);
  const errors = plain.lives - plain.finished + world.journal.scandals.length + world.journal.unavailable;
  const profile = await profiledStack(world, 'the burst, the stack', () =>
    withDesk(world, 'comes again', (desk) => playCurve(desk, [Math.max(...digitCurve)], secondsEach)),
  );
  await world.judge('the burst', 'own families');
  const steep = digitCurve.map((rate) => rate * 5);
  const hard = await withDesk(world, 'gives up', (desk) => playCurve(desk, steep, secondsEach));
  const recoveryMs = await withDesk(world, 'gives up', recovery);
  console.log(`  five times: ${tell(hard)}; recovered after ${(recoveryMs / 1000).toFixed(1)} s`);
  const strange = world.journal.scandals.length;
  await world.judge('the burst of five times as much');
  return [{ ...burstFigure(plain), profile }, errorsFigure(errors, plain), overloadFigure(hard, recoveryMs), strangeFigure(strange, hard)];
}

async function withDesk<Result>(
  world: World,
  patience: 'comes again' | 'gives up',
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const desk = new Desk(world, patience);
  try {
    return await work(desk);
  } finally {
    desk.close();
  }
}

async function playCurve(desk: Desk, levels: readonly number[], secondsEach: number): Promise<Outcome> {
  const schedule = beginnings(levels, secondsEach);
  const outcome: Outcome = { lives: schedule.length, finished: 0, turnedAway: 0, answers: [], whole: [] };
  const startedAt = performance.now();
  const until = startedAt + levels.length * secondsEach * 1000 + lastLivesWithinMs;
  const lives: Promise<void>[] = [];
  for (const at of schedule) {
    const intendedAt = startedAt + at;
    const early = intendedAt - performance.now();
    if (early > 1) await pause(early);
    lives.push(liveFrom(desk, intendedAt, until, outcome));
  }
  await Promise.all(lives);
  outcome.turnedAway = desk.met.unavailable;
  return { ...outcome, answers: ascending(outcome.answers), whole: ascending(outcome.whole) };
}

/** The first command counts from when it was to be sent; each further one from when the one before it was answered. */
async function liveFrom(desk: Desk, intendedAt: number, until: number, outcome: Outcome): Promise<void> {
  const so = newLife();
  let since = intendedAt;
  for (const step of lifeSteps) {
    if (!(await desk.take(step, so, until))) return;
    const now = performance.now();
    outcome.answers.push(now - since);
    since = now;
  }
  outcome.finished += 1;
  outcome.whole.push(performance.now() - intendedAt);
}

/** From the end of the curve until a new clue is registered as quickly as ever. @returns ms */
async function recovery(desk: Desk): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < recoversWithinMs) {
    const askedAt = performance.now();
    const isTaken = await desk.take(lifeSteps[0]!, newLife(), askedAt + recoveredAnswerMs);
    if (isTaken && performance.now() - askedAt < recoveredAnswerMs) return askedAt - startedAt;
    await pause(probeEveryMs);
  }
  return recoversWithinMs;
}

const tell = ({ lives, finished, turnedAway, answers, whole }: Outcome): string =>
  `${finished} of ${lives} lives finished, ${turnedAway} × 503; command p50 ${quantile(answers, 0.5).toFixed(0)} ms, p95 ${quantile(answers, 0.95).toFixed(0)} ms; life p95 ${quantile(whole, 0.95).toFixed(0)} ms`;

const one = (value: number): Spread => spreadOf([value]);
const times = ({ answers, whole, lives, finished }: Outcome): Record<string, Spread> => ({
  'p50 of a command, ms': one(quantile(answers, 0.5)),
  'p99 of a command, ms': one(quantile(answers, 0.99)),
  'p50 of a whole life of ten commands, ms': one(quantile(whole, 0.5)),
  'p95 of a whole life of ten commands, ms': one(quantile(whole, 0.95)),
  'lives begun': one(lives),
  'lives finished': one(finished),
});

const burstFigure = (outcome: Outcome): Figure => ({
  name: 'DIGIT’s burst curve: p95 of a command',
  unit: 'ms',
  value: one(quantile(outcome.answers, 0.95)),
  goal: { atMost: 1000 },
  parts: times(outcome),
  about: `${digitCurve.join(' → ')} lives begun per second, open loop, counted from the intended start, over 64 connections to each service, as the portal keeps them: waiting for one counts. The load generator and the stack share the cores.`,
});

const errorsFigure = (errors: number, outcome: Outcome): Figure => ({
  name: 'DIGIT’s burst curve: errors',
  unit: 'errors',
  value: one(errors),
  goal: { atMost: 0 },
  parts: { 'lives begun': one(outcome.lives) },
  about: 'Lives given up a minute after the curve, and every answer but yes, 503 included. DIGIT’s own share of errors was 57 %.',
});

const overloadFigure = (outcome: Outcome, recoveryMs: number): Figure => ({
  name: 'five times DIGIT’s curve: recovery',
  unit: 's',
  value: one(recoveryMs / 1000),
  goal: { atMost: 5 },
  parts: { ...times(outcome), 'answered 503 with Retry-After': one(outcome.turnedAway) },
  about: 'From the end of the curve until a new clue is answered within a second. Clients that are told 503 go away, as a load test’s do.',
});

const strangeFigure = (strange: number, outcome: Outcome): Figure => ({
  name: 'five times DIGIT’s curve: answers that are neither yes nor 503 with Retry-After',
  unit: 'answers',
  value: one(strange),
  goal: { atMost: 0 },
  parts: { 'lives begun': one(outcome.lives) },
  about: 'Judged by the invariant checker besides: nothing that was accepted is lost.',
});
