import { services, type ServiceName } from '@xiezhi/contracts';
import { agency } from '@xiezhi/faults/agencies';
import { check, factCounts, type FactCounts, isClean } from '@xiezhi/faults/checker';
import { Journal } from '@xiezhi/faults/journal';
import { counties } from '@xiezhi/faults/life-steps';
import { type Stack, startStack } from '@xiezhi/testing/stack';
import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { Arrivals } from './lifecycle-arrivals.ts';
import { backlogSql } from './lifecycle-backlog.ts';
import { CpuBook } from './cpu-book.ts';
import { byName, databaseRoleOf, processesOf, pssOf } from './stack-processes.ts';

/** Every service of a stack reads what it is meant to read; a promise is to hold for all of them. */
const consumers: readonly ServiceName[] = services;
/** The role of our own questions: whether everything has arrived, and whether promises were kept. No service uses it. */
const administrator = 'postgres';
export const loadGenerator = 'load generator';
const settledWithinMs = 120_000;

/** The whole stack as `npm start` brings it up, with a journal of everything that was sent to it. */
export class World {
  readonly stack: Stack;
  readonly db: pg.Pool;
  readonly arrivals: Arrivals;
  readonly #remove: () => Promise<void>;
  readonly #cpu = new CpuBook();
  journal = new Journal();
  #before: FactCounts = new Map();

  private constructor(stack: Stack & { remove(): Promise<void> }) {
    this.stack = stack;
    this.db = stack.pool(administrator, 4);
    this.arrivals = new Arrivals(this.db);
    this.#remove = () => stack.remove();
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<World> {
    const world = new World(await startStack(environment));
    await world.#hasPosts();
    await world.settled();
    return world;
  }

  /** The directory's news is on its way: nobody has a post at the portal before it has arrived. */
  async #hasPosts(): Promise<void> {
    const post = agency(`${counties[0]}-river-chief-office`).posts[0]!.id;
    for (const startedAt = performance.now(); ; await pause(100)) {
      const fault = await this.stack.tokenOf(post).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (fault === undefined) return;
      if (performance.now() - startedAt > settledWithinMs) throw new Error('the portal knows no posts', { cause: fault });
    }
  }

  async stop(): Promise<void> {
    await this.db.end();
    await this.#remove();
  }

  /** Announcements that are on their way: in an outbox, or not yet applied by somebody who reads them. */
  async backlog(): Promise<number> {
    const { rows } = await this.db.query<{ waiting: number }>({ name: 'backlog', text: backlogSql });
    return rows[0]!.waiting;
  }

  /** Resolves when nothing is on its way any more. @returns how long that took, ms */
  async settled(): Promise<number> {
    const startedAt = performance.now();
    while ((await this.backlog()) > 0) {
      if (performance.now() - startedAt > settledWithinMs) throw new Error(`still ${await this.backlog()} announcements on their way`);
      await pause(20);
    }
    return performance.now() - startedAt;
  }

  /**
   * Processor seconds of each program since the world began, processes that have ended included; of Postgres by role. What the database
   * does for `administrator` is done for us, who look on.
   */
  cpu(): Map<string, number> {
    const named = processesOf(this.stack.home).map((one) => ({ ...one, name: workerFor(databaseRoleOf(one.pid)) ?? one.name }));
    return this.#cpu.look(named);
  }

  /** PSS of each program now, MB. */
  memory(): Map<string, number> {
    return byName(processesOf(this.stack.home), ({ pid }) => pssOf(pid) / 1024 ** 2);
  }

  /**
   * I1 to I8 against the journal of whoever sent commands (I8: nothing is left on its way), over everything there is or over the families of
   * that journal: all of a million clues takes minutes, and is looked at after seeding and at the end.
   *
   * @throws when a promise was broken: a benchmark that lost something is a failed test
   */
  async judge(what: string, scope: 'everything' | 'own families' = 'everything'): Promise<{ accepted: number; effects: number }> {
    await this.settled();
    const families = this.journal.accepted.filter(({ path }) => path === '/clues').map(({ answer }) => answer.id);
    const limits = scope === 'everything' ? {} : { families };
    const findings = await check(this.db, this.journal, { consumers, before: this.#before, ...limits });
    const { lost, doubled, reordered, parked, accepted, effects } = findings;
    const complaints = [...lost, ...doubled, ...reordered, ...parked, ...this.journal.scandals];
    if (!isClean(findings) || this.journal.scandals.length > 0)
      throw new Error(`${what} broke promises (${complaints.length}):\n${complaints.slice(0, 20).join('\n')}`);
    console.log(`  ${what}: ${accepted} commands accepted, ${effects} announcements kept; lost 0, doubled 0, reordered 0, parked 0`);
    return { accepted, effects };
  }

  /** A new journal: what is there now is the past of all that follows. */
  async beginAnew(): Promise<void> {
    this.journal = new Journal();
    this.#before = await factCounts(this.db);
  }
}

function workerFor(role: string | undefined): string | undefined {
  if (role === undefined) return undefined;
  return role === administrator ? `${loadGenerator}, its questions` : `postgres for ${role}`;
}
