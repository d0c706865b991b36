import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolesOf, schemaOf } from '@xiezhi/contracts';
import { provisionDatabase } from '@xiezhi/embedded';
import { messagingMigrations } from '@xiezhi/messaging';
import { migrations } from '@xiezhi/portal/migrations';
import { countsQuery, onlyWalks, type PageAsked, pageQuery } from '@xiezhi/portal/worklist';
import { asAgency, migrate, workerPool } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import type { Rig } from './rig.ts';
import type { Figure } from './figure.ts';
import { spreadOf } from './statistics.ts';

/** As many agencies share the rows as a city and its counties have that hand over much. */
const agencies = 64;
const small = 100_000;
const large = 1_000_000;
/** Each asks for a page of every tab. */
const rounds = 34;
const pageSize = 50;
const now = new Date('2026-11-23T01:00:00Z');

const tabs = ['to-sign', 'to-do', 'due-soon', 'overdue', 'to-review', 'sent', 'done'] as const;
/** Kinds of the seed, one per shelf; which kinds there are does not matter to the walk. */
const kinds = ['sign-for-hand-off', 'answer-hand-off', 'approve-hand-off'] as const;

/**
 * The worklist as an officer opens it: counts of the seven tabs and the first page of one, as the app role under its policies, with
 * 10^5 and with 10^6 rows of the same shape behind it. Each number of rows has a database of its own, and they are asked in turn: what
 * the machine does beside slows both.
 */
export async function worklist(rig: Rig): Promise<Figure> {
  const fewBase = await anotherDatabase(rig);
  const few = { rows: small, admin: fewBase.admin, pool: fewBase.app };
  const many = { rows: large, admin: rig.admin, pool: rig.pool('portal', 'app', 1) };
  try {
    for (const { rows, admin } of [few, many]) {
      console.log(`  seeding ${rows} rows by COPY …`);
      await seed(admin, rows);
    }
    const took = { few: [] as number[], many: [] as number[] };
    await firstPages(few.pool, 0);
    await firstPages(many.pool, 0); // warm-up
    for (let round = 0; round < rounds; round++) {
      took.few.push(...(await firstPages(few.pool, round)));
      took.many.push(...(await firstPages(many.pool, round)));
    }
    const [fewMs, manyMs] = [spreadOf(took.few), spreadOf(took.many)];
    console.log(`  p50 ${fewMs.median.toFixed(1)} ms with ${small} rows, ${manyMs.median.toFixed(1)} ms with ${large}`);
    return {
      name: 'worklist, first page: 10^6 ÷ 10^5 rows',
      unit: '×',
      value: spreadOf([manyMs.median / fewMs.median]),
      goal: { atMost: 1.2 },
      parts: { 'p50 with 10^5 rows, ms': fewMs, 'p50 with 10^6 rows, ms': manyMs },
    };
  } finally {
    await Promise.all([fewBase.admin.end(), fewBase.app.end()]);
  }
}

/** The portal's schema once more, in a database beside the rig's. */
async function anotherDatabase({ host, port, password }: Rig): Promise<{ admin: Pool; app: Pool }> {
  const name = 'worklist_few';
  const { owner, app, worker } = rolesOf(schemaOf('portal'));
  const passwords = { [owner]: password, [app]: password, [worker]: password };
  await provisionDatabase({ login: { host, port, user: 'postgres', password }, database: name, services: ['portal'], passwords });
  const address = { host, port, name };
  await migrate(address, schemaOf('portal'), { user: owner, password }, [...messagingMigrations('portal'), ...migrations]);
  const opened = (user: string) => workerPool(address, { user, password }, { connectionsMax: 1, statementTimeoutMs: 600_000 });
  return { admin: opened('postgres'), app: opened(app) };
}

const agencyOf = (n: number): string => `01920000-0000-7000-8000-${String(n % agencies).padStart(12, '0')}`;
const agencySql = `('01920000-0000-7000-8000-' || lpad((n % ${agencies})::text, 12, '0'))::uuid`;
const idSql = `('01920000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid`;

/** Three of four wait for somebody, most of them with a deadline somewhere in the ninety days around now; the rest is done. */
async function seed(admin: Pool, rows: number): Promise<void> {
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
     from generate_series(0, ${rows - 1}) n`,
  );
  await copied(
    admin,
    'portal.deadline (clock_id, rank, rule_id, rule_name, subject, matter_kind, matter_id, family_id, holder, title, state, change, due_at, late_after, attention_at, warning_at, is_provisional, nature, turns_red, world, parties)',
    `select ${idSql}, 1, 'H06', '移送签收', 'hand-off/' || ${idSql}, 'clue', ${idSql}, ${idSql}, ${agencySql}, '某排水口疑似直排', 'running', null,
       ${due}, ${due}, ${due} - interval '5 days', ${due} - interval '3 days', false, 'internal', true, null, ${parties}
     from generate_series(0, ${rows - 1}) n where ${hasDue}`,
  );
  await copied(
    admin,
    'portal.standing (source, subject, rank, family_id, state, title, owner, counterpart, matter_id, result_code, feedback_kind, since, world, parties, matter_kind, stage)',
    `select '/xiezhi/clue-transfer', 'hand-off/' || ${idSql}, 1, ${idSql}, 'hand-off-sent', '某排水口疑似直排', null, null, ${idSql}, null, null, ${since}, null,
       ${parties}, 'clue', null
     from generate_series(0, ${rows - 1}) n`,
  );
  await admin.query('vacuum analyze portal.turn, portal.deadline, portal.standing');
}

/** Server-side, by way of a file of its own: the rows never pass through this process. */
async function copied(admin: Pool, into: string, select: string): Promise<void> {
  const file = join(tmpdir(), `xiezhi-bench-${randomUUID()}.copy`);
  try {
    await admin.query(`copy (${select}) to '${file}'`);
    await admin.query(`copy ${into} from '${file}'`);
  } finally {
    rmSync(file, { force: true });
  }
}

/** One page of each tab, of an agency for each round. @returns ms of each */
async function firstPages(pool: Pool, round: number): Promise<number[]> {
  const took: number[] = [];
  for (const [n, tab] of tabs.entries()) {
    const agency = agencyOf((round * tabs.length + n) * 37);
    const asked: PageAsked = { agency, world: null, kinds, roles: null, now, tab, after: undefined, limit: pageSize };
    const startedAt = performance.now();
    await asAgency(pool, { agency }, async (db) => {
      const [counts, page] = [countsQuery(asked), pageQuery(asked)];
      await db.query(onlyWalks);
      await db.query(counts.text, counts.values);
      await db.query(page.text, page.values);
    });
    took.push(performance.now() - startedAt);
  }
  return took;
}
