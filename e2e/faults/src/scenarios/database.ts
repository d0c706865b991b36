import { setTimeout as pause } from 'node:timers/promises';
import { partitionsPerTopic, rolesOf, schemaOf, topicOf } from '@xiezhi/contracts';
import { partitionOf } from '@xiezhi/messaging';
import { backUp, restore } from '../backup.ts';
import { members } from '../members.ts';
import type { Ground } from '../ground.ts';
import { between, during, until } from '../rhythm.ts';
import type { Scenario, Scene } from '../scenario.ts';
import { mountSmallDisk } from '../small-disk.ts';
import { type Snare, Snares } from '../snares.ts';

/** Killed, cut off, a black hole, slow, and locked by somebody else. */
async function databaseDies(scene: Scene): Promise<void> {
  const { ground, lasts } = scene;
  const { database } = ground;
  await until(performance.now() + lasts(20), async () => {
    await ground.crashPostgres(between(200, 2000));
    await pause(3000);
  });
  await until(performance.now() + lasts(6), async () => {
    database.cut();
    await pause(between(100, 600));
  });
  await during(lasts(6), () => database.strike('downstream', { type: 'timeout', timeoutMs: 0 }));
  await during(lasts(6), () => database.strike('downstream', { type: 'latency', latencyMs: 300, jitterMs: 200 }));
  database.cut();
  // Somebody holds what everybody writes.
  await ground.asAdmin(async (db) => {
    await db.query('begin; lock table clue_transfer.stream, case_supervision.inbox_offset in access exclusive mode');
    await pause(lasts(20, 60));
    await db.query('rollback');
  });
  scene.claim('callers were told to come again, and nothing worse', scene.journal.unavailable > 0, `${scene.journal.unavailable} × 503`);
}

const outbox: Snare = { name: 'outbox', member: 'clue-transfer', table: 'outbox', when: 'before insert' };
const stream: Snare = { name: 'stream', member: 'clue-transfer', table: 'stream', when: 'before update' };
const seen: Snare = { name: 'seen', member: 'case-supervision', table: 'inbox_seen', when: 'before insert' };
const gate: Snare = { name: 'gate', member: 'feedback', table: 'inbox_gate', when: 'before insert' };
const trail: Snare = { name: 'trail', member: 'audit', table: 'trail', when: 'before insert' };

/** It answers, and says no: too many connections, no room, deadlock, serialisation, a statement that takes too long. */
async function databaseRefuses(scene: Scene): Promise<void> {
  const { ground, journal, lasts } = scene;
  const snares = await Snares.lay(ground, [outbox, stream, seen, gate, trail]);
  const raising = async (state: string, share: number, ms: number, where: readonly Snare[]): Promise<void> => {
    for (const snare of where) await snares.raise(snare, state, share);
    await pause(ms);
    for (const snare of where) await snares.calm(snare);
  };
  await tooManyConnections(ground, lasts(6, 30));
  const everywhere = [outbox, stream, seen, gate, trail];
  await raising('53100', 1, lasts(6, 30), everywhere); // disk full
  await raising('40P01', 0.3, lasts(8, 60), everywhere); // deadlock
  await raising('40001', 0.3, lasts(8, 60), everywhere); // serialisation failure
  // Longer than the longest statement (15 s): the database ends it.
  for (const snare of [outbox, seen]) await snares.arm(snare);
  await pause(17_000);
  for (const snare of [outbox, seen]) await snares.free(snare);
  await snares.clear();
  scene.claim('callers were told to come again, and nothing worse', journal.unavailable > 0, `${journal.unavailable} × 503`);
}

const onSmallDisk = ['clue_transfer.outbox', 'clue_transfer.fact', 'case_supervision.fact', 'case_supervision.inbox_seen', 'audit.trail'];
const smallDiskMb = 32;

/** A disk that is really full, under tables that commands, relays and consumers write; then it is given room again. */
async function diskIsFull(scene: Scene): Promise<void> {
  const { ground, journal, lasts } = scene;
  const disk = mountSmallDisk(ground, smallDiskMb);
  const db = await ground.connectAsAdmin();
  await db.query(`create tablespace small location '${disk}'`);
  for (const table of onSmallDisk) await db.query(`alter table ${table} set tablespace small`);
  await pause(2000);
  const before = journal.unavailable;
  await db.query('create table ballast (text text) tablespace small');
  const states: string[] = [];
  for (const rows of [4000, 400, 40, 4])
    for (let isFull = false; !isFull;) {
      const insert = db.query(`insert into ballast select repeat('x', 1000) from generate_series(1, $1)`, [rows]);
      isFull = await insert.then(
        () => false,
        (error: { code?: string }) => states.push(error.code ?? 'without a code') > 0,
      );
    }
  scene.claim(
    `a disk of ${smallDiskMb} MB is full`,
    states.every((state) => state === '53100'),
    states.join(', '),
  );
  await pause(lasts(15, 60));
  scene.claim('callers were told to come again, and nothing worse', journal.unavailable > before, `${journal.unavailable - before} × 503`);
  await db.query('drop table ballast');
  for (const table of onSmallDisk) await db.query(`alter table ${table} set tablespace pg_default`);
  await db.query('drop tablespace small');
  await db.end();
}

async function tooManyConnections(ground: Ground, ms: number): Promise<void> {
  const roles = members.flatMap((name) => Object.values(rolesOf(schemaOf(name))));
  await ground.asAdmin(async (db) => {
    for (const role of roles) await db.query(`alter role ${role} connection limit 0`);
    await db.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = any($1)', [roles]);
    await pause(ms);
    for (const role of roles) await db.query(`alter role ${role} connection limit -1`);
  });
}

/** Audit goes back to an earlier state, alone; it reads on from the offset that was stored then. */
async function readerRestored(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  await ground.asAdmin((db) => backUp(db, 'audit'));
  await pause(lasts(10, 60));
  company.hold('audit');
  company.kill('audit');
  await pause(1000);
  const before = await keptByAudit(ground);
  await ground.asAdmin((db) => restore(db, 'audit'));
  const after = await keptByAudit(ground);
  scene.claim('it had forgotten what came since', after < before, `${before - after} of ${before} announcements`);
  company.release('audit');
  await company.ready();
}

function keptByAudit(ground: Ground): Promise<number> {
  return ground.asAdmin(async (db) => (await db.query<{ n: number }>('select count(*)::int as n from audit.trail')).rows[0]!.n);
}

/** A sender goes back alone: what it told others, it does not know any more. Not mended, but noticed (docs/what-happens-if.md). */
async function senderRestored(scene: Scene): Promise<void> {
  const { company, ground, journal } = scene;
  await ground.asAdmin((db) => backUp(db, 'clue-transfer'));
  const since = journal.accepted.length;
  await pause(8000);
  await scene.rest();
  await scene.settled();
  company.hold('clue-transfer');
  company.kill('clue-transfer');
  await pause(1000);
  await ground.asAdmin((db) => restore(db, 'clue-transfer'));
  company.release('clue-transfer');
  await company.ready();
  const regressed = await ground.asAdmin(async (db) => {
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::int as n from audit.trail_head t where t.source = '/xiezhi/clue-transfer'
         and not exists (select from clue_transfer.stream h where t.subject = h.aggregate || '/' || h.stream_id and h.announced >= t.sequence)`,
    );
    return rows[0]!.n;
  });
  scene.claim('the checker names every stream whose receiver knows more than its sender', regressed > 0, `${regressed} streams`);
  // Officers go on where they believe to be: the restored service numbers anew what others have heard under that number.
  const { done } = await journal.again(since);
  await scene.claimSoon('audit counts announcements that are new and yet of a passed number', 30_000, async () => {
    const text = await (await fetch(`${company.urlOf('audit')}/metrics`)).text();
    const count = [...text.matchAll(/^xiezhi_\S*duplicates\S*\{[^}]*layer="gate"[^}]*\} (\d+)/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    return { holds: count > 0, seen: `${count} of ${done} commands repeated` };
  });
}

/** A reader holds an old snapshot, a writer in another database never ends, and nobody vacuums. */
async function longSnapshot(scene: Scene): Promise<void> {
  const { ground, lasts } = scene;
  await ground.asAdmin((db) => db.query('create database elsewhere'));
  const [reader, writer] = [await ground.connectAsAdmin(), await ground.connectAsAdmin('elsewhere')];
  await reader.query('alter system set autovacuum = off');
  await reader.query('select pg_reload_conf()');
  await reader.query('begin isolation level repeatable read');
  await reader.query('select count(*) from clue_transfer.outbox');
  await writer.query('create table long (n int)');
  await writer.query('begin; insert into long values (1)');
  const before = await keptByAudit(ground);
  await pause(lasts(30, 180));
  const travelled = (await keptByAudit(ground)) - before;
  const { rows } = await ground.asAdmin((db) =>
    db.query<{ dead: number; live: number }>(
      `select n_dead_tup::int as dead, n_live_tup::int as live from pg_stat_user_tables where schemaname = 'clue_transfer' and relname = 'outbox'`,
    ),
  );
  await scene.claimSoon('the gauge that the alarm watches has risen', 20_000, async () => {
    const dead = await deadRowsShown(scene);
    return { holds: dead > 0, seen: `${dead} dead rows` };
  });
  await reader.query('rollback');
  await reader.query('alter system reset autovacuum');
  await reader.query('select pg_reload_conf()');
  await writer.query('rollback');
  await Promise.all([reader.end(), writer.end()]);
  scene.claim(
    'announcements travelled all the while',
    travelled > 0,
    `${travelled} announcements; ${rows[0]?.dead} dead rows in the outbox`,
  );
  await scene.claimSoon('and falls when they have ended and somebody vacuums', 30_000, async () => {
    await ground.asAdmin((db) => db.query('vacuum clue_transfer.outbox'));
    const dead = await deadRowsShown(scene);
    return { holds: dead < 100, seen: `${dead} dead rows` };
  });
}

async function deadRowsShown({ company }: Scene): Promise<number> {
  const text = await (await fetch(`${company.urlOf('clue-transfer')}/metrics`)).text();
  return Number(/^xiezhi_outbox_dead_rows\{[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
}

const slow = 0;

/** One partition of one consumer stands still because somebody holds its row. */
async function slowPartition(scene: Scene): Promise<void> {
  const { ground, lasts } = scene;
  const quiet = await latencies(ground, lasts(12, 30));
  const holder = await ground.connectAsAdmin();
  await holder.query('begin');
  const { rowCount } = await holder.query(
    `select from case_supervision.inbox_offset where consumer = 'case-file' and topic = $1 and partition = $2 for update`,
    [topicOf('clue-transfer'), slow],
  );
  const held = await latencies(ground, 12_000); // under the 15 s after which the database would end the waiting statement
  await holder.query('rollback');
  await holder.end();
  scene.claim('a partition stood still', rowCount === 1 && held.slow === 0, `${held.slow} files opened on it`);
  const bound = Math.max(1500, 3 * quiet.p99);
  scene.claim(
    'its neighbours did not notice',
    held.count > 0 && held.p99 <= bound,
    `p99 ${held.p99.toFixed(0)} ms of ${held.count}, before ${quiet.p99.toFixed(0)} ms of ${quiet.count}`,
  );
}

/** From the acceptance of a hand-off to its case file, on every partition but the slow one, over so many ms from now. */
async function latencies(ground: Ground, ms: number): Promise<{ p99: number; count: number; slow: number }> {
  const { rows: begun } = await ground.asAdmin((db) => db.query<{ now: string }>('select clock_timestamp()::text as now'));
  await pause(ms);
  const { rows } = await ground.asAdmin((db) =>
    db.query<{ family: string; ms: number }>(
      `select h.family_id as family, extract(epoch from f.recorded_at - a.recorded_at)::float * 1000 as ms
       from clue_transfer.fact a
       join clue_transfer.stream h on h.aggregate = a.aggregate and h.stream_id = a.stream_id
       join case_supervision.fact f on f.type = 'CaseFileOpened' and f.data ->> 'handOffId' = a.stream_id::text
       where a.type = 'HandOffAccepted' and a.recorded_at > $1::timestamptz`,
      [begun[0]!.now],
    ),
  );
  const isSlow = ({ family }: { family: string }): boolean => partitionOf(family, partitionsPerTopic) === slow;
  const others = rows
    .filter((row) => !isSlow(row))
    .map((row) => row.ms)
    .toSorted((one, other) => one - other);
  return { p99: others[Math.floor(others.length * 0.99)] ?? others.at(-1) ?? 0, count: others.length, slow: rows.filter(isSlow).length };
}

export const database: readonly Scenario[] = [
  { id: 'F8', title: 'the database is killed, cut off, silent, slow, and locked', recoversWithinS: 90, strike: databaseDies },
  {
    id: 'F8b',
    title: 'the database refuses: too many connections, no room, deadlock, serialisation failure, statement too long',
    recoversWithinS: 90,
    strike: databaseRefuses,
  },
  {
    id: 'F8c',
    title: 'the disk is full under the tables of outbox, facts, ids and trail',
    recoversWithinS: 90,
    ownRoom: true,
    strike: diskIsFull,
  },
  { id: 'F10', title: 'a backup is restored of a receiver only', recoversWithinS: 90, strike: readerRestored },
  {
    id: 'F10b',
    title: 'a backup is restored of a sender only: noticed, not mended',
    reach: 'accepted',
    recoversWithinS: 0,
    documented: true,
    strike: senderRestored,
  },
  { id: 'F19', title: 'a snapshot and a transaction that never end, and no vacuum', recoversWithinS: 60, strike: longSnapshot },
  { id: 'F20', title: 'one partition of one consumer stands still', atOnce: 12, recoversWithinS: 60, strike: slowPartition },
];
