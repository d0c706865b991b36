import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { repository } from '@xiezhi/tools/stack';
import { check, type Findings, isClean } from './checker.ts';
import { Company } from './company.ts';
import { type Claim, Claims } from './claims.ts';
import { type Brokers, Ground } from './ground.ts';
import { databaseGrowthOf, growthOf, sizeOf, type Sizes } from './growth.ts';
import { Journal } from './journal.ts';
import { Lifecycles, type Reach } from './lifecycle.ts';
import { Load } from './load.ts';

/** How long faults last: a moment, as usual, six times longer or so, or with the one outage of an hour besides. */
export type Form = 'short' | 'usual' | 'long' | 'hour';

const shortS = 6;

/** What a scenario may do while the load runs. */
export interface Scene extends Claims {
  ground: Ground;
  company: Company;
  journal: Journal;
  form: Form;
  /** For a life of the scenario's own beside the load. */
  lifecycles: Lifecycles;
  /** Ends the load: no new life begins, those under way are finished. */
  rest(): Promise<void>;
  /** Waits until every promise is kept as it stands. */
  settled(): Promise<void>;
  /** Seconds in the usual and the long form, as ms. */
  lasts(usualS: number, longS?: number): number;
}

export interface Scenario {
  /** As in MESSAGING 7.4, with a letter where one row has several scenarios. */
  id: string;
  title: string;
  brokers?: Brokers;
  /** Lives at a time. Default 4. */
  atOnce?: number;
  reach?: Reach;
  /** I8: seconds from the end of the last fault until everything is whole again, on a machine of two cores that others use too. */
  recoversWithinS: number;
  /** Leaves a ground that no other scenario can stand on, such as a broker without a topic. */
  spoils?: boolean;
  /** Mounts something: played by a process of its own whose mounts nobody else sees (small-disk.ts). */
  ownRoom?: boolean;
  /** The promises cannot be kept here, by documented design: what counts is what the scenario claims, above all that it is noticed. */
  documented?: boolean;
  /** Makes the faults and ends them: when it resolves, everything is whole again. Claims what it expects beyond the invariants. */
  strike(scene: Scene): Promise<void>;
  /** After the load has ended and all is clean: what can only be asked, or done, then. The invariants are checked once more behind it. */
  afterwards?(scene: Scene): Promise<void>;
}

export interface Outcome {
  id: string;
  title: string;
  at: string;
  form: Form;
  findings: Findings;
  scandals: string[];
  claims: Claim[];
  lives: number;
  givenUp: number;
  unavailable: number;
  unanswered: number;
  repeated: number;
  /** From the end of the last fault to the moment in which every check was clean, seconds. */
  recoveryS: number;
  recoversWithinS: number;
  documented: boolean;
  tookS: number;
}

export const isKept = ({ findings, scandals, givenUp, claims, documented, recoveryS, recoversWithinS }: Outcome): boolean =>
  claims.every(({ holds }) => holds) &&
  (documented || (isClean(findings) && scandals.length === 0 && givenUp === 0 && recoveryS <= recoversWithinS));

const warmUpMs = 3_000;
const cleanWithinMs = 240_000;

/**
 * Plays scenarios one after the other: load, faults, quiet, and then every invariant over everything that was done since the ground was
 * laid. A ground serves until a scenario has left it unclean, or spoils it by design; the next one then has a fresh one.
 */
export class Theatre {
  #house: { ground: Ground; company: Company; journal: Journal; brokers: Brokers } | undefined;

  async play(scenario: Scenario, form: Form): Promise<Outcome> {
    const startedAt = performance.now();
    const brokers = scenario.brokers ?? 1;
    if (this.#house !== undefined && this.#house.brokers !== brokers) await this.close();
    const house = (this.#house ??= await open(brokers));
    const journal = new Journal(house.journal);
    let isStanding = false;
    try {
      const outcome = await playOn(scenario, new Stage(house.ground, house.company, journal, form, scenario), startedAt);
      house.journal = journal;
      isStanding = isKept(outcome) && scenario.spoils !== true && scenario.documented !== true;
      return outcome;
    } finally {
      keepLogs(house.ground, scenario.id);
      if (!isStanding) await this.close();
    }
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const house = this.#house;
    this.#house = undefined;
    await house?.company.stop();
    await house?.ground.stop();
  }
}

async function open(brokers: Brokers) {
  const ground = await Ground.start(brokers);
  try {
    return { ground, company: await Company.start(ground), journal: new Journal(), brokers };
  } catch (error) {
    keepLogs(ground, 'start');
    await ground.stop();
    throw error;
  }
}

class Stage extends Claims implements Scene {
  readonly journal: Journal;
  readonly ground: Ground;
  readonly company: Company;
  readonly form: Form;
  readonly lifecycles: Lifecycles;
  readonly load: Load;

  constructor(ground: Ground, company: Company, journal: Journal, form: Form, { reach, atOnce }: Scenario) {
    super();
    this.journal = journal;
    this.ground = ground;
    this.company = company;
    this.form = form;
    this.lifecycles = new Lifecycles(company, this.journal, reach);
    this.load = new Load(this.lifecycles, atOnce ?? 4);
  }

  readonly lasts = (usualS: number, longS = usualS * 6): number =>
    1000 * (this.form === 'short' ? Math.min(usualS, shortS) : this.form === 'usual' ? usualS : longS);

  rest(): Promise<void> {
    return this.load.stop();
  }

  async settled(): Promise<void> {
    await cleanOrLast(this);
  }
}

/** What services and servers said, for whoever asks why; the ground itself is removed. */
function keepLogs({ home }: Ground, id: string): void {
  const folder = join(repository, '.xiezhi', 'faults', 'logs', id);
  rmSync(folder, { recursive: true, force: true });
  if (existsSync(join(home, 'logs'))) cpSync(join(home, 'logs'), folder, { recursive: true });
}

async function playOn(scenario: Scenario, scene: Stage, startedAt: number): Promise<Outcome> {
  const { load } = scene;
  let healedAt: number;
  let before: Sizes;
  try {
    await pause(warmUpMs);
    before = sizeOf(scene.company);
    await scenario.strike(scene);
    healedAt = performance.now();
  } finally {
    await load.stop();
  }
  const { documented = false } = scenario;
  let findings = documented ? await lookOnce(scene) : await cleanOrLast(scene);
  const recoveryS = (performance.now() - healedAt) / 1000;
  if (scenario.afterwards !== undefined) {
    await scenario.afterwards(scene);
    findings = await cleanOrLast(scene);
  }
  growthOf(scene, before, sizeOf(scene.company));
  await databaseGrowthOf(scene, scene.ground);
  const { journal, claims, form } = scene;
  findings = {
    ...findings,
    accepted: findings.accepted - journal.inherited.accepted,
    effects: findings.effects - journal.inherited.effects,
  };
  journal.effects = findings.effects + journal.inherited.effects;
  return {
    id: scenario.id,
    title: scenario.title,
    at: new Date().toISOString(),
    form,
    findings,
    scandals: journal.scandals.slice(0, 20),
    claims: [...claims],
    lives: load.finished,
    givenUp: load.givenUp,
    unavailable: journal.unavailable,
    unanswered: journal.unanswered,
    repeated: journal.repeated,
    recoveryS,
    recoversWithinS: scenario.recoversWithinS,
    documented,
    tookS: (performance.now() - startedAt) / 1000,
  };
}

const lookOnce = ({ ground, journal }: Scene): Promise<Findings> => ground.asAdmin((db) => check(db, journal));

/** What travels needs a moment; what is still wrong after four minutes is wrong. */
async function cleanOrLast(scene: Scene): Promise<Findings> {
  for (const deadline = performance.now() + cleanWithinMs; ; await pause(200)) {
    const findings = await lookOnce(scene);
    if (isClean(findings) || performance.now() > deadline) return findings;
  }
}
