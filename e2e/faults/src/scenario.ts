import { setTimeout as pause } from 'node:timers/promises';
import { check, type Findings, isClean } from './checker.ts';
import { Company } from './company.ts';
import { type Brokers, Ground } from './ground.ts';
import { Journal } from './journal.ts';
import { Lifecycles } from './lifecycle.ts';
import { Load } from './load.ts';

/** What a scenario may do while the load runs. */
export interface Scene {
  ground: Ground;
  company: Company;
  journal: Journal;
  /** How much longer than the usual form it should take: 1, or more under `--long`. */
  scale: number;
}

export interface Scenario {
  /** As in MESSAGING 7.4. */
  id: string;
  title: string;
  brokers?: Brokers;
  /** Lives at a time. */
  atOnce?: number;
  /** Makes the faults and ends them: when it resolves, everything is whole again. */
  strike(scene: Scene): Promise<void>;
}

export interface Outcome {
  id: string;
  title: string;
  findings: Findings;
  scandals: string[];
  lives: number;
  givenUp: number;
  unavailable: number;
  unanswered: number;
  /** From the end of the last fault to the moment in which every check was clean, seconds. */
  recoveryS: number;
  tookS: number;
}

export const isKept = ({ findings, scandals, givenUp }: Outcome): boolean => isClean(findings) && scandals.length === 0 && givenUp === 0;

const warmUpMs = 3_000;
const cleanWithinMs = 180_000;

/** Plays one scenario on a fresh ground: load, faults, quiet, and then every invariant. */
export async function play(scenario: Scenario, scale: number): Promise<Outcome> {
  const startedAt = performance.now();
  const ground = await Ground.start(scenario.brokers ?? 1);
  try {
    const company = await Company.start(ground);
    try {
      return await playOn(scenario, { ground, company, journal: new Journal(), scale }, startedAt);
    } finally {
      await company.stop();
    }
  } finally {
    await ground.stop();
  }
}

async function playOn(scenario: Scenario, scene: Scene, startedAt: number): Promise<Outcome> {
  const load = new Load(new Lifecycles(scene.company, scene.journal), scenario.atOnce ?? 4);
  await pause(warmUpMs);
  await scenario.strike(scene);
  const healedAt = performance.now();
  await load.stop();
  const findings = await cleanOrLast(scene);
  const { journal } = scene;
  return {
    id: scenario.id,
    title: scenario.title,
    findings,
    scandals: journal.scandals.slice(0, 20),
    lives: load.finished.length,
    givenUp: load.givenUp,
    unavailable: journal.unavailable,
    unanswered: journal.unanswered,
    recoveryS: (performance.now() - healedAt) / 1000,
    tookS: (performance.now() - startedAt) / 1000,
  };
}

/** What travels needs a moment; what is still wrong after three minutes is wrong. */
async function cleanOrLast({ ground, journal }: Scene): Promise<Findings> {
  for (const deadline = performance.now() + cleanWithinMs; ; await pause(200)) {
    const findings = await ground.asAdmin((db) => check(db, journal));
    if (isClean(findings) || performance.now() > deadline) return findings;
  }
}
