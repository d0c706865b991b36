import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { IntegrationEvent } from '@xiezhi/contracts';
import { transaction } from '@xiezhi/postgres';
import { agencies, eventually, expectConsistent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { clockEffect } from './clock.effect.ts';
import { handOffStory, on, ruleBook } from './clock.fixture.ts';
import type { Ticking } from './ticking.process.fixture.ts';

const schema = 'case_supervision';
const root = resolve(import.meta.dirname, '../..');
const bundle = resolve(root, 'dist/ticking.process.fixture.mjs');
/** More than a round takes, so that what a killed process had told already and what it had not are both there. */
const clockCount = 240;
/** A clock of one working day warns once and is overdue once. */
const points = ['ClockWarned warning', 'ClockBreached overdue'];
const kills = 4;

let database: TestDatabase;
const living = new Set<ChildProcess>();
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  await build({
    cwd: root,
    input: 'src/clock/ticking.process.fixture.ts',
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: (id) => /^[^./\0]/.test(id) && !/^@(xiezhi|oxc-project)\//.test(id),
    output: { file: bundle, format: 'esm', keepNames: true, codeSplitting: false },
    logLevel: 'silent',
  });
});
afterAll(async () => {
  for (const child of living) await killed(child);
  await database.close();
});

function ticking(): ChildProcess {
  const { address, roles, credentials } = database;
  const packFolder = resolve(root, '../../packs/river-chief-procurator');
  const what: Ticking = { address, worker: credentials(roles.worker), packFolder };
  const child = spawn(process.execPath, [bundle, JSON.stringify(what)], { stdio: ['ignore', 'ignore', 'inherit'] });
  living.add(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  living.delete(child);
}

/** Whether a ticker is inside a round that is not committed. */
async function isTelling(): Promise<boolean> {
  const { rowCount } = await database.admin.query(
    `select 1 from pg_stat_activity where datname = $1 and usename = $2 and backend_xid is not null`,
    [database.address.name, database.roles.worker],
  );
  return rowCount !== 0;
}

async function told(): Promise<Map<string, string[]>> {
  const { rows } = await database.admin.query<{ stream_id: string; told: string }>(
    `select stream_id, type || ' ' || (data ->> 'point') as told from ${schema}.fact where type in ('ClockWarned', 'ClockBreached')
     order by stream_id, version`,
  );
  return new Map([...Map.groupBy(rows, ({ stream_id }) => stream_id)].map(([clock, facts]) => [clock, facts.map((fact) => fact.told)]));
}
const countOf = (clocks: Map<string, string[]>): number => [...clocks.values()].reduce((sum, facts) => sum + facts.length, 0);

describe('two processes that tick, and are killed with -9 while they tell', () => {
  it('tell each point of each clock once', async () => {
    const sent = Array.from({ length: clockCount }, () => handOffStory(agencies.harbour, agencies.customs).sent(on('2026-03-09')));
    await transaction(database.worker, (tx) =>
      clockEffect(ruleBook)(tx, sent as IntegrationEvent[] as Parameters<ReturnType<typeof clockEffect>>[1]),
    );

    const all = clockCount * points.length;
    const left: number[] = [];
    let two = [ticking(), ticking()];
    for (let kill = 0; kill < kills && countOf(await told()) < all; kill++) {
      await eventually(async () => expect((await isTelling()) || countOf(await told()) === all).toBe(true), {
        withinMs: 20_000,
        everyMs: 1,
      });
      // The first fall early in a round, the later ones when some of the rounds have been committed.
      await pause(Math.random() * 200 * kill);
      for (const child of two) await killed(child);
      left.push(all - countOf(await told()));
      two = [ticking(), ticking()];
    }
    expect(left[0]).toBeGreaterThan(0);
    await eventually(async () => expect(countOf(await told())).toBe(all), { withinMs: 60_000, everyMs: 200 });

    // Those who come after everything is told find nothing to tell.
    await pause(1500);
    const clocks = await told();
    expect(clocks.size).toBe(clockCount);
    for (const facts of clocks.values()) expect(facts).toEqual(points);
    const { rows } = await database.admin.query<{ announced: number; different: number }>(
      `select count(*)::int as announced, count(distinct body::jsonb -> 'data' ->> 'clockId')::int as different from ${schema}.outbox
       where type like '%.clock-breached.v1'`,
    );
    expect(rows).toEqual([{ announced: clockCount, different: clockCount }]);
    await expectConsistent(database);
  }, 120_000);
});
