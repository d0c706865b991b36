import { resolve } from 'node:path';
import { ClockTicker } from '@xiezhi/case-supervision/clock';
import { clockEffect } from '@xiezhi/case-supervision/clock-effect';
import { ClockRuleBook } from '@xiezhi/case-supervision/clock-rules';
import { PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { transaction } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import { secondDatabase } from './clock-database.ts';
import type { Figure } from './figure.ts';
import { handOffSent } from './hand-off-sent.ts';
import type { Rig } from './rig.ts';
import { spreadOf } from './statistics.ts';

const [few, many] = [10_000, 1_000_000];
/** Clocks that fall due for one tick; each says two things. Half a batch, so that one round takes them. */
const due = 50;
const rounds = 15;
const warmUps = 3;

/**
 * What a tick costs, by how many clocks run beside those that are due: the same fifty of them, on ten thousand and on a million. The
 * two are two databases of one server, measured in turns, so that a busy neighbour slows both; the figure is the median of the pairs.
 */
export async function clockTick(rig: Rig): Promise<Figure> {
  const rules = new ClockRuleBook(
    new PackShelf(readMechanismPack(resolve(import.meta.dirname, '..', '..', 'packs', 'river-chief-procurator'))),
  );
  const other = await secondDatabase(rig, 'xiezhi_few_clocks');
  try {
    await seed(other.admin, few);
    await seed(rig.admin, many);
    const workers = [other.worker, rig.pool('case-supervision', 'worker', 4)] as const;
    const pairs: [number, number][] = [];
    for (let round = 1; round <= warmUps + rounds; round++) {
      const pair = [await tick(workers[0], rules), await tick(workers[1], rules)] as [number, number];
      if (round > warmUps) pairs.push(pair);
    }
    return figureOf(pairs);
  } finally {
    await other.end();
  }
}

function figureOf(pairs: readonly (readonly [number, number])[]): Figure {
  const [small, large] = [spreadOf(pairs.map(([on]) => on)), spreadOf(pairs.map(([, on]) => on))];
  console.log(`  a tick of ${due} due clocks: ${small.median.toFixed(0)} ms on ${few}, ${large.median.toFixed(0)} ms on ${many}`);
  return {
    name: `a tick on ${many} clocks ÷ on ${few}`,
    unit: '×',
    value: spreadOf(pairs.map(([onFew, onMany]) => onMany / onFew)),
    goal: { atMost: 1.2 },
    parts: { [`${few} clocks, ms`]: small, [`${many} clocks, ms`]: large },
  };
}

async function tick(worker: Pool, rules: ClockRuleBook): Promise<number> {
  await fallDue(worker, rules);
  const begun = performance.now();
  const fired = await new ClockTicker({ pool: worker, rules }).runOnce();
  const tookMs = performance.now() - begun;
  if (fired !== due * 2) throw new Error(`${fired} points were told instead of ${due * 2}: the figure is worth nothing`);
  return tookMs;
}

/** Running clocks of years to come, as their rows stand; their streams are not needed until they fall due. */
async function seed(admin: Pool, upTo: number): Promise<void> {
  await admin.query(
    `insert into case_supervision.clock (id, rule_id, subject, matter_id, parties, is_open, due_at, next_fire_at, told)
     select md5(n::text)::uuid, 'H06', 'hand-off/' || n, lpad(to_hex(n), 32, '0')::uuid, array[gen_random_uuid(), gen_random_uuid()], true,
       now() + interval '400 days' + n * interval '1 minute', now() + interval '399 days' + n * interval '1 minute',
       jsonb_build_object('ruleId', 'H06', 'ruleName', '移送签收', 'holder', gen_random_uuid(), 'mark', 'D', 'state', 'running')
     from generate_series(1, $1 - (select count(*) from case_supervision.clock)::int) n`,
    [upTo],
  );
  await admin.query('vacuum analyze case_supervision.clock');
  // What the seeding left to write must not be paid for by the ticks.
  await admin.query('checkpoint');
}

/** Hand-offs of long ago that nobody signed for: started, warned of and breached in the next tick. */
async function fallDue(worker: Pool, rules: ClockRuleBook): Promise<void> {
  const effect = clockEffect(rules);
  await transaction(worker, (tx) =>
    effect(tx, Array.from({ length: due }, () => handOffSent('2026-03-09')) as Parameters<typeof effect>[1]),
  );
}
