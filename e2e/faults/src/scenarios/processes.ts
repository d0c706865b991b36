import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Member, members } from '../members.ts';
import { crashPoints } from '../crash-points.ts';
import { between, until } from '../rhythm.ts';
import type { Scenario, Scene } from '../scenario.ts';
import { type Snare, Snares } from '../snares.ts';

/** kill -9, singly and together, every 0.5 to 3 s. */
async function killAround({ company, lasts }: Scene): Promise<void> {
  await until(performance.now() + lasts(180, 600), async () => {
    const many = Math.random() < 0.25 ? 2 : 1;
    for (const name of [...members].toSorted(() => Math.random() - 0.5).slice(0, many)) company.kill(name);
    await pause(between(500, 3000));
  });
  await company.ready();
}

/** Every process away for a while, one after the other; database, broker and one service for longer. */
async function outages({ company, ground, lasts, form }: Scene): Promise<void> {
  const away = async (name: Member, ms: number): Promise<void> => {
    company.hold(name);
    company.kill(name);
    await pause(ms);
    company.release(name);
  };
  for (const name of members) await away(name, lasts(10, 60));
  const longer = lasts(60, 300);
  await away('case-supervision', longer);
  await ground.crashPostgres(longer);
  await ground.crashKafka(form === 'hour' ? 3_600_000 : longer);
  await company.ready();
}

/** A relay that sleeps past its lease, while another instance takes over, and wakes believing that nothing happened. */
async function sleepingRelay(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  const epochs = () =>
    ground.asAdmin(async (db) => {
      const { rows } = await db.query<{ sum: number }>('select sum(epoch)::int as sum from clue_transfer.relay_lease');
      return rows[0]!.sum;
    });
  await company.join('clue-transfer', 'clue-transfer-2');
  // With a batch under way: it is on the broker, and its confirmation does not come through.
  const release = ground.broker!.hold('downstream');
  await pause(1000);
  const before = await epochs();
  company.freeze('clue-transfer');
  release();
  await pause(lasts(15, 60));
  scene.claim('another instance took the shards while their owner slept', (await epochs()) > before, `${(await epochs()) - before} leases`);
  const drained = await ground.asAdmin(async (db) => {
    const { rows } = await db.query<{ oldest: number | null }>(
      `select extract(epoch from clock_timestamp() - min(time)::timestamptz)::float as oldest from clue_transfer.outbox`,
    );
    return rows[0]!.oldest ?? 0;
  });
  scene.claim('it sent what was waiting', drained < 10, `oldest waiting ${drained.toFixed(1)} s`);
  company.thaw('clue-transfer');
  await pause(5000);
  await company.leave('clue-transfer-2');
}

const afterFence: Snare = {
  name: 'inbox.afterFence',
  member: 'case-supervision',
  table: 'inbox_offset',
  when: 'after update',
  where: `new.consumer = 'case-file'`,
};

/** A consumer that falls asleep in the middle of a chunk, with its locks, past its session; another takes over. */
async function sleepingConsumer(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  const said = company.log('case-supervision').length;
  const snares = await Snares.lay(ground, [afterFence]);
  await snares.arm(afterFence);
  const caught = await snares.caught(afterFence, 30_000);
  company.freeze('case-supervision');
  await snares.free(afterFence);
  scene.claim('it was caught in the middle of a chunk', caught.length > 0, `${caught.length} backends`);
  const asleepAt = await moment(scene);
  await company.join('case-supervision', 'case-supervision-2');
  // Its transaction is ended by the database (idle_in_transaction_session_timeout, 30 s); then its partition goes on with the other.
  await scene.claimSoon('the other takes all that waited, the very chunk too, while the first still sleeps', 90_000, async () => {
    const waiting = await withoutFile(scene, asleepAt);
    return { holds: waiting === 0, seen: `${waiting} accepted hand-offs without a file` };
  });
  await pause(lasts(1, 60));
  company.thaw('case-supervision');
  await pause(5000);
  const isRefused = /chunk was (rolled back|taken by somebody else)/.test(company.log('case-supervision', said));
  scene.claim('what it still wanted to commit was refused when it woke', isRefused);
  await snares.clear();
  await company.leave('case-supervision-2');
}

function moment({ ground }: Scene): Promise<string> {
  return ground.asAdmin(async (db) => (await db.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]!.now);
}

/** Hand-offs accepted before a moment whose case file is not there. */
function withoutFile({ ground }: Scene, before: string): Promise<number> {
  return ground.asAdmin(async (db) => {
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::int as n from clue_transfer.fact a where a.type = 'HandOffAccepted' and a.recorded_at < $1::timestamptz
         and not exists (select from case_supervision.fact f where f.type = 'CaseFileOpened' and f.data ->> 'handOffId' = a.stream_id::text)`,
      [before],
    );
    return rows[0]!.n;
  });
}

const ownGroup = join(import.meta.dirname, '..', 'own-group.preload.ts');

async function twoOnOnePartition(scene: Scene): Promise<void> {
  const { company, lasts } = scene;
  const both = ['case-supervision', 'case-supervision-2'];
  const said = both.map((name) => company.log(name).length);
  await company.join('case-supervision', 'case-supervision-2', { preload: ownGroup });
  await pause(lasts(20, 90));
  const lost = both.map((name, n) => company.log(name, said[n]).split('chunk was taken by somebody else').length - 1);
  scene.claim(
    'both read every partition, and one of them loses each chunk',
    lost.reduce((sum, n) => sum + n, 0) > 0,
    `${lost.join(' and ')} chunks lost`,
  );
  await company.leave('case-supervision-2');
}

async function rebalanceStorm(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  const opened = () =>
    ground.asAdmin(async (db) => {
      const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from case_supervision.fact where type = 'CaseFileOpened'`);
      return rows[0]!.n;
    });
  const before = await opened();
  let round = 0;
  await until(performance.now() + lasts(25, 120), async () => {
    round += 1;
    const name = `case-supervision-${round + 1}`;
    await company.join('case-supervision', name);
    await pause(2000);
    await company.leave(name);
  });
  const during = (await opened()) - before;
  scene.claim('work goes on during the storm', during > 0, `${during} case files opened in ${round} rounds`);
}

export const processes: readonly Scenario[] = [
  { id: 'F1', title: 'kill -9 of every service, singly and together, every 0.5 to 3 s', recoversWithinS: 90, strike: killAround },
  {
    id: 'F1b',
    title: 'every process away in turn, then a service, the database and the broker for longer',
    recoversWithinS: 120,
    strike: outages,
  },
  { id: 'F2', title: 'each named crash point: killed, connection cut, hanging', recoversWithinS: 120, strike: crashPoints },
  { id: 'F3', title: 'a relay sleeps three leases long, another takes over, the first wakes', recoversWithinS: 90, strike: sleepingRelay },
  {
    id: 'F4',
    title: 'a consumer falls asleep in the middle of a chunk, another takes over, the first wakes',
    recoversWithinS: 90,
    strike: sleepingConsumer,
  },
  { id: 'F5', title: 'two consumers forced onto every partition', recoversWithinS: 60, strike: twoOnOnePartition },
  { id: 'F18', title: 'a consumer joins and leaves every 2 s', recoversWithinS: 90, strike: rebalanceStorm },
];
