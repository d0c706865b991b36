import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsQuery, onlyWalks, type PageAsked, pageQuery } from '@xiezhi/portal/worklist';
import { asAgency } from '@xiezhi/postgres';
import type { Rig } from './rig.ts';
import type { Figure } from './figure.ts';
import { spreadOf } from './statistics.ts';

/** As many agencies share the rows as a city and its counties have that hand over much. */
const agencies = 64;
const small = 100_000;
const large = 1_000_000;
const pages = 240;
const pageSize = 50;
const now = new Date('2026-11-23T01:00:00Z');

const tabs = ['to-sign', 'to-do', 'due-soon', 'overdue', 'to-review', 'sent', 'done'] as const;
/** Kinds of the seed, one per shelf; which kinds there are does not matter to the walk. */
const kinds = ['sign-for-hand-off', 'answer-hand-off', 'approve-hand-off'] as const;

/**
 * The worklist as an officer opens it: counts of the seven tabs and the first page of one, as the app role under its policies, with
 * 10^5 and with 10^6 rows of the same shape behind it.
 */
export async function worklist(rig: Rig): Promise<Figure> {
  console.log(`  seeding ${small} rows by COPY …`);
  await seed(rig, 0, small);
  const few = await firstPages(rig);
  console.log(`  p50 ${few.median.toFixed(1)} ms; seeding ${large - small} more …`);
  await seed(rig, small, large);
  const many = await firstPages(rig);
  console.log(`  p50 ${many.median.toFixed(1)} ms`);
  return {
    name: 'worklist, first page: 10^6 ÷ 10^5 rows',
    unit: '×',
    value: spreadOf([many.median / few.median]),
    goal: { atMost: 1.2 },
    parts: { 'p50 with 10^5 rows, ms': few, 'p50 with 10^6 rows, ms': many },
  };
}

const agencyOf = (n: number): string => `01920000-0000-7000-8000-${String(n % agencies).padStart(12, '0')}`;
const agencySql = `('01920000-0000-7000-8000-' || lpad((n % ${agencies})::text, 12, '0'))::uuid`;
const idSql = `('01920000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid`;

/** Three of four wait for somebody, most of them with a deadline somewhere in the ninety days around now; the rest is done. */
async function seed({ admin }: Rig, from: number, to: number): Promise<void> {
  const due = `(timestamptz '${now.toISOString()}' + make_interval(mins => ((n::bigint * 7919) % 129600)::int - 21600))`;
  const ms = (moment: string) => `(extract(epoch from ${moment}) * 1000)::bigint`;
  const isOpen = `n % 4 <> 3`;
  const hasDue = `${isOpen} and n % 5 <> 0`;
  const shelf = `case when ${isOpen} then (array['sign', 'do', 'do', 'do', 'review'])[1 + (n / 4) % 5] end`;
  const since = `(timestamptz '2026-10-01' + make_interval(secs => n))`;
  const parties = `array[${agencySql}]`;
  await copied(
    admin,
    'portal.turn (item, agency, kind, rank, family_id, source, subject, title, since, counterpart, world, event_id, parties, role, hand_off_id, is_sent, shelf, clock_id, attention_at, late_key, work_key, sent_key, done_key)',
    `select 'hand-off/' || ${idSql}, ${agencySql},
       case ${shelf} when 'sign' then '${kinds[0]}' when 'do' then '${kinds[1]}' when 'review' then '${kinds[2]}' end,
       1, ${idSql}, '/xiezhi/clue-transfer', 'hand-off/' || ${idSql}, '某排水口疑似直排', ${since}, null, null, ${idSql}, ${parties}, null, ${idSql},
       n % 3 = 0, ${shelf}, case when ${hasDue} then ${idSql} end, case when ${hasDue} then ${due} - interval '5 days' end,
       case when ${hasDue} then ${ms(due)} end,
       case when ${isOpen} then case when ${hasDue} then ${ms(due)} else 100000000000000 + ${ms(since)} end end,
       case when n % 3 = 0 then case when ${hasDue} then ${ms(due)} else 200000000000000 - ${ms(since)} end end,
       case when not (${isOpen}) then - ${ms(since)} end
     from generate_series(${from}, ${to - 1}) n`,
  );
  await copied(
    admin,
    'portal.deadline (clock_id, rank, rule_id, rule_name, subject, matter_kind, matter_id, family_id, holder, title, state, change, due_at, late_after, attention_at, warning_at, is_provisional, nature, turns_red, world, parties)',
    `select ${idSql}, 1, 'H06', '移送签收', 'hand-off/' || ${idSql}, 'clue', ${idSql}, ${idSql}, ${agencySql}, '某排水口疑似直排', 'running', null,
       ${due}, ${due}, ${due} - interval '5 days', ${due} - interval '3 days', false, 'internal', true, null, ${parties}
     from generate_series(${from}, ${to - 1}) n where ${hasDue}`,
  );
  await copied(
    admin,
    'portal.standing (source, subject, rank, family_id, state, title, owner, counterpart, matter_id, result_code, feedback_kind, since, world, parties, matter_kind, stage)',
    `select '/xiezhi/clue-transfer', 'hand-off/' || ${idSql}, 1, ${idSql}, 'hand-off-sent', '某排水口疑似直排', null, null, ${idSql}, null, null, ${since}, null,
       ${parties}, 'clue', null
     from generate_series(${from}, ${to - 1}) n`,
  );
  await admin.query('vacuum analyze portal.turn, portal.deadline, portal.standing');
}

/** Server-side, by way of a file of its own: the rows never pass through this process. */
async function copied(admin: Rig['admin'], into: string, select: string): Promise<void> {
  const file = join(tmpdir(), `xiezhi-bench-${randomUUID()}.copy`);
  try {
    await admin.query(`copy (${select}) to '${file}'`);
    await admin.query(`copy ${into} from '${file}'`);
  } finally {
    rmSync(file, { force: true });
  }
}

async function firstPages(rig: Rig) {
  const pool = rig.pool('portal', 'app', 1);
  const took: number[] = [];
  for (let n = -20; n < pages; n++) {
    const tab = tabs[Math.abs(n) % tabs.length]!;
    const asked: PageAsked = {
      agency: agencyOf(Math.abs(n) * 37),
      world: null,
      kinds,
      roles: null,
      now,
      tab,
      after: undefined,
      limit: pageSize,
    };
    const startedAt = performance.now();
    await asAgency(pool, { agency: asked.agency }, async (db) => {
      const [counts, page] = [countsQuery(asked), pageQuery(asked)];
      await db.query(onlyWalks);
      await db.query(counts.text, counts.values);
      await db.query(page.text, page.values);
    });
    if (n >= 0) took.push(performance.now() - startedAt); // the first ones warm up
  }
  return spreadOf(took);
}
